import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

const INLINE = /<(?:(br)\s*\/?|(\/?)(sub|sup|kbd))\s*>/iy;
const DETAILS = /^<details(\s+open(?:="")?)?\s*>/i;
const SUMMARY = /^\s*<summary\s*>([\s\S]*?)(?:<\/summary\s*>|$)/i;
const DEEPEST_DETAILS = 6;

/** The few HTML tags that models write and that carry meaning. All others stay text. */
export function tags(md: MarkdownIt): void {
	md.inline.ruler.before('html_inline', 'tag', inline);
	md.block.ruler.before('html_block', 'details', details, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
}

function inline(state: StateInline, silent: boolean): boolean {
	if (state.src.charAt(state.pos) !== '<') return false;
	INLINE.lastIndex = state.pos;
	const match = INLINE.exec(state.src);
	if (!match || INLINE.lastIndex > state.posMax) return false;
	if (!silent) {
		if (match[1]) state.push('hardbreak', 'br', 0);
		else {
			const token = state.push('tag', (match[3] ?? '').toLowerCase(), 0);
			token.content = match[0];
			token.info = match[2] ?? '';
		}
	}
	state.pos += match[0].length;
	return true;
}

function details(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const lineOf = (line: number) => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
	const opening = DETAILS.exec(lineOf(startLine));
	const depth = (state.env.details as number | undefined) ?? 0;
	if (!opening || depth >= DEEPEST_DETAILS) return false;
	if (silent) return true;
	let nesting = 0;
	let fence = '';
	let line = startLine;
	for (; line < endLine; line++) {
		const content = lineOf(line);
		const mark = /^(?:`{3,}|~{3,})/.exec(content)?.[0];
		if (mark) fence = fence === '' ? mark : content.trim().startsWith(fence) ? '' : fence;
		if (fence !== '') continue;
		nesting += content.match(/<details(?:\s+open(?:="")?)?\s*>/gi)?.length ?? 0;
		nesting -= content.match(/<\/details\s*>/gi)?.length ?? 0;
		if (nesting <= 0) break;
	}
	const isClosed = line < endLine;
	const last = Math.min(line + 1, endLine);
	let inner = state.getLines(startLine, last, state.blkIndent, false).trim().slice(opening[0].length);
	let rest = '';
	if (isClosed) {
		const end = inner.toLowerCase().lastIndexOf('</details');
		// Words behind the closing tag, on its line, are kept inside.
		rest = inner.slice(inner.indexOf('>', end) + 1);
		inner = inner.slice(0, end);
	}
	const summary = SUMMARY.exec(inner);
	const token = state.push('details_open', 'details', 1);
	token.meta = { open: opening[1] !== undefined };
	token.map = [startLine, last];
	state.push('summary_open', 'summary', 1);
	const title = state.push('inline', '', 0);
	title.content = summary?.[1]?.trim() ?? '';
	title.children = [];
	state.push('summary_close', 'summary', -1);
	state.env.details = depth + 1;
	state.md.block.parse((summary ? inner.slice(summary[0].length) : inner) + rest, state.md, state.env, state.tokens);
	state.env.details = depth;
	state.push('details_close', 'details', -1);
	state.line = last;
	return true;
}
