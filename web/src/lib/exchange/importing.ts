import { chats } from '$lib/chat/chats.svelte';
import { Importing } from './import.svelte';

let last: { account: string; importing: Importing } | null = null;

/** The one import of this page; whoever signs in after another has a new one. */
export function importingOf(account: string): Importing {
	if (last?.account !== account) last = { account, importing: new Importing(() => void chats.load(true)) };
	return last.importing;
}
