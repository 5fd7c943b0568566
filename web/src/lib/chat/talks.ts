import { uuid } from '$lib/api';
import { detached } from '$lib/ui';
import { ChatState } from './chat.svelte';
import { chats } from './chats.svelte';
import { edits } from './edits.svelte';
import { outbox } from './outbox.svelte';
import { places } from './places';

/** So many chats stay as they were left, so that going back shows them at once. */
const MOST = 6;
const open = new Map<string, ChatState>();
/** By folder; `''` for none. */
const fresh = new Map<string, ChatState>();

/** The chat of an address; `enter` it when it comes to be shown. */
export function talkOf(id: string): ChatState {
	const talk = open.get(id) ?? [...fresh.values()].find((talk) => talk.id === id) ?? detached(() => new ChatState(id));
	open.set(id, talk);
	return talk;
}

/** It is shown now: looks what changed since, and lets go of those that were not looked at for long. */
export function enter(talk: ChatState): void {
	open.delete(talk.id);
	open.set(talk.id, talk);
	for (const [id, old] of open) {
		if (open.size <= MOST) break;
		if (old === talk || old.running) continue;
		old.leave();
		open.delete(id);
	}
	void talk.load();
}

/** The chat that does not exist yet, one a folder: the same one until its first question goes out. */
export function newTalk(folder: string | null = null): ChatState {
	let talk = fresh.get(folder ?? '');
	if (!talk || talk.phase !== 'new' || outbox.of(talk.id).length) {
		talk = detached(() => new ChatState(uuid(), true, folder));
		fresh.set(folder ?? '', talk);
	}
	return talk;
}

/** The open chat of this id, if any. */
export function openTalk(id: string): ChatState | undefined {
	return open.get(id);
}

/** Signed out: nothing of one person is shown to the next. */
export function closeTalks(): void {
	for (const talk of open.values()) talk.leave();
	open.clear();
	fresh.clear();
	chats.clear();
	places.clear();
	edits.clear();
}

outbox.delivered = (entry, answer) => {
	open.get(entry.chat)?.accept(entry, answer);
	if ('sent' in answer) chats.put(answer.sent.chat, { running: true });
};
