import { flushSync } from 'svelte';
import { expect, vi } from 'vitest';
import { appearance } from '$lib/ui/appearance.svelte';
import { Painter } from './painter.svelte';
import { Document } from './parse/document';

/** What jsdom lacks and the page has. */
export function world(): void {
	window.matchMedia ??= () =>
		Object.assign(new EventTarget(), { matches: false, media: '', onchange: null, addListener() {}, removeListener() {} });
	Element.prototype.scrollIntoView ??= () => {};
	window.ResizeObserver ??= class {
		observe() {}
		unobserve() {}
		disconnect() {}
	};
	HTMLImageElement.prototype.decode ??= () => Promise.reject(new Error('jsdom draws nothing'));
	CSSStyleSheet.prototype.replaceSync ??= () => {};
	HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
		this.open = true;
		this.querySelector<HTMLElement>('button:not([disabled])')?.focus();
	};
	HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
		this.open = false;
	};
	appearance.set({ language: 'zh-CN' });
}

const painters: Painter[] = [];

/** Takes down what `draw` made: formulas that wait would keep the next test waiting. */
export function clear(): void {
	for (const painter of painters.splice(0)) painter.destroy();
}

/** An answer that can be drawn again and again as it grows. */
export function draw(target: HTMLElement): (text: string, growing: boolean) => void {
	const document = new Document();
	const painter = new Painter(target, { runnable: () => false, onrun: () => {} });
	painters.push(painter);
	return (text, growing) => {
		painter.show(document.blocks, document.update(text, growing));
		flushSync();
	};
}

/** A finished answer with its formulas drawn. */
export async function drawn(text: string): Promise<HTMLElement> {
	const target = document.createElement('div');
	draw(target)(text, false);
	await vi.waitFor(() => expect(waiting(target)).toBe(0), { timeout: 4_000, interval: 5 });
	return target;
}

/** KaTeX comes with the first formula; tests that look at formulas wait for it once. */
export async function katexIsThere(): Promise<void> {
	const target = document.createElement('div');
	draw(target)('$x$', false);
	await vi.waitFor(() => expect(target.querySelector('.katex')).not.toBeNull(), { timeout: 20_000 });
}

const waiting = (target: HTMLElement) => target.querySelectorAll('.math[data-waiting]').length;

/** What a reader sees, as text: elements, their attributes and words, without the insides of formulas. */
export function outline(node: Node): string {
	if (node instanceof Text) return node.data;
	if (!(node instanceof Element)) return '';
	if (node.classList.contains('math'))
		return `[${node.classList.contains('display') ? 'D' : 'I'} ${(node as HTMLElement).dataset.source}]`;
	const attributes = Array.from(node.attributes, ({ name, value }) => `${name}=${value}`).sort();
	return `<${node.localName} ${attributes.join(' ')}>${Array.from(node.childNodes, outline).join('')}</>`;
}
