export type ScrollKey = 'PageUp' | 'PageDown' | 'Home' | 'End';

const KEYS: readonly string[] = ['PageUp', 'PageDown', 'Home', 'End'] satisfies ScrollKey[];
/** What has a use of its own for these keys. */
const OWN = 'dialog, input, select, [role="menu"], [role="listbox"], pre, .scroller';

/**
 * The key by which `scroller` is to be scrolled, if the event is one: also from a composer where the key would do nothing, that is, an
 * empty one, or for a page one whose text needs no scrolling itself.
 */
export function scrollKey(event: KeyboardEvent, scroller: HTMLElement): ScrollKey | null {
	const { target: from, key } = event;
	const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
	if (!plain || !isScrollKey(key) || !(from instanceof HTMLElement)) return null;
	if (from !== document.body && !scroller.contains(from)) return null;
	if (from.closest(OWN)) return null;
	if (from instanceof HTMLTextAreaElement && (from.value || from.closest('.edit'))) {
		const isFull = from.scrollHeight > from.clientHeight + 1;
		if (from.closest('.edit') || isFull || !key.startsWith('Page')) return null;
	}
	return key;
}

function isScrollKey(key: string): key is ScrollKey {
	return KEYS.includes(key);
}
