import type { Node } from '../tree';

/** A tree on one line, to compare and to read: `p(设 $x$)`, `ul(li(p(一)))`, `code:python[print]`. */
export function sketch(nodes: readonly Node[]): string {
	return nodes.map(one).join('');
}

function one(node: Node): string {
	if (node.tag === '#text') return node.text;
	if (node.tag === '#code') return `code:${node.lang}${node.open ? '…' : ''}[${node.text}]`;
	if (node.tag === '#math') {
		const mark = node.display ? '$$' : '$';
		return mark + node.tex + (node.open ? '…' : mark);
	}
	const attributes = Object.entries(node.attrs).map(([name, value]) => (value === true ? name : `${name}=${value}`));
	return `${node.tag}${attributes.length > 0 ? `{${attributes.join(' ')}}` : ''}(${sketch(node.children)})`;
}
