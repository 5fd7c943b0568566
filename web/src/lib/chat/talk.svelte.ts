import { models } from '$lib/model/models.svelte';
import { runs, type Watcher } from '$lib/run/runs.svelte';
import { api, type ChatParams, type Message, type Part, type PickerModel, type Thinking } from '$lib/api';
import { turnsOf, type Turn } from './turns';

/** As many models as one question may go to. */
export const MOST_MODELS = 3;

/** What a kept chat and a temporary one have in common: the messages in sight, the chosen models, the running replies. */
export abstract class Talk {
	abstract readonly id: string;
	/** Whether the server keeps it. */
	abstract readonly kept: boolean;
	/** The branch, oldest first. */
	messages = $state.raw<Message[]>([]);
	/** The other columns' replies. */
	beside = $state.raw<Message[]>([]);
	/** What the next question goes to; empty means what a new chat begins with. */
	chosen = $state.raw<string[]>([]);
	thinking = $state.raw<Thinking | null>(null);
	params = $state.raw<ChatParams>({});
	readonly models = $derived<string[]>(this.chosen.length ? this.chosen : [this.first()].filter((id) => id !== null));
	readonly model = $derived<PickerModel | undefined>(models.find(this.models[0]));
	readonly turns = $derived<Turn[]>(turnsOf(this.branch(), this.beside));
	readonly running = $derived(this.turns.at(-1)?.replies.some((reply) => reply.state === 'running') ?? false);
	/** Where the next question hangs. */
	readonly leaf = $derived<string | null>(this.turns.at(-1)?.chosen ?? null);
	readonly empty = $derived(this.turns.length === 0);

	abstract send(parts: Part[]): void;
	abstract again(reply: Message, how?: { model?: string; hint?: 'shorter' | 'longer' }): Promise<void>;

	/** What the first question goes to when nothing was chosen. */
	protected first(): string | null {
		return models.first;
	}

	/** The messages as they are to be shown, with those that are still on their way. */
	branch(): Message[] {
		return this.messages;
	}

	choose(column: number, model: string): void {
		const next = [...this.models];
		next[column] = model;
		this.chosen = next;
		if (column === 0) models.prefer(model);
	}

	addModel(): void {
		const other = models.other(this.models);
		if (other && this.models.length < MOST_MODELS) this.chosen = [...this.models, other];
	}

	dropModel(column: number): void {
		this.chosen = this.models.filter((_, at) => at !== column);
	}

	/** Stops what is being made. The end arrives as an event, like any other. */
	stop(): void {
		const running = this.turns.at(-1)?.replies.filter((reply) => reply.state === 'running') ?? [];
		for (const reply of running) void api.cancel(reply.id).catch(() => undefined); // already ended is what was wanted
	}

	/** Puts a message in the place of its older self. */
	replace(message: Message): void {
		const swap = (list: Message[]) => list.map((known) => (known.id === message.id ? keepSiblings(known, message) : known));
		this.messages = swap(this.messages);
		this.beside = swap(this.beside);
	}

	protected watch(messages: readonly Message[], watcher: Watcher, since?: number): void {
		for (const message of messages) if (message.state === 'running') runs.watch(message, watcher, since);
	}

	protected unwatch(): void {
		for (const message of [...this.messages, ...this.beside]) runs.leave(message.id);
	}
}

/** An event's message may know fewer siblings than the page, when one was added meanwhile. */
function keepSiblings(known: Message, message: Message): Message {
	return known.siblings.length > message.siblings.length ? { ...message, siblings: known.siblings } : message;
}

/** The thinking that a model can do of what was wished. */
export function thinkingFor(model: PickerModel | undefined, wish: Thinking | null): Thinking | null {
	if (!model || !wish || model.thinks === 'none') return null;
	if (model.thinks === 'always') return wish.budget && model.budget ? { mode: 'on', budget: wish.budget } : null;
	if (wish.mode === 'effort' && (model.thinks !== 'effort' || !model.efforts.includes(wish.effort ?? ''))) {
		return model.thinks === 'switch' || model.thinks === 'unknown' ? { mode: 'on' } : null;
	}
	if (wish.budget && !model.budget) return { mode: wish.mode };
	return wish;
}
