import type { MarkdownIt, StateInline } from 'markdown-it';

const MARKS_ONLY = /^[ \t>]*(?:[*\-+_=#>|`~$\\:]+|\d{1,9}[.)]?|\[\^?[\w-]*\]?|(?:[-*_][ \t]*){3,})$/;
const ITEM_WITH_MARKS = /^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)[*_~`]{1,3}$/;
const HALF_TAG = /<\/?(?:b|br|br\s*\/|s|su|sub|sup|k|kb|kbd|d\w{0,6}|summary|summa?r?)?$/i;
const NEAR = 600;

/**
 * The growing text without a last line that says nothing yet: `*` may become a list, bold or a rule, `-` under a paragraph a list.
 * It appears with its next character.
 */
export function withoutHalfLine(text: string): string {
	const start = text.lastIndexOf('\n') + 1;
	if (text.length - start > 40) return text;
	const line = text.slice(start);
	const item = ITEM_WITH_MARKS.exec(line);
	if (item) return text.slice(0, start) + item[1];
	if (MARKS_ONLY.test(line) || /^\s*<[a-z]*$/i.test(line)) return text.slice(0, start);
	return text;
}

/** A first table line gets its delimiter line, so that the head is a head from the start. */
export function withDelimiterRow(text: string): string {
	const start = text.lastIndexOf('\n\n') + 2;
	const lines = text.slice(text.lastIndexOf('\n\n') < 0 ? 0 : start).split('\n');
	const [head = '', delimiter = ''] = lines;
	if (lines.length > 2 || !/^\| .*\S/.test(head) || !/^[|:\- ]*$/.test(delimiter)) return text;
	const columns = head
		.replace(/\\\|/g, '')
		.replace(/^\||\|\s*$/g, '')
		.split('|').length;
	return text.slice(0, text.length - (lines.length === 2 ? delimiter.length + 1 : 0)) + '\n|' + ' - |'.repeat(columns);
}

/** The end of a growing paragraph without half a mark. Open marks are closed by the rules, so that dropping a closer is no loss. */
export function withoutHalfMark(content: string): string {
	let text = content.replace(/[*_~\\]+$/, '');
	if (/[^`]`{1,2}$/.test(text) || /^`{1,2}$/.test(text))
		text = (text.match(/`+/g)?.length ?? 0) % 2 ? text.replace(/`+$/, '') : text;
	text = text.replace(HALF_TAG, '').replace(/!?\[$/, '');
	if (text.endsWith('$') && (text.match(/(?<!\\)\$+/g)?.length ?? 0) % 2) text = text.replace(/\$+$/, '');
	return text;
}

/** While a text grows: an open link shows its words, an open picture nothing, open code is code. */
export function growing(md: MarkdownIt): void {
	md.inline.ruler.before('link', 'growing_link', link);
	md.inline.ruler.before('image', 'growing_image', image);
	md.inline.ruler.before('backticks', 'growing_code', code);
}

function link(state: StateInline, silent: boolean): boolean {
	const { src, pos, posMax } = state;
	if (!state.env.growing || silent || state.linkLevel > 0 || src.charAt(pos) !== '[' || posMax - pos > NEAR) return false;
	const labelEnd = state.md.helpers.parseLinkLabel(state, pos, true);
	if (labelEnd < 0) {
		if (src.indexOf(']', pos) >= 0) return false;
		state.pos = pos + 1; // the bracket waits for its partner
		return true;
	}
	if (src.charAt(labelEnd + 1) !== '(' || isClosed(src, labelEnd + 1)) return false;
	state.pos = pos + 1;
	state.posMax = labelEnd;
	state.push('link_open', 'a', 1).info = 'pending';
	state.linkLevel++;
	state.md.inline.tokenize(state);
	state.linkLevel--;
	state.push('link_close', 'a', -1);
	state.pos = state.posMax = posMax;
	return true;
}

/** Whether an address's parenthesis closes, or can't any more: a line break or a space with no title after it. */
function isClosed(src: string, from: number): boolean {
	let depth = 0;
	for (let i = from; i < src.length; i++) {
		const mark = src.charAt(i);
		if (mark === '(') depth++;
		else if (mark === ')' && --depth === 0) return true;
		else if (mark === '\n') return true;
		else if (mark === ' ' && !/^\s*["'(]/.test(src.slice(i)) && i + 1 < src.length && !/["']/.test(src.slice(from, i))) return true;
	}
	return false;
}

function image(state: StateInline, silent: boolean): boolean {
	const { src, pos, posMax } = state;
	if (!state.env.growing || silent || src.charAt(pos) !== '!' || src.charAt(pos + 1) !== '[') return false;
	const labelEnd = src.indexOf('](', pos);
	if (labelEnd < 0 ? posMax - pos > NEAR || src.indexOf(']', pos) >= 0 : isClosed(src, labelEnd + 1)) return false;
	state.pos = posMax;
	return true;
}

function code(state: StateInline, silent: boolean): boolean {
	const { src, pos, posMax } = state;
	if (!state.env.growing || silent || src.charAt(pos) !== '`' || src.charAt(pos - 1) === '`') return false;
	const marker = /^`+/.exec(src.slice(pos))?.[0] ?? '`';
	if (marker.length > 2) return false;
	const from = pos + marker.length;
	for (const run of src.slice(from).matchAll(/`+/g)) if (run[0].length === marker.length) return false;
	if (from >= posMax) return false;
	state.push('code_inline', 'code', 0).content = src.slice(from, posMax).replace(/\n/g, ' ');
	state.pos = posMax;
	return true;
}
