import { ApiError, open } from './client';
import { SseParser } from './sse';
import type { RunEvent } from './types';

/** How far a run has been read. */
export interface Cursor {
	epoch: number;
	seq: number;
}

export type Cursors = Map<string, Cursor>;

/** `A:1-40,B:2-3` */
export function readCursors(id: string): Cursors {
	const cursors: Cursors = new Map();
	for (const part of id.split(',')) {
		const match = /^([0-9a-f-]+):(\d+)-(\d+)$/.exec(part.trim());
		if (match?.[1]) cursors.set(match[1], { epoch: Number(match[2]), seq: Number(match[3]) });
	}
	return cursors;
}

export function writeCursor(run: string, { epoch, seq }: Cursor): string {
	return `${run}:${epoch}-${seq}`;
}

/** Who listens to a stream. */
export interface Hearing {
	/** The server has answered; what comes now comes live. */
	opened?: () => void;
	/** One event, and how far each run has been read with it. */
	frame: (event: RunEvent, cursors: Cursors) => void;
}

/** Comments come every 15 s; a stream silent for this long is dead though its socket may not know. */
export const SILENCE_MS = 40_000;

/**
 * One connection to `GET /api/events`: tells `hear` each event with the cursors after it, returns when the stream has ended
 * or was cut. Throws `ApiError` when it is refused. Who wants to go on asks again with the last cursors.
 */
export async function readEvents(cursors: Cursors, hear: Hearing, signal: AbortSignal, silenceMs = SILENCE_MS): Promise<void> {
	const dead = new AbortController();
	const either = AbortSignal.any ? AbortSignal.any([signal, dead.signal]) : anyOf(signal, dead);
	let timer = setTimeout(() => dead.abort(), silenceMs);
	try {
		const run = [...cursors].map(([id, cursor]) => writeCursor(id, cursor));
		const response = await open('/api/events', { query: { run }, headers: { Accept: 'text/event-stream' }, signal: either });
		hear.opened?.();
		const reader = response.body?.getReader();
		if (!reader) return;
		const parser = new SseParser();
		for (;;) {
			const { done, value } = await reader.read();
			clearTimeout(timer);
			if (done) return;
			timer = setTimeout(() => dead.abort(), silenceMs);
			for (const { id, event, data } of parser.push(value)) {
				hear.frame({ event, data: JSON.parse(data) } as RunEvent, id ? readCursors(id) : new Map());
			}
		}
	} catch (error) {
		// A cut in the middle is an end like any other: the cursors know where to go on.
		if (error instanceof ApiError && error.status !== 0) throw error;
	} finally {
		clearTimeout(timer);
		dead.abort();
	}
}

function anyOf(signal: AbortSignal, own: AbortController): AbortSignal {
	if (signal.aborted) own.abort();
	signal.addEventListener('abort', () => own.abort(), { once: true });
	return own.signal;
}
