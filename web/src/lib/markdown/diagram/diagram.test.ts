// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clear, draw, world } from '../testing';
import { asPng, sharpness, sizeOf, standalone } from './export';
import { cleanSvg } from './svg';

beforeAll(world);
afterEach(() => {
	clear();
	document.body.replaceChildren();
	vi.restoreAllMocks();
});

const SVG = '<svg viewBox="0 0 40 20"><title>Two boxes</title><rect class="a" width="20" height="20"/></svg>';

function shown(text: string): HTMLElement {
	const target = document.body.appendChild(document.createElement('div'));
	draw(target)(text, false);
	return target;
}
const button = (root: ParentNode, name: string) => root.querySelector<HTMLElement>(`button[aria-label="${name}"]`);

function choose(root: ParentNode, item: string) {
	button(root, '其他操作')?.click();
	flushSync();
	Array.from(root.querySelectorAll<HTMLElement>('[role=menuitem]'))
		.find((one) => one.textContent?.trim() === item)
		?.click();
	flushSync();
}

/** What is handed to the browser's downloads. */
function downloads(): { name: string; blob: Blob | undefined }[] {
	const made: { name: string; blob: Blob | undefined }[] = [];
	let last: Blob | undefined;
	Object.assign(URL, { createObjectURL: (blob: Blob) => ((last = blob), 'blob:1'), revokeObjectURL: () => {} });
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
		made.push({ name: this.download, blob: last });
	});
	return made;
}

describe('a fence that holds an SVG', () => {
	test('is drawn when it closes, on a light ground, named by its title', () => {
		const target = document.body.appendChild(document.createElement('div'));
		const grow = draw(target);
		grow('```svg\n' + SVG, true);
		expect(target.querySelector('.drawing')).toBeNull();
		grow('```svg\n' + SVG + '\n```\n', true);
		const drawing = target.querySelector<HTMLElement>('.drawing');
		expect(drawing?.shadowRoot?.querySelector('rect')?.getAttribute('width')).toBe('20');
		expect([drawing?.getAttribute('aria-label'), drawing?.dataset.theme]).toEqual(['Two boxes', 'light']);
	});

	test('may lack its namespaces and have a declaration before it', () => {
		const root = shown('```svg\n<?xml version="1.0"?>\n<svg><use xlink:href="#a"/></svg>\n```').querySelector(
			'.drawing'
		)?.shadowRoot;
		expect(root?.querySelector('use')?.getAttribute('href')).toBe('#a');
	});

	test('that is broken shows its source and says so', () => {
		const target = shown('```svg\n<svg><rect></svg>\n```');
		expect(target.querySelector('.failed')?.textContent).toBe('这张图画不出来：源码有误。');
		expect(target.querySelector('code')?.textContent).toBe('<svg><rect></svg>');
	});

	test('shows its source when asked, and copies it', async () => {
		const copied: string[] = [];
		Object.assign(document, { execCommand: () => copied.push((document.activeElement as HTMLTextAreaElement).value) > 0 });
		const target = shown('```svg\n' + SVG + '\n```');
		button(target, '复制源码')?.click();
		await vi.waitFor(() => expect(copied).toEqual([SVG]));
		button(target, '查看源码')?.click();
		flushSync();
		expect(target.querySelector('code')?.textContent).toBe(SVG);
		button(target, '查看图表')?.click();
		flushSync();
		expect(target.querySelector('.drawing')).not.toBeNull();
	});

	test('is saved as a file of its own, under its title', async () => {
		const saved = downloads();
		choose(shown('```svg title="plan.svg"\n' + SVG + '\n```'), '下载SVG');
		expect(saved[0]?.name).toBe('plan.svg');
		expect(await saved[0]?.blob?.text()).toContain('<rect class="a" width="20" height="20"/>');
	});

	test('is saved as a PNG', async () => {
		const saved = downloads();
		vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue(undefined);
		const pen = { fillRect: vi.fn(), drawImage: vi.fn(), fillStyle: '' };
		vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
		vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((take) => take(new Blob(['png'], { type: 'image/png' })));
		choose(shown('```svg\n' + SVG + '\n```'), '下载PNG');
		await vi.waitFor(() => expect(saved[0]?.name).toBe('diagram.png'));
		expect(saved[0]?.blob?.type).toBe('image/png');
	});

	test('that the browser can’t turn into a PNG says so', async () => {
		downloads();
		vi.spyOn(HTMLImageElement.prototype, 'decode').mockRejectedValue(new Error('broken'));
		const { toasts } = await import('$lib/ui/toasts.svelte');
		choose(shown('```svg\n' + SVG + '\n```'), '下载PNG');
		await vi.waitFor(() => expect(toasts.current?.text).toBe('浏览器无法把这张图转成PNG，请下载SVG。'));
	});
});

describe('a drawing by itself', () => {
	const cleaned = (attributes: string, inside = '') =>
		cleanSvg(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);

	test.each([
		['viewBox="0 0 40 20" width="100%"', 40, 20],
		['viewBox="-5,-5, 10 10"', 10, 10],
		['width="30" height="12px"', 30, 12],
		['width="100%"', 300, 150],
		['viewBox="0 0 0 nonsense"', 300, 150]
	])('with %s is %i by %i', (attributes, width, height) => {
		expect(sizeOf(cleaned(attributes).svg)).toEqual({ width, height });
	});

	test('has its style sheet inside, a size, and no limit to the column', () => {
		const text = standalone(cleaned('viewBox="0 0 40 20" style="max-width: 40px"', '<style>.a{fill:red}</style><g class="a"/>'));
		const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
		expect([root.getAttribute('width'), root.getAttribute('height')]).toEqual(['40', '20']);
		expect(root.querySelector('style')?.textContent).toBe('.a{fill:red}');
		expect(root.getAttribute('style') ?? '').toBe('');
	});

	test('is twice as sharp as a PNG, and of a size that browsers draw', () => {
		expect(sharpness({ width: 400, height: 300 })).toBe(2);
		expect(sharpness({ width: 100_000, height: 10 }) * 100_000).toBeLessThanOrEqual(8_192);
		const huge = sharpness({ width: 8_000, height: 8_000 });
		expect(huge * huge * 64_000_000).toBeLessThanOrEqual(32_000_001);
	});

	test('is drawn on the ground that it is given', async () => {
		downloads();
		vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue(undefined);
		const done: unknown[] = [];
		const pen = {
			fillStyle: '',
			fillRect: (...box: number[]) => done.push([pen.fillStyle, ...box]),
			drawImage: (_: unknown, ...box: number[]) => done.push(box)
		};
		vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
		vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((take) => take(new Blob(['png'])));
		await asPng(cleaned('viewBox="0 0 40 20"'), '#1a1917');
		expect(done).toEqual([
			['#1a1917', 0, 0, 80, 40],
			[0, 0, 80, 40]
		]);
	});
});
