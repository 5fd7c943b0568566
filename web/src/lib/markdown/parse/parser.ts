import Parser, { type MarkdownIt, type StateBlock } from 'markdown-it';
import { eastAsianEmphasis } from './emphasis';
import { growing } from './growing';
import { dollarEnd, formulas } from './math';
import { notes } from './notes';
import { tags } from './tags';

/** Beyond this depth quotes and lists stay text. markdown-it itself would drop what lies deeper than its own limit. */
const DEEPEST = 40;

/** Stands for a `|` inside a formula while a table's cells are cut; of the private use area, turned back in `unmasked`. */
const BAR = '\ue00f';
export const unmasked = (content: string): string => (content.includes(BAR) ? content.replaceAll(BAR, '|') : content);

/**
 * markdown-it with our rules. Off are the ones that mislead in a chat: code by indentation (Chinese indents its paragraphs) and
 * headings by underlining (a rule under a paragraph, as models write it, would turn it into a heading), and all HTML.
 */
export function parser(): MarkdownIt {
	const md = new Parser({ html: false, linkify: false, typographer: false, maxNesting: 2 * DEEPEST + 20 });
	md.block.ruler.disable(['code', 'lheading', 'html_block']);
	md.inline.ruler.disable(['linkify', 'html_inline']);
	// Which addresses may be links is decided where the link is built.
	md.validateLink = () => true;
	formulas(md);
	tags(md);
	notes(md);
	growing(md);
	eastAsianEmphasis(md);
	tablesWithFormulas(md);
	md.block.ruler.before('table', 'deep', deep);
	md.block.ruler.before('table', 'end_of_table', endOfTable, { alt: ['blockquote'] });
	return md;
}

/** A line without a bar ends a table. GFM takes it for a row of one cell; models write the next sentence there. */
function endOfTable(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
	if (!silent || (state.parentType as string) !== 'table') return false;
	return !state.src.slice(state.bMarks[startLine], state.eMarks[startLine]).includes('|');
}

function deep(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	if (silent || state.level < DEEPEST) return false;
	let line = startLine + 1;
	while (line < endLine && !state.isEmpty(line) && (state.sCount[line] ?? 0) >= state.blkIndent) line++;
	state.push('paragraph_open', 'p', 1);
	const token = state.push('inline', '', 0);
	token.content = state.getLines(startLine, line, state.blkIndent, false).trim();
	token.children = [];
	state.push('paragraph_close', 'p', -1);
	state.line = line;
	return true;
}

/** GFM cuts a table's cells before it reads them, so that `$|x|$` would be torn apart. The bars of formulas are masked meanwhile. */
function tablesWithFormulas(md: MarkdownIt): void {
	const plain = new Parser();
	plain.block.ruler.enableOnly(['table']);
	const table = plain.block.ruler.getRules('')[0];
	if (!table) throw new Error('markdown-it has no table rule');
	const sources = new WeakMap<StateBlock, string>();
	md.block.ruler.at(
		'table',
		(state, startLine, endLine, silent) => {
			const { src } = state;
			let hidden = sources.get(state);
			if (hidden === undefined) sources.set(state, (hidden = masked(src)));
			state.src = hidden;
			try {
				return table(state, startLine, endLine, silent);
			} finally {
				state.src = src;
			}
		},
		{ alt: ['paragraph', 'reference'] }
	);
}

function masked(src: string): string {
	if (!/\|/.test(src) || !/\$|\\\(/.test(src)) return src;
	return src.replace(/^.*\|.*$/gm, (line) => (/\$|\\\(/.test(line) ? maskedLine(line) : line));
}

function maskedLine(line: string): string {
	let out = '';
	let done = 0;
	for (let i = 0; i < line.length; i++) {
		const mark = line.charAt(i);
		let end = -1;
		if (mark === '\\' && line.charAt(i + 1) === '(') {
			end = line.indexOf('\\)', i + 2);
			if (end >= 0) end += 2;
		} else if (mark === '\\') i++;
		else if (mark === '$' && line.charAt(i + 1) === '$') {
			end = line.indexOf('$$', i + 2);
			if (end >= 0) end += 2;
			else i++;
		} else if (mark === '$') {
			end = dollarEnd(line, i);
			if (end >= 0) end++;
		}
		if (end <= i) continue;
		out += line.slice(done, i) + line.slice(i, end).replace(/(?<!\\)\|/g, BAR);
		done = end;
		i = end - 1;
	}
	return out + line.slice(done);
}
