import type { Env, MarkdownIt, Token } from 'markdown-it';
import { safeHref, safeImage, withLinks } from '../links';
import {
	alertKinds,
	element,
	isElement,
	text,
	type AlertKind,
	type Code,
	type Element,
	type Formula,
	type Node,
	type Tag
} from '../tree';
import { withoutHalfMark } from './growing';
import { langOfInfo, titleOfInfo } from './info';
import { unmasked } from './parser';

export interface Building {
	md: MarkdownIt;
	references: NonNullable<Env['references']>;
	/** the inline token at the end of a growing text: its open marks are taken as closed */
	last?: Token | undefined;
}

const TAGS: Record<string, Tag> = {
	paragraph_open: 'p',
	blockquote_open: 'blockquote',
	bullet_list_open: 'ul',
	ordered_list_open: 'ol',
	list_item_open: 'li',
	table_open: 'table',
	thead_open: 'thead',
	tbody_open: 'tbody',
	tr_open: 'tr',
	th_open: 'th',
	td_open: 'td',
	details_open: 'details',
	summary_open: 'summary',
	note_open: 'note'
};
const HEADINGS: Tag[] = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const INLINE: Record<string, Tag> = { strong_open: 'strong', em_open: 'em', s_open: 'del' };

/** The tree of some block tokens. */
export function blocksOf(tokens: Token[], building: Building): Node[] {
	const root: Node[] = [];
	const open: { element: Element; isLast: boolean }[] = [];
	const add = (node: Node) => (open.at(-1)?.element.children ?? root).push(node);
	for (const token of tokens) {
		if (token.type === 'inline') {
			const isGrowing = token === building.last;
			for (const node of inlineOf(unmasked(token.content), building, isGrowing)) add(node);
			const top = open.at(-1);
			if (top && isGrowing) top.isLast = true;
		} else if (token.type === 'reference_definition') {
			continue;
		} else if (token.nesting === 1) {
			const node = opened(token);
			add(node);
			open.push({ element: node, isLast: false });
		} else if (token.nesting === -1) {
			const done = open.pop();
			if (!done) continue;
			finish(done.element, done.isLast);
			const parent = open.at(-1);
			if (parent && done.isLast) parent.isLast = true;
		} else add(leaf(token));
	}
	return root;
}

function opened(token: Token): Element {
	if (token.type === 'heading_open') return element(HEADINGS[Number(token.tag.slice(1)) - 1] ?? 'h6');
	const node = element(TAGS[token.type] ?? 'p');
	if (node.tag === 'ol') {
		const start = Number(token.attrGet('start') ?? 1);
		if (start !== 1) node.attrs.start = start;
	} else if (node.tag === 'th' || node.tag === 'td') {
		const align = /(?:left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[0];
		if (align) node.attrs.align = align as 'left' | 'center' | 'right';
	} else if (node.tag === 'note') node.attrs.label = String(token.meta?.label);
	else if (node.tag === 'details' && token.meta?.open) node.attrs.open = true;
	return node;
}

function leaf(token: Token): Node {
	if (token.type === 'fence') return codeOf(token);
	if (token.type === 'math_block') return formulaOf(token);
	return element('hr');
}

function codeOf(token: Token): Code {
	const lines = token.content === '' ? 0 : token.content.split('\n').length - (token.content.endsWith('\n') ? 1 : 0);
	const [from, to] = token.map ?? [0, 0];
	return {
		tag: '#code',
		lang: langOfInfo(token.info),
		title: titleOfInfo(token.info),
		text: token.content.replace(/\n$/, ''),
		open: to - from < lines + 2
	};
}

function formulaOf(token: Token): Formula {
	const { display, open, source } = token.meta as { display: boolean; open: boolean; source: string };
	return { tag: '#math', tex: unmasked(token.content), source: unmasked(source), display, open };
}

function finish(node: Element, isLast: boolean): void {
	if (node.tag === 'li') asTask(node, isLast);
	else if (node.tag === 'blockquote') asAlert(node, isLast);
	else if (node.tag === 'table') alignNumbers(node);
}

function asTask(item: Element, isLast: boolean): void {
	const first = item.children[0];
	if (!isElement(first) || first.tag !== 'p') return;
	const words = first.children[0];
	if (words?.tag !== '#text') return;
	const match = /^\[([ xX])\](?:\s+|$)/.exec(words.text);
	if (!match) {
		// "[", "[ ", "[x": on its way
		if (isLast && first.children.length === 1 && /^\[?[ xX]?$/.test(words.text)) first.children.length = 0;
		return;
	}
	if (!isLast && match[0].length === words.text.length && first.children.length === 1) return;
	const rest = words.text.slice(match[0].length);
	first.children.splice(0, 1, element('task', [], { checked: match[1] !== ' ' }), ...(rest === '' ? [] : [text(rest)]));
	item.attrs.tasks = true;
}

function asAlert(quote: Element, isLast: boolean): void {
	const first = quote.children[0];
	if (!isElement(first) || first.tag !== 'p') return;
	const words = first.children[0];
	if (words?.tag !== '#text') return;
	const kind = /^\[!([A-Za-z]+)\]\s*$/.exec(words.text)?.[1]?.toLowerCase() as AlertKind | undefined;
	if (kind && alertKinds.includes(kind) && (first.children.length === 1 || isElement(first.children[1]))) {
		if (first.children.length > 1 && (first.children[1] as Element).tag !== 'br') return;
		quote.tag = 'alert';
		quote.attrs.kind = kind;
		first.children.splice(0, 2);
		if (first.children.length === 0) quote.children.shift();
	} else if (isLast && quote.children.length === 1 && first.children.length === 1 && /^\[?![A-Za-z]*\]?$/.test(words.text)) {
		first.children.length = 0;
	}
}

const NUMBER =
	/^[-+−±~≈<>≤≥]?\s?(?:[¥$€£￥]|US\$|HK\$)?\s?[-+−]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?(?:\s?(?:%|‰|°[CF]?|℃|[kKMGTP]i?[BbWVv]?|[kmcμµn]?m[²³]?|k?g|m?[Ll]|m?s|ms|min|[kMG]?Hz|h|d|x|×|倍|元|万元?|亿元?|美元|个|次|人|件|天|年|月|小时|分钟?|秒|岁|页|条|行|词元)(?:\/[A-Za-z\p{Script=Han}]+)?)?$/u;
const NOTHING = /^(?:[-–—/]|n\/?a|无|空|暂无)?$/i;
/** Rows that decide on a column: few, so that a growing table soon stops to move. */
export const DECIDING_ROWS = 8;

/** Numbers stand right in every column but the first, unless the table says otherwise. */
function alignNumbers(table: Element): void {
	const [head, body] = table.children as Element[];
	const rows = (body?.children ?? []).slice(0, DECIDING_ROWS) as Element[];
	const headCells = ((head?.children[0] as Element | undefined)?.children ?? []) as Element[];
	headCells.forEach((cell, column) => {
		if (column === 0 || cell.attrs.align) return;
		const values = rows.map((row) => plainOf((row.children[column] as Element | undefined)?.children ?? []).trim());
		if (!values.some((value) => NUMBER.test(value)) || !values.every((value) => NUMBER.test(value) || NOTHING.test(value))) return;
		cell.attrs.align = 'right';
		for (const row of (body?.children ?? []) as Element[]) {
			const other = row.children[column];
			if (isElement(other)) other.attrs.align = 'right';
		}
	});
}

/** Marks nested deeper than this are dropped, their words are kept. */
const DEEPEST_INLINE = 40;

interface Frame {
	children: Node[];
	/** the tag that would close it: a Markdown mark's, or one of our HTML tags */
	closer: string;
	source: string;
	link?: { href: string; title: string; isPending: boolean };
	tag?: Tag;
}

/** The tree of one line of text. `isGrowing`: what is still open at its end counts as closed. */
export function inlineOf(content: string, { md, references }: Building, isGrowing: boolean): Node[] {
	const tokens: Token[] = [];
	md.inline.parse(isGrowing ? withoutHalfMark(content) : content, md, { references, growing: isGrowing }, tokens);
	const frames: Frame[] = [{ children: [], closer: '', source: '' }];
	const top = () => frames[frames.length - 1] as Frame;
	const close = (frame: Frame, isWhole: boolean) => {
		const nodes = isWhole ? wrapped(frame) : [...(frame.source === '' ? [] : [text(frame.source)]), ...frame.children];
		for (const node of nodes) top().children.push(node);
	};
	/** Ends the frame with this closer and, as plain text, the HTML tags left open inside of it. */
	const closeTo = (closer: string): boolean => {
		let at = frames.length - 1;
		while (at > 0 && frames[at]?.closer !== closer && frames[at]?.closer.startsWith('/')) at--;
		if (at === 0 || frames[at]?.closer !== closer) return false;
		while (frames.length > at) {
			const frame = frames.pop() as Frame;
			close(frame, frames.length === at);
		}
		return true;
	};
	let skipped = 0;
	for (const token of tokens) {
		const tag = INLINE[token.type];
		if (token.nesting === 1 && frames.length > DEEPEST_INLINE) skipped++;
		else if (token.nesting === -1 && skipped > 0) skipped--;
		else if (tag) frames.push({ children: [], closer: token.type.replace('open', 'close'), source: '', tag });
		else if (token.type === 'link_open') {
			const link = {
				href: String(token.attrGet('href') ?? ''),
				title: String(token.attrGet('title') ?? ''),
				isPending: token.info === 'pending'
			};
			frames.push({ children: [], closer: 'link_close', source: '', link });
		} else if (token.nesting === -1) closeTo(token.type);
		else if (token.type === 'tag') {
			if (token.info === '' && frames.length <= DEEPEST_INLINE)
				frames.push({ children: [], closer: '/' + token.tag, source: token.content, tag: token.tag as Tag });
			else if (!closeTo('/' + token.tag)) top().children.push(text(token.content));
		} else top().children.push(...inlineLeaf(token));
	}
	while (frames.length > 1) {
		const frame = frames.pop() as Frame;
		close(frame, isGrowing);
	}
	return joined(top().children);
}

function wrapped(frame: Frame): Node[] {
	if (frame.tag === 'em' && /\p{Script=Han}/u.test(plainOf(frame.children))) return [element('em', frame.children, { han: true })];
	if (frame.tag) return [element(frame.tag, frame.children)];
	if (!frame.link) return frame.children;
	const { href: address, title, isPending } = frame.link;
	if (isPending) {
		markLinked(frame.children);
		return [element('a', frame.children, { pending: true })];
	}
	const href = safeHref(address);
	if (href === undefined) return frame.children;
	markLinked(frame.children);
	return [element('a', frame.children, title === '' ? { href } : { href, title })];
}

function markLinked(nodes: Node[]): void {
	for (const node of nodes) {
		if (!isElement(node)) continue;
		if (node.tag === 'img') node.attrs.linked = true;
		else markLinked(node.children);
	}
}

function inlineLeaf(token: Token): Node[] {
	switch (token.type) {
		case 'code_inline':
			return [element('code', [text(token.content)])];
		case 'math_inline':
			return [formulaOf(token)];
		case 'note_mark':
			return [element('note-mark', [], { label: token.content })];
		case 'softbreak':
		case 'hardbreak':
			return [element('br')];
		case 'image':
			return picture(token);
		default:
			return token.content === '' ? [] : [text(token.content)];
	}
}

/** A picture of this house, or a link with the host: a foreign picture would tell its server that it was read. */
function picture(token: Token): Node[] {
	const address = String(token.attrGet('src') ?? '');
	const alt = token.content.replace(/[*_`~[\]\\]/g, '');
	const src = safeImage(address);
	if (src !== undefined) return [element('img', [], { src, alt })];
	const href = safeHref(address);
	if (href === undefined || href.startsWith('mailto:')) return alt === '' ? [] : [text(alt)];
	const host = new URL(href).host;
	return [element('a', [text(alt === '' ? host : `${alt} (${host})`)], { href })];
}

const UNIT = /(\d) (?=(?:°[CF]?|℃|[kcmμµn]?m|[kmμµ]?g|m?[Ll]|ms|s|min|[kMG]?Hz|[kKMGT]i?B|k?W|kWh|k?Pa|k?V|m?A)(?![A-Za-z0-9]))/g;

/** Joins neighbouring texts, finds bare addresses (not inside links) and keeps numbers with their units. */
function joined(nodes: Node[], inLink = false): Node[] {
	const out: Node[] = [];
	let words = '';
	const flush = () => {
		if (words === '') return;
		const kept = words.replace(UNIT, '$1\u00a0');
		for (const node of inLink ? [text(kept)] : withLinks(kept)) out.push(node);
		words = '';
	};
	for (const node of nodes) {
		if (node.tag === '#text') words += node.text;
		else {
			flush();
			if (isElement(node) && node.tag !== 'code') node.children = joined(node.children, inLink || node.tag === 'a');
			out.push(node);
		}
	}
	flush();
	return out;
}

/** The words of a tree without its marks: for titles, tickers and the copy of a table. */
export function plainOf(nodes: Node[]): string {
	let out = '';
	for (const node of nodes) {
		if (node.tag === '#text' || node.tag === '#code') out += node.text;
		else if (node.tag === '#math') out += node.tex;
		else if (node.tag === 'br') out += '\n';
		else if (node.tag === 'img') out += node.attrs.alt ?? '';
		else if (node.tag !== 'note-mark') out += plainOf(node.children);
	}
	return out;
}
