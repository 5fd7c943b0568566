import type { Element, Node } from '../tree';

type Cell = Element;

const rowsOf = (table: Element): Cell[][] =>
	(table.children as Element[]).flatMap((part) => part.children as Element[]).map((row) => row.children as Cell[]);

/** A table as spreadsheets take it from the clipboard: cells by tabs, a line a row. */
export function asCells(table: Element): string {
	return written(
		rowsOf(table).map((row) => row.map((cell) => inert(wordsOf(cell.children).replace(/\s+/g, ' ').trim()))),
		'\t'
	);
}

/** A table as CSV (RFC 4180): quoted where it must be, no byte order mark. A line break inside of a cell stays one. */
export function asCsv(table: Element): string {
	const quoted = (value: string) => (/[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
	return written(
		rowsOf(table).map((row) => row.map((cell) => quoted(inert(wordsOf(cell.children).trim())))),
		','
	);
}

/** A table as Markdown that reads as the same table. */
export function asMarkdown(table: Element): string {
	const [head = [], ...rows] = rowsOf(table);
	const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
	const rule = { left: ':--', center: ':-:', right: '--:' };
	const marks = (cell: Cell) =>
		sourceOf(cell.children)
			.replace(/\s*\n\s*/g, ' ')
			.trim();
	return (
		line(head.map(marks)) +
		line(head.map(({ attrs }) => (attrs.align ? rule[attrs.align] : '---'))) +
		rows.map((row) => line(row.map(marks))).join('')
	);
}

const written = (rows: string[][], by: string) => rows.map((row) => row.join(by) + '\n').join('');

/** A spreadsheet would compute such a cell, and what it computes may send the sheet elsewhere: an apostrophe makes it a text. */
function inert(value: string): string {
	return /^(?:=|[+\-@].*[(|!])/.test(value) ? `'${value}` : value;
}

/** The words of a cell, formulas by their source. */
function wordsOf(nodes: readonly Node[]): string {
	return nodes
		.map((node) => {
			if (node.tag === '#text' || node.tag === '#code') return node.text.replaceAll('\u00a0', ' ');
			if (node.tag === '#math') return node.source;
			if (node.tag === 'br') return '\n';
			if (node.tag === 'img') return node.attrs.alt ?? '';
			return node.tag === 'note-mark' ? '' : wordsOf(node.children);
		})
		.join('');
}

/** The Markdown of what stands in one cell. */
function sourceOf(nodes: readonly Node[]): string {
	return nodes.map(oneOf).join('');
}

function oneOf(node: Node): string {
	if (node.tag === '#text') return escaped(node.text);
	if (node.tag === '#math') return node.source;
	if (node.tag === '#code') return escaped(node.text);
	const { attrs } = node;
	switch (node.tag) {
		case 'strong':
			return `**${sourceOf(node.children)}**`;
		case 'em':
			return `*${sourceOf(node.children)}*`;
		case 'del':
			return `~~${sourceOf(node.children)}~~`;
		case 'code':
			return ticked(node.children.map((child) => (child.tag === '#text' ? child.text : '')).join(''));
		case 'br':
			return '<br>';
		case 'sub':
		case 'sup':
		case 'kbd':
			return `<${node.tag}>${sourceOf(node.children)}</${node.tag}>`;
		case 'a':
			return linked(node);
		case 'img':
			return `![${escaped(attrs.alt ?? '')}](${attrs.src})`;
		case 'note-mark':
			return `[^${attrs.label}]`;
		default:
			return sourceOf(node.children);
	}
}

function linked({ attrs, children }: Element): string {
	const [only] = children;
	// a bare address stays one
	if (children.length === 1 && only?.tag === '#text' && (only.text === attrs.href || `mailto:${only.text}` === attrs.href))
		return only.text;
	const plain = (attrs.href ?? '').replaceAll('|', '%7C');
	const href = /[()\\]/.test(plain) ? `<${plain}>` : plain;
	const title = attrs.title ? ` "${attrs.title.replace(/(["\\|])/g, '\\$1')}"` : '';
	return `[${sourceOf(children)}](${href}${title})`;
}

/** Marks that would be read as such again; a bar would end the cell. */
const escaped = (text: string): string => text.replaceAll('\u00a0', ' ').replace(/[\\`*_~[\]<>|$&]|!(?=\[)/g, '\\$&');

function ticked(code: string): string {
	const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length));
	const fence = '`'.repeat(longest + 1);
	const pad = /^`|`$/.test(code) || /^ .*[^ ].* $/.test(code) ? ' ' : '';
	return fence + pad + code.replaceAll('|', '\\|') + pad + fence;
}
