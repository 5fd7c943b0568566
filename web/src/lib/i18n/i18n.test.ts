import { describe, expect, test } from 'vitest';
import { en, zh, type Key } from './catalogue';
import { age, bytes, fill, languageOf, tokens } from './index';

const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
const keys = Object.keys(en) as Key[];

describe('the catalogue', () => {
	test('has every text in both languages, with the same values', () => {
		expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
		for (const key of keys) expect(names(zh[key]), key).toEqual(names(en[key]));
	});

	test('leaves the space between Han and Latin to the page', () => {
		for (const key of keys) expect(zh[key], key).not.toMatch(/\p{Script=Han} [A-Za-z0-9{]|[A-Za-z0-9}] \p{Script=Han}/u);
	});

	test('has full-width punctuation in Chinese and no exclamation anywhere', () => {
		for (const key of keys) {
			expect(zh[key], key).not.toMatch(/\p{Script=Han}[,.;:?!]/u);
			expect(en[key] + zh[key], key).not.toMatch(/[!！]/);
		}
	});

	test('has two forms wherever English counts a noun', () => {
		for (const key of keys) if (en[key].includes('|')) expect(en[key].split('|'), key).toHaveLength(2);
	});
});

test('a count of one takes the first form', () => {
	expect(fill('{n} model|{n} models', { n: 1 })).toBe('1 model');
	expect(fill('{n} model|{n} models', { n: 0 })).toBe('0 models');
	expect(fill('{n} 个模型', { n: 1 })).toBe('1 个模型');
});

test('days are counted in midnights, not in 24 hours', () => {
	const noon = new Date(2026, 5, 15, 12).getTime();
	expect(age(new Date(2026, 5, 15, 0, 1).getTime(), noon)).toBe('today');
	expect(age(new Date(2026, 5, 14, 23, 59).getTime(), noon)).toBe('yesterday');
	expect(age(new Date(2026, 5, 8).getTime(), noon)).toBe('week');
	expect(age(new Date(2026, 4, 20).getTime(), noon)).toBe('month');
	expect(age(new Date(2025, 1, 1).getTime(), noon)).toBe('earlier');
});

test('windows and sizes are short', () => {
	expect([262144, 131072, 32768, 8000, 1_000_000, 512].map(tokens)).toEqual(['256k', '128k', '32k', '8k', '1M', '512']);
	expect([900, 24_000, 1_500_000, 160_000_000].map(bytes)).toEqual(['900\u00a0B', '24\u00a0kB', '1.5\u00a0MB', '160\u00a0MB']);
});

test('a text with over a fifth Han is Chinese', () => {
	expect(languageOf('用 Python 算一遍')).toBe('zh');
	expect(languageOf('What does 炉边 mean in the title of this rather long sentence')).toBe('en');
});
