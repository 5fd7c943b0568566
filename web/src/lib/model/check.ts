import { ApiError } from '$lib/api';

/** Whether a check failed for the key, not for the address. */
export function isAboutKey(error: unknown): boolean {
	if (!(error instanceof ApiError)) return false;
	return ['provider_key_refused', 'provider_forbidden'].includes(error.code) || error.args['field'] === 'key';
}

/** The address at which the check found what was looked for; empty when it found none. */
export function betterAddress(error: unknown): string {
	if (!(error instanceof ApiError)) return '';
	if (error.args['hint'] === 'suggestion') return error.args['suggestion'] ?? '';
	return error.args['hint'] === 'moved' ? (error.args['location'] ?? '') : '';
}
