import { api, sentence, type Row } from '$lib/api';

const PAGE = 50;

/** The chats of one folder, newest first, page by page. */
export class Shelf {
	rows = $state.raw<Row[]>([]);
	next = $state.raw<string | null>(null);
	phase = $state<'loading' | 'ready' | 'failed'>('loading');
	problem = $state('');
	loadingMore = $state(false);
	#loads = 0;

	constructor(readonly folder: string) {}

	/** As many as are shown already, at least a page. */
	async load(): Promise<void> {
		const load = ++this.#loads;
		try {
			const page = await api.chats({ folder: this.folder, limit: Math.min(200, Math.max(PAGE, this.rows.length)) });
			if (load !== this.#loads) return;
			this.rows = page.chats;
			this.next = page.next;
			this.phase = 'ready';
		} catch (error) {
			if (this.phase !== 'ready') [this.phase, this.problem] = ['failed', sentence(error)];
		}
	}

	async more(): Promise<void> {
		if (this.next === null || this.loadingMore) return;
		this.loadingMore = true;
		try {
			const page = await api.chats({ folder: this.folder, before: this.next, limit: PAGE });
			const known = new Set(this.rows.map((row) => row.id));
			this.rows = [...this.rows, ...page.chats.filter((row) => !known.has(row.id))];
			this.next = page.next;
		} catch (error) {
			this.problem = sentence(error);
		} finally {
			this.loadingMore = false;
		}
	}

	put(row: Row): void {
		this.rows = [...this.rows.filter((known) => known.id !== row.id), row].sort((a, b) => b.updatedAt - a.updatedAt);
	}

	without(id: string): void {
		if (this.rows.some((row) => row.id === id)) this.rows = this.rows.filter((row) => row.id !== id);
	}
}
