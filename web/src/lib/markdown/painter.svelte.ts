import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Info from '@lucide/svelte/icons/info';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import MessageWarning from '@lucide/svelte/icons/message-square-warning';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import { mount, unmount, untrack } from 'svelte';
import CodeBlock from './CodeBlock.svelte';
import { drawFormula, forgetFormula } from './formula';
import { make } from './make';
import { Stops } from './stops';
import { drawTable } from './table/table';
import { isElement, type Attributes, type Code, type Element as TreeElement, type Node as TreeNode } from './tree';
import { t } from '$lib/i18n';

export interface Painting {
	/** whether code in this language gets a “run” button */
	runnable: (lang: string) => boolean;
	onrun: (code: Code) => void;
}

/** A part of the page that draws itself; the painter hands it its new node and tells it to go. */
interface Island {
	update(node: TreeNode): void;
	destroy(): void;
}

const ICONS = { note: Info, tip: Lightbulb, important: MessageWarning, warning: TriangleAlert, caution: CircleAlert };

/** Draws trees into an element and keeps them in step: nodes that are the same object are not touched. */
export class Painter {
	#shown: TreeNode[] = [];
	// Read by nothing that draws: a plain map.
	// eslint-disable-next-line svelte/prefer-svelte-reactivity
	#islands = new Map<Node, Island>();
	/** where an element's children go, if not into itself */
	#inside = new WeakMap<Node, HTMLElement>();
	/** its formulas as the keyboard reaches them */
	readonly stops: Stops;

	constructor(
		readonly root: HTMLElement,
		readonly painting: Painting
	) {
		this.stops = new Stops(root);
	}

	/** Shows these nodes; those before `from` are known to be the same. */
	show(nodes: readonly TreeNode[], from: number): void {
		untrack(() => this.#children(this.root, this.#shown, nodes, from));
		this.#shown = nodes.slice();
	}

	destroy(): void {
		this.stops.forget();
		for (const island of this.#islands.values()) island.destroy();
		this.#islands.clear();
		this.root.replaceChildren();
		this.#shown = [];
	}

	#children(parent: HTMLElement, old: readonly TreeNode[], now: readonly TreeNode[], from = 0): void {
		const kept = Math.min(old.length, now.length);
		for (let i = from; i < kept; i++) {
			const [before, after] = [old[i], now[i]];
			if (!before || !after || before === after) continue;
			const drawn = parent.childNodes[i];
			if (drawn) this.#patch(drawn, before, after);
		}
		for (let i = old.length - 1; i >= kept; i--) {
			const drawn = parent.childNodes[i];
			if (drawn) this.#remove(drawn);
		}
		for (let i = kept; i < now.length; i++) parent.append(this.#make(now[i] as TreeNode));
	}

	#patch(drawn: Node, before: TreeNode, after: TreeNode): void {
		const island = this.#islands.get(drawn);
		if (
			before.tag !== after.tag ||
			(isElement(after) && after.tag === 'alert' && isElement(before) && before.attrs.kind !== after.attrs.kind)
		) {
			// Not before it and then away with it: a last child with a new one before it has the browser work out the whole answer's styles anew.
			this.#forget(drawn);
			drawn.parentNode?.replaceChild(this.#make(after), drawn);
		} else if (island) island.update(after);
		else if (after.tag === '#text') {
			if (drawn instanceof Text && drawn.data !== after.text) drawn.data = after.text;
		} else if (isElement(after) && isElement(before) && drawn instanceof HTMLElement) {
			setAttributes(drawn, after, before.attrs);
			this.#children(this.#inside.get(drawn) ?? drawn, before.children, after.children);
		}
	}

	#remove(drawn: Node): void {
		this.#forget(drawn);
		drawn.parentNode?.removeChild(drawn);
	}

	/** Ends the islands in what will go. */
	#forget(drawn: Node): void {
		if (this.#islands.size === 0 || !(drawn instanceof HTMLElement)) return;
		for (const [host, island] of this.#islands) {
			if (!drawn.contains(host)) continue;
			island.destroy();
			this.#islands.delete(host);
		}
	}

	#make(node: TreeNode): Node {
		if (node.tag === '#text') return document.createTextNode(node.text);
		if (node.tag === '#code') return this.#code(node);
		if (node.tag === '#math') return this.#formula(node);
		if (node.tag === 'table') return this.#table(node);
		const drawn = this.#element(node);
		this.#children(this.#inside.get(drawn) ?? drawn, [], node.children);
		return drawn;
	}

	#element(node: TreeElement): HTMLElement {
		switch (node.tag) {
			case 'alert': {
				const kind = node.attrs.kind ?? 'note';
				const [box, title, body] = [make('div', `alert alert-${kind}`), make('p', 'alert-title'), make('div', 'alert-body')];
				mount(ICONS[kind], { target: title, props: { size: 16, strokeWidth: 1.75, 'aria-hidden': 'true' } });
				title.append(t(`md.alert.${kind}`));
				title.lang = document.documentElement.lang;
				box.append(title, body);
				this.#inside.set(box, body);
				return box;
			}
			case 'note': {
				const [box, label, body] = [make('div', 'note'), make('button', 'note-label'), make('div', 'note-body')];
				box.tabIndex = -1;
				box.setAttribute('role', 'note');
				label.setAttribute('type', 'button');
				box.append(label, body);
				this.#inside.set(box, body);
				setAttributes(box, node);
				return box;
			}
			case 'note-mark': {
				const box = make('sup', 'note-mark');
				const button = make('button', '');
				button.setAttribute('type', 'button');
				box.append(button);
				setAttributes(box, node);
				return box;
			}
			case 'task': {
				const box = make('span', 'task');
				box.setAttribute('role', 'img');
				setAttributes(box, node);
				return box;
			}
			default: {
				const drawn = make(node.tag, '');
				if (node.attrs.open) drawn.setAttribute('open', '');
				setAttributes(drawn, node);
				return drawn;
			}
		}
	}

	#code(node: Code): HTMLElement {
		const box = new Box(node);
		const host = make('div', 'code');
		const { painting } = this;
		const component = mount(CodeBlock, {
			target: host,
			props: {
				get code() {
					return box.node;
				},
				get runnable() {
					return painting.runnable;
				},
				get onrun() {
					return painting.onrun;
				}
			}
		});
		this.#islands.set(host, {
			update: (after) => {
				if (after.tag === '#code' && (['text', 'lang', 'title', 'open'] as const).some((key) => after[key] !== box.node[key]))
					box.node = after;
			},
			destroy: () => void unmount(component)
		});
		return host;
	}

	#formula(node: TreeNode): HTMLElement {
		const host = make('span', 'math');
		let shown = node;
		const draw = (after: TreeNode) => {
			if (after.tag !== '#math') return;
			host.dataset.source = after.source;
			drawFormula(host, after);
			this.stops.take(host, after);
		};
		draw(node);
		this.#islands.set(host, {
			update: (after) => {
				const isSame =
					after.tag === '#math' &&
					shown.tag === '#math' &&
					after.source === shown.source &&
					after.open === shown.open &&
					after.tex === shown.tex;
				if (!isSame) draw(after);
				shown = after;
			},
			destroy: () => {
				forgetFormula(host);
				this.stops.leave(host);
			}
		});
		return host;
	}

	#table(node: TreeElement): HTMLElement {
		const drawn = drawTable(node, (table, before, after) => this.#children(table, before, after));
		this.#islands.set(drawn.host, { update: (after) => isElement(after) && drawn.show(after), destroy: drawn.destroy });
		return drawn.host;
	}
}

class Box {
	node: Code = $state.raw() as unknown as Code;

	constructor(node: Code) {
		this.node = node;
	}
}

function setAttributes(drawn: HTMLElement, node: TreeElement, before: Attributes = {}): void {
	const { attrs } = node;
	switch (node.tag) {
		case 'a':
			if (attrs.href === before.href && attrs.title === before.title && drawn.hasAttribute('rel')) return;
			drawn.setAttribute('rel', 'noopener noreferrer');
			drawn.setAttribute('target', '_blank');
			set(drawn, 'href', attrs.href);
			set(drawn, 'title', attrs.title ?? attrs.href);
			return;
		case 'img':
			set(drawn, 'loading', 'lazy');
			set(drawn, 'decoding', 'async');
			set(drawn, 'alt', attrs.alt ?? '');
			if (attrs.src !== before.src) set(drawn, 'src', attrs.src);
			if (attrs.linked) return;
			// opens the viewer
			set(drawn, 'data-picture', '');
			set(drawn, 'role', 'button');
			set(drawn, 'tabindex', 0);
			set(drawn, 'title', t('md.enlarge'));
			set(drawn, 'aria-label', attrs.alt ? undefined : t('md.picture'));
			return;
		case 'p':
			set(drawn, 'class', attrs.goesOn ? 'goes-on' : undefined);
			return;
		case 'ol':
			set(drawn, 'start', attrs.start);
			return;
		case 'th':
			drawn.setAttribute('scope', 'col');
			set(drawn, 'class', attrs.align);
			return;
		case 'td':
			set(drawn, 'class', attrs.align);
			return;
		case 'li':
			set(drawn, 'class', attrs.tasks ? 'tasks' : undefined);
			return;
		case 'em':
			set(drawn, 'class', attrs.han ? 'han' : undefined);
			return;
		case 'task':
			drawn.classList.toggle('on', attrs.checked === true);
			drawn.setAttribute('aria-label', attrs.checked ? t('md.done') : t('md.notDone'));
			return;
		case 'note':
		case 'note-mark': {
			const label = attrs.label ?? '';
			drawn.dataset.note = label;
			const button = drawn.querySelector('button');
			if (!button) return;
			button.textContent = label;
			button.setAttribute('aria-label', node.tag === 'note' ? t('md.backToText') : t('md.footnote', { label }));
		}
	}
}

function set(drawn: HTMLElement, name: string, value: string | number | undefined): void {
	if (value === undefined) drawn.removeAttribute(name);
	else if (drawn.getAttribute(name) !== String(value)) drawn.setAttribute(name, String(value));
}
