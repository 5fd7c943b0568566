import type { Thinking } from '$lib/api';
import { sentence } from '$lib/api';
import { storage, toasts } from '$lib/ui';
import { ChatState } from './chat.svelte';
import type { Talk } from './talk.svelte';

const KEY = 'hearth.thinking';

/** What was wished last: new chats begin with it. */
export function lastThinking(): Thinking | null {
	const wish = storage.json<Thinking | null>(KEY, null);
	return wish && ['unset', 'off', 'on', 'effort'].includes(wish.mode) ? wish : null;
}

export function wishThinking(talk: Talk, thinking: Thinking): void {
	storage.set(KEY, JSON.stringify(thinking));
	if (!(talk instanceof ChatState)) talk.thinking = thinking;
	else void talk.change({ thinking }).catch((error: unknown) => toasts.show({ text: sentence(error) }));
}
