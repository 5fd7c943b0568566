import { sentence, upload, type Part, type StoredFile } from '$lib/api';
import { detached } from '$lib/ui/detached.svelte';
import { drafts } from './drafts';

/** A file on its way to the server, or there. */
export class Attachment {
	progress = $state(0);
	stored = $state.raw<StoredFile | null>(null);
	problem = $state('');
	/** What a picture looks like before it has arrived. */
	readonly preview: string | null;
	readonly name: string;
	readonly size: number;
	readonly picture: boolean;
	#leaving = new AbortController();

	constructor(from: File | StoredFile, changed: () => void = () => {}) {
		this.name = from.name;
		this.size = from.size;
		this.picture = from.type.startsWith('image/');
		if ('kind' in from) {
			this.stored = from;
			this.progress = 1;
			this.preview = null;
			return;
		}
		this.preview = this.picture ? URL.createObjectURL(from) : null;
		void this.#send(from, changed);
	}

	get busy(): boolean {
		return !this.stored && !this.problem;
	}

	drop(): void {
		this.#leaving.abort();
		if (this.preview) URL.revokeObjectURL(this.preview);
	}

	async #send(file: File, changed: () => void): Promise<void> {
		try {
			this.stored = await upload(file, (share) => (this.progress = share), this.#leaving.signal);
			changed();
		} catch (error) {
			if (this.#leaving.signal.aborted) return;
			this.problem = sentence(error);
			changed();
		}
	}
}

/** What is being written in one chat. */
export class ComposerState {
	text = $state('');
	files = $state.raw<Attachment[]>([]);
	/** It is to go out as soon as it can: when its files have arrived, when the models are known. */
	wished = $state(false);
	/** Sends it while another chat is looked at. */
	away: (() => void) | null = null;
	readonly empty = $derived(!this.text.trim() && this.files.length === 0);
	readonly uploading = $derived(this.files.some((file) => file.busy));
	readonly pictures = $derived(this.files.some((file) => file.picture));
	readonly failed = $derived(this.files.some((file) => file.problem));
	/** Nothing goes out without a file that was to go with it. */
	readonly ready = $derived(!this.uploading && !this.failed && (this.text.trim() !== '' || this.files.some((file) => file.stored)));

	constructor(
		readonly chat: string,
		/** Temporary chats leave nothing behind. */
		readonly keeps = true
	) {
		if (!keeps) return;
		const draft = drafts.get(chat);
		this.text = draft.text;
		this.files = draft.files.map((file) => new Attachment(file));
	}

	changed(): void {
		if (!this.keeps) return;
		drafts.set(this.chat, { text: this.text, files: this.files.flatMap((file) => file.stored ?? []) });
	}

	add(files: Iterable<File>): void {
		this.files = [...this.files, ...Array.from(files, (file) => new Attachment(file, () => this.#arrived()))];
	}

	remove(file: Attachment): void {
		file.drop();
		this.files = this.files.filter((other) => other !== file);
		if (!this.uploading && !this.ready) this.wished = false;
		this.changed();
	}

	#arrived(): void {
		this.changed();
		if (this.failed) this.wished = false;
		if (this.wished && this.ready) this.away?.();
	}

	/** The message's parts; the composer is empty afterwards. */
	take(): Part[] {
		const parts = partsOf(
			this.text,
			this.files.flatMap((file) => file.stored ?? [])
		);
		for (const file of this.files) file.drop();
		this.wished = false;
		this.text = '';
		this.files = [];
		this.changed();
		return parts;
	}

	/** Puts a message back into the composer, above what is there. */
	restore(parts: readonly Part[]): void {
		const text = parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n\n');
		this.text = [text, this.text].filter(Boolean).join('\n\n');
		this.files = [...filesOf(parts).map((file) => new Attachment(file)), ...this.files];
		this.changed();
	}
}

export function partsOf(text: string, files: readonly StoredFile[]): Part[] {
	const parts: Part[] = files.map((file) =>
		file.kind === 'image'
			? { type: 'image', file: file.id, name: file.name, width: file.width, height: file.height }
			: { type: 'file', file: file.id, name: file.name, size: file.size }
	);
	if (text.trim()) parts.push({ type: 'text', text: text.trim() });
	return parts;
}

export function filesOf(parts: readonly Part[]): StoredFile[] {
	const bare = { width: null, height: null };
	return parts.flatMap((part): StoredFile[] => {
		if (part.type === 'image') return [{ ...bare, id: part.file, name: part.name ?? '', type: 'image/*', size: 0, kind: 'image' }];
		if (part.type === 'file')
			return [{ ...bare, id: part.file, name: part.name, type: 'text/plain', size: part.size ?? 0, kind: 'text' }];
		return [];
	});
}

const composers = new Map<string, ComposerState>();

/** The composer of a chat; new chats share one, so that its draft waits for the next of them. */
export function composerOf(chat: string, keeps = true): ComposerState {
	let state = composers.get(chat);
	if (!state) composers.set(chat, (state = detached(() => new ComposerState(chat, keeps))));
	return state;
}

export function forgetComposers(): void {
	composers.clear();
}
