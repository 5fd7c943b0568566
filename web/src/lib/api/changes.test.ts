import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangesPoller } from './changes';
import type { Change } from './types';

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('document', new EventTarget());
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

test('asks for what came after the last answer, and only while the page is visible', async () => {
	let visible = true;
	const asked: (number | null)[] = [];
	const heard: Change[][] = [];
	const change: Change = { n: 8, kind: 'chats', object: 'u' };
	const poller = new ChangesPoller((changes) => heard.push(changes), 4000, {
		visible: () => visible,
		ask: async (after) => {
			asked.push(after);
			return { last: after === null ? 7 : 8, reset: false, changes: after === 7 ? [change] : [] };
		}
	});
	poller.start();
	await vi.advanceTimersByTimeAsync(0);
	await vi.advanceTimersByTimeAsync(4000);
	expect(asked).toEqual([null, 7]);
	expect(heard).toEqual([[change]]);
	visible = false;
	await vi.advanceTimersByTimeAsync(20_000);
	expect(asked).toEqual([null, 7]);
	visible = true;
	document.dispatchEvent(new Event('visibilitychange'));
	await vi.advanceTimersByTimeAsync(0);
	expect(asked).toEqual([null, 7, 8]);
	poller.stop();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(asked).toHaveLength(3);
});

test('says that everything is to be loaded anew when the server has forgotten what it is asked after', async () => {
	const asked: (number | null)[] = [];
	const heard: [Change[], boolean][] = [];
	const poller = new ChangesPoller((changes, anew) => heard.push([changes, anew]), 4000, {
		visible: () => true,
		ask: async (after) => {
			asked.push(after);
			return { last: after === 7 ? 90 : (after ?? 7), reset: after === 7, changes: [] };
		}
	});
	poller.start();
	await vi.advanceTimersByTimeAsync(0);
	expect(heard).toEqual([]);
	await vi.advanceTimersByTimeAsync(8000);
	expect(heard).toEqual([[[], true]]);
	expect(asked).toEqual([null, 7, 90]);
	poller.stop();
});
