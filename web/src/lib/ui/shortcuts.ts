/**
 * What the keyboard does wherever one is. `mod` is the system's command key. None of them is a key that types, or one that browsers keep
 * for themselves.
 */
export const SHORTCUTS = {
	search: 'mod+k',
	newChat: 'mod+shift+o',
	write: 'shift+escape',
	sidebar: 'mod+shift+s',
	before: 'alt+arrowup',
	after: 'alt+arrowdown',
	copyAnswer: 'mod+shift+c',
	copyCode: 'mod+shift+;',
	settings: 'mod+,',
	help: 'mod+/'
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** True when it was done; false leaves the key to the browser. */
type Deed = () => boolean | void;

const deeds = new Map<Shortcut, Deed[]>();

/** Says what a shortcut does as long as the caller is there; who came last is asked first. */
export function onShortcut(name: Shortcut, deed: Deed): () => void {
	deeds.set(name, [deed, ...(deeds.get(name) ?? [])]);
	return () => deeds.set(name, deeds.get(name)?.filter((one) => one !== deed) ?? []);
}

/** The shortcut that was pressed, if it is one. */
export function pressed(event: KeyboardEvent): Shortcut | null {
	if (event.isComposing || event.repeat) return null;
	// with Shift the key is another sign on most keyboards, so that the place of the key counts there
	const key = event.code === 'Semicolon' ? ';' : event.code === 'Slash' && event.key !== '?' ? '/' : event.key.toLowerCase();
	const mod = event.ctrlKey || event.metaKey;
	const held = `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.shiftKey ? 'shift+' : ''}${key}`;
	const found = Object.entries(SHORTCUTS).find(([, keys]) => keys === held);
	if (found) return found[0] as Shortcut;
	return event.key === '?' && !mod && !event.altKey && !isWriting(event.target) ? 'help' : null;
}

/** Does what was pressed, unless a dialog is open: there it does nothing, nor what the browser would make of it. */
export function press(event: KeyboardEvent): void {
	const name = event.defaultPrevented ? null : pressed(event);
	if (!name || (MOVES.has(name) && holdsText(event.target))) return;
	if (document.querySelector('dialog[open]') || deeds.get(name)?.some((deed) => deed() !== false)) event.preventDefault();
}

/** On some systems these keys move within a text, where there is one. */
const MOVES: ReadonlySet<Shortcut> = new Set<Shortcut>(['before', 'after']);

const holdsText = (target: EventTarget | null) => target instanceof HTMLElement && 'value' in target && target.value !== '';

function isWriting(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || target.matches('input, textarea, select, [role="menuitem"], [role="option"]'))
	);
}
