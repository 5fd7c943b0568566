import { expect, test } from 'vitest';
import { nameIn } from './download';

test('the name of a download is the coded one, in any script', () => {
	expect(nameIn(`attachment; filename="____.md"; filename*=UTF-8''%E6%9D%AD%E5%B7%9E%20%F0%9F%8F%96.md`)).toBe('杭州 🏖.md');
	expect(nameIn('attachment; filename="a.md"')).toBeNull();
	expect(nameIn(`attachment; filename*=UTF-8''%zz`)).toBeNull();
	expect(nameIn('')).toBeNull();
});
