/** The tree between the parser and the page. Its tags and attributes are closed sets: what is not named here can't be drawn. */
export type Node = Text | Element | Code | Formula;

export interface Text {
	tag: '#text';
	text: string;
}

/** A code block; `open` while its closing fence has not come. */
export interface Code {
	tag: '#code';
	lang: string;
	/** what the fence calls it, mostly a file's name; empty where it has none */
	title: string;
	text: string;
	open: boolean;
}

/** A formula; `source` is what a click copies, delimiters included. */
export interface Formula {
	tag: '#math';
	tex: string;
	source: string;
	display: boolean;
	open: boolean;
}

export type Tag =
	| 'p'
	| 'h1'
	| 'h2'
	| 'h3'
	| 'h4'
	| 'h5'
	| 'h6'
	| 'hr'
	| 'blockquote'
	| 'ul'
	| 'ol'
	| 'li'
	| 'table'
	| 'thead'
	| 'tbody'
	| 'tr'
	| 'th'
	| 'td'
	| 'strong'
	| 'em'
	| 'del'
	| 'code'
	| 'br'
	| 'sub'
	| 'sup'
	| 'kbd'
	| 'a'
	| 'img'
	| 'details'
	| 'summary'
	/** `> [!NOTE]`; `kind` is one of the five */
	| 'alert'
	/** a footnote's mark and its text, tied by `label` */
	| 'note-mark'
	| 'note'
	/** a task's box; `checked` */
	| 'task';

export interface Attributes {
	href?: string;
	src?: string;
	alt?: string;
	/** a picture inside of a link, which leads there and opens no viewer */
	linked?: boolean;
	title?: string;
	start?: number;
	label?: string;
	kind?: AlertKind;
	checked?: boolean;
	align?: 'left' | 'center' | 'right';
	/** a link whose address is still coming */
	pending?: boolean;
	/** an item that holds a task: no bullet */
	tasks?: boolean;
	/** emphasised Han: dots instead of italics */
	han?: boolean;
	/** a piece of a very long paragraph that is not its first */
	goesOn?: boolean;
	/** `<details open>` */
	open?: boolean;
}

export const alertKinds = ['note', 'tip', 'important', 'warning', 'caution'] as const;
export type AlertKind = (typeof alertKinds)[number];

export interface Element {
	tag: Tag;
	attrs: Attributes;
	children: Node[];
}

export const text = (value: string): Text => ({ tag: '#text', text: value });
export const element = (tag: Tag, children: Node[] = [], attrs: Attributes = {}): Element => ({ tag, attrs, children });

export function isElement(node: Node | undefined): node is Element {
	return node !== undefined && node.tag !== '#text' && node.tag !== '#code' && node.tag !== '#math';
}
