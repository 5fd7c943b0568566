import { api, sentence, uuid, type Message, type Part } from '$lib/api';
import { models } from '$lib/model/models.svelte';
import { Talk, thinkingFor } from './talk.svelte';

/** A chat that nobody keeps: it lives in this tab and is gone with it. */
export class TemporaryTalk extends Talk {
	readonly id = uuid();
	readonly kept = false;
	problem = $state('');
	finished = $state('');

	send(parts: Part[]): void {
		if (this.running) return;
		const question = bare({ role: 'user', parent: this.leaf, parts });
		this.messages = [...this.messages, question];
		void this.#ask(question, this.models[0]);
	}

	async again(reply: Message, how: { model?: string } = {}): Promise<void> {
		const at = this.messages.findIndex((message) => message.id === reply.id);
		const question = this.messages[at - 1];
		if (!question) return;
		this.messages = this.messages.slice(0, at);
		await this.#ask(question, how.model ?? reply.model ?? this.models[0]);
	}

	leave(): void {
		this.stop();
		this.unwatch();
	}

	async #ask(question: Message, model: string | undefined): Promise<void> {
		if (!model) return;
		const reply = bare({
			role: 'assistant',
			parent: question.id,
			state: 'running',
			model,
			modelName: models.name(model),
			epoch: 1
		});
		const messages = this.messages.map(({ role, parts }) => ({ role, parts: parts.filter((part) => part.type !== 'reasoning') }));
		this.messages = [...this.messages, reply];
		this.problem = '';
		try {
			const thinking = thinkingFor(models.find(model), this.thinking);
			const made = await api.temporary({ id: reply.id, messages, model, thinking, params: this.params });
			this.replace({ ...made, parent: question.id });
			this.watch([made], {
				ended: (message) => {
					this.replace({ ...message, parent: question.id });
					this.finished = message.id;
				},
				lost: () => this.replace({ ...reply, state: 'interrupted' })
			});
		} catch (error) {
			this.replace({ ...reply, state: 'failed', error: { code: 'not_sent', detail: sentence(error), raw: false } });
		}
	}
}

function bare(fields: Partial<Message>): Message {
	const id = uuid();
	return {
		...{
			id,
			chat: '',
			parent: null,
			role: 'user',
			state: 'done',
			model: null,
			modelName: null,
			parts: [],
			stats: null,
			error: null
		},
		...{ createdAt: Date.now(), editedAt: null, column: 0, siblings: [id], epoch: 0, seq: 0 },
		...fields
	} as Message;
}
