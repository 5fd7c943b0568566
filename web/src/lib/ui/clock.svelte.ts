import { createSubscriber } from 'svelte/reactivity';

/** The time, to the second; ticks only while something shows it. */
class Clock {
	#subscribe: () => void;

	constructor(everyMs: number) {
		this.#subscribe = createSubscriber((update) => {
			const timer = setInterval(update, everyMs);
			return () => clearInterval(timer);
		});
	}

	get now(): number {
		this.#subscribe();
		return Date.now();
	}
}

export const clock = new Clock(1000);
/** For what is counted in tenths or must appear in time. */
export const fastClock = new Clock(100);
