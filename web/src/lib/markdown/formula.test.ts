// @vitest-environment jsdom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { toasts } from '$lib/ui/toasts.svelte';
import { Markdown } from './index';
import { clear, draw, katexIsThere, world } from './testing';

const copied: string[] = [];
let works = true;
let component: ReturnType<typeof mount> | undefined;

beforeAll(async () => {
	world();
	await katexIsThere();
});
beforeEach(() => {
	copied.length = 0;
	works = true;
	toasts.dismiss();
	Object.assign(document, {
		execCommand: () => works && copied.push((document.activeElement as HTMLTextAreaElement).value) > 0
	});
});
afterEach(async () => {
	clear();
	if (component) await unmount(component);
	component = undefined;
	document.body.replaceChildren();
});

function shown(text: string): HTMLElement[] {
	component = mount(Markdown, { target: document.body, props: { text } });
	flushSync();
	return Array.from(document.querySelectorAll<HTMLElement>('.math'));
}
const press = (key: string, init: KeyboardEventInit = {}) =>
	document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
const said = () => toasts.current?.text;

describe('a formula that stands alone', () => {
	const text = '设\n\n$$a^2$$\n\n完。';

	test('copies its source at a click, and a toast says so', async () => {
		shown(text)[0]?.click();
		await vi.waitFor(() => expect(said()).toBe('已复制公式源码。'));
		expect(copied).toEqual(['$$a^2$$']);
	});

	test('is reached by Tab, copied by Enter, and keeps its MathML and the focus', async () => {
		const [formula] = shown(text);
		expect(formula?.tabIndex).toBe(0);
		expect([formula?.getAttribute('role'), formula?.getAttribute('aria-label')]).toEqual(['group', '公式，按Enter复制源码']);
		expect(formula?.querySelector('math')).not.toBeNull();
		formula?.focus();
		press('Enter');
		await vi.waitFor(() => expect(copied).toEqual(['$$a^2$$']));
		expect(document.activeElement).toBe(formula);
	});

	test('says when the browser refuses', async () => {
		works = false;
		shown(text)[0]?.click();
		await vi.waitFor(() => expect(said()).toBe('复制失败，请选中文字后手动复制。'));
	});

	test('leaves keys with Ctrl, and a click that ends a selection, to the browser', async () => {
		const [formula] = shown(text);
		formula?.focus();
		press('Enter', { ctrlKey: true });
		document.getSelection()?.selectAllChildren(document.querySelector('.md') as Element);
		formula?.click();
		await new Promise((done) => setTimeout(done));
		expect(copied).toEqual([]);
		document.getSelection()?.removeAllRanges();
	});
});

describe('formulas inside sentences', () => {
	const text = '设 $a$ 与 $b$，又 $c$。';

	test('are one stop of Tab, and the arrows lead around', async () => {
		const all = shown(text);
		const stops = () => all.map((formula) => formula.tabIndex);
		expect(stops()).toEqual([0, -1, -1]);
		all[0]?.focus();
		press('ArrowRight');
		expect(document.activeElement).toBe(all[1]);
		expect(stops()).toEqual([-1, 0, -1]);
		press('ArrowLeft');
		press('ArrowLeft');
		expect(document.activeElement).toBe(all[2]);
		press('Enter');
		await vi.waitFor(() => expect(copied).toEqual(['$c$']));
	});

	test('have another stop when the first goes away', () => {
		const target = document.body.appendChild(document.createElement('div'));
		const grow = draw(target);
		grow('甲 $a$\n\n乙 $b$', true);
		grow('甲\n\n乙 $b$', false);
		expect(Array.from(target.querySelectorAll<HTMLElement>('.math'), ({ tabIndex }) => tabIndex)).toEqual([0]);
	});

	test('are out of reach while they grow', () => {
		const target = document.createElement('div');
		draw(target)('设 $x^2', true);
		const formula = target.querySelector('.math');
		expect([formula?.hasAttribute('tabindex'), formula?.getAttribute('title')]).toEqual([false, '']);
	});
});
