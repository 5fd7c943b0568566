import { ApiError, configure, readEvents, type Cursors, type Hearing, type Message, type RunEvent } from '$lib/api';
import { SvelteMap } from 'svelte/reactivity';
import { Run } from './run.svelte';

/** As many runs as one stream may name. */
export const MOST_WATCHED = 8;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8000;
/** A stream that lasted this long was a good one, whatever it said. */
const HEALTHY_MS = 5000;
/** Streams that open and end this often without a word: the server does not know these runs any more. */
const EMPTY_STREAMS = 4;

/** Who showed the run and wants to know how it ended. */
export interface Watcher {
	ended: (message: Message) => void;
	/** The server will say no more about it: what it is now has to be asked for. */
	lost: (run: string) => void;
}

export interface RunsWorld {
	read: (cursors: Cursors, hear: Hearing, signal: AbortSignal) => Promise<void>;
	visible: () => boolean;
	frame: (then: () => void) => void;
}

const browser: RunsWorld = {
	read: readEvents,
	visible: () => !document.hidden,
	frame: (then) => requestAnimationFrame(then)
};

/**
 * All runs that this tab shows, and the one stream that tells about them. The stream is open only while a run is being made and the
 * page is visible; whatever cuts it, it goes on from the cursors.
 */
export class Runs {
	/** Since when the stream is gone though it should be there; 0 while all is well. */
	lostSince = $state(0);
	#runs = new SvelteMap<string, Run>();
	#watchers = new Map<string, Watcher>();
	#fresh = new Set<Run>();
	#framed = false;
	#looping = false;
	#stream: AbortController | null = null;
	#wake: (() => void) | null = null;

	constructor(readonly world: RunsWorld = browser) {
		if (typeof document === 'undefined') return;
		document.addEventListener('visibilitychange', () => this.#reopen());
		addEventListener('online', () => this.#reopen());
		addEventListener('pagehide', () => this.#stream?.abort());
	}

	/** The run of a reply while it is being made. */
	of(id: string): Run | undefined {
		return this.#runs.get(id);
	}

	watch(message: Message, watcher: Watcher, since?: number): Run {
		const known = this.#runs.get(message.id);
		this.#watchers.set(message.id, watcher);
		if (known && known.cursor.epoch >= message.epoch) return known;
		const run = new Run(message, since);
		this.#runs.set(run.id, run);
		this.#reopen();
		return run;
	}

	/** Nobody shows it any more; on the server it goes on. */
	leave(id: string): void {
		if (!this.#runs.delete(id)) return;
		this.#watchers.delete(id);
		this.#reopen();
	}

	/**
	 * Lets a request of this tab go first: over HTTP/1.1 a browser opens six connections to a house, and six tabs' streams take them
	 * all. The stream comes back behind what waits and goes on from its cursors.
	 */
	giveWay(): void {
		if (this.#stream) this.#reopen();
	}

	#reopen(): void {
		this.#stream?.abort();
		this.#wake?.();
		if (!this.#looping) void this.#loop();
	}

	async #loop(): Promise<void> {
		this.#looping = true;
		let failures = 0;
		for (;;) {
			// several runs of one question are named by one stream
			await Promise.resolve();
			const watched = [...this.#runs.values()].slice(0, MOST_WATCHED);
			if (!watched.length || !this.world.visible()) break;
			const stream = (this.#stream = new AbortController());
			let heard = false;
			let openedAt = 0;
			let refused: ApiError | null = null;
			const hear: Hearing = {
				opened: () => {
					openedAt = Date.now();
					this.lostSince = 0;
				},
				frame: (event, cursors) => {
					heard = true;
					this.#hear(event, cursors);
				}
			};
			try {
				await this.world.read(new Map(watched.map((run) => [run.id, run.cursor])), hear, stream.signal);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				refused = error;
			}
			if (stream.signal.aborted) continue;
			// A proxy that cuts after a minute of a model's silence is no failure.
			if (heard || (openedAt && Date.now() - openedAt > HEALTHY_MS)) failures = 0;
			else failures++;
			const gone = refused && !refused.passing && refused.status !== 401 && refused.status !== 429;
			if (gone || (failures >= EMPTY_STREAMS && !this.lostSince)) this.#lose(watched);
			if (refused?.status === 401) break;
			if (!this.#runs.size) break;
			if (failures > 1) this.lostSince ||= Date.now();
			await this.#pause(failures === 0 ? 50 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)));
		}
		this.#looping = false;
		this.#stream = null;
		this.lostSince = 0;
	}

	#pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, ms);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	#hear(event: RunEvent, cursors: Cursors): void {
		for (const [id, cursor] of cursors) {
			const run = this.#runs.get(id);
			if (run) run.cursor = cursor;
		}
		const run = this.#runs.get(event.data.run);
		if (!run) return;
		if (run.hear(event)) this.#show(run);
		if (event.event === 'end') this.#end(run, event.data.message);
	}

	#end(run: Run, message: Message): void {
		const watcher = this.#watchers.get(run.id);
		this.#fresh.delete(run);
		this.#runs.delete(run.id);
		this.#watchers.delete(run.id);
		watcher?.ended(message);
	}

	#lose(runs: Run[]): void {
		for (const { id } of runs) {
			const watcher = this.#watchers.get(id);
			this.#runs.delete(id);
			this.#watchers.delete(id);
			watcher?.lost(id);
		}
	}

	#show(run: Run): void {
		this.#fresh.add(run);
		if (this.#framed) return;
		this.#framed = true;
		this.world.frame(() => {
			this.#framed = false;
			for (const fresh of this.#fresh) fresh.flush();
			this.#fresh.clear();
		});
	}
}

export const runs = new Runs();
configure({ slow: () => runs.giveWay() });
