import { api, sentence, type Change, type Chat, type Row } from '$lib/api';
import { age, t, type Age } from '$lib/i18n';
import { toasts } from '$lib/ui';

export interface Group {
	age: Age;
	rows: Row[];
}

/** The chats of the sidebar: pinned ones, then page by page as one scrolls. */
export class Chats {
	pinned = $state.raw<Row[]>([]);
	rows = $state.raw<Row[]>([]);
	next = $state.raw<string | null>(null);
	phase = $state<'loading' | 'ready' | 'failed'>('loading');
	problem = $state('');
	loadingMore = $state(false);
	/** The day turns while the page is open. */
	day = $state(new Date().toDateString());
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
		if (anew) void this.load(true);
		else if (changes.some((change) => change.kind === 'chat' || change.kind === 'chats')) void this.load();
	}

	find(id: string): Row | undefined {
		return this.pinned.find((row) => row.id === id) ?? this.rows.find((row) => row.id === id);
	}

	/** A chat that was made or changed here. */
	put(chat: Chat, more: Partial<Row> = {}): void {
		const { id, title, pinned, archived, model, createdAt, updatedAt } = chat;
		const row: Row = {
			running: false,
			unread: false,
			...this.find(id),
			id,
			title,
			pinned,
			archived,
			model,
			createdAt,
			updatedAt,
			...more
		};
		this.#without(id);
		if (archived) return;
		if (pinned) this.pinned = [row, ...this.pinned];
		else this.rows = [...this.rows, row].sort((a, b) => b.updatedAt - a.updatedAt);
	}

	seen(id: string): void {
		this.#update(id, { unread: false });
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

	async #try(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			toasts.show({ text: sentence(error) });
			void this.load();
		}
	}

	#update(id: string, changes: Partial<Row>): void {
		const change = (row: Row) => (row.id === id ? { ...row, ...changes } : row);
		this.pinned = this.pinned.map(change);
		this.rows = this.rows.map(change);
	}

	#without(id: string): void {
		this.pinned = this.pinned.filter((row) => row.id !== id);
		this.rows = this.rows.filter((row) => row.id !== id);
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
