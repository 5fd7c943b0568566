const KEPT_MS = 60_000;

/** Hands a file to the browser's downloads. */
export function save(content: Blob | string, name: string): void {
	const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain;charset=utf-8' }) : content;
	const url = URL.createObjectURL(blob);
	const link = Object.assign(document.createElement('a'), { href: url, download: name });
	link.click();
	// some browsers begin to read only after the click
	setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
