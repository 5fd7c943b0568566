import { storage } from '$lib/ui/storage';

const KEY = 'hearth.answers';

/** How somebody likes answers to be set, on this device; the switches stand where they work. */
class Habits {
	#kept = $state.raw<{ numbers?: unknown }>({ ...storage.json<object>(KEY, {}) });

	/** Code has line numbers. */
	get numbers(): boolean {
		return this.#kept.numbers === true;
	}

	set numbers(wanted: boolean) {
		this.#kept = { ...this.#kept, numbers: wanted };
		storage.set(KEY, JSON.stringify(this.#kept));
	}
}

export const habits = new Habits();
