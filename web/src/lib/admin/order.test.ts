import { expect, test } from 'vitest';
import { moved, placing, type Placed } from './order';

/** What the server makes of it: by position, those without one behind, in their natural order. */
function stored(natural: readonly Placed[], changes: readonly Placed[]): string {
	const positions = new Map(changes.map(({ id, position }) => [id, position]));
	return natural
		.map((item, i) => ({ ...item, position: positions.get(item.id) ?? item.position, i }))
		.sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || a.i - b.i)
		.map((item) => item.id)
		.join('');
}

/** Moves within what is shown, stores, and reads again. */
function after(natural: readonly Placed[], from: number, to: number): { order: string; writes: number } {
	const shown = [...natural]
		.map((item, i) => ({ item, i }))
		.sort((a, b) => (a.item.position ?? Infinity) - (b.item.position ?? Infinity) || a.i - b.i)
		.map(({ item }) => item);
	const wished = moved(shown, from, to);
	const changes = placing(wished, shown[from]!.id);
	expect(stored(natural, changes)).toBe(wished.map((item) => item.id).join(''));
	return { order: stored(natural, changes), writes: changes.length };
}

const list = (...positions: (number | null)[]): Placed[] => positions.map((position, i) => ({ id: 'abcdefgh'[i]!, position }));

test('every move of every list ends as it was shown', () => {
	const lists = [
		list(null, null, null, null),
		list(0, 1, 2, 3),
		list(0, 1000, 2000, null, null),
		list(null, 5, null, 0),
		list(7, 7, 7, null),
		list(0, 999_999, 1_000_000, null),
		list(1_000_000, 1_000_000)
	];
	for (const natural of lists) {
		for (let from = 0; from < natural.length; from++) {
			for (let to = 0; to < natural.length; to++) if (from !== to) after(natural, from, to);
		}
	}
});

test('where there is room one position is stored', () => {
	expect(after(list(0, 1000, 2000, 3000), 3, 1).writes).toBe(1);
	expect(after(list(0, 1000, 2000, null), 0, 2).writes).toBe(1);
	expect(after(list(1000, 2000, 3000), 2, 0).writes).toBe(1);
	expect(after(list(null, null, null, null), 3, 0).writes).toBe(1);
});

test('a thousand models fit', () => {
	const many = Array.from({ length: 1500 }, (_, i) => ({ id: String(i), position: null }));
	const changes = placing(moved(many, 0, 1499), '0');
	expect(Math.max(...changes.map((change) => change.position ?? 0))).toBeLessThanOrEqual(1_000_000);
	expect(new Set(changes.map((change) => change.position)).size).toBe(changes.length);
});
