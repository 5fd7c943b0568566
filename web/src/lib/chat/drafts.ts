import type { StoredFile } from '$lib/api';
import { storage } from '$lib/ui/storage';

/** What was written and not sent. */
export interface Draft {
	text: string;
	files: StoredFile[];
}

const PREFIX = 'hearth.draft.';
const SAVE_AFTER_MS = 300;
/** More drafts than this are not kept: the oldest go. */
const MOST = 50;

/** One draft a chat, kept on this device through reloads; saved shortly after each change and when the page goes. */
export class Drafts {
	#unsaved = new Map<string, Draft>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		if (typeof window === 'undefined') return;
		addEventListener('pagehide', () => this.save());
		document.addEventListener('visibilitychange', () => document.hidden && this.save());
	}

	get(chat: string): Draft {
		const { text, files } = this.#unsaved.get(chat) ?? storage.json<Partial<Draft>>(PREFIX + chat, {});
		return { text: typeof text === 'string' ? text : '', files: Array.isArray(files) ? files : [] };
	}

	set(chat: string, draft: Draft): void {
		this.#unsaved.set(chat, draft);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
	}

	/** The chats that have a draft and whose names begin so. */
	keys(start: string): string[] {
		return storage.keys(PREFIX + start).map((key) => key.slice(PREFIX.length));
	}

	/** Whether all of it outlives the tab. */
	save(): boolean {
		clearTimeout(this.#timer);
		let safe = true;
		for (const [chat, draft] of this.#unsaved) {
			if (!draft.text && !draft.files.length) storage.remove(PREFIX + chat);
			else safe = this.#store(chat, { ...draft, at: Date.now() }) && safe;
		}
		this.#unsaved.clear();
		return safe;
	}

	/** Signed out: the drafts of one person are not the next one's. */
	clear(): void {
		this.#unsaved.clear();
		for (const key of storage.keys(PREFIX)) storage.remove(key);
	}

	#store(chat: string, draft: Draft & { at: number }): boolean {
		const text = JSON.stringify(draft);
		const old = storage
			.keys(PREFIX)
			.filter((key) => key !== PREFIX + chat)
			.map((key) => ({ key, at: storage.json<{ at?: number }>(key, {}).at ?? 0 }))
			.sort((a, b) => a.at - b.at);
		for (const { key } of old.slice(0, Math.max(0, old.length + 1 - MOST))) storage.remove(key);
		return storage.set(PREFIX + chat, text);
	}
}

export const drafts = new Drafts();
