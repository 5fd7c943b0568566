import {
	ApiError,
	api,
	sentence,
	uuid,
	type Chat,
	type Message,
	type Page,
	type Part,
	type Queued,
	type Send,
	type Sent
} from '$lib/api';
import { runs, type Watcher } from '$lib/run/runs.svelte';
import { folders } from './folders.svelte';
import { outbox, type Delivered, type Entry } from './outbox.svelte';
import { Talk, thinkingFor } from './talk.svelte';
import { models } from '$lib/model/models.svelte';
import { withUnsent } from './turns';

const PAGE = 60;
const LARGE_PAGE = 200;

/** One kept chat as it is shown. */
export class ChatState extends Talk {
	readonly kept = true;
	chat = $state.raw<Chat | null>(null);
	phase = $state<'new' | 'loading' | 'ready' | 'gone' | 'failed'>('loading');
	problem = $state('');
	/** There are older messages. */
	more = $state(false);
	loadingOlder = $state(false);
	queued = $state.raw<Queued[]>([]);
	/** The message to show as soon as it is there. */
	target = $state.raw<string | null>(null);
	/** Once per finished reply, for screen readers. */
	finished = $state('');
	#loads = 0;

	constructor(
		readonly id: string,
		fresh = false,
		/** In which a new chat is begun. */
		readonly folder: string | null = null
	) {
		super();
		if (fresh) this.phase = 'new';
	}

	protected override first(): string | null {
		const wanted = this.phase === 'new' ? models.find(folders.modelOf(this.folder)) : undefined;
		return wanted?.id ?? super.first();
	}

	override branch(): Message[] {
		const unsent = outbox.of(this.id).filter((entry) => !entry.queue);
		return withUnsent(
			this.messages,
			unsent.map((entry) => draftMessages(this.id, entry))
		);
	}

	/** The queue, with what is still on its way there. */
	get waiting(): Queued[] {
		const known = new Set(this.queued.map((queued) => queued.id));
		const unsent = outbox.of(this.id).filter((entry) => entry.queue && !known.has(entry.send.id));
		return [
			...this.queued,
			...unsent.map(({ send }) => ({ id: send.id, parts: send.parts, model: send.replies[0]?.model ?? null }))
		];
	}

	/** Loads it, or looks what changed since. */
	async load(): Promise<void> {
		if (this.phase === 'new') return;
		const load = ++this.#loads;
		if (this.phase !== 'ready') this.phase = 'loading';
		try {
			const limit = Math.min(LARGE_PAGE, Math.max(PAGE, this.messages.length));
			const [chat, page] = await Promise.all([api.chat(this.id), api.messages(this.id, { limit })]);
			if (load !== this.#loads) return;
			this.#take(chat);
			this.#show(page);
			this.phase = 'ready';
		} catch (error) {
			if (load !== this.#loads) return;
			const missing = error instanceof ApiError && error.status === 404;
			if (missing && outbox.of(this.id).length) this.phase = 'new';
			else if (missing) this.phase = 'gone';
			else if (this.phase !== 'ready') [this.phase, this.problem] = ['failed', sentence(error)];
		}
	}

	async loadOlder(limit = PAGE): Promise<void> {
		const first = this.messages[0];
		if (!this.more || this.loadingOlder || !first) return;
		this.loadingOlder = true;
		try {
			const page = await api.messages(this.id, { leaf: this.messages.at(-1)?.id, before: first.id, limit });
			if (this.messages[0]?.id !== first.id) return;
			this.messages = [...page.messages, ...this.messages];
			this.beside = [...page.beside, ...this.beside];
			this.more = page.more;
		} catch (error) {
			this.problem = sentence(error);
		} finally {
			this.loadingOlder = false;
		}
	}

	/** Loads what is older, until this message is there or, without one, to the first. */
	async reach(message?: string): Promise<void> {
		const here = () => this.messages.some((known) => known.id === message);
		while (!here() && this.more && !this.loadingOlder) {
			const count = this.messages.length;
			await this.loadOlder(LARGE_PAGE);
			if (this.messages.length === count) return;
		}
	}

	/** Makes a message visible that may stand far above or in another branch. */
	async reveal(message: string): Promise<void> {
		const here = () => this.messages.some((known) => known.id === message) || this.beside.some((known) => known.id === message);
		if (!here()) await this.reach(message);
		if (!here()) await this.switchTo(message);
		this.target = message;
	}

	send(parts: Part[]): void {
		const send = this.#compose(this.leaf, parts);
		if (this.phase === 'loading' || this.phase === 'gone') return;
		outbox.post(this.id, send, this.running);
	}

	/** Asks the question differently: a sibling of the old one. */
	askInstead(question: Message, parts: Part[]): void {
		outbox.post(this.id, this.#compose(question.parent, parts), false);
	}

	async again(reply: Message, how: { model?: string; hint?: 'shorter' | 'longer' } = {}): Promise<void> {
		if (!reply.parent) return;
		const model = how.model ?? models.find(reply.model)?.id ?? this.models[0];
		const made = await api.regenerate(this.id, {
			id: uuid(),
			parent: reply.parent,
			model,
			hint: how.hint,
			thinking: thinkingFor(models.find(model), this.thinking),
			column: reply.column
		});
		this.#loads++;
		const siblings = [...new Set([...reply.siblings, ...made.siblings, made.id])];
		const next = { ...made, siblings };
		const at = this.messages.findIndex((known) => known.id === reply.id);
		if (at >= 0) this.messages = [...this.messages.slice(0, at), next];
		else this.beside = this.beside.map((known) => (known.id === reply.id ? next : known));
		this.watch([next], this.#watcher);
	}

	async goOn(reply: Message): Promise<void> {
		const made = await api.goOn(this.id, reply.id);
		this.#loads++;
		this.replace(made);
		this.watch([made], this.#watcher);
	}

	async edit(message: Message, parts: Part[]): Promise<void> {
		this.replace(await api.edit(this.id, message.id, parts));
	}

	async delete(message: Message): Promise<void> {
		await api.deleteMessage(this.id, message.id);
		await this.#reload();
	}

	async switchTo(message: string): Promise<void> {
		await api.switchTo(this.id, message);
		await this.#reload();
	}

	async editQueued(queued: string, parts: Part[]): Promise<void> {
		this.queued = this.queued.map((known) => (known.id === queued ? { ...known, parts } : known));
		await api.changeQueued(this.id, queued, parts);
	}

	async dropQueued(queued: string): Promise<void> {
		if (outbox.take(queued)) return;
		this.queued = this.queued.filter((known) => known.id !== queued);
		await api.dropQueued(this.id, queued);
	}

	/** Changes the chat itself: title, model, thinking, parameters. */
	async change(changes: Partial<Pick<Chat, 'title' | 'model' | 'thinking' | 'params' | 'pinned' | 'archived'>>): Promise<void> {
		if (changes.thinking !== undefined) this.thinking = changes.thinking;
		if (changes.params) this.params = changes.params;
		if (this.phase !== 'ready') return;
		this.chat = await api.changeChat(this.id, changes);
	}

	override choose(column: number, model: string): void {
		super.choose(column, model);
		if (column === 0 && this.phase === 'ready') void this.change({ model }).catch(() => undefined); // goes with the next question anyway
	}

	/** What the outbox delivered. */
	accept(entry: Entry, answer: Delivered): void {
		if ('queued' in answer) {
			if (!this.queued.some((known) => known.id === answer.queued.id)) this.queued = [...this.queued, answer.queued];
			return;
		}
		this.#accept(entry.send.parent, answer.sent, entry.at);
	}

	/** Nobody looks at it now. */
	leave(): void {
		this.unwatch();
	}

	#accept(parent: string | null, sent: Sent, since: number): void {
		this.#loads++;
		this.#take(sent.chat);
		this.phase = 'ready';
		const at = this.messages.findIndex((message) => message.id === parent);
		const above = parent === null ? [] : at < 0 ? this.messages : this.messages.slice(0, at + 1);
		const [first, ...others] = sent.replies;
		this.messages = first ? [...above, sent.message, first] : [...above, sent.message];
		this.beside = [...this.beside, ...others];
		if (parent === null) this.more = false;
		this.watch(sent.replies, this.#watcher, since);
	}

	#compose(parent: string | null, parts: Part[]): Send {
		const replies = this.models.map((model) => ({ id: uuid(), model }));
		const thinking = thinkingFor(this.model, this.thinking);
		// A new chat learns its parameters with its first question.
		const params = this.phase === 'new' && Object.keys(this.params).length ? this.params : undefined;
		const folder = this.phase === 'new' ? this.folder : null;
		return {
			...{ id: uuid(), parent, parts, replies },
			...(thinking ? { thinking } : {}),
			...(params ? { params } : {}),
			...(folder ? { folder } : {})
		};
	}

	#take(chat: Chat): void {
		if (!this.chat) {
			this.thinking = chat.thinking ?? this.thinking;
			this.params = chat.params;
		}
		this.chat = chat;
	}

	#show(page: Page): void {
		this.messages = page.messages;
		this.beside = page.beside;
		this.more = page.more;
		this.queued = page.queued;
		const last = this.turns.at(-1);
		if (!this.chosen.length) {
			const columns = last && last.replies.length > 1 ? last.replies.map((reply) => reply.model) : [this.chat?.model ?? null];
			this.chosen = columns.filter((id): id is string => models.picker === null || !!models.find(id)).filter(Boolean);
		}
		this.watch([...page.messages, ...page.beside], this.#watcher);
	}

	async #reload(): Promise<void> {
		const load = ++this.#loads;
		const page = await api.messages(this.id, { limit: LARGE_PAGE });
		if (load === this.#loads) this.#show(page);
	}

	#watcher: Watcher = {
		ended: (message) => {
			this.replace(message);
			if (message.state === 'done') this.finished = message.id;
			if (this.queued.length) void this.load();
			void api.readChat(this.id).catch(() => undefined); // shown anyway
		},
		lost: (run) => {
			runs.leave(run);
			void this.load();
		}
	};
}

/** What an unsent question and its replies look like until the server has them. */
function draftMessages(chat: string, { send, at }: Entry): Message[] {
	const bare = { chat, stats: null, error: null, createdAt: at, editedAt: null, epoch: 0, seq: 0 };
	const question: Message = {
		...bare,
		id: send.id,
		parent: send.parent,
		role: 'user',
		state: 'done',
		model: null,
		modelName: null,
		parts: send.parts,
		column: 0,
		siblings: [send.id]
	};
	return [question];
}
