import { SvelteSet } from 'svelte/reactivity';
import { ApiError, api, sentence, uuid, type Change, type Folder, type FolderChange, type FolderRow } from '$lib/api';
import { t } from '$lib/i18n';
import { storage, toasts } from '$lib/ui';

const OPEN = 'hearth.folders.open';
/** As deep as folders may stand in one another. */
export const DEEPEST = 5;

/** `Map.groupBy`, which browsers of before 2024 lack. */
export function groupBy<T, K>(all: readonly T[], key: (one: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const one of all) {
		const group = groups.get(key(one));
		if (group) group.push(one);
		else groups.set(key(one), [one]);
	}
	return groups;
}

/** The folders of the sidebar and how they stand in one another. */
export class Folders {
	rows = $state.raw<FolderRow[]>([]);
	/** They were read once. */
	ready = $state(false);
	readonly opened = new SvelteSet<string>(storage.json<string[]>(OPEN, []));
	readonly #children = $derived(groupBy(this.rows, (row) => row.parent));
	readonly #byId = $derived(new Map(this.rows.map((row) => [row.id, row])));
	/** Told when chats may stand elsewhere now. */
	moved: () => void = () => {};
	#loads = 0;

	async load(): Promise<void> {
		const load = ++this.#loads;
		try {
			const { folders } = await api.folders();
			if (load === this.#loads) [this.rows, this.ready] = [folders, true];
		} catch {
			// shown as they were; asked again with the next change
		}
	}

	/** What stands in them changed: their counts and marks may have too. */
	async refresh(): Promise<void> {
		if (this.rows.length) await this.load();
	}

	async hear(changes: Change[], anew = false): Promise<void> {
		if (anew || changes.some((change) => change.kind === 'folders' || change.kind === 'chats')) await this.load();
		else if (changes.some((change) => change.kind === 'chat')) await this.refresh();
	}

	find(id: string | null | undefined): FolderRow | undefined {
		return id ? this.#byId.get(id) : undefined;
	}

	children(parent: string | null): FolderRow[] {
		return this.#children.get(parent) ?? [];
	}

	/** From the outermost to the folder itself. */
	path(id: string | null | undefined): FolderRow[] {
		const path: FolderRow[] = [];
		for (let at = this.find(id); at && path.length < DEEPEST; at = this.find(at.parent)) path.unshift(at);
		return path;
	}

	/** What a new chat there begins with, if the folder or one around it says so. */
	modelOf(id: string | null): string | null {
		return this.path(id).findLast((row) => row.model)?.model ?? null;
	}

	/** Levels of a folder and what is below it. */
	height(id: string): number {
		return 1 + Math.max(0, ...this.children(id).map((row) => this.height(row.id)));
	}

	/** Whether `folder` may stand in `parent`. */
	fits(folder: string, parent: string | null): boolean {
		const path = this.path(parent);
		return !path.some((row) => row.id === folder) && path.length + this.height(folder) <= DEEPEST;
	}

	toggle(id: string, open = !this.opened.has(id)): void {
		if (open) this.opened.add(id);
		else this.opened.delete(id);
		storage.set(OPEN, JSON.stringify([...this.opened]));
	}

	/** The new folder, or null when it was refused. */
	async create(name: string, parent: string | null = null): Promise<Folder | null> {
		return this.#try(async () => {
			const folder = await api.createFolder({ id: uuid(), name, parent });
			if (parent) this.toggle(parent, true);
			await this.load();
			return folder;
		});
	}

	async change(id: string, change: FolderChange): Promise<Folder | null> {
		return this.#try(async () => {
			const folder = await api.changeFolder(id, change);
			await this.load();
			return folder;
		});
	}

	async rename(row: FolderRow, name: string): Promise<void> {
		this.rows = this.rows.map((known) => (known.id === row.id ? { ...known, name } : known));
		await this.change(row.id, { name });
	}

	/** `position` among its neighbours there; without one at the end. */
	async move(id: string, parent: string | null, position?: number): Promise<void> {
		if (parent) this.toggle(parent, true);
		await this.change(id, { parent, ...(position === undefined ? {} : { position }) });
	}

	/** One place up or down among its neighbours. */
	async step(row: FolderRow, by: -1 | 1): Promise<void> {
		const to = row.position + by;
		if (to >= 0 && to < this.children(row.parent).length) await this.change(row.id, { position: to });
	}

	/** What stands in it moves up; for a moment it can be brought back. */
	async remove(row: FolderRow): Promise<void> {
		this.#loads++; // an answer under way would show it once more
		this.rows = this.rows
			.filter((one) => one.id !== row.id)
			.map((one) => (one.parent === row.id ? { ...one, parent: row.parent } : one));
		await this.#try(async () => {
			await api.deleteFolder(row.id);
			await this.load();
			this.moved();
			const undo = () =>
				this.#try(async () => {
					await api.restoreFolder(row.id);
					await this.load();
					this.moved();
				});
			toasts.show({ text: t('folder.removed', { name: row.name }), action: { label: t('common.undo'), run: () => void undo() } });
		});
	}

	clear(): void {
		this.#loads++;
		[this.rows, this.ready] = [[], false];
	}

	async #try<T>(work: () => Promise<T>): Promise<T | null> {
		try {
			return await work();
		} catch (error) {
			toasts.show({ text: sentence(error) });
			if (error instanceof ApiError) void this.load();
			return null;
		}
	}
}

export const folders = new Folders();
