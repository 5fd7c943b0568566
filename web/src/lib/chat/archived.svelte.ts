import { api, sentence, type Row } from '$lib/api';
import { t } from '$lib/i18n';
import { toasts } from '$lib/ui';
import { chats } from './chats.svelte';

const PAGE = 50;

/** The chats that were put away, page by page. */
export class Archived {
	/** Null until the first page is there. */
	rows = $state.raw<Row[] | null>(null);
	next = $state.raw<string | null>(null);
	problem = $state('');
	loadingMore = $state(false);
	/** What came back under way is not shown over what was done meanwhile. */
	#gone = new Set<string>();

	load = async (): Promise<void> => {
		try {
			this.#take(await api.chats({ archived: 1, limit: PAGE }), []);
			this.problem = '';
		} catch (error) {
			this.problem = sentence(error);
		}
	};

	more = async (): Promise<void> => {
		if (this.next === null || this.loadingMore) return;
		this.loadingMore = true;
		try {
			this.#take(await api.chats({ archived: 1, before: this.next, limit: PAGE }), this.rows ?? []);
		} catch (error) {
			toasts.show({ text: sentence(error) });
		} finally {
			this.loadingMore = false;
		}
	};

	unarchive(row: Row): Promise<void> {
		const undo = async () => chats.put(await api.changeChat(row.id, { archived: true }));
		return this.#remove(row, t('chat.unarchived', { title: row.title || t('chat.untitled') }), undo, async () =>
			chats.put(await api.changeChat(row.id, { archived: false }))
		);
	}

	delete(row: Row): Promise<void> {
		const undo = async () => void (await api.restoreChat(row.id));
		return this.#remove(row, t('chat.deleted', { title: row.title || t('chat.untitled') }), undo, () => api.deleteChat(row.id));
	}

	async #remove(row: Row, done: string, undo: () => Promise<void>, work: () => Promise<void>): Promise<void> {
		this.#gone.add(row.id);
		this.rows = this.rows?.filter((known) => known.id !== row.id) ?? null;
		try {
			await work();
			toasts.show({ text: done, action: { label: t('common.undo'), run: () => void this.#undo(row, undo) } });
		} catch (error) {
			this.#put(row);
			toasts.show({ text: sentence(error) });
		}
	}

	async #undo(row: Row, undo: () => Promise<void>): Promise<void> {
		try {
			await undo();
			this.#put(row);
		} catch (error) {
			toasts.show({ text: sentence(error) });
		}
	}

	#put(row: Row): void {
		this.#gone.delete(row.id);
		const others = (this.rows ?? []).filter((known) => known.id !== row.id);
		this.rows = [...others, row].sort((a, b) => b.updatedAt - a.updatedAt);
	}

	#take(page: { chats: Row[]; next: string | null }, before: Row[]): void {
		const known = new Set(before.map((row) => row.id));
		this.rows = [...before, ...page.chats.filter((row) => !known.has(row.id) && !this.#gone.has(row.id))];
		this.next = page.next;
	}
}
