// @vitest-environment jsdom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { session } from '$lib/account/session.svelte';
import type { Me } from '$lib/api';
import { world } from '$lib/markdown/testing';
import Thinking, { lastLine } from './Thinking.svelte';

/** Modules ask for it while they load. */
const motion = vi.hoisted(() => {
	const motion = { isReduced: false };
	window.matchMedia = (media) =>
		Object.defineProperty(new EventTarget(), 'matches', {
			get: () => /reduced-motion/.test(media) && motion.isReduced
		}) as MediaQueryList;
	return motion;
});

beforeAll(world);
beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('fetch', () => new Promise(() => {}));
	session.me = { preferences: {} } as Me;
});
let component: ReturnType<typeof mount> | undefined;
afterEach(async () => {
	if (component) await unmount(component);
	component = undefined;
	session.me = null;
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function shown(props: { text: string; ms: number | null; live: boolean; since?: number }) {
	component = mount(Thinking, { target: document.body, props });
	flushSync();
}
const line = () => document.querySelector<HTMLElement>('button.step') as HTMLElement;
const ticker = () => document.querySelector('.ticker')?.textContent?.trim();

test.each([
	['One.\nTwo is **bold** and goes on', 'Two is bold and goes on'],
	['- 先想\n- 再想\n\n', '再想'],
	['# Plan\n', 'Plan'],
	['', ''],
	['\n \n', '']
])('the last line of %j is %j', (text, last) => expect(lastLine(text)).toBe(last));

test('of a very long line the end is kept', () => {
	expect(lastLine('word '.repeat(500) + 'end')).toMatch(/^.{0,236} end$/);
});

describe('thoughts that come', () => {
	test('are one line with their end and the time so far', () => {
		vi.setSystemTime(100_000);
		shown({ text: 'First.\nThen the flask', ms: null, live: true, since: 88_000 });
		expect(line().getAttribute('aria-expanded')).toBe('false');
		expect(ticker()).toBe('Then the flask');
		expect(line().textContent).toContain('12\u00a0秒');
	});

	test('change their line at most once a second', () => {
		const props = $state({ text: 'One', ms: null, live: true, since: Date.now() });
		shown(props);
		vi.advanceTimersByTime(1_100);
		props.text = 'One\nTwo';
		flushSync();
		expect(ticker()).toBe('Two');
		vi.advanceTimersByTime(300);
		props.text = 'One\nTwo\nThree';
		flushSync();
		expect(ticker()).toBe('Two');
		vi.advanceTimersByTime(800);
		flushSync();
		expect(ticker()).toBe('Three');
	});

	test('opened by hand are open the next time too, until they are folded by hand', () => {
		shown({ text: 'One', ms: null, live: true, since: Date.now() });
		line().click();
		flushSync();
		expect(document.querySelector('.thought')?.textContent).toContain('One');
		expect(session.me?.preferences.foldThinking).toBe(false);
		line().click();
		flushSync();
		expect(document.querySelector('.thought')).toBeNull();
		expect(session.me?.preferences.foldThinking).toBe(true);
	});

	test('are open at once where that is remembered, and fold when the answer begins', () => {
		session.me = { preferences: { foldThinking: false } } as Me;
		const props = $state({ text: 'One', ms: null as number | null, live: true, since: Date.now() });
		shown(props);
		expect(line().getAttribute('aria-expanded')).toBe('true');
		[props.live, props.ms] = [false, 8_400];
		flushSync();
		expect(line().getAttribute('aria-expanded')).toBe('false');
		expect(line().textContent).toContain('8.4\u00a0秒');
		expect(ticker()).toBe('One');
	});
});

test('with reduced motion no words change by themselves; the time and, at last, the line are there', () => {
	motion.isReduced = true;
	const props = $state({ text: 'One', ms: null as number | null, live: true, since: Date.now() - 3_000 });
	shown(props);
	expect(ticker()).toBe('');
	expect(line().textContent).toContain('3\u00a0秒');
	[props.live, props.ms] = [false, 3_000];
	flushSync();
	expect(ticker()).toBe('One');
	motion.isReduced = false;
});

test('whoever looks into old thoughts changes nothing about new ones', () => {
	shown({ text: 'One', ms: 2_000, live: false });
	line().click();
	flushSync();
	expect(document.querySelector('.thought')).not.toBeNull();
	expect(session.me?.preferences.foldThinking).toBeUndefined();
});
