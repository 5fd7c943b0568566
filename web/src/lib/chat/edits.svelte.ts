import { drafts } from './drafts';
import { SvelteMap } from 'svelte/reactivity';

const KIND = 'edit.';

/**
 * Messages being edited and their new text, by id. They outlive their boxes: a long chat takes a message out of the page when it is far
 * from view, and a reload must not lose what was typed.
 */
class Edits {
	#open = new SvelteMap<string, string>();

	constructor() {
		for (const key of drafts.keys(KIND)) this.#open.set(key.slice(KIND.length), drafts.get(key).text);
	}

	/** The new text, if the message is being edited. */
	of(message: string): string | undefined {
		return this.#open.get(message);
	}

	set(message: string, text: string): void {
		this.#open.set(message, text);
		drafts.set(KIND + message, { text, files: [] });
	}

	end(message: string): void {
		this.#open.delete(message);
		drafts.set(KIND + message, { text: '', files: [] });
	}

	/** Signed out; the drafts themselves are cleared with all others. */
	clear(): void {
		this.#open.clear();
	}
}

export const edits = new Edits();
