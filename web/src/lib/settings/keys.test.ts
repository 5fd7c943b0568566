import { expect, test } from 'vitest';
import { baseOf, curl, curlPath, endOf } from './keys';

test('the address is the page’s own, also below a path and whatever screen is open', () => {
	expect(baseOf('http://203.0.113.7:8080/#/settings/keys')).toBe('http://203.0.113.7:8080');
	expect(baseOf('https://example.org/hearth/#/settings/keys')).toBe('https://example.org/hearth');
	expect(baseOf('https://example.org/hearth/index.html?x=1#/')).toBe('https://example.org/hearth');
});

test('the example is a command that a shell takes as it is', () => {
	expect(curl('http://h:8080', 'hk-1', 'qwen-plus', 'Hello')).toBe(
		[
			"curl 'http://h:8080/v1/chat/completions' \\",
			"  -H 'Authorization: Bearer hk-1' \\",
			"  -H 'Content-Type: application/json' \\",
			`  -d '{"model":"qwen-plus","messages":[{"role":"user","content":"Hello"}]}'`
		].join('\n')
	);
	expect(curl('http://h', 'hk-1', null, 'Hello')).toBe("curl 'http://h/v1/models' -H 'Authorization: Bearer hk-1'");
	expect(curlPath('http://h', 'hk-1', '/api/chats')).toBe("curl 'http://h/api/chats' -H 'Authorization: Bearer hk-1'");
});

test('a quote in a model’s name ends no argument', () => {
	expect(curl('http://h', 'hk-1', "it's", 'Hi')).toContain(`{"model":"it'\\''s"`);
});

test('a life counts from now', () => {
	expect(endOf('30', 1000)).toBe(1000 + 30 * 24 * 3600 * 1000);
	expect(endOf('never', 1000)).toBeNull();
});
