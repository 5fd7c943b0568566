import { goto } from '$app/navigation';
import { api, sentence, uuid, type Message, type Part } from '$lib/api';
import { toasts } from '$lib/ui';
import { ChatState } from './chat.svelte';
import { chats } from './chats.svelte';
import type { Talk } from './talk.svelte';

export type Again = { model?: string; hint?: 'shorter' | 'longer' };

/** What the screen does for the deeds: the dialogs are its own. */
export interface Dialogs {
	request: (reply: Message) => void;
	other: (reply: Message) => void;
	remove: (message: Message) => void;
}

/** What can be done with a reply. A failure says its sentence and changes nothing. */
export interface ReplyDeeds extends Dialogs {
	again: (reply: Message, how?: Again) => void;
	goOn: (reply: Message) => void;
	edit: (reply: Message, text: string) => void;
	fork: (reply: Message) => void;
	/** Switches to the branch through a message. */
	show: (message: string) => void;
	/** Really deletes; `remove` asks before. */
	removeNow: (message: Message) => void;
	askInstead: (question: Message, parts: Part[]) => void;
}

export function deedsFor(talk: Talk, dialogs: Dialogs): ReplyDeeds {
	const kept = talk instanceof ChatState ? talk : null;
	const attempt = (work: Promise<unknown> | undefined) =>
		void work?.catch((error: unknown) => toasts.show({ text: sentence(error) }));

	async function fork(reply: Message) {
		const chat = await api.fork(talk.id, { id: uuid(), message: reply.id });
		chats.put(chat);
		await goto(`#/c/${chat.id}`);
	}

	return {
		...dialogs,
		again: (reply, how) => attempt(talk.again(reply, how)),
		goOn: (reply) => attempt(kept?.goOn(reply)),
		edit: (reply, text) =>
			attempt(kept?.edit(reply, [...reply.parts.filter((part) => part.type !== 'text'), { type: 'text', text }])),
		fork: (reply) => attempt(fork(reply)),
		show: (message) => attempt(kept?.switchTo(message)),
		removeNow: (message) => attempt(kept?.delete(message)),
		askInstead: (question, parts) => kept?.askInstead(question, parts)
	};
}
