import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, type Cursors, type Hearing, type Message, type Part } from '$lib/api';
import { Runs, type RunsWorld } from './runs.svelte';

const A = 'aaaa';
const B = 'bbbb';

function message(id: string, fields: Partial<Message> = {}): Message {
	return {
		...{
			id,
			chat: 'c',
			parent: 'q',
			role: 'assistant',
			state: 'running',
			model: 'm',
			modelName: 'm',
			parts: [],
			stats: null,
			error: null
		},
		...{ createdAt: 0, editedAt: null, column: 0, siblings: [id], epoch: 1, seq: 0 },
		...fields
	} as Message;
}

/** One call of `read`, to be told events and to be cut. */
interface Stream {
	cursors: Cursors;
	hear: Hearing;
	signal: AbortSignal;
	cut: () => void;
	refuse: (error: ApiError) => void;
}

function world(visible = { now: true }) {
	const streams: Stream[] = [];
	const frames: (() => void)[] = [];
	const it: RunsWorld = {
		visible: () => visible.now,
		frame: (then) => frames.push(then),
		read: (cursors, hear, signal) =>
			new Promise((cut, refuse) => {
				streams.push({ cursors, hear, signal, cut, refuse });
				signal.addEventListener('abort', () => cut());
			})
	};
	return { it, streams, paint: () => frames.splice(0).forEach((frame) => frame()) };
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const text = (parts: Part[] = []) => parts.map((part) => ('text' in part ? part.text : '')).join('|');

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('text is shown once a frame, however many events came', async () => {
	const { it, streams, paint } = world();
	const runs = new Runs(it);
	const run = runs.watch(message(A), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	for (const word of ['a', 'b', 'c']) streams[0]?.hear.frame({ event: 'text', data: { run: A, text: word } }, new Map());
	expect(run.parts).toEqual([]);
	paint();
	expect(text(run.parts)).toBe('abc');
});

test('two runs share one stream; a third joining reopens it from the cursors', async () => {
	const { it, streams } = world();
	const runs = new Runs(it);
	const watcher = { ended: vi.fn(), lost: vi.fn() };
	runs.watch(message(A), watcher);
	runs.watch(message(B), watcher);
	await settled();
	expect(streams).toHaveLength(1);
	expect([...(streams[0]?.cursors.keys() ?? [])]).toEqual([A, B]);
	streams[0]?.hear.frame({ event: 'text', data: { run: A, text: 'x' } }, new Map([[A, { epoch: 1, seq: 40 }]]));
	runs.watch(message('cccc'), watcher);
	await settled();
	expect(streams[0]?.signal.aborted).toBe(true);
	expect(streams[1]?.cursors.get(A)).toEqual({ epoch: 1, seq: 40 });
	expect(streams).toHaveLength(2);
});

test('a cut stream goes on where it was; a network that is gone is asked ever more seldom and said', async () => {
	const { it, streams } = world();
	const runs = new Runs(it);
	const run = runs.watch(message(A), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	streams[0]?.hear.opened?.();
	streams[0]?.hear.frame({ event: 'text', data: { run: A, text: 'one ' } }, new Map([[A, { epoch: 1, seq: 3 }]]));
	streams[0]?.cut();
	await vi.advanceTimersByTimeAsync(60);
	expect(streams[1]?.cursors.get(A)).toEqual({ epoch: 1, seq: 3 });
	streams[1]?.refuse(new ApiError(0, 'offline', ''));
	await vi.advanceTimersByTimeAsync(400);
	streams[2]?.refuse(new ApiError(0, 'offline', ''));
	await vi.advanceTimersByTimeAsync(0);
	expect(runs.lostSince).toBeGreaterThan(0);
	await vi.advanceTimersByTimeAsync(400);
	expect(streams).toHaveLength(3);
	await vi.advanceTimersByTimeAsync(400);
	expect(streams).toHaveLength(4);
	streams[3]?.hear.opened?.();
	expect(runs.lostSince).toBe(0);
	expect(runs.of(A)).toBe(run);
});

test('the end replaces everything, exactly once, and closes the watching', async () => {
	const { it, streams } = world();
	const runs = new Runs(it);
	const ended = vi.fn();
	runs.watch(message(A), { ended, lost: vi.fn() });
	await settled();
	const done = message(A, { state: 'done', parts: [{ type: 'text', text: 'whole' }], seq: 9 });
	streams[0]?.hear.frame({ event: 'end', data: { run: A, message: done } }, new Map());
	streams[0]?.hear.frame({ event: 'end', data: { run: A, message: done } }, new Map());
	streams[0]?.cut();
	await vi.advanceTimersByTimeAsync(5000);
	expect(ended).toHaveBeenCalledExactlyOnceWith(done);
	expect(streams).toHaveLength(1);
	expect(runs.of(A)).toBeUndefined();
});

test('a reset replaces the text and the position', async () => {
	const { it, streams, paint } = world();
	const runs = new Runs(it);
	const run = runs.watch(message(A), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	streams[0]?.hear.frame({ event: 'text', data: { run: A, text: 'old' } }, new Map());
	const reset = message(A, { parts: [{ type: 'text', text: 'new' }], epoch: 2, seq: 7 });
	streams[0]?.hear.frame({ event: 'reset', data: { run: A, message: reset } }, new Map());
	streams[0]?.hear.frame({ event: 'text', data: { run: A, text: ' more' } }, new Map([[A, { epoch: 2, seq: 8 }]]));
	paint();
	expect(text(run.parts)).toBe('new more');
	expect(run.cursor).toEqual({ epoch: 2, seq: 8 });
});

test('a hidden page has no stream', async () => {
	const visible = { now: false };
	const { it, streams } = world(visible);
	const runs = new Runs(it);
	runs.watch(message(A), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	expect(streams).toHaveLength(0);
	visible.now = true;
	runs.watch(message(B), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	expect([...(streams[0]?.cursors.keys() ?? [])]).toEqual([A, B]);
});

test('runs that the server no longer knows are given back', async () => {
	const { it, streams } = world();
	const runs = new Runs(it);
	const lost = vi.fn();
	runs.watch(message(A), { ended: vi.fn(), lost });
	await settled();
	streams[0]?.refuse(new ApiError(404, 'not_found', ''));
	await settled();
	expect(lost).toHaveBeenCalledExactlyOnceWith(A);
	expect(runs.of(A)).toBeUndefined();
});

test('thoughts get their duration when the answer begins', async () => {
	const { it, streams, paint } = world();
	const runs = new Runs(it);
	const run = runs.watch(message(A), { ended: vi.fn(), lost: vi.fn() });
	await settled();
	streams[0]?.hear.frame({ event: 'reasoning', data: { run: A, text: 'hm' } }, new Map());
	await vi.advanceTimersByTimeAsync(2500);
	streams[0]?.hear.frame({ event: 'text', data: { run: A, text: 'yes' } }, new Map());
	paint();
	expect(run.parts).toEqual([
		{ type: 'reasoning', text: 'hm', ms: 2500 },
		{ type: 'text', text: 'yes' }
	]);
});
