import { beforeEach, expect, test, vi } from 'vitest';
import { configure, type FolderRow } from '$lib/api';
import { toasts } from '$lib/ui';
import { chats } from './chats.svelte';
import { Folders, folders } from './folders.svelte';
import { Selection } from './selection.svelte';
import { tagQuestion } from './sidedialog.svelte';

const row = (id: string, parent: string | null, more: Partial<FolderRow> = {}): FolderRow => ({
	...{ id, parent, name: id, model: null, systemPrompt: false, position: 0, chats: 0, unread: false, running: false },
	...more
});
let asked: string[];

beforeEach(() => {
	asked = [];
	configure({ language: () => 'en' });
	vi.stubGlobal(
		'fetch',
		vi.fn(async (url: string, init?: RequestInit) => {
			asked.push(`${init?.method ?? 'GET'} ${String(url)} ${typeof init?.body === 'string' ? init.body : ''}`.trim());
			if (String(url).includes('/api/folders')) return Response.json({ folders: [row('a', null)] });
			if (init?.method === 'POST') return Response.json({ count: 2, deletedAt: 7 });
			return Response.json({ pinned: [], chats: [], next: null });
		})
	);
});

test('a folder fits where it stands neither below itself nor too deep', () => {
	const tree = new Folders();
	tree.rows = [row('a', null), row('b', 'a'), row('c', 'b'), row('d', 'c'), row('e', null), row('f', 'e')];
	expect(tree.path('d').map((one) => one.id)).toEqual(['a', 'b', 'c', 'd']);
	expect(tree.height('a')).toBe(4);
	expect(tree.fits('a', 'd')).toBe(false);
	expect(tree.fits('a', 'a')).toBe(false);
	expect(tree.fits('e', 'c')).toBe(true);
	expect(tree.fits('e', 'd')).toBe(false);
	expect(tree.fits('d', null)).toBe(true);
});

test('a new chat takes the model of the nearest folder that has one', () => {
	const tree = new Folders();
	tree.rows = [row('a', null, { model: 'outer' }), row('b', 'a'), row('c', 'b', { model: 'inner' })];
	expect(tree.modelOf('b')).toBe('outer');
	expect(tree.modelOf('c')).toBe('inner');
	expect(tree.modelOf(null)).toBeNull();
});

test('which folders are open outlives the page', () => {
	new Folders().toggle('a');
	expect(new Folders().opened.has('a')).toBe(true);
	new Folders().toggle('a');
	expect(new Folders().opened.has('a')).toBe(false);
});

test('what was moved goes back to where each chat stood', async () => {
	const bare = {
		title: 't',
		pinned: false,
		archived: false,
		model: null,
		running: false,
		unread: false,
		createdAt: 0,
		updatedAt: 0
	};
	chats.rows = [{ ...bare, id: 'x', folder: null }];
	chats.pinned = [{ ...bare, id: 'y', pinned: true, folder: 'b' }];
	folders.rows = [row('a', null)];
	await chats.move(['x', 'y'], 'a');
	expect(toasts.current?.text).toBe('Moved 2 chats to “a”');
	asked = [];
	toasts.act();
	await vi.waitFor(() => expect(asked.filter((line) => line.startsWith('POST'))).toHaveLength(2));
	expect(asked[0]).toBe('POST ./api/chats/bulk {"ids":["x"],"action":"move","folder":null}');
	expect(asked[1]).toBe('POST ./api/chats/bulk {"ids":["y"],"action":"move","folder":"b"}');
});

test('a range goes from the last one picked to the one clicked, in either direction', () => {
	const selection = new Selection();
	const shown = ['a', 'b', 'c', 'd', 'e'];
	selection.begin('d');
	selection.range('b', shown);
	expect([...selection.ids].sort()).toEqual(['b', 'c', 'd']);
	selection.toggle('c');
	selection.range('e', shown);
	expect([...selection.ids].sort()).toEqual(['b', 'c', 'd', 'e']);
	selection.end();
	expect(selection.ids.size).toBe(0);
	expect(selection.on).toBe(false);
});

test('a tag of several words is asked for in quotes', () => {
	expect(tagQuestion('work')).toBe('tag:work ');
	expect(tagQuestion('green tea')).toBe('tag:"green tea" ');
	expect(tagQuestion('“so”')).toBe('tag:"so" ');
});
