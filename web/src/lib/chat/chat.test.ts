import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { configure, type Message, type Send } from '$lib/api';
import { grouped } from './chats.svelte';
import { Composition, sends } from './composition';
import { Drafts } from './drafts';
import { Outbox, type Delivered } from './outbox.svelte';
import { thinkingFor } from './talk.svelte';
import { withoutMarks } from './snippet';
import { turnsOf, withUnsent } from './turns';
import { Heights, anchorAt, windowOf } from './virtual';

configure({ language: () => 'en', offline: () => 'no answer' });

function message(id: string, fields: Partial<Message> = {}): Message {
	return {
		...{
			id,
			chat: 'c',
			parent: null,
			role: 'user',
			state: 'done',
			model: null,
			modelName: null,
			parts: [],
			stats: null,
			error: null
		},
		...{ createdAt: 0, editedAt: null, column: 0, siblings: [id], epoch: 0, seq: 0 },
		...fields
	} as Message;
}

const key = (fields: Partial<KeyboardEvent> = {}) => ({
	...{
		key: 'Enter',
		isComposing: false,
		keyCode: 13,
		timeStamp: 1000,
		shiftKey: false,
		ctrlKey: false,
		metaKey: false,
		altKey: false
	},
	...fields
});

describe('Enter while an input method composes', () => {
	test('belongs to the input method in Chrome’s order: keydown 229, then compositionend', () => {
		const composition = new Composition();
		composition.start();
		expect(composition.owns(key({ isComposing: true, keyCode: 229 }))).toBe(true);
		composition.end({ timeStamp: 1001 });
		expect(composition.owns(key({ timeStamp: 1400 }))).toBe(false);
	});

	test('belongs to it in Safari’s order too: compositionend, then an ordinary keydown', () => {
		const composition = new Composition();
		composition.start();
		composition.end({ timeStamp: 1000 });
		expect(composition.owns(key({ timeStamp: 1000 }))).toBe(true);
		expect(composition.owns(key({ timeStamp: 1100 }))).toBe(true);
		expect(composition.owns(key({ timeStamp: 1101 }))).toBe(false);
	});

	test('belongs to it without isComposing and without 229, as long as the composition goes on', () => {
		const composition = new Composition();
		composition.start();
		expect(composition.owns(key())).toBe(true);
	});

	test('other keys are free as soon as it has ended', () => {
		const composition = new Composition();
		composition.start();
		composition.end({ timeStamp: 1000 });
		expect(composition.owns(key({ key: 'a', keyCode: 65, timeStamp: 1000 }))).toBe(false);
	});
});

test('Enter or Ctrl + Enter sends, as one prefers; Shift + Enter never', () => {
	expect(sends(key(), true)).toBe(true);
	expect(sends(key(), false)).toBe(false);
	expect(sends(key({ ctrlKey: true }), false)).toBe(true);
	expect(sends(key({ metaKey: true }), true)).toBe(true);
	expect(sends(key({ shiftKey: true }), true)).toBe(false);
});

describe('turns', () => {
	const q1 = message('q1');
	const a1 = message('a1', { role: 'assistant', parent: 'q1' });
	const b1 = message('b1', { role: 'assistant', parent: 'q1', column: 1 });
	const q2 = message('q2', { parent: 'a1' });

	test('a question has its replies in the order of their columns', () => {
		const turns = turnsOf([q1, b1, q2], [a1]);
		expect(turns.map((turn) => [turn.key, turn.replies.map((reply) => reply.id), turn.chosen])).toEqual([
			['q1', ['a1', 'b1'], 'b1'],
			['q2', [], null]
		]);
	});

	test('a page that begins with a reply keeps its key when the question comes', () => {
		expect(turnsOf([a1, q2], [])[0]?.key).toBe('q1');
		expect(turnsOf([q1, a1, q2], [])[0]?.key).toBe('q1');
	});

	test('an unsent question stands below its parent and ends what stood there', () => {
		const instead = message('q3', { parent: null });
		expect(withUnsent([q1, a1, q2], [[instead]]).map((one) => one.id)).toEqual(['q3']);
		const next = message('q4', { parent: 'a1' });
		expect(withUnsent([q1, a1, q2], [[next]]).map((one) => one.id)).toEqual(['q1', 'a1', 'q4']);
		expect(withUnsent([q1, a1, q2], [[q2]]).map((one) => one.id)).toEqual(['q1', 'a1', 'q2']);
	});
});

describe('the long list', () => {
	const keys = Array.from({ length: 1000 }, (_, i) => `k${i}`);

	test('holds only what is near the view', () => {
		const shown = windowOf(keys, new Heights(100), 50_000, 800, 900);
		expect(shown.to - shown.from).toBeLessThan(30);
		expect(shown.before + shown.after + (shown.to - shown.from) * 100).toBe(100_000);
		expect(shown.from * 100).toBe(shown.before);
	});

	test('begins at the end when the view is beyond it', () => {
		expect(windowOf(keys, new Heights(100), Infinity, 800, 900).to).toBe(1000);
	});

	test('an empty and a short list are whole', () => {
		expect(windowOf([], new Heights(), 0, 800, 900)).toEqual({ from: 0, to: 0, before: 0, after: 0 });
		expect(windowOf(['a', 'b'], new Heights(100), 0, 800, 900)).toMatchObject({ from: 0, to: 2, before: 0, after: 0 });
	});

	test('what is looked at stays in place when rows come in above', () => {
		const heights = new Heights(100);
		heights.set('b', 300);
		const held = anchorAt(['a', 'b', 'c'], heights, 150);
		expect(held).toEqual({ key: 'b', into: 50 });
		const now = ['x', 'y', 'a', 'b', 'c'];
		expect(heights.top(now, now.indexOf('b')) + (held?.into ?? 0)).toBe(350);
	});

	test('tells by how much a row grew', () => {
		const heights = new Heights(240);
		expect(heights.set('a', 300)).toBe(60);
		expect(heights.set('a', 280)).toBe(-20);
	});
});

describe('drafts', () => {
	function storageOf(full: () => boolean) {
		const kept = new Map<string, string>();
		vi.stubGlobal('localStorage', {
			getItem: (name: string) => kept.get(name) ?? null,
			setItem: (name: string, value: string) => {
				if (full()) throw new DOMException('full', 'QuotaExceededError');
				kept.set(name, value);
			},
			removeItem: (name: string) => kept.delete(name),
			key: (i: number) => [...kept.keys()][i] ?? null,
			get length() {
				return kept.size;
			}
		});
		return kept;
	}
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => {
		vi.unstubAllGlobals();
		vi.useRealTimers();
	});

	test('are written shortly after the last change and survive the page', () => {
		const kept = storageOf(() => false);
		const drafts = new Drafts();
		drafts.set('a', { text: 'half a', files: [] });
		drafts.set('a', { text: 'half a thought', files: [] });
		expect(kept.size).toBe(0);
		expect(drafts.get('a').text).toBe('half a thought');
		vi.advanceTimersByTime(300);
		expect(new Drafts().get('a').text).toBe('half a thought');
		drafts.set('a', { text: '', files: [] });
		drafts.save();
		expect(kept.size).toBe(0);
	});

	test('last until the tab closes where the storage is full', () => {
		storageOf(() => true);
		const drafts = new Drafts();
		drafts.set('full', { text: 'kept', files: [] });
		expect(drafts.save()).toBe(false);
		expect(drafts.get('full').text).toBe('kept');
		drafts.clear();
		expect(drafts.get('full').text).toBe('');
	});

	test('the oldest go when there are too many', () => {
		const kept = storageOf(() => false);
		const drafts = new Drafts();
		for (let i = 0; i < 60; i++) {
			vi.setSystemTime(i);
			drafts.set(`chat${i}`, { text: 'x', files: [] });
			drafts.save();
		}
		expect(kept.size).toBe(50);
		expect(drafts.get('chat59').text).toBe('x');
		expect(drafts.get('chat0').text).toBe('');
	});
});

describe('the outbox', () => {
	const send: Send = { id: 'm1', parent: null, parts: [{ type: 'text', text: 'hi' }], replies: [{ id: 'r1', model: 'm' }] };
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => {
		vi.unstubAllGlobals();
		vi.useRealTimers();
	});

	function answers(...list: (() => Response)[]) {
		const fake = vi.fn<typeof fetch>(async () => (list.length > 1 ? list.shift()! : list[0]!)());
		vi.stubGlobal('fetch', fake);
		return fake;
	}
	const lost = () => {
		throw new TypeError('network');
	};
	const accepted = () => new Response(JSON.stringify({ chat: {}, message: {}, replies: [] }), { status: 202 });
	const problem = (status: number, code: string) => () => new Response(JSON.stringify({ code, detail: 'No.' }), { status });

	test('sends the same ids again until the house has answered', async () => {
		const fake = answers(lost, problem(503, 'busy'), accepted);
		const outbox = new Outbox();
		const delivered = vi.fn<(entry: unknown, answer: Delivered) => void>();
		outbox.delivered = delivered;
		outbox.post('c', send, false);
		await vi.advanceTimersByTimeAsync(0);
		expect(outbox.stuck).toBe(true);
		await vi.advanceTimersByTimeAsync(1000);
		await vi.advanceTimersByTimeAsync(2000);
		expect(fake).toHaveBeenCalledTimes(3);
		expect(new Set(fake.mock.calls.map((call) => call[1]?.body)).size).toBe(1);
		expect(delivered).toHaveBeenCalledOnce();
		expect(outbox.entries).toEqual([]);
	});

	test('a refusal keeps the message and says why; it can be taken back', async () => {
		answers(problem(422, 'no_model'));
		const outbox = new Outbox();
		outbox.post('c', send, false);
		await vi.advanceTimersByTimeAsync(0);
		expect(outbox.of('c')[0]).toMatchObject({ state: 'failed', reason: 'No.' });
		expect(outbox.take('m1')).toEqual(send);
		expect(outbox.entries).toEqual([]);
	});

	test('a question that meets a running reply waits in the queue', async () => {
		const fake = answers(
			problem(409, 'run_active'),
			() => new Response(JSON.stringify({ queued: { id: 'm1', parts: [], model: 'm' } }))
		);
		const outbox = new Outbox();
		outbox.post('c', send, false);
		await vi.advanceTimersByTimeAsync(0);
		expect(fake.mock.calls.map((call) => String(call[0]))).toEqual(['./api/chats/c/messages', './api/chats/c/queue']);
	});
});

test('chats are grouped by the day of their last change', () => {
	const now = new Date(2026, 5, 15, 12).getTime();
	const row = (id: string, daysAgo: number) => ({
		...{ id, title: id, pinned: false, archived: false, model: null, folder: null, running: false, unread: false, createdAt: 0 },
		updatedAt: now - daysAgo * 86_400_000
	});
	expect(
		grouped([row('a', 0), row('b', 0.1), row('c', 1), row('d', 90)], now).map((group) => [group.age, group.rows.length])
	).toEqual([
		['today', 2],
		['yesterday', 1],
		['earlier', 1]
	]);
});

test('a model gets only the thinking that it can do', () => {
	const model = (thinks: string, more = {}) => ({ thinks, efforts: ['low', 'high'], budget: null, ...more }) as never;
	expect(thinkingFor(model('none'), { mode: 'on' })).toBeNull();
	expect(thinkingFor(model('always'), { mode: 'off' })).toBeNull();
	expect(thinkingFor(model('switch'), { mode: 'effort', effort: 'high' })).toEqual({ mode: 'on' });
	expect(thinkingFor(model('effort'), { mode: 'effort', effort: 'high' })).toEqual({ mode: 'effort', effort: 'high' });
	expect(thinkingFor(model('switch'), { mode: 'on', budget: 4096 })).toEqual({ mode: 'on' });
});

test('what was found in a message is shown without its Markdown', () => {
	expect(withoutMarks('# Cold\n\n- **good** flask')).toBe(' Cold\n\n good flask');
	expect(withoutMarks('exp(-k * t) ``` | hours | flask | |-----:|-----| | 1 | 93 |')).not.toMatch(/```|---|\|/);
	expect(withoutMarks('a - b, snake_case and 5 > 3')).toContain('snake_case');
});
