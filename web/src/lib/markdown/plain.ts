import { plainOf } from './parse/build';
import { Document } from './parse/document';
import { isElement, type Node } from './tree';

/** The text without marks, on one line: for titles and tickers. Code blocks and formulas keep their source. */
export function plain(markdown: string): string {
	const document = new Document();
	document.update(markdown, false);
	return spaced(document.blocks).replace(/\s+/g, ' ').trim();
}

/** Blocks end in a space, so that the words of two paragraphs or cells do not run together. */
function spaced(nodes: Node[]): string {
	return nodes
		.map((node) => {
			if (!isElement(node)) return plainOf([node]) + (node.tag === '#code' ? ' ' : '');
			const isInline = ['strong', 'em', 'del', 'code', 'sub', 'sup', 'kbd', 'a', 'img', 'br', 'note-mark', 'task'].includes(
				node.tag
			);
			return isInline ? plainOf([node]) : spaced(node.children) + ' ';
		})
		.join('');
}

/** The last block of code that stands in it, or null. */
export function lastCode(markdown: string): string | null {
	const document = new Document();
	document.update(markdown, false);
	return codes(document.blocks).at(-1) ?? null;
}

const codes = (nodes: Node[]): string[] =>
	nodes.flatMap((node) => (isElement(node) ? codes(node.children) : node.tag === '#code' ? [node.text] : []));
