import { chats } from '$lib/chat/chats.svelte';
import { Importing } from './import.svelte';

/** The one import of this page. */
export const importing = new Importing(() => void chats.load(true));
