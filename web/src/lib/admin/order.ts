/** Something with a place among others; null stands after all that have one, in its natural order. */
export interface Placed {
	id: string;
	position: number | null;
}

const HIGHEST = 1_000_000;
const STEP = 1_000;

/** The list with the item at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
	const next = [...list];
	const [item] = next.splice(from, 1);
	if (item !== undefined) next.splice(to, 0, item);
	return next;
}

/**
 * Which positions have to be stored so that `list` stands in this order. `list` is the wished order with the positions of before, in which
 * only the item `id` was moved. Mostly that is one: there is room between two neighbours.
 */
export function placing(list: readonly Placed[], id: string): Placed[] {
	const at = list.findIndex((item) => item.id === id);
	if (at < 0) return [];
	const before = list[at - 1]?.position ?? (at === 0 ? -STEP : null);
	// A neighbour of the same number or none keeps its place by its natural order only.
	if (before !== null) {
		const after = list.slice(at + 1).find((item) => item.position !== null)?.position ?? null;
		const position = after === null ? before + STEP : Math.floor((Math.max(before, -1) + after) / 2);
		if (position > before && position >= 0 && position <= HIGHEST && (after === null || position < after))
			return [{ id, position }];
	}
	return spread(list, at);
}

/** Everything up to the last item that needs a place, evenly. */
function spread(list: readonly Placed[], at: number): Placed[] {
	let end = at;
	list.forEach((item, i) => {
		if (item.position !== null) end = Math.max(end, i);
	});
	const step = Math.min(STEP, Math.floor(HIGHEST / (end + 1)));
	return list
		.slice(0, end + 1)
		.map((item, i) => ({ id: item.id, position: i * step, was: item.position }))
		.filter((item) => item.position !== item.was)
		.map(({ id, position }) => ({ id, position }));
}
