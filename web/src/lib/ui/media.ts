import { MediaQuery } from 'svelte/reactivity';

/** A phone, or a window as narrow as one; tokens.css changes at the same width. */
export const narrow = new MediaQuery('(max-width: 767px)', false);
/** Whether the keyboard is one of Apple's. */
export const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
/** `Ctrl` or `⌘`, as the keyboard at hand has it. */
export const COMMAND = APPLE ? '⌘' : 'Ctrl';
