import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** A number or a name; `[^a-z]` and the like are patterns that people talk about, not footnotes. */
const LABEL = '(?:\\d{1,3}|[A-Za-z]\\w*(?:-\\w{2,})*)';
const MARK = new RegExp(`\\[\\^(${LABEL})\\]`, 'y');
const TEXT = new RegExp(`^\\[\\^(${LABEL})\\]:[ \\t]*`);
const UNFINISHED = /\[\^[\w-]*$/y;

/**
 * Footnotes, each drawn where it stands: the mark always as a mark, the text as a block of its own. So neither waits for the other,
 * and what was drawn once never changes when the rest arrives.
 */
export function notes(md: MarkdownIt): void {
	md.block.ruler.before('reference', 'note', block, { alt: ['paragraph', 'reference'] });
	md.inline.ruler.before('link', 'note_mark', inline);
}

function inline(state: StateInline, silent: boolean): boolean {
	if (state.src.charAt(state.pos) !== '[' || state.src.charAt(state.pos + 1) !== '^') return false;
	MARK.lastIndex = state.pos;
	const match = MARK.exec(state.src);
	if (match && MARK.lastIndex <= state.posMax) {
		if (!silent) state.push('note_mark', '', 0).content = match[1] ?? '';
		state.pos += match[0].length;
		return true;
	}
	UNFINISHED.lastIndex = state.pos;
	if (!state.env.growing || silent || !UNFINISHED.test(state.src)) return false;
	state.pos = state.posMax;
	return true;
}

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const first = state.src.slice((state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0), state.eMarks[startLine]);
	const match = TEXT.exec(first);
	const depth = (state.env.details as number | undefined) ?? 0;
	if (!match || depth > 0) return false;
	if (silent) return true;
	const lines = [first.slice(match[0].length)];
	let line = startLine + 1;
	for (let isAfterBlank = false; line < endLine; line++) {
		const isBlank = state.isEmpty(line);
		const indent = (state.sCount[line] ?? 0) - state.blkIndent;
		if (!isBlank && (indent < 0 || (isAfterBlank && indent < 2))) break;
		const content = state.getLines(line, line + 1, state.blkIndent + Math.min(indent, 4), false);
		if (!isBlank && (TEXT.test(content) || /^(?:```|~~~|#{1,6} |> )/.test(content)) && indent < 2) break;
		lines.push(isBlank ? '' : content);
		isAfterBlank = isBlank;
	}
	while (lines.length > 1 && lines.at(-1) === '') {
		lines.pop();
		line--;
	}
	const token = state.push('note_open', '', 1);
	token.map = [startLine, line];
	token.meta = { label: match[1] };
	state.env.details = depth + 1;
	state.md.block.parse(lines.join('\n'), state.md, state.env, state.tokens);
	state.env.details = depth;
	state.push('note_close', '', -1);
	state.line = line;
	return true;
}
