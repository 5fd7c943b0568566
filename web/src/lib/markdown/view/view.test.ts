// @vitest-environment jsdom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Markdown } from '../index';
import { clear, draw, world } from '../testing';
import { gestures } from './gestures';
import { pictureName, picturesAround } from './pictures';
import { Zoom } from './zoom.svelte';

beforeAll(world);
afterEach(() => {
	clear();
	document.body.replaceChildren();
	vi.restoreAllMocks();
});

const PNG = 'data:image/png;base64,iVBORw0KGgo=';

describe('what is seen of a picture', () => {
	function zoomed(): Zoom {
		const zoom = new Zoom();
		zoom.resize(800, 600);
		return zoom;
	}

	test('gets larger around a point, which stays where it is', () => {
		const zoom = zoomed();
		const at = { x: 100, y: -50 };
		const under = () => [(at.x - zoom.x) / zoom.scale, (at.y - zoom.y) / zoom.scale];
		const before = under();
		zoom.by(2, at);
		expect(zoom.scale).toBe(2);
		expect(under()).toEqual(before);
	});

	test('is never smaller than the window nor larger than ten times', () => {
		const zoom = zoomed();
		zoom.by(0.1);
		expect(zoom.scale).toBe(1);
		zoom.by(1_000);
		expect(zoom.scale).toBe(10);
	});

	test('moves only as far as there is more of it', () => {
		const zoom = zoomed();
		zoom.pan(50, 50);
		expect([zoom.x, zoom.y]).toEqual([0, 0]);
		zoom.by(2);
		zoom.pan(9_999, -9_999);
		expect([zoom.x, zoom.y]).toEqual([400, -300]);
		zoom.by(0.5);
		expect([zoom.x + 0, zoom.y + 0]).toEqual([0, 0]);
	});
});

describe('a hand on the picture', () => {
	function held() {
		const stage = document.body.appendChild(document.createElement('div'));
		Object.assign(stage, {
			setPointerCapture: () => {},
			getBoundingClientRect: () => new DOMRect(0, 0, 800, 600)
		});
		for (const [side, value] of [
			['clientWidth', 800],
			['clientHeight', 600]
		] as const)
			Object.defineProperty(stage, side, { value });
		const zoom = new Zoom();
		const leave = gestures(stage, zoom);
		const finger = (name: string, pointerId: number, clientX: number, clientY: number) =>
			stage.dispatchEvent(new PointerEvent(name, { pointerId, clientX, clientY, button: 0 }));
		return { stage, zoom, leave, finger };
	}

	test('drags it, and lets it go', () => {
		const { zoom, finger } = held();
		zoom.by(2);
		finger('pointerdown', 1, 400, 300);
		finger('pointermove', 1, 430, 290);
		finger('pointerup', 1, 430, 290);
		finger('pointermove', 1, 600, 100);
		expect([zoom.x, zoom.y]).toEqual([30, -10]);
	});

	test('pinches it larger around the middle of two fingers', () => {
		const { zoom, finger } = held();
		finger('pointerdown', 1, 350, 300);
		finger('pointerdown', 2, 450, 300);
		finger('pointermove', 1, 300, 300);
		finger('pointermove', 2, 500, 300);
		expect(zoom.scale).toBeCloseTo(2);
		expect(Math.abs(zoom.x)).toBeLessThan(30);
		expect(zoom.y).toBe(0);
	});

	test('turns the wheel, which does not enlarge the page', () => {
		const { stage, zoom } = held();
		const turn = (deltaY: number) => {
			const event = new WheelEvent('wheel', { deltaY, clientX: 400, clientY: 300, cancelable: true });
			stage.dispatchEvent(event);
			return event.defaultPrevented;
		};
		expect(turn(-100)).toBe(true);
		expect(zoom.scale).toBeCloseTo(1.4);
		turn(100);
		expect(zoom.scale).toBeCloseTo(1);
	});

	test('enlarges it by a double click and fits it by the next, until the viewer is closed', () => {
		const { stage, zoom, leave } = held();
		const twice = () => stage.dispatchEvent(new MouseEvent('dblclick', { clientX: 400, clientY: 300 }));
		twice();
		expect(zoom.scale).toBeGreaterThan(2);
		twice();
		expect(zoom.scale).toBe(1);
		leave();
		twice();
		expect(zoom.scale).toBe(1);
	});
});

describe('a picture’s file', () => {
	test.each([
		[PNG, 'A heron', 'A heron.png'],
		['data:image/jpeg;base64,AA', 'x.JPG', 'x.JPG'],
		['/api/files/1', 'photo.webp', 'photo.webp'],
		[PNG, '../../x', 'x.png'],
		[PNG, '', 'picture.png']
	])('%s called %j is %j', (src, called, name) => expect(pictureName(src, called)).toBe(name));
});

test('a picture inside of a link leads there and opens nothing; a foreign one is never loaded', () => {
	const target = document.body.appendChild(document.createElement('div'));
	draw(target)(`![own](${PNG}) [![in](${PNG})](https://e.example) ![far](https://evil.example/a.png)`, false);
	expect(
		Array.from(target.querySelectorAll('img'), (one) => [one.alt, one.getAttribute('role'), one.closest('a') !== null])
	).toEqual([
		['own', 'button', false],
		['in', null, true]
	]);
});

test('pictures are those of the chat in its order, without the ones that could not be loaded', () => {
	document.body.innerHTML = `<div data-pictures><button><img data-picture="q.png" alt="asked" src="/api/files/1"></button>
		<div class="md"><img data-picture="" alt="one" src="${PNG}"><img data-picture="" alt="broken" src="${PNG}"><img alt="linked" src="${PNG}"></div></div>`;
	const all = Array.from(document.querySelectorAll('img'));
	for (const one of all) {
		Object.defineProperty(one, 'complete', { value: true });
		Object.defineProperty(one, 'naturalWidth', { value: one.alt === 'broken' ? 0 : 8 });
	}
	const { sights, at } = picturesAround(all[1] as HTMLImageElement);
	expect(sights.map(({ label, name }) => [label, name])).toEqual([
		['asked', 'q.png'],
		['one', 'one.png']
	]);
	expect(at).toBe(1);
});

describe('the viewer', () => {
	const dialog = () => document.querySelector('dialog');
	const named = (name: string) => dialog()?.querySelector<HTMLElement>(`[aria-label="${name}"]`);
	const press = (key: string) => {
		document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
		flushSync();
	};
	const scale = () => /scale\(([\d.]+)\)/.exec(dialog()?.querySelector<HTMLElement>('.sight')?.style.transform ?? '')?.[1];

	async function opened(text: string, key: string): Promise<ReturnType<typeof mount>> {
		const component = mount(Markdown, { target: document.body, props: { text } });
		flushSync();
		const picture = document.querySelector<HTMLElement>('.md img');
		picture?.focus();
		press(key);
		await vi.waitFor(() => expect(dialog()).not.toBeNull(), { timeout: 20_000 }); // it is loaded with the first sight
		flushSync();
		return component;
	}

	test.each(['Enter', ' '])('opens by key %j, goes on and back, enlarges, and closes with the focus back', async (key) => {
		const component = await opened(`![one](${PNG}) ![two](${PNG})`, key);
		expect(dialog()?.querySelector('p')?.textContent?.replace(/\s+/g, ' ').trim()).toBe('1/2 one');
		press('ArrowRight');
		expect(dialog()?.querySelector('img')?.alt).toBe('two');
		press('ArrowRight');
		expect(dialog()?.querySelector('img')?.alt).toBe('one');
		named('上一张')?.click();
		flushSync();
		expect(dialog()?.querySelector('img')?.alt).toBe('two');
		press('+');
		expect(Number(scale())).toBeGreaterThan(1);
		press('0');
		expect(scale()).toBe('1');
		named('放大')?.click();
		flushSync();
		expect(Number(scale())).toBeGreaterThan(1);
		press('ArrowLeft');
		expect(dialog()?.querySelector('img')?.alt).toBe('two');
		dialog()?.dispatchEvent(new Event('cancel', { cancelable: true }));
		flushSync();
		await vi.waitFor(() => expect(dialog()).toBeNull());
		expect(document.activeElement).toBe(document.querySelector('.md img'));
		await unmount(component);
	});

	test('shows one alone without a way to others', async () => {
		const component = await opened(`![only](${PNG})`, 'Enter');
		expect(named('下一张')).toBeNull();
		expect(dialog()?.querySelector('p')?.textContent?.trim()).toBe('only');
		named('关闭')?.click();
		await vi.waitFor(() => expect(dialog()).toBeNull());
		await unmount(component);
	});

	test('shows a drawing as it is, and gives it as SVG', async () => {
		const { view } = await import('./view');
		const { cleanSvg } = await import('../diagram/svg');
		const drawn = cleanSvg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9"/></svg>');
		await view([{ kind: 'drawing', drawn, label: 'A box', name: 'box.svg', isLight: true }]);
		flushSync();
		expect(named('A box')?.shadowRoot?.querySelector('rect')).not.toBeNull();
		let blob: Blob | undefined;
		Object.assign(URL, { createObjectURL: (given: Blob) => ((blob = given), 'blob:1'), revokeObjectURL: () => {} });
		const names: string[] = [];
		vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
			names.push(this.download);
		});
		named('下载')?.click();
		expect(names).toEqual(['box.svg']);
		expect(await blob?.text()).toContain('<rect');
		named('关闭')?.click();
		await vi.waitFor(() => expect(dialog()).toBeNull());
	});
});
