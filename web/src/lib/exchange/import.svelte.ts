import { ApiError, inPieces, sentence } from '$lib/api';
import { exchange, type FoundChat, type Import, type ImportContent } from '$lib/api/exchange';
import { bytes, t } from '$lib/i18n';
import { SvelteSet } from 'svelte/reactivity';

export const MOST_BYTES = 50 * 1024 * 1024;
const LOOK_MS = 300;

/** A file of chats on its way in. Goes on while other screens are shown; an import that runs is found again after a reload. */
export class Importing {
	phase = $state<'idle' | 'sending' | 'reading' | 'choosing' | 'importing' | 'ended'>('idle');
	name = $state('');
	/** Of the upload, 0 to 1. */
	sent = $state(0);
	content = $state.raw<ImportContent | null>(null);
	/** Numbers of the chats to take. */
	readonly chosen = new SvelteSet<number>();
	run = $state.raw<Import | null>(null);
	problem = $state('');
	readonly usable = $derived<FoundChat[]>(this.content?.chats.filter((chat) => !chat.problem) ?? []);
	#upload = '';
	#sending = new AbortController();

	constructor(
		/** Hears when chats have come. */
		readonly came: () => void
	) {}

	/** Sends the file and looks into it. */
	async take(file: File): Promise<void> {
		if (this.phase !== 'idle') return;
		this.problem = '';
		this.name = file.name;
		if (file.size > MOST_BYTES) {
			this.problem = t('exchange.tooLarge', { name: file.name, size: bytes(file.size) });
			return;
		}
		if (!file.size) {
			this.problem = t('exchange.empty', { name: file.name });
			return;
		}
		const sending = (this.#sending = new AbortController());
		this.sent = 0;
		this.phase = 'sending';
		try {
			this.#upload = await inPieces(file, 'import', (share) => (this.sent = share), sending.signal);
			this.phase = 'reading';
			this.content = await exchange.preview(this.#upload, sending.signal);
			this.chooseAll(true);
			this.phase = 'choosing';
		} catch (error) {
			this.#forgetUpload();
			this.phase = 'idle';
			if (!sending.signal.aborted) this.problem = sentence(error);
		}
	}

	chooseAll(all: boolean): void {
		this.chosen.clear();
		if (all) for (const { n } of this.usable) this.chosen.add(n);
	}

	choose(n: number, yes: boolean): void {
		if (yes) this.chosen.add(n);
		else this.chosen.delete(n);
	}

	async start(): Promise<void> {
		if (this.phase !== 'choosing' || !this.chosen.size) return;
		this.problem = '';
		try {
			const all = this.chosen.size === this.usable.length;
			this.run = await exchange.begin(this.#upload, all ? null : [...this.chosen]);
			this.phase = 'importing';
			this.#upload = '';
			await this.#watch();
		} catch (error) {
			this.problem = sentence(error);
		}
	}

	/** Gives up whatever is under way; a running import stops after the chat that it is at. */
	async cancel(): Promise<void> {
		if (this.phase === 'importing') {
			await exchange.drop().catch((error: unknown) => (this.problem = sentence(error)));
			return;
		}
		this.#sending.abort();
		this.reset();
	}

	/** Takes up an import that runs, or has ended unseen. */
	async resume(): Promise<void> {
		if (this.phase !== 'idle') return;
		try {
			const { current } = await exchange.current();
			if (!current || this.phase !== 'idle') return;
			this.run = current;
			this.phase = 'importing';
			await this.#watch();
		} catch {
			// Nothing is known of an import: the screen stands as for a new one.
		}
	}

	/** Back to the beginning, for another file. */
	reset(): void {
		if (this.phase === 'ended') void exchange.drop().catch(() => {});
		this.#forgetUpload();
		this.phase = 'idle';
		this.content = null;
		this.run = null;
		this.problem = '';
		this.chosen.clear();
	}

	async #watch(): Promise<void> {
		while (this.run && (this.run.state === 'waiting' || this.run.state === 'running')) {
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
			try {
				const { current } = await exchange.current();
				if (!current) {
					this.problem = t('exchange.lost');
					break;
				}
				this.run = current;
			} catch (error) {
				if (error instanceof ApiError && error.passing) continue;
				throw error;
			}
		}
		this.content = null;
		this.phase = this.problem ? 'idle' : 'ended';
		this.came();
	}

	#forgetUpload(): void {
		if (this.#upload) void exchange.dropUpload(this.#upload).catch(() => {});
		this.#upload = '';
	}
}
