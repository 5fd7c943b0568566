import { sentence } from '$lib/api';

/** Something that is asked of the server when a screen opens, and again when it may have changed. The last answer asked for counts. */
export class Loading<T> {
	value = $state.raw<T | null>(null);
	problem = $state('');
	#asked = 0;
	#ask: () => Promise<T>;

	constructor(ask: () => Promise<T>) {
		this.#ask = ask;
	}

	load = async (): Promise<void> => {
		const asked = ++this.#asked;
		try {
			const value = await this.#ask();
			if (asked !== this.#asked) return;
			this.value = value;
			this.problem = '';
		} catch (error) {
			if (asked === this.#asked) this.problem = sentence(error);
		}
	};

	/** Answers that are under way are older than this. */
	set(value: T): void {
		this.#asked++;
		this.value = value;
	}
}
