import type { MarkdownIt, StateInline } from 'markdown-it';

const SPACE = /\s/;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const MOST_OPEN = 30;
const EAST = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;

/**
 * CommonMark asks that a mark beside punctuation also stands beside a space. Chinese has no spaces: `**“引号”**后` would never
 * close. Beside an East Asian character no space is asked for.
 */
export function eastAsianEmphasis(md: MarkdownIt): void {
	md.inline.State = class extends md.inline.State {
		override scanDelims(start: number, canSplitWord: boolean) {
			const marker = this.src.charAt(start);
			let end = start;
			while (end < this.posMax && this.src.charAt(end) === marker) end++;
			const before = characterBefore(this.src, start);
			const after = end < this.posMax ? String.fromCodePoint(this.src.codePointAt(end) ?? 32) : ' ';
			const [spaceBefore, spaceAfter] = [SPACE.test(before), SPACE.test(after)];
			const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
			const left = !spaceAfter && (!markAfter || spaceBefore || markBefore || EAST.test(before));
			const right = !spaceBefore && (!markBefore || spaceAfter || markAfter || EAST.test(after));
			const length = end - start;
			// `2*3*4` is a product.
			if (marker === '*' && length === 1 && /\d/.test(before) && /\d/.test(after))
				return { can_open: false, can_close: false, length };
			// `_` never splits a word; Chinese shows no words, so that `__` may stand between its characters.
			const mayOpen = canSplitWord || !right || markBefore || (length > 1 && EAST.test(before));
			const mayClose = canSplitWord || !left || markAfter || (length > 1 && EAST.test(after));
			return { can_open: left && mayOpen, can_close: right && mayClose, length };
		}
	};
	md.inline.ruler2.after('balance_pairs', 'close_growing', closeGrowing);
}

function characterBefore(src: string, pos: number): string {
	if (pos === 0) return ' ';
	const low = src.charCodeAt(pos - 1);
	const isPair = low >= 0xdc00 && low <= 0xdfff && pos > 1;
	return isPair ? String.fromCodePoint(src.codePointAt(pos - 2) ?? 32) : src.charAt(pos - 1);
}

/** In a text that still grows, an open mark is closed at the end, so that the words are bold from the first letter on. */
function closeGrowing(state: StateInline): boolean {
	if (!state.env.growing) return false;
	for (let i = state.delimiters.length - 1, closed = 0; i >= 0 && closed < MOST_OPEN; i--) {
		const opener = state.delimiters[i];
		if (!opener?.open || opener.end !== -1) continue;
		// `2*3` is a product as long as nothing says otherwise.
		if (opener.length === 1 && /[A-Za-z0-9]$/.test(state.tokens[opener.token - 1]?.content ?? '')) continue;
		closed++;
		const token = state.push('text', '', 0);
		token.content = '';
		opener.end = state.delimiters.length;
		state.delimiters.push({
			marker: opener.marker,
			length: opener.length ?? 0,
			token: state.tokens.length - 1,
			end: -1,
			open: false,
			close: true
		});
	}
	return false;
}
