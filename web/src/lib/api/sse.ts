/** One frame of a `text/event-stream`. */
export interface Frame {
	id: string | null;
	event: string;
	data: string;
}

/**
 * Cuts a `text/event-stream` into frames (WHATWG HTML 9.2.6): CR, LF and CRLF end a line, several data lines are joined by LF,
 * comments are dropped. Bytes may be cut anywhere, also inside a character.
 */
export class SseParser {
	#decoder = new TextDecoder();
	#rest = '';
	#id: string | null = null;
	#event = '';
	#data: string[] = [];

	push(bytes: Uint8Array): Frame[] {
		this.#rest += this.#decoder.decode(bytes, { stream: true });
		const frames: Frame[] = [];
		for (;;) {
			const end = this.#rest.search(/[\r\n]/);
			if (end < 0) break;
			// A CR at the very end may be half of a CRLF.
			if (this.#rest[end] === '\r' && end === this.#rest.length - 1) break;
			const line = this.#rest.slice(0, end);
			this.#rest = this.#rest.slice(this.#rest.startsWith('\r\n', end) ? end + 2 : end + 1);
			const frame = this.#line(line);
			if (frame) frames.push(frame);
		}
		return frames;
	}

	#line(line: string): Frame | null {
		if (line === '') {
			const frame = this.#data.length ? { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') } : null;
			this.#event = '';
			this.#data = [];
			return frame;
		}
		const colon = line.indexOf(':');
		if (colon === 0) return null;
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
		if (field === 'data') this.#data.push(value);
		else if (field === 'event') this.#event = value;
		else if (field === 'id' && !value.includes('\0')) this.#id = value;
		return null;
	}
}
