import { ApiError, api, sentence, type Queued, type Send, type Sent } from '$lib/api';
import { storage } from '$lib/ui';

const KEY = 'hearth.outbox';
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000];

export interface Entry {
	chat: string;
	send: Send;
	/** Waits for the running reply instead of starting at once. */
	queue: boolean;
	at: number;
	/** `waiting`: it did not arrive and is tried again by itself. */
	state: 'sending' | 'waiting' | 'failed';
	reason: string;
}

/** What became of an entry. */
export type Delivered = { sent: Sent } | { queued: Queued };

/**
 * Messages on their way to the server. They are kept until it has answered: a reload, a network that is gone and a house that starts
 * again lose nothing, and because the client makes the ids, sending twice is sending once.
 */
export class Outbox {
	entries = $state.raw<Entry[]>([]);
	/** Told to whoever shows the chat. */
	delivered: (entry: Entry, answer: Delivered) => void = () => {};
	#wake = new Set<() => void>();

	constructor() {
		if (typeof window === 'undefined') return;
		addEventListener('online', () => this.#hurry());
		document.addEventListener('visibilitychange', () => document.hidden || this.#hurry());
	}

	/** Something waits for the house to answer again. */
	get stuck(): boolean {
		return this.entries.some((entry) => entry.state === 'waiting');
	}

	of(chat: string): Entry[] {
		return this.entries.filter((entry) => entry.chat === chat);
	}

	/** Takes up what an earlier page left behind. */
	resume(): void {
		for (const entry of storage.json<Entry[]>(KEY, [])) {
			if (this.entries.some((known) => known.send.id === entry.send.id)) continue;
			this.entries = [...this.entries, { ...entry, state: entry.state === 'failed' ? 'failed' : 'sending' }];
			if (entry.state !== 'failed') void this.#deliver(entry.send.id);
		}
	}

	post(chat: string, send: Send, queue: boolean): void {
		this.entries = [...this.entries, { chat, send, queue, at: Date.now(), state: 'sending', reason: '' }];
		this.#keep();
		void this.#deliver(send.id);
	}

	retry(id: string): void {
		this.#change(id, { state: 'sending', reason: '' });
		void this.#deliver(id);
	}

	/** Takes a message back that has not been sent. */
	take(id: string): Send | undefined {
		const entry = this.#find(id);
		this.#drop(id);
		this.#hurry();
		return entry?.send;
	}

	async #deliver(id: string): Promise<void> {
		for (let attempt = 0; ; attempt++) {
			const entry = this.#find(id);
			if (!entry || entry.state === 'failed') return;
			try {
				const answer: Delivered = entry.queue
					? await api.queue(entry.chat, entry.send)
					: { sent: await api.send(entry.chat, entry.send) };
				this.#drop(id);
				this.delivered(entry, answer);
				return;
			} catch (error) {
				if (error instanceof ApiError && error.code === 'run_active' && !entry.queue) {
					this.#change(id, { queue: true });
					continue;
				}
				if (!(error instanceof ApiError) || (!error.passing && error.status !== 429)) {
					this.#change(id, { state: 'failed', reason: sentence(error) });
					return;
				}
				this.#change(id, { state: 'waiting', reason: error.detail });
				const pause = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0;
				await this.#pause(error.retryAfter === null ? pause : error.retryAfter * 1000);
			}
		}
	}

	#find(id: string): Entry | undefined {
		return this.entries.find((entry) => entry.send.id === id);
	}

	#change(id: string, changes: Partial<Entry>): void {
		this.entries = this.entries.map((entry) => (entry.send.id === id ? { ...entry, ...changes } : entry));
		this.#keep();
	}

	#drop(id: string): void {
		this.entries = this.entries.filter((entry) => entry.send.id !== id);
		this.#keep();
	}

	#keep(): void {
		if (this.entries.length) storage.set(KEY, JSON.stringify(this.entries));
		else storage.remove(KEY);
	}

	#hurry(): void {
		for (const wake of this.#wake) wake();
	}

	#pause(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const done = () => {
				clearTimeout(timer);
				this.#wake.delete(done);
				resolve();
			};
			const timer = setTimeout(done, ms);
			this.#wake.add(done);
		});
	}
}

export const outbox = new Outbox();
