import { sentence } from '$lib/api';
import { admin, type User } from '$lib/api/admin';

const PAGE = 50;
const MOST_WAITING = 200;

/** The people of the house, page by page, and those who wait for approval above all others. */
export class People {
	query = $state('');
	ready = $state(false);
	problem = $state('');
	total = $state(0);
	next = $state.raw<string | null>(null);
	loadingMore = $state(false);
	waiting = $state.raw<User[]>([]);
	#users = $state.raw<User[]>([]);
	/** Without those who stand above already. */
	readonly shown = $derived(this.query ? this.#users : this.#users.filter((user) => user.role !== 'pending'));
	#asked = 0;

	/** As many as were on the screen. */
	async load(): Promise<void> {
		const asked = ++this.#asked;
		const limit = Math.min(200, Math.max(PAGE, this.#users.length));
		try {
			const [page, waiting] = await Promise.all([
				admin.users({ q: this.query, limit }),
				admin.users({ role: 'pending', limit: MOST_WAITING })
			]);
			if (asked !== this.#asked) return;
			this.#users = page.users;
			this.total = page.total;
			this.next = page.next;
			this.waiting = waiting.users;
			this.problem = '';
			this.ready = true;
		} catch (error) {
			if (asked === this.#asked) this.problem = sentence(error);
		}
	}

	async search(query: string): Promise<void> {
		this.query = query;
		this.#users = [];
		this.next = null;
		await this.load();
	}

	async more(): Promise<void> {
		if (!this.next || this.loadingMore) return;
		const asked = this.#asked;
		this.loadingMore = true;
		try {
			const page = await admin.users({ q: this.query, after: this.next, limit: PAGE });
			if (asked !== this.#asked) return;
			this.#users = [...this.#users, ...page.users.filter((user) => !this.#users.some((known) => known.id === user.id))];
			this.next = page.next;
		} catch (error) {
			this.problem = sentence(error);
		} finally {
			this.loadingMore = false;
		}
	}
}
