import { mount, unmount } from 'svelte';
import type { Drawn } from '../diagram/svg';

/** Something to look at in large. */
export type Sight =
	| { kind: 'picture'; src: string; label: string; name: string }
	/** `isLight`: made for a light ground, whatever the page's is */
	| { kind: 'drawing'; drawn: Drawn; label: string; name: string; isLight: boolean };

let isOpen = false;

/** Opens the viewer on the sight at this index; the others are reached from there. Resolves when it stands. */
export async function view(sights: readonly Sight[], at = 0): Promise<void> {
	if (isOpen || sights.length === 0) return;
	isOpen = true;
	try {
		const { default: Viewer } = await import('./Viewer.svelte');
		const viewer = mount(Viewer, {
			target: document.body,
			props: {
				sights,
				first: at,
				onclose: () => {
					isOpen = false;
					void unmount(viewer);
				}
			}
		});
	} catch {
		// The server is away, or an old page: what was to be enlarged stands in the chat anyway.
		isOpen = false;
	}
}
