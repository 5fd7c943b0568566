import { SvelteSet } from 'svelte/reactivity';

/** As many as one action may change. */
const MOST = 500;

/** The chats of the sidebar that were picked to be changed together. */
export class Selection {
	on = $state(false);
	readonly ids = new SvelteSet<string>();
	/** Where a range begins. */
	#anchor: string | null = null;

	begin(id: string): void {
		this.on = true;
		this.toggle(id);
	}

	toggle(id: string): void {
		this.#anchor = id;
		if (!this.ids.delete(id) && this.ids.size < MOST) this.ids.add(id);
	}

	/** From the last one picked to this one. `shown` are the rows as they stand. */
	range(id: string, shown: readonly string[]): void {
		const [from, to] = [shown.indexOf(this.#anchor ?? id), shown.indexOf(id)];
		if (from < 0 || to < 0) return this.toggle(id);
		for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) if (this.ids.size < MOST) this.ids.add(one);
	}

	end(): void {
		this.on = false;
		this.#anchor = null;
		this.ids.clear();
	}
}

export const selection = new Selection();
