/** Hands a fetched answer to the browser's downloads, under the name that its head gives. */
export async function download(response: Response, fallback: string): Promise<void> {
	const url = URL.createObjectURL(await response.blob());
	const link = document.createElement('a');
	link.href = url;
	link.download = nameIn(response.headers.get('Content-Disposition') ?? '') ?? fallback;
	link.click();
	// the browser has begun to read it by then
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name in UTF-8 of a `Content-Disposition` (RFC 8187). */
export function nameIn(disposition: string): string | null {
	const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
	if (!coded) return null;
	try {
		return decodeURIComponent(coded);
	} catch {
		return null;
	}
}
