import { MediaQuery } from 'svelte/reactivity';

/** A phone, or a window as narrow as one; tokens.css changes at the same width. */
export const narrow = new MediaQuery('(max-width: 767px)', false);
/** `Ctrl` or `⌘`, as the keyboard at hand has it. */
export const COMMAND = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
