/** Safari ends the composition before it tells the Enter that ended it; nobody types a second Enter this fast. */
export const SAME_KEY_MS = 100;

interface Key {
	key: string;
	isComposing: boolean;
	keyCode: number;
	timeStamp: number;
}

/**
 * Whether an input method has the keyboard. While it does, Enter chooses a word and never sends. Chrome and Firefox tell
 * `keydown (isComposing, 229)` before `compositionend`; Safari tells `compositionend` first and then a `keydown` that looks ordinary.
 */
export class Composition {
	#composing = false;
	#ended = -Infinity;

	start(): void {
		this.#composing = true;
	}

	end(event: { timeStamp: number }): void {
		this.#composing = false;
		this.#ended = event.timeStamp;
	}

	/** This key belongs to the input method. */
	owns(event: Key): boolean {
		if (this.#composing || event.isComposing || event.keyCode === 229) return true;
		return event.key === 'Enter' && Math.abs(event.timeStamp - this.#ended) <= SAME_KEY_MS;
	}
}

/** Whether a key sends: Enter, or Ctrl/⌘ + Enter always; Shift makes a new line. */
export function sends(
	event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
	enterSends: boolean
): boolean {
	if (event.key !== 'Enter' || event.shiftKey || event.altKey) return false;
	return enterSends || event.ctrlKey || event.metaKey;
}
