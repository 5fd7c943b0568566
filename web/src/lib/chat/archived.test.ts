import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configure, type Row } from '$lib/api';
import { toasts } from '$lib/ui';
import { Archived } from './archived.svelte';
import { chats } from './chats.svelte';

const row = (id: string, updatedAt: number, archived = true): Row => ({
	...{ id, title: `Chat ${id}`, pinned: false, archived, model: null, folder: null, running: false, unread: false, createdAt: 0 },
	updatedAt
});
const ids = (rows: readonly Row[] | null) => rows?.map((one) => one.id);
let asked: string[];
let refuse = '';

beforeEach(() => {
	asked = [];
	refuse = '';
	chats.rows = [];
	chats.pinned = [];
	configure({ language: () => 'en' });
	vi.stubGlobal(
		'fetch',
		vi.fn(async (url: string, init?: RequestInit) => {
			const method = init?.method ?? 'GET';
			asked.push(`${method} ${String(url)} ${typeof init?.body === 'string' ? init.body : ''}`.trim());
			if (method === refuse)
				return new Response(JSON.stringify({ status: 503, code: 'busy', detail: 'Too much to do.' }), {
					status: 503,
					headers: { 'Content-Type': 'application/problem+json' }
				});
			if (method === 'GET')
				return String(url).includes('before=')
					? Response.json({ pinned: [], chats: [row('b', 2), row('c', 1)], next: null })
					: Response.json({ pinned: [], chats: [row('a', 3), row('b', 2)], next: '2_b' });
			if (method === 'PATCH') return Response.json(row('a', 3, String(init?.body).includes('true')));
			return String(url).endsWith('/restore') ? Response.json(row('a', 3)) : new Response(null, { status: 204 });
		})
	);
});
afterEach(() => {
	toasts.dismiss();
	vi.unstubAllGlobals();
});

const a = (archived: Archived) => archived.rows?.find((one) => one.id === 'a') as Row;

async function loaded(): Promise<Archived> {
	const archived = new Archived();
	await archived.load();
	await archived.more();
	asked = [];
	return archived;
}

test('archived chats come page by page, each once', async () => {
	const archived = new Archived();
	await archived.load();
	expect(ids(archived.rows)).toEqual(['a', 'b']);
	await archived.more();
	expect(ids(archived.rows)).toEqual(['a', 'b', 'c']);
	await archived.more();
	expect(asked).toEqual(['GET ./api/chats?archived=1&limit=50', 'GET ./api/chats?archived=1&before=2_b&limit=50']);
});

test('an unarchived chat is in the sidebar at once, and away again when that is undone', async () => {
	const archived = await loaded();
	await archived.unarchive(a(archived));
	expect(asked).toEqual(['PATCH ./api/chats/a {"archived":false}']);
	expect(ids(archived.rows)).toEqual(['b', 'c']);
	expect(ids(chats.rows)).toEqual(['a']);
	toasts.act();
	await vi.waitFor(() => expect(ids(archived.rows)).toEqual(['a', 'b', 'c']));
	expect(chats.rows).toEqual([]);
});

test('a deleted chat comes back where it stood when that is undone', async () => {
	const archived = await loaded();
	await archived.delete(a(archived));
	expect(ids(archived.rows)).toEqual(['b', 'c']);
	toasts.act();
	await vi.waitFor(() => expect(ids(archived.rows)).toEqual(['a', 'b', 'c']));
	expect(asked).toEqual(['DELETE ./api/chats/a', 'POST ./api/chats/a/restore']);
	expect(chats.rows).toEqual([]);
});

test('what was refused stays in the list, and the reason is said', async () => {
	const archived = await loaded();
	refuse = 'DELETE';
	await archived.delete(a(archived));
	expect(ids(archived.rows)).toEqual(['a', 'b', 'c']);
	expect(toasts.current).toEqual({ text: 'Too much to do.' });
});
