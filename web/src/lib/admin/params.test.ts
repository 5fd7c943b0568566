import { expect, test } from 'vitest';
import { formOfParams, readParam } from './params';

test('an empty field is unset, nonsense is refused', () => {
	expect(readParam('temperature', ' ')).toBeNull();
	expect(readParam('temperature', '0,7')).toBe(0.7);
	expect(readParam('temperature', '2.1')).toBeUndefined();
	expect(readParam('topP', '-0.1')).toBeUndefined();
	expect(readParam('topP', 'hot')).toBeUndefined();
	expect(readParam('maxTokens', '2048')).toBe(2048);
	expect(readParam('maxTokens', '20.5')).toBeUndefined();
	expect(readParam('maxTokens', '0')).toBeUndefined();
});

test('what is stored is what is shown', () => {
	expect(formOfParams({ temperature: 0, topP: null })).toEqual({ temperature: '0', topP: '', maxTokens: '' });
});
