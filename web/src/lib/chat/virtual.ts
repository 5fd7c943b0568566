/** Which rows of a long list are in the page, and how high what is left out is. */
export interface Window {
	from: number;
	/** The first row that is left out again. */
	to: number;
	before: number;
	after: number;
}

/** Heights of rows, as they were measured; a guess for those that never were in the page. The guess never changes, or the view would jump. */
export class Heights {
	#known = new Map<string, number>();

	constructor(readonly guess = 240) {}

	of(key: string): number {
		return this.#known.get(key) ?? this.guess;
	}

	/** By how much the list grew. */
	set(key: string, height: number): number {
		const grown = height - this.of(key);
		this.#known.set(key, height);
		return grown;
	}

	/** Where the row of this index begins. */
	top(keys: readonly string[], index: number): number {
		let top = 0;
		for (let i = 0; i < index && i < keys.length; i++) top += this.of(keys[i] ?? '');
		return top;
	}
}

/** The rows within `over` px of what is seen. A `top` beyond the end means the end. */
export function windowOf(keys: readonly string[], heights: Heights, top: number, view: number, over: number): Window {
	const total = heights.top(keys, keys.length);
	const seen = Math.max(0, Math.min(top, total - view));
	let from = 0;
	let before = 0;
	while (from < keys.length - 1 && before + heights.of(keys[from] ?? '') < seen - over) before += heights.of(keys[from++] ?? '');
	let to = from;
	let bottom = before;
	while (to < keys.length && bottom <= seen + view + over) bottom += heights.of(keys[to++] ?? '');
	return { from, to, before, after: total - bottom };
}

/** The row at a height, and how far into it: what has to stay in place when rows come in above. */
export function anchorAt(keys: readonly string[], heights: Heights, top: number): { key: string; into: number } | null {
	let at = 0;
	for (const key of keys) {
		const height = heights.of(key);
		if (at + height > top) return { key, into: top - at };
		at += height;
	}
	return null;
}
