import { api } from './routes';
import type { Change, Changes } from './types';

/** What the poller needs of the world; tests bring their own. */
export interface PollerWorld {
	ask: (after: number | null) => Promise<Changes>;
	visible: () => boolean;
}

/** Asks every few seconds what others changed, only while the page is visible; at once when it becomes visible again. */
export class ChangesPoller {
	#last: number | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running = false;
	#asking = false;

	constructor(
		/** `anew`: what changed since the last answer is not known any more, so everything is to be loaded again. */
		readonly hear: (changes: Change[], anew: boolean) => void,
		readonly everyMs = 4000,
		readonly world: PollerWorld = { ask: api.changes, visible: () => !document.hidden }
	) {}

	start(): void {
		if (this.#running) return;
		this.#running = true;
		document.addEventListener('visibilitychange', this.#seen);
		void this.#ask();
	}

	stop(): void {
		this.#running = false;
		clearTimeout(this.#timer);
		document.removeEventListener('visibilitychange', this.#seen);
	}

	#seen = () => {
		if (this.world.visible()) void this.#ask();
	};

	async #ask(): Promise<void> {
		clearTimeout(this.#timer);
		if (!this.#running || this.#asking) return;
		if (this.world.visible()) {
			this.#asking = true;
			try {
				const { last, reset, changes } = await this.world.ask(this.#last);
				this.#last = last;
				if ((changes.length || reset) && this.#running) this.hear(changes, reset);
			} catch {
				// The next question comes soon enough; what refuses is worded where it matters.
			} finally {
				this.#asking = false;
			}
		}
		if (this.#running) this.#timer = setTimeout(() => void this.#ask(), this.everyMs);
	}
}
