/** Copies a text; false if the browser refused. http://IP:8080 is no secure context and has no clipboard API, so there is a second way. */
export async function copyText(text: string): Promise<boolean> {
	if (window.isSecureContext && navigator.clipboard) {
		try {
			await navigator.clipboard.writeText(text);
			return true;
		} catch {
			// Refused, for instance in a frame without the permission: the old way may still work.
		}
	}
	return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
	const focused = document.activeElement;
	const selection = document.getSelection();
	const ranges = selection ? Array.from({ length: selection.rangeCount }, (_, i) => selection.getRangeAt(i)) : [];
	const field = document.createElement('textarea');
	field.value = text;
	field.readOnly = true;
	field.setAttribute('aria-hidden', 'true');
	// In view and of no size: a field out of view makes some browsers scroll to it.
	Object.assign(field.style, {
		position: 'fixed',
		inset: '0 auto auto 0',
		width: '1px',
		height: '1px',
		opacity: '0',
		fontSize: '16px'
	});
	// Inside an open modal dialog nothing outside of it can be selected.
	(focused?.closest('dialog') ?? document.body).append(field);
	try {
		field.focus({ preventScroll: true });
		field.select();
		field.setSelectionRange(0, text.length);
		return document.execCommand('copy');
	} catch {
		return false;
	} finally {
		field.remove();
		selection?.removeAllRanges();
		for (const range of ranges) selection?.addRange(range);
		if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
	}
}
