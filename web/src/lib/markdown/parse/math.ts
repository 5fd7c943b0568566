import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

const ENVIRONMENT =
	/^\\begin\{((?:align|alignat|aligned|alignedat|array|Bmatrix|bmatrix|cases|CD|dcases|drcases|equation|eqnarray|gather|gathered|matrix|multline|pmatrix|rcases|smallmatrix|split|subarray|vmatrix|Vmatrix)\*?)\}/;
const HAN = /[\p{Script=Han}，。；：、！？]/u;
const LONGEST_LINES = 200;
const LONGEST = 20_000;
/** What may follow a closing delimiter on its line; it is set inside the formula, so that it does not stand on a line of its own. */
const STOP = /^[ \t]*([.,;:，。；：、]?)[ \t]*$/;

/** LaTeX between `$ $`, `$$ $$`, `\( \)`, `\[ \]` and in environments that stand alone, beside Chinese without a space too. */
export function formulas(md: MarkdownIt): void {
	md.block.ruler.before('fence', 'math_block', block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
	md.inline.ruler.before('escape', 'math_inline', inline);
}

interface Opening {
	open: string;
	close: string;
}

function openingAt(line: string): Opening | undefined {
	if (line.startsWith('$$')) return { open: '$$', close: '$$' };
	if (line.startsWith('\\[')) return { open: '\\[', close: '\\]' };
	const name = ENVIRONMENT.exec(line)?.[1];
	return name === undefined ? undefined : { open: `\\begin{${name}}`, close: `\\end{${name}}` };
}

function block(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const lineOf = (line: number) => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
	const first = lineOf(startLine);
	const opening = openingAt(first);
	if (!opening) return false;
	const { open, close } = opening;
	let depth = 0;
	let line = startLine;
	let found: number;
	for (; line < endLine && line - startLine < LONGEST_LINES; line++) {
		const content = line === startLine ? first.slice(open.length) : lineOf(line);
		if (line > startLine) {
			if (content === '') {
				// A line "$$ is the shell's own id" is no formula; a "$$" alone may hold blank lines.
				if (open === '$$' && first.trim() !== '$$') return false;
				continue;
			}
			if ((state.sCount[line] ?? 0) < state.blkIndent || /^(?:```|~~~|#{1,6} )/.test(content)) return false;
		}
		if (open.startsWith('\\begin')) {
			depth += content.split(open).length - content.split(close).length + (line === startLine ? 1 : 0);
			if (depth > 0) continue;
			found = content.lastIndexOf(close);
		} else found = closing(content, close);
		if (found < 0) continue;
		const stop = STOP.exec(content.slice(found + close.length));
		// Words after the delimiter: the formula stands inside a paragraph, where the inline rule finds it.
		if (!stop) return false;
		if (silent) return true;
		const whole = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
		const body = whole.slice(open.length, whole.lastIndexOf(close));
		push(state, startLine, line + 1, opening, body, stop[1] ?? '', false);
		return true;
	}
	if (line < endLine || (!state.env.growing && first.length > open.length && open === '$$')) return false;
	if (silent) return true;
	const rest = state.getLines(startLine, endLine, state.blkIndent, false).trim();
	push(state, startLine, endLine, opening, rest.slice(open.length), '', true);
	return true;
}

function push(state: StateBlock, from: number, to: number, { open, close }: Opening, body: string, stop: string, isOpen: boolean) {
	const isEnvironment = open.startsWith('\\begin');
	const token = state.push('math_block', 'math', 0);
	const end = /^[.,;:]?$/.test(stop) ? stop : `\\text{${stop}}`;
	token.content = isEnvironment ? open + body + close : body.trim() + end;
	token.meta = { display: true, open: isOpen, source: open + body + (isOpen ? '' : close) };
	token.map = [from, to];
	state.line = to;
}

/** The first `close` that no backslash hides (`\\]` is a line break and a bracket). */
function closing(text: string, close: string, from = 0): number {
	for (let at = text.indexOf(close, from); at >= 0; at = text.indexOf(close, at + 1)) {
		let slashes = 0;
		while (text.charAt(at - 1 - slashes) === '\\') slashes++;
		if (slashes % 2 === 0) return at;
	}
	return -1;
}

function inline(state: StateInline, silent: boolean): boolean {
	const { src, pos } = state;
	const first = src.charAt(pos);
	if (first !== '$' && first !== '\\') return false;
	const next = src.charAt(pos + 1);
	if (first === '$' && next !== '$') return dollars(state, silent);
	let opening: Opening | undefined;
	if (first === '$') opening = { open: '$$', close: '$$' };
	else if (next === '(') opening = { open: '\\(', close: '\\)' };
	else if (next === '[') opening = { open: '\\[', close: '\\]' };
	else if (next === 'b') opening = openingAt(src.slice(pos, pos + 24));
	if (!opening) return false;
	const { open, close } = opening;
	const from = pos + open.length;
	const end = open.startsWith('\\begin') ? environmentEnd(src, from, opening) : closingIn(state, close, from);
	if (end < 0 || end > state.posMax || end - from > LONGEST) {
		const isPlausible = open !== '\\[' || !/^[\d\s,，–-]*$/.test(src.slice(from));
		return state.env.growing && !silent && isPlausible && end < 0 ? pending(state, open, from) : false;
	}
	const body = src.slice(from, end);
	if (body.trim() === '' || (open === '$$' && body.includes('\n\n'))) return false;
	// `\[1\]` and `\[text\](address)` are escaped brackets.
	if (open === '\\[' && (/^[\d\s,，–-]+$/.test(body) || src.charAt(end + 2) === '(')) return false;
	if (!silent) emit(state, opening, body, open !== '\\(', false);
	state.pos = end + close.length;
	return true;
}

function dollars(state: StateInline, silent: boolean): boolean {
	const end = dollarEnd(state.src, state.pos, state.posMax);
	if (end < 0) {
		if (!state.env.growing || silent || end !== UNCLOSED || !looksLikeTex(state.src.slice(state.pos + 1))) return false;
		return pending(state, '$', state.pos + 1);
	}
	if (!silent) emit(state, { open: '$', close: '$' }, state.src.slice(state.pos + 1, end), false, false);
	state.pos = end + 1;
	return true;
}

const UNCLOSED = -1;
const NO_FORMULA = -2;

/**
 * Where the `$` at `pos` closes. Money stays text: the next `$` must close it, with no space before it and no digit or name after
 * it, and what stands between must not read like prose.
 */
export function dollarEnd(src: string, pos: number, max = src.length): number {
	if (/[A-Za-z0-9$]/.test(src.charAt(pos - 1))) return NO_FORMULA;
	let end = closing(src, '$', pos + 1);
	if (end >= max) end = -1;
	if (end < 0) return UNCLOSED;
	const body = src.slice(pos + 1, end);
	const after = src.charAt(end + 1);
	if (body === '' || after === '$' || /\d/.test(after) || body.length > 2_000 || body.includes('\n\n')) return NO_FORMULA;
	const isSpaced = /^\s/.test(body) && /\s$/.test(body);
	if (isSpaced ? !/^ [A-Za-z] $|[\\^_={}]/.test(body) || /^\s\d+(?:\.\d+)?\s[^\\]*$/.test(body) : /^\s|\s$/.test(body))
		return NO_FORMULA;
	if (/[A-Za-z]/.test(after) && /^\{?[A-Z_][A-Z0-9_]+\b/.test(body)) return NO_FORMULA;
	if (!/[\\^_={}<>+*/|]/.test(body) && (HAN.test(body) || /[A-Za-z]{3,}\s+[A-Za-z]{2,}|[A-Za-z]{4,}/.test(body))) return NO_FORMULA;
	if (
		/^\d[\d.,]*[kKmMbB万亿]?(?:\s|[,.;，。；/–-])/.test(body) &&
		!/[\\^_={}]/.test(body) &&
		/[A-Za-z]{2,}|\p{Script=Han}|\|/u.test(body)
	)
		return NO_FORMULA;
	return end;
}

function looksLikeTex(rest: string): boolean {
	return (
		rest.length < 400 && /^(?:[A-Za-z][^A-Za-z]|[A-Za-z]$|[\\({|+-])/.test(rest) && !HAN.test(rest.replace(/\\text\{[^}]*\}?/g, ''))
	);
}

/** Looks for a delimiter once: after a miss the rest of this text holds none, however many open. */
function closingIn(state: StateInline, close: string, from: number): number {
	const missed = (state.env.missed ??= {}) as Record<string, boolean>;
	if (missed[close]) return -1;
	const end = closing(state.src, close, from);
	if (end < 0) missed[close] = true;
	return end;
}

function environmentEnd(src: string, from: number, { open, close }: Opening): number {
	let depth = 1;
	let at = from;
	while (at - from < LONGEST) {
		const end = src.indexOf(close, at);
		if (end < 0) return -1;
		const inner = src.indexOf(open, at);
		if (inner >= 0 && inner < end) {
			depth++;
			at = inner + open.length;
		} else if (--depth === 0) return end;
		else at = end + close.length;
	}
	return -1;
}

function pending(state: StateInline, open: string, from: number): boolean {
	emit(state, { open, close: '' }, state.src.slice(from, state.posMax), open !== '\\(' && open !== '$', true);
	state.pos = state.posMax;
	return true;
}

function emit(state: StateInline, { open, close }: Opening, body: string, display: boolean, isOpen: boolean): void {
	const token = state.push('math_inline', 'math', 0);
	token.content = open.startsWith('\\begin') ? open + body + close : body.trim();
	token.meta = { display, open: isOpen, source: open + body + close };
}
