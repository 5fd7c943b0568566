/** Copies text; at http://IP:8080 there is no clipboard API, so a selected text area and the old command do it. */
export async function copyText(text: string): Promise<boolean> {
	if (navigator.clipboard && window.isSecureContext) {
		try {
			await navigator.clipboard.writeText(text);
			return true;
		} catch {
			// Refused: the old way may still do.
		}
	}
	const before = document.activeElement as HTMLElement | null;
	// Inside an open modal dialog everything else is inert.
	const host = document.querySelector('dialog[open]') ?? document.body;
	const area = document.createElement('textarea');
	area.value = text;
	area.readOnly = true;
	area.className = 'vh';
	host.appendChild(area);
	area.select();
	let done: boolean;
	try {
		done = document.execCommand('copy');
	} catch {
		done = false;
	}
	area.remove();
	before?.focus({ preventScroll: true });
	return done;
}
