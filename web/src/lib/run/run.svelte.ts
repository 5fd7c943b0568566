import type { Cursor, Message, Part, RunEvent } from '$lib/api';

/** What is shown while nothing has come yet. */
export type RunState = 'waiting' | 'retrying' | 'answering';

export interface Retry {
	attempt: number;
	/** When the next attempt begins, by this device's clock. */
	until: number;
	detail: string;
}

/** One reply as it is made. The server makes it; this only watches. Text collects in plain strings and is shown once a frame. */
export class Run {
	readonly id: string;
	readonly chat: string;
	/** Since when people wait, by this device's clock. */
	readonly since: number;
	/** How far it has been read. */
	cursor: Cursor;
	parts = $state.raw<Part[]>([]);
	state = $state<RunState>('waiting');
	retry = $state.raw<Retry | null>(null);
	/** When the thoughts that are coming began. */
	thinkingSince = $state(0);
	completionTokens = $state<number | null>(null);
	#live: Part[];

	constructor(message: Message, since = Date.now()) {
		this.id = message.id;
		this.chat = message.chat;
		this.since = since;
		this.cursor = { epoch: message.epoch, seq: message.seq };
		this.#live = message.parts;
		this.parts = message.parts;
		if (message.parts.length) this.state = 'answering';
		if (message.parts.at(-1)?.type === 'reasoning') this.thinkingSince = since;
	}

	/** Takes one event in; true when there is something new to show with the next frame. */
	hear({ event, data }: RunEvent): boolean {
		switch (event) {
			case 'text':
			case 'reasoning':
				this.#append(event, data.text);
				return true;
			case 'state':
				this.state = data.state;
				this.retry =
					data.state === 'retrying'
						? { attempt: data.attempt ?? 1, until: Date.now() + (data.waitMs ?? 0), detail: data.detail ?? '' }
						: null;
				return false;
			case 'usage':
				this.completionTokens = data.completionTokens;
				return false;
			case 'reset':
			case 'end':
				this.#live = data.message.parts;
				this.cursor = { epoch: data.message.epoch, seq: data.message.seq };
				if (this.#live.length) this.state = 'answering';
				return true;
		}
	}

	/** Shows what has come. */
	flush(): void {
		this.parts = this.#live;
	}

	#append(type: 'text' | 'reasoning', more: string): void {
		const last = this.#live.at(-1);
		if (this.state !== 'answering') {
			this.state = 'answering';
			this.retry = null;
		}
		if (last?.type === type) {
			this.#live = [...this.#live.slice(0, -1), { ...last, text: last.text + more }];
			return;
		}
		if (type === 'reasoning') this.thinkingSince = Date.now();
		else if (last?.type === 'reasoning' && last.ms == null && this.thinkingSince) {
			this.#live = [...this.#live.slice(0, -1), { ...last, ms: Date.now() - this.thinkingSince }];
		}
		this.#live = [...this.#live, { type, text: more }];
	}
}
