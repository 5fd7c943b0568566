import { ApiError } from '$lib/api';
import { expect, test } from 'vitest';
import { betterAddress, isAboutKey } from './check';

const failed = (code: string, args: Record<string, string> = {}) => new ApiError(502, code, 'It failed.', args);

test('an address that works is offered, one of another kind is not', () => {
	expect(betterAddress(failed('provider_not_found', { hint: 'suggestion', suggestion: 'http://a/v1' }))).toBe('http://a/v1');
	expect(betterAddress(failed('provider_not_found', { hint: 'moved', location: 'https://a/v1' }))).toBe('https://a/v1');
	expect(betterAddress(failed('provider_not_found', { hint: 'openai_there', suggestion: 'http://a/v1' }))).toBe('');
	expect(betterAddress(failed('provider_not_found', { hint: 'base_url' }))).toBe('');
	expect(betterAddress(new TypeError('no network'))).toBe('');
});

test('what is about the key stands at the key', () => {
	expect(isAboutKey(failed('provider_key_refused'))).toBe(true);
	expect(isAboutKey(failed('invalid_field', { field: 'key' }))).toBe(true);
	expect(isAboutKey(failed('invalid_field', { field: 'baseUrl' }))).toBe(false);
	expect(isAboutKey(failed('provider_unreachable'))).toBe(false);
});
