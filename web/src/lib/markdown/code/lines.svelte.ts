import { changeOf, isDiff } from './diff';
import { HighlightSession } from './highlight';
import type { Line } from './highlighter';
import { grammarFor } from './languages';

/** Lines of a block of the page: out of view a block costs neither layout nor paint. */
const BLOCK = 100;
const MOST_LINES = 5_000;
const MOST_CHARACTERS = 400_000;
const PAUSE_MS = 200;

/** The lines of one code block in the page. Appending touches the last line and what is new, whatever stands before. */
export class CodeLines {
	/** lines in the text */
	count = $state(0);
	#root: HTMLElement | undefined;
	#text = '';
	#lines: string[] = [];
	#drawn: HTMLElement[] = [];
	#limit = Infinity;
	#lang = '';
	#session: HighlightSession | undefined;
	#pause: ReturnType<typeof setTimeout> | undefined;
	#isOpen = false;

	/** Draws into this element until the returned function is called. */
	attach(root: HTMLElement): () => void {
		this.#root = root;
		this.#redraw();
		return () => {
			this.#stop();
			this.#root = undefined;
		};
	}

	/** Shows `text`, of which only the first `limit` lines are drawn. `isOpen`: more may come. */
	show(text: string, lang: string, isOpen: boolean, limit: number): void {
		const isGrown = lang === this.#lang && text.slice(0, this.#text.length) === this.#text;
		this.#isOpen = isOpen;
		if (!isGrown) {
			this.#lang = lang;
			this.#lines = text.split('\n');
			this.#limit = limit;
			this.#redraw();
		} else {
			const first = Math.max(this.#lines.length - 1, 0);
			const [rest = '', ...more] = text.slice(this.#text.length).split('\n');
			if (this.#lines.length === 0) this.#lines.push('');
			if (rest !== '' || more.length > 0) this.#lines[first] += rest;
			for (const line of more) this.#lines.push(line);
			const isWider = limit > this.#limit;
			if (limit < this.#limit) this.#cut(limit);
			this.#limit = limit;
			this.#draw(isWider ? Math.max(this.#drawn.length - 1, 0) : first);
			this.#colour();
		}
		this.#text = text;
		this.count = this.#lines.length;
	}

	#redraw(): void {
		this.#stop();
		this.#root?.replaceChildren();
		this.#drawn = [];
		this.#draw(0);
		this.#colour();
	}

	#cut(limit: number): void {
		for (const line of this.#drawn.splice(limit)) line.remove();
		const blocks = this.#root?.children;
		while (blocks && blocks.length > Math.ceil(limit / BLOCK)) blocks[blocks.length - 1]?.remove();
	}

	#draw(from: number): void {
		const root = this.#root;
		if (!root) return;
		const last = Math.min(this.#lines.length, this.#limit);
		const marksChanges = isDiff(this.#lang);
		// a line of a diff may get its meaning from the next one
		for (let i = marksChanges ? Math.max(from - 1, 0) : from; i < last; i++) {
			const content = (this.#lines[i] ?? '') + (i + 1 < this.#lines.length ? '\n' : '');
			const drawn = this.#drawn[i];
			if (drawn) {
				if (drawn.textContent !== content) drawn.textContent = content;
				if (marksChanges) this.#mark(drawn, i);
				continue;
			}
			const line = document.createElement('span');
			line.textContent = content;
			// shown by the style sheet, so that it is neither selected nor copied
			line.dataset.n = String(i + 1);
			if (marksChanges) this.#mark(line, i);
			this.#drawn.push(line);
			let block = root.children[Math.floor(i / BLOCK)];
			if (!block) root.append((block = document.createElement('div')));
			block.append(line);
		}
	}

	#mark(line: HTMLElement, i: number): void {
		const change = changeOf(this.#lines[i] ?? '', this.#lines[i - 1], this.#lines[i + 1]);
		if (change) line.className = `diff-${change}`;
		else line.removeAttribute('class');
	}

	#colour(): void {
		const grammar = grammarFor(this.#lang);
		if (!grammar || !this.#root || this.#pause !== undefined) return;
		if (this.#lines.length > MOST_LINES || this.#text.length > MOST_CHARACTERS) return;
		const isFirst = !this.#session;
		const session = (this.#session ??= new HighlightSession(grammar, (from, lines) => this.#take(from, lines)));
		// The last line of a growing text is not whole.
		const whole = Math.min(this.#isOpen ? this.#lines.length - 1 : this.#lines.length, this.#limit);
		if (whole > session.sent) session.push(this.#lines.slice(session.sent, whole));
		if (!this.#isOpen || isFirst) return;
		this.#pause = setTimeout(() => {
			this.#pause = undefined;
			this.#colour();
		}, PAUSE_MS);
	}

	#take(from: number, lines: Line[]): void {
		lines.forEach((colours, i) => {
			const line = this.#drawn[from + i];
			if (!line || (colours.length <= 2 && (colours[1] ?? '') === '')) return;
			const text = this.#lines[from + i] ?? '';
			const parts: (Node | string)[] = [];
			let at = 0;
			for (let j = 0; j + 1 < colours.length; j += 2) {
				const part = text.slice(at, (at += colours[j] as number));
				if (part === '') continue;
				if (colours[j + 1] === '') parts.push(part);
				else {
					const span = document.createElement('span');
					span.className = `syn-${colours[j + 1]}`;
					span.textContent = part;
					parts.push(span);
				}
			}
			if (at < text.length) parts.push(text.slice(at));
			if (from + i + 1 < this.#lines.length) parts.push('\n');
			line.replaceChildren(...parts);
		});
	}

	#stop(): void {
		clearTimeout(this.#pause);
		this.#pause = undefined;
		this.#session?.end();
		this.#session = undefined;
	}
}
