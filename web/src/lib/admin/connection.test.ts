import type { Connection } from '$lib/api';
import { expect, test } from 'vitest';
import { draftOf, fixedBy, formOf, MASK, missing } from './connection';

const stored: Connection = {
	id: '1',
	provider: 'openai',
	name: 'Lab',
	baseUrl: 'https://llm.example.org/v1',
	hasKey: true,
	headers: { 'X-Team': MASK },
	prefix: '',
	region: null,
	models: ['a', 'b/c'],
	enabled: true,
	position: 3,
	fixed: null
};

test('what was not touched stays: no key is sent, headers go back masked', () => {
	expect(draftOf(formOf(stored), stored)).toEqual({
		provider: 'openai',
		name: 'Lab',
		baseUrl: 'https://llm.example.org/v1',
		headers: { 'X-Team': MASK },
		prefix: '',
		models: ['a', 'b/c']
	});
});

test('a key is sent when typed, and taken away when asked', () => {
	expect(draftOf({ ...formOf(stored), key: ' sk-1 ' }, stored).key).toBe('sk-1');
	expect(draftOf({ ...formOf(stored), dropKey: true }, stored).key).toBe('');
	expect(draftOf(formOf(null), null)).not.toHaveProperty('key');
});

test('the last header goes by an empty set, and none is no set at all', () => {
	expect(draftOf({ ...formOf(stored), headers: [] }, stored).headers).toEqual({});
	expect(draftOf({ ...formOf(null), headers: [{ name: ' ', value: 'x' }] }, null)).not.toHaveProperty('headers');
});

test('a region is its shared host; another address says none', () => {
	const form = { ...formOf(null), key: 'sk-1' };
	expect(draftOf({ ...form, region: 'ap-southeast-1' }, null)).toMatchObject({
		baseUrl: 'https://dashscope-intl.aliyuncs.com',
		region: 'ap-southeast-1'
	});
	const own = draftOf({ ...form, region: 'other', baseUrl: ' https://ws.cn-beijing.maas.aliyuncs.com ' }, null);
	expect(own.baseUrl).toBe('https://ws.cn-beijing.maas.aliyuncs.com');
	expect(own).not.toHaveProperty('region');
	const known = { ...stored, provider: 'bailian' as const, baseUrl: 'https://dashscope-us.aliyuncs.com' };
	expect(formOf(known).region).toBe('us-east-1');
});

test('models are one a line, each once', () => {
	expect(draftOf({ ...formOf(null), models: 'a\n\n b \na' }, null).models).toEqual(['a', 'b']);
});

test('an address and Bailian’s key have to be there', () => {
	expect(missing({ ...formOf(null), provider: 'openai' }, null)).toBe('baseUrl');
	expect(missing(formOf(null), null)).toBe('key');
	expect(missing({ ...formOf(null), key: 'sk-1' }, null)).toBeNull();
	expect(missing({ ...formOf(stored), provider: 'bailian' }, stored)).toBeNull();
	expect(missing({ ...formOf(stored), provider: 'bailian', dropKey: true }, stored)).toBe('key');
});

test('what is fixed shows an address but never a key', () => {
	expect(fixedBy(stored)).toBeNull();
	expect(fixedBy({ ...stored, fixed: 'OPENAI_API_BASE_URLS' })?.value).toBe('https://llm.example.org/v1');
	expect(fixedBy({ ...stored, fixed: 'BAILIAN_API_KEY' })?.value).toBe(MASK);
});
