import { afterEach, expect, test, vi } from 'vitest';
import { configure } from './client';
import { readCursors, readEvents, writeCursor } from './events';
import { SseParser, type Frame } from './sse';
import type { RunEvent } from './types';

configure({ language: () => 'en' });
afterEach(() => vi.unstubAllGlobals());
const bytes = (text: string) => new TextEncoder().encode(text);

test('frames survive any cut, also inside a character and a CRLF', () => {
	const stream = bytes('id: a:1-1\r\nevent: text\r\ndata: {"t":"炉边"}\r\n\r\n: heartbeat\n\ndata: one\ndata: two\n\n');
	const whole = new SseParser().push(stream);
	expect(whole).toEqual([
		{ id: 'a:1-1', event: 'text', data: '{"t":"炉边"}' },
		{ id: 'a:1-1', event: 'message', data: 'one\ntwo' }
	]);
	const parser = new SseParser();
	const frames: Frame[] = [];
	for (const byte of stream) frames.push(...parser.push(Uint8Array.of(byte)));
	expect(frames).toEqual(whole);
});

test('a heartbeat is no frame', () => {
	expect(new SseParser().push(bytes(': x\n\n'))).toEqual([]);
});

test('cursors are read as they are written', () => {
	const id = `${writeCursor('a-1', { epoch: 1, seq: 40 })},${writeCursor('b-2', { epoch: 2, seq: 3 })}`;
	expect([...readCursors(id)]).toEqual([
		['a-1', { epoch: 1, seq: 40 }],
		['b-2', { epoch: 2, seq: 3 }]
	]);
});

test('reads events with the cursors after them and returns when the stream ends', async () => {
	const fake = vi.fn<typeof fetch>(async () => new Response('id: a:1-5\nevent: text\ndata: {"run":"a","text":"hi"}\n\n'));
	vi.stubGlobal('fetch', fake);
	const heard: [RunEvent, unknown][] = [];
	await readEvents(
		new Map([['a', { epoch: 1, seq: 4 }]]),
		{ frame: (event, cursors) => heard.push([event, cursors.get('a')]) },
		new AbortController().signal
	);
	expect(String(fake.mock.calls[0]?.[0])).toBe('./api/events?run=a%3A1-4');
	expect(heard).toEqual([
		[
			{ event: 'text', data: { run: 'a', text: 'hi' } },
			{ epoch: 1, seq: 5 }
		]
	]);
});

test('a stream that falls silent is given up', async () => {
	vi.useFakeTimers();
	vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => init.signal?.addEventListener('abort', () => controller.error(new DOMException('cut', 'AbortError')))
		});
		return new Response(body);
	});
	const reading = readEvents(
		new Map([['a', { epoch: 1, seq: 0 }]]),
		{ frame: () => undefined },
		new AbortController().signal,
		1000
	);
	await vi.advanceTimersByTimeAsync(1001);
	await expect(reading).resolves.toBeUndefined();
	vi.useRealTimers();
});

test('a refusal is thrown', async () => {
	vi.stubGlobal('fetch', async () => new Response('{"code":"not_found","detail":"Gone."}', { status: 404 }));
	await expect(readEvents(new Map(), { frame: () => undefined }, new AbortController().signal)).rejects.toMatchObject({
		code: 'not_found'
	});
});
