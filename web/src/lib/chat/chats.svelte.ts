import { api, sentence, type Change, type Chat, type Row } from '$lib/api';
import { SvelteMap } from 'svelte/reactivity';
import { age, t, type Age } from '$lib/i18n';
import { detached, toasts } from '$lib/ui';
import { folders, groupBy } from './folders.svelte';
import { Shelf } from './shelf.svelte';

export interface Group {
	age: Age;
	rows: Row[];
}

/** The chats of the sidebar: those of open folders, pinned ones, then the others page by page as one scrolls. */
export class Chats {
	pinned = $state.raw<Row[]>([]);
	rows = $state.raw<Row[]>([]);
	next = $state.raw<string | null>(null);
	phase = $state<'loading' | 'ready' | 'failed'>('loading');
	problem = $state('');
	loadingMore = $state(false);
	/** The day turns while the page is open. */
	day = $state(new Date().toDateString());
	/** By folder, of those that are or were looked into. */
	readonly shelves = new SvelteMap<string, Shelf>();
	readonly groups = $derived<Group[]>(this.day ? grouped(this.rows) : []);
	#loads = 0;

	/** `anew`: also what was loaded below the first page may be older than the truth. */
	async load(anew = false): Promise<void> {
		const load = ++this.#loads;
		this.day = new Date().toDateString();
		try {
			const page = await api.chats({ limit: 50 });
			if (load !== this.#loads) return;
			const first = new Set(page.chats.map((row) => row.id));
			const last = page.chats.at(-1);
			// What was loaded below the first page stays; its cursor too.
			const below =
				!anew && last && page.next ? this.rows.filter((row) => !first.has(row.id) && row.updatedAt < last.updatedAt) : [];
			this.pinned = page.pinned;
			this.rows = [...page.chats, ...below.filter((row) => !page.pinned.some((pin) => pin.id === row.id))];
			if (!below.length) this.next = page.next;
			this.phase = 'ready';
		} catch (error) {
			if (this.phase !== 'ready') [this.phase, this.problem] = ['failed', sentence(error)];
		}
	}

	async more(): Promise<void> {
		if (this.next === null || this.loadingMore) return;
		this.loadingMore = true;
		try {
			const page = await api.chats({ before: this.next, limit: 50 });
			const known = new Set(this.rows.map((row) => row.id));
			this.rows = [...this.rows, ...page.chats.filter((row) => !known.has(row.id))];
			this.next = page.next;
		} catch (error) {
			this.problem = sentence(error);
		} finally {
			this.loadingMore = false;
		}
	}

	/** Changes of others and of the server itself: new titles, ended runs. */
	hear(changes: Change[], anew = false): void {
		const isMet = changes.some(({ kind }) => kind === 'chat' || kind === 'chats' || kind === 'folders');
		if (!anew && !isMet) return;
		void this.load(anew);
		void folders.hear(changes, anew).then(() => this.loadShelves()); // no folder is asked for that went
	}

	/** The chats of a folder; read when they are asked for first. */
	shelf(folder: string): Shelf {
		let shelf = this.shelves.get(folder);
		if (!shelf) {
			this.shelves.set(folder, (shelf = detached(() => new Shelf(folder))));
			void shelf.load();
		}
		return shelf;
	}

	/** Those that are not looked into are forgotten: they are read when they are. */
	loadShelves(): void {
		for (const [folder, shelf] of this.shelves) {
			if (folders.find(folder) || !folders.rows.length) void shelf.load();
			else this.shelves.delete(folder);
		}
	}

	find(id: string): Row | undefined {
		const here = this.pinned.find((row) => row.id === id) ?? this.rows.find((row) => row.id === id);
		if (here) return here;
		for (const shelf of this.shelves.values()) {
			const row = shelf.rows.find((one) => one.id === id);
			if (row) return row;
		}
		return undefined;
	}

	/** A chat that was made or changed here. */
	put(chat: Chat, more: Partial<Row> = {}): void {
		const { id, title, pinned, archived, model, folder, createdAt, updatedAt } = chat;
		const row: Row = {
			running: false,
			unread: false,
			...this.find(id),
			id,
			title,
			pinned,
			archived,
			model,
			folder,
			createdAt,
			updatedAt,
			...more
		};
		this.#without(id);
		if (folder) void folders.refresh();
		if (archived) return;
		if (folder) this.shelves.get(folder)?.put(row);
		if (pinned) this.pinned = [row, ...this.pinned];
		else if (!folder) this.rows = [...this.rows, row].sort((a, b) => b.updatedAt - a.updatedAt);
	}

	seen(id: string): void {
		const row = this.find(id);
		this.#update(id, { unread: false });
		if (row?.folder) void folders.refresh();
	}

	mark(id: string, running: boolean): void {
		const row = this.find(id);
		if (row && row.running !== running) this.#update(id, { running });
	}

	async rename(row: Row, title: string): Promise<void> {
		this.#update(row.id, { title });
		await this.#try(async () => this.put(await api.changeChat(row.id, { title })));
	}

	async pin(row: Row): Promise<void> {
		await this.#try(async () => this.put(await api.changeChat(row.id, { pinned: !row.pinned })));
	}

	async archive(row: Row): Promise<void> {
		this.#without(row.id);
		await this.#try(async () => {
			await api.changeChat(row.id, { archived: true });
			const undo = () => this.#try(async () => this.put(await api.changeChat(row.id, { archived: false })));
			toasts.show({ text: t('chat.archived', { title: row.title }), action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	async delete(row: Row): Promise<void> {
		this.#without(row.id);
		await this.#try(async () => {
			await api.deleteChat(row.id);
			const undo = () => this.#try(async () => this.put(await api.restoreChat(row.id)));
			toasts.show({ text: t('chat.deleted', { title: row.title }), action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	/** Into a folder, or out of any; for a moment each can be put back where it was. */
	async move(ids: string[], folder: string | null): Promise<void> {
		const before = groupBy(ids, (id) => this.find(id)?.folder ?? null);
		if (before.size === 1 && before.has(folder)) return;
		await this.#try(async () => {
			const { count } = await api.bulk({ ids, action: 'move', folder });
			await this.reload();
			const undo = () =>
				this.#try(async () => {
					for (const [from, some] of before) await api.bulk({ ids: some, action: 'move', folder: from });
					await this.reload();
				});
			const name = folders.find(folder)?.name;
			const text = name ? t('folder.moved', { n: count, name }) : t('folder.movedOut', { n: count });
			toasts.show({ text, action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	async archiveAll(ids: string[]): Promise<void> {
		await this.#try(async () => {
			const { count } = await api.bulk({ ids, action: 'archive' });
			await this.reload();
			const undo = () =>
				this.#try(async () => {
					await api.bulk({ ids, action: 'unarchive' });
					await this.reload();
				});
			toasts.show({ text: t('select.archived', { n: count }), action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	async deleteAll(ids: string[]): Promise<void> {
		await this.#try(async () => {
			const { count, deletedAt } = await api.bulk({ ids, action: 'delete' });
			await this.reload();
			const undo = () =>
				this.#try(async () => {
					if (deletedAt !== null) await api.restoreChats(deletedAt);
					await this.reload();
				});
			toasts.show({ text: t('select.deleted', { n: count }), action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	/** Many chats changed at once. */
	async reload(): Promise<void> {
		await Promise.all([this.load(true), folders.load()]);
		this.loadShelves();
	}

	/** Nothing of one person is shown to the next. */
	clear(): void {
		this.shelves.clear();
		folders.clear();
	}

	async #try(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			toasts.show({ text: sentence(error) });
			void this.load();
			this.loadShelves();
		}
	}

	#update(id: string, changes: Partial<Row>): void {
		const change = (row: Row) => (row.id === id ? { ...row, ...changes } : row);
		this.pinned = this.pinned.map(change);
		this.rows = this.rows.map(change);
		for (const shelf of this.shelves.values()) if (shelf.rows.some((row) => row.id === id)) shelf.rows = shelf.rows.map(change);
	}

	#without(id: string): void {
		this.pinned = this.pinned.filter((row) => row.id !== id);
		this.rows = this.rows.filter((row) => row.id !== id);
		for (const shelf of this.shelves.values()) shelf.without(id);
	}
}

export function grouped(rows: readonly Row[], now = Date.now()): Group[] {
	const groups: Group[] = [];
	for (const row of rows) {
		const of = age(row.updatedAt, now);
		const last = groups.at(-1);
		if (last?.age === of) last.rows.push(row);
		else groups.push({ age: of, rows: [row] });
	}
	return groups;
}

export const chats = new Chats();
folders.moved = () => void chats.reload();
