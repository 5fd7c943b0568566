import { appearance } from '$lib/ui/appearance.svelte';

/** A date for what is days away, in either direction; the year only when it is another one. */
export function day(at: number, now = Date.now()): string {
	const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
	return new Intl.DateTimeFormat(appearance.language, {
		year: sameYear ? undefined : 'numeric',
		month: 'short',
		day: 'numeric'
	}).format(at);
}
