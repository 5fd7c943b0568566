import type { Env, Token } from 'markdown-it';
import { element, isElement, type Element, type Node } from '../tree';
import { blocksOf, DECIDING_ROWS, inlineOf } from './build';
import { withDelimiterRow, withoutHalfLine } from './growing';
import { langOfInfo, titleOfInfo } from './info';
import { parser } from './parser';
import { cutOf, LONGEST_PARAGRAPH } from './pieces';

type References = NonNullable<Env['references']>;

interface Block {
	/** its tokens in the last parse */
	tokens: Token[];
	from: number;
	to: number;
	isReference: boolean;
}

/** What of a list or a table is closed while it still grows: its items or rows. */
interface Held {
	node: Element;
	markup: string;
	closed: Node[];
	/** a table's two head lines, parsed again before the rows that follow */
	prefix: string;
	/** where its source begins */
	start: number;
}

/** A fence that still grows; its text needs no parser. */
interface OpenFence {
	lang: string;
	title: string;
	content: number;
	closer: RegExp;
	/** up to here no line closes it */
	searched: number;
}

// eslint-disable-next-line no-control-regex
const UNFIT = /[\r\u0000]/;
const md = parser();

/**
 * A text and its tree, kept in step at a cost that does not grow with the text: only what the newest characters can still change
 * is parsed again. Nodes that did not change keep their identity.
 */
export class Document {
	/** top-level nodes, closed ones first */
	readonly blocks: Node[] = [];
	#raw = '';
	#text = '';
	#isAsGiven = true;
	#closed = 0;
	#start = 0;
	#held: Held | undefined;
	#fence: OpenFence | undefined;
	/** the open paragraph goes on from a piece that is closed */
	#goesOn = false;
	/** up to this length the open paragraph was not to be cut */
	#uncut = 0;
	#references: References = Object.create(null) as References;
	/** closed blocks that asked for a link's definition which had not come, with their place in the source */
	#waiting = new Map<string, Set<number>>();
	#sources: [from: number, to: number][] = [];

	/** Takes the whole text as it is now. Returns the index of the first top-level node that may have changed. */
	update(raw: string, growing: boolean): number {
		// Ten times as fast as `startsWith`, which compares long texts character by character.
		if (raw.slice(0, this.#raw.length) !== this.#raw) this.#reset();
		const more = raw.slice(this.#raw.length);
		// Mostly nothing needs a change; then the text is taken as it is, without a copy.
		this.#text = this.#isAsGiven && !UNFIT.test(more) ? raw : normalised(raw);
		this.#isAsGiven = this.#text === raw;
		this.#raw = raw;
		const from = this.#closed;
		if (growing && this.#fence && this.#growFence(this.#fence)) return from;
		this.#fence = undefined;
		return Math.min(from, this.#parse(growing));
	}

	#reset(): void {
		this.#raw = '';
		this.#text = '';
		this.#isAsGiven = true;
		this.blocks.length = 0;
		this.#closed = 0;
		this.#start = 0;
		this.#held = undefined;
		this.#fence = undefined;
		this.#goesOn = false;
		this.#uncut = 0;
		this.#references = Object.create(null) as References;
		this.#waiting.clear();
		this.#sources.length = 0;
	}

	#growFence(fence: OpenFence): boolean {
		for (;;) {
			const end = this.#text.indexOf('\n', fence.searched);
			const line = this.#text.slice(fence.searched, end < 0 ? undefined : end);
			if (fence.closer.test(line)) return false;
			if (end < 0) break;
			fence.searched = end + 1;
		}
		const { lang, title, content } = fence;
		let code = this.#text.slice(content);
		// Half a closing fence is not code yet.
		if (/^[ ]{0,3}(?:`+|~+)$/.test(this.#text.slice(Math.max(fence.searched, content))))
			code = this.#text.slice(content, fence.searched);
		if (code.endsWith('\n')) code = code.slice(0, -1);
		this.blocks.length = this.#closed;
		this.blocks.push({ tag: '#code', lang, title, text: code, open: true });
		return true;
	}

	#parse(growing: boolean): number {
		const prefix = this.#held?.prefix ?? '';
		let tail = this.#text.slice(this.#start);
		if (growing) tail = withoutHalfLine(tail);
		const source = prefix + (growing && !this.#held ? withDelimiterRow(tail) : tail);
		const references = Object.create(this.#references) as References;
		const tokens: Token[] = [];
		md.block.parse(source, md, { references, growing } as Env, tokens);
		const blocks = cut(tokens);
		const last = growing ? lastInline(tokens, source) : undefined;
		const merged = blocks[0] && this.#merge(blocks[0], references, last);
		if (this.#held && blocks.length === 0 && growing) {
			// Its last item is half a mark at the moment.
			this.blocks.length = this.#closed;
			this.blocks.push(element(this.#held.node.tag, this.#held.closed, this.#held.node.attrs));
			return this.#closed;
		}
		if (this.#held && !merged) {
			if (prefix !== '') {
				// The rows no longer follow their head: begin again from the table's first line.
				this.#start = this.#held.start;
				this.#held = undefined;
				return this.#parse(growing);
			}
			this.#closeHeld();
		}
		this.blocks.length = this.#closed;
		const lines = lineStarts(source);
		const base = this.#start - prefix.length;
		const at = (line: number) => Math.min(base + (lines[line] ?? source.length), this.#text.length);
		const open = firstOpen(blocks, lines, source);
		let changed = this.#closed;
		blocks.forEach((block, index) => {
			const start = index === 0 && merged && this.#held ? this.#held.start : at(block.from);
			const missed = new Set<string>();
			// A definition that still grows may be half an address: closed blocks wait for its end.
			const known = watched(index < open ? this.#references : references, missed);
			const nodes = index === 0 && merged ? [merged] : blocksOf(block.tokens, { md, references: known, last });
			if (index === 0 && this.#goesOn) continued(nodes[0]);
			if (index < open) this.#close(nodes, missed, start, at(block.to));
			else this.blocks.push(...nodes);
			if (index < open || !growing) changed = Math.min(changed, this.#define(block, references));
		});
		const next = blocks[open];
		if (next && open > 0) {
			this.#start = at(next.from);
			this.#held = undefined;
			this.#goesOn = false;
			this.#uncut = 0;
		}
		if (growing && next && open === blocks.length - 1 && !this.#held && this.#cutParagraph(next, at(next.from), references))
			return Math.min(changed, this.#closed - 1, this.#parse(growing));
		if (next && open === blocks.length - 1) this.#hold(next, at, source.slice(lines[next.from], lines[next.from + 2]));
		return changed;
	}

	/** Closes the first piece of a very long open paragraph. */
	#cutParagraph(block: Block, start: number, references: References): boolean {
		if (block.tokens[0]?.type !== 'paragraph_open') return false;
		const content = this.#text.slice(start);
		if (content.length < this.#uncut) return false;
		const end = cutOf(content, isWhole);
		if (end === 0) {
			this.#uncut = content.length + LONGEST_PARAGRAPH / 4;
			return false;
		}
		const missed = new Set<string>();
		const node = element('p', inlineOf(content.slice(0, end).trim(), { md, references: watched(references, missed) }, false));
		if (this.#goesOn) continued(node);
		this.blocks.length = this.#closed;
		this.#close([node], missed, start, start + end);
		this.#start = start + end;
		this.#goesOn = true;
		this.#uncut = 0;
		return true;
	}

	/** The held list or table with what is new below it, or undefined if another block stands there now. */
	#merge(block: Block, references: References, last: Token | undefined): Element | undefined {
		const held = this.#held;
		if (!held || block.tokens[0]?.markup !== held.markup) return undefined;
		const [node] = blocksOf(block.tokens, { md, references, last });
		if (!isElement(node) || node.tag !== held.node.tag) return undefined;
		if (node.tag !== 'table') return element(node.tag, [...held.closed, ...node.children], held.node.attrs);
		const [head, body] = node.children as Element[];
		const heldHead = held.node.children[0] as Element;
		if (!head || head.children.length === 0) return undefined;
		const rows = (body?.children ?? []) as Element[];
		const cells = (heldHead.children[0] as Element).children as Element[];
		// The first rows decided where numbers stand.
		for (const row of rows) row.children.forEach((cell, i) => isElement(cell) && (cell.attrs = { ...cells[i]?.attrs }));
		return element('table', [heldHead, element('tbody', [...held.closed, ...rows])]);
	}

	#closeHeld(): void {
		if (!this.#held) return;
		const { node, closed, start } = this.#held;
		this.blocks.length = this.#closed;
		this.blocks.push(element(node.tag, closed, node.attrs));
		this.#sources.push([start, this.#start]);
		this.#closed++;
		this.#held = undefined;
	}

	#close(nodes: Node[], missed: Set<string>, from: number, to: number): void {
		for (const node of nodes) {
			this.blocks.push(node);
			this.#sources.push([from, to]);
			for (const label of missed) this.#waiting.set(label, (this.#waiting.get(label) ?? new Set()).add(this.#closed));
			this.#closed++;
		}
	}

	/** Takes a block's link definitions. Returns the index of the first closed block that had waited for one. */
	#define(block: Block, references: References): number {
		let first = Infinity;
		for (const token of block.tokens) {
			if (token.type !== 'reference_definition') continue;
			const label = String(token.meta?.label);
			const found = references[label];
			if (!found || label in this.#references) continue;
			this.#references[label] = found;
			first = Math.min(first, this.#fulfil(label));
		}
		return first;
	}

	#fulfil(label: string): number {
		let first = Infinity;
		for (const index of this.#waiting.get(label) ?? []) {
			const [from, to] = this.#sources[index] ?? [0, 0];
			const tokens: Token[] = [];
			md.block.parse(this.#text.slice(from, to), md, { references: Object.create(this.#references) as References } as Env, tokens);
			const [node] = blocksOf(tokens, { md, references: this.#references });
			if (!node) continue;
			const old = this.blocks[index];
			if (isElement(old) && old.attrs.goesOn) continued(node);
			this.blocks[index] = node;
			first = Math.min(first, index);
		}
		this.#waiting.delete(label);
		return first;
	}

	/** Closes what can be closed inside the last block: a list's items, a table's rows; and remembers an open fence. */
	#hold(block: Block, at: (line: number) => number, head: string): void {
		const opening = block.tokens[0];
		const node = this.blocks.at(-1);
		if (!opening || this.blocks.length !== this.#closed + 1) return;
		if (node?.tag === '#code' && node.open) this.#rememberFence(opening, at(block.from));
		if (!isElement(node)) return;
		const start = this.#held?.start ?? at(block.from);
		if (node.tag === 'ul' || node.tag === 'ol') {
			const line = lastChild(block.tokens, 'list_item_open')?.map?.[0] ?? 0;
			// A definition inside an item may still change: rare enough to keep such lists whole.
			if (line === block.from || block.tokens.some((token) => token.type === 'reference_definition')) return;
			this.#start = at(line);
			this.#held = { node, markup: opening.markup, closed: node.children.slice(0, -1), prefix: '', start };
		} else if (node.tag === 'table') {
			const rows = (node.children[1] as Element | undefined)?.children ?? [];
			const line = lastChild(block.tokens, 'tr_open')?.map?.[0] ?? 0;
			if (rows.length <= DECIDING_ROWS) return;
			this.#start = at(line);
			this.#held = { node, markup: opening.markup, closed: rows.slice(0, -1), prefix: this.#held?.prefix ?? head, start };
		}
	}

	#rememberFence(opening: Token, start: number): void {
		const content = this.#text.indexOf('\n', start) + 1;
		// An indented fence takes its indentation off each line: the parser does that.
		if (content === 0 || !this.#text.startsWith(opening.markup, start)) return;
		const closer = new RegExp(`^ {0,3}${opening.markup.charAt(0)}{${opening.markup.length},}[ \\t]*$`);
		this.#fence = { lang: langOfInfo(opening.info), title: titleOfInfo(opening.info), content, closer, searched: content };
	}
}

function continued(node: Node | undefined): void {
	if (isElement(node) && node.tag === 'p') node.attrs.goesOn = true;
}

/** Whether no mark in it waits for its partner. */
function isWhole(piece: string): boolean {
	const [inline] = md.parseInline(piece, {});
	return !inline?.children?.some(
		(token) => token.type === 'text' && /[~`$[\]]|\\\(|\S\*|\*\S|(?<!\w)_\S|\S_(?!\w)/.test(token.content)
	);
}

function normalised(raw: string): string {
	return raw.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}

function lineStarts(source: string): number[] {
	const starts = [0];
	for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
	return starts;
}

/** Cuts a token list into its top-level blocks. */
function cut(tokens: Token[]): Block[] {
	const blocks: Block[] = [];
	let depth = 0;
	let begin = 0;
	tokens.forEach((token, i) => {
		depth += token.nesting;
		if (depth > 0) return;
		const part = tokens.slice(begin, i + 1);
		const [from, to] = part[0]?.map ?? [0, 0];
		blocks.push({ tokens: part, from, to, isReference: token.type === 'reference_definition' });
		begin = i + 1;
	});
	return blocks;
}

/** The inline token at the very end of a growing text, if the text ends inside of it. */
function lastInline(tokens: Token[], source: string): Token | undefined {
	if (/\n[ \t>]*\n[ \t>]*$/.test(source)) return undefined;
	for (let i = tokens.length - 1; i >= 0; i--) {
		const token = tokens[i];
		if (token?.type === 'inline') return token;
		if (token?.nesting !== -1) return undefined;
	}
	return undefined;
}

/**
 * The first block that later characters can still change: the last, and with it those before that no blank line and not two
 * further lines keep apart from it.
 */
function firstOpen(blocks: Block[], lines: number[], source: string): number {
	let open = blocks.length - 1;
	for (; open > 0; open--) {
		const block = blocks[open];
		if (!block) break;
		const isSettled = lines.length - 1 - block.from >= 2 && !block.tokens[0]?.meta?.open && !block.isReference;
		const gap = source.slice(lines[block.from - 1] ?? 0, lines[block.from]);
		if (isSettled || /^[ \t]*\n$/.test(gap)) break;
	}
	return Math.max(open, 0);
}

/** A parent's last direct child of this type. */
function lastChild(tokens: Token[], type: string): Token | undefined {
	let depth = 0;
	let found: Token | undefined;
	for (const token of tokens) {
		if (token.type === type && depth === (type === 'tr_open' ? 2 : 1)) found = token;
		depth += token.nesting;
	}
	return found;
}

/** References that note down which labels were asked for in vain. */
function watched(references: References, missed: Set<string>): References {
	return new Proxy(references, {
		get(target, label) {
			const found = Reflect.get(target, label) as References[string] | undefined;
			if (!found && typeof label === 'string') missed.add(label);
			return found as References[string];
		}
	});
}
