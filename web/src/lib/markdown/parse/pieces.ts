/** Characters of a paragraph that are parsed and laid out together; a longer one is drawn in pieces that follow on each other. */
export const LONGEST_PARAGRAPH = 6_000;
/** Here it is cut even where a mark is open: nobody emphasises so much. */
const HOPELESS = 2 * LONGEST_PARAGRAPH;
const TRIES = 4;

const SENTENCE = /[.!?…]["”’)\]]?\s+|[。！？…][”’」』）]?\s*|\n+/g;
const GAP = /\s+|(?<=\p{Script=Han})(?=\p{Script=Han})/gu;
/** What follows a cut stands at the start of a line: it must not be taken for a list, a heading, a table, a fence or a formula. */
const PLAIN_START = /^\p{L}/u;
const NO_BLOCK = /^(?![\s*+>#|~`$\\[<:=_-]|\d{1,9}[.)]|\p{M}|\u200d|\ufe0f|[\udc00-\udfff])/u;

/**
 * Where a growing paragraph is cut: at the end of a sentence, else between words, and outside of marks as `isWhole` tells. 0 where it
 * need not or cannot be cut yet.
 */
export function cutOf(content: string, isWhole: (piece: string) => boolean): number {
	if (content.length <= LONGEST_PARAGRAPH) return 0;
	const near = content.slice(0, LONGEST_PARAGRAPH);
	const places = [...placesIn(near, SENTENCE, content), ...placesIn(near, GAP, content)];
	const whole = places.slice(0, TRIES).find((at) => isWhole(content.slice(0, at)));
	if (whole !== undefined) return whole;
	if (content.length < HOPELESS) return 0;
	return places[0] ?? anywhere(content);
}

/** The last places first; not in the first half, or pieces would be many and small. */
function placesIn(near: string, pattern: RegExp, content: string): number[] {
	const half = near.length / 2;
	const places: number[] = [];
	for (const match of near.slice(half).matchAll(pattern)) {
		const at = half + match.index + match[0].length;
		if (at < content.length && PLAIN_START.test(content.slice(at, at + 16))) places.push(at);
	}
	return places.reverse();
}

function anywhere(content: string): number {
	for (let at = LONGEST_PARAGRAPH; at < content.length - 16; at++) if (NO_BLOCK.test(content.slice(at, at + 16))) return at;
	return 0;
}
