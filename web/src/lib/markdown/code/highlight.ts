import type { Line } from './highlighter';

export interface Question {
	session: number;
	grammar: string;
	/** whole lines, in order; undefined ends the session */
	lines: string[] | undefined;
}

export interface Answer {
	session: number;
	/** undefined: this text can't be coloured */
	lines: Line[] | undefined;
}

/** Lines sent at once: few enough that the first colours come soon. */
const PIECE = 400;
/** A pattern may run away on odd input; then the worker is replaced and the text stays plain. */
const PATIENCE_MS = 10_000;

let worker: Worker | undefined;
let clock: ReturnType<typeof setTimeout> | undefined;
let nextSession = 1;
/** sessions in the order in which their questions wait in the worker */
const asked: HighlightSession[] = [];

/** Colours one growing text. `take` gets the colours of the lines from `from` on, in order. */
export class HighlightSession {
	readonly id = nextSession++;
	#sent = 0;
	#answered = 0;
	#isDead = false;

	constructor(
		readonly grammar: string,
		readonly take: (from: number, lines: Line[]) => void
	) {}

	/** How many lines were handed over. */
	get sent(): number {
		return this.#sent;
	}

	push(lines: string[]): void {
		for (let i = 0; i < lines.length && !this.#isDead; i += PIECE) {
			const piece = lines.slice(i, i + PIECE);
			this.#sent += piece.length;
			ask(this, piece);
		}
	}

	/** Called with an answer, or undefined where there will be none. */
	answer(lines: Line[] | undefined): void {
		if (!lines) this.#isDead = true;
		if (this.#isDead || !lines) return;
		const from = this.#answered;
		this.#answered += lines.length;
		this.take(from, lines);
	}

	end(): void {
		this.#isDead = true;
		worker?.postMessage({ session: this.id, grammar: this.grammar, lines: undefined } satisfies Question);
	}
}

function ask(session: HighlightSession, lines: string[]): void {
	if (typeof Worker === 'undefined') return;
	worker ??= started();
	asked.push(session);
	if (asked.length === 1) watch();
	worker.postMessage({ session: session.id, grammar: session.grammar, lines } satisfies Question);
}

function started(): Worker {
	const made = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' });
	made.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
		const session = asked.shift();
		if (asked.length > 0) watch();
		else clearTimeout(clock);
		if (session?.id === data.session) session.answer(data.lines);
	});
	made.addEventListener('error', giveUp);
	return made;
}

function watch(): void {
	clearTimeout(clock);
	clock = setTimeout(giveUp, PATIENCE_MS);
}

function giveUp(): void {
	clearTimeout(clock);
	worker?.terminate();
	worker = undefined;
	for (const session of asked.splice(0)) session.answer(undefined);
}
