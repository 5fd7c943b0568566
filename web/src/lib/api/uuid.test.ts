import { expect, test } from 'vitest';
import { uuid } from './uuid';

test('has the shape of a version 7 UUID and begins with its time', () => {
	const id = uuid(0x0123456789ab);
	expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('later ids sort after earlier ones', () => {
	expect(uuid(1_000) < uuid(2_000)).toBe(true);
});
