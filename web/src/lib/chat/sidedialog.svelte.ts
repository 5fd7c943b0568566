import type { Folder } from '$lib/api';

/** A dialog that begins at a row of the sidebar or at the chat's bar. */
export type SideDialog =
	| { kind: 'move'; chats: string[] }
	| { kind: 'moveFolder'; folder: string }
	| { kind: 'tags'; chat: string }
	| { kind: 'tagMany'; chats: string[] }
	| { kind: 'folder'; folder: Folder };

/** How the search is asked for a tag; a quote within would end it. */
export function tagQuestion(name: string): string {
	return /[\s"“”「」『』]/.test(name) ? `tag:"${name.replace(/["“”「」『』]/g, ' ').trim()}" ` : `tag:${name} `;
}

/** One at a time; the search as well, which a click on a tag opens. */
class Dialogs {
	current = $state.raw<SideDialog | null>(null);
	/** What is looked for; null: the search is closed. */
	search = $state.raw<string | null>(null);

	open(dialog: SideDialog): void {
		this.current = dialog;
	}

	close = (): void => {
		this.current = null;
	};

	/** All chats with this tag. */
	findTag(name: string): void {
		this.current = null;
		this.search = tagQuestion(name);
	}
}

export const sideDialogs = new Dialogs();
