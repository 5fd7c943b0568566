import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, address, call, configure, fault } from './client';

configure({ language: () => 'zh-CN', offline: () => 'no answer' });
afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
	const fake = vi.fn<typeof fetch>(async () => new Response(body === null ? null : JSON.stringify(body), { status, headers }));
	vi.stubGlobal('fetch', fake);
	return fake;
}

test('addresses are relative, so that a path of a proxy may stand before them', () => {
	expect(address('/api/events', { run: ['a:1-2', 'b:1-0'], none: null })).toBe('./api/events?run=a%3A1-2&run=b%3A1-0');
});

test('asks in the chosen language and sends JSON', async () => {
	const fake = answering(200, { ok: true });
	expect(await call('/api/x', { method: 'POST', body: { a: 1 } })).toEqual({ ok: true });
	const init = fake.mock.calls[0]?.[1];
	expect(init?.headers).toEqual({ 'Accept-Language': 'zh-CN', 'Content-Type': 'application/json' });
	expect(init?.body).toBe('{"a":1}');
});

test('a write without JSON says that it comes from the page', async () => {
	const fake = answering(204, null);
	expect(await call('/api/x', { method: 'POST', raw: new Blob(['x']) })).toBeUndefined();
	expect(fake.mock.calls[0]?.[1]?.headers).toHaveProperty('X-Hearth', '1');
});

test('a refusal is one error with code, sentence, status and arguments', async () => {
	answering(429, { code: 'too_many_attempts', detail: 'Wait.', arguments: { seconds: '40' } }, { 'Retry-After': '40' });
	const error = await call('/api/x').catch((e: unknown) => e);
	expect(error).toMatchObject({ status: 429, code: 'too_many_attempts', detail: 'Wait.', args: { seconds: '40' }, retryAfter: 40 });
	expect((error as ApiError).passing).toBe(false);
});

test('a proxy’s own error page is an error that passes', async () => {
	vi.stubGlobal('fetch', async () => new Response('<html>Bad gateway</html>', { status: 502, statusText: 'Bad Gateway' }));
	configure({ strange: (status) => `no proper answer (${status})` });
	const error = (await call('/api/x').catch((e: unknown) => e)) as ApiError;
	expect(error).toMatchObject({ status: 502, code: 'http_502', detail: 'no proper answer (502)', passing: true });
});

test('what is wrong with a field is said without its name on the wire', () => {
	const wrong = (reason: string) =>
		new ApiError(400, 'invalid_field', `“baseUrl” is not valid: ${reason}`, { field: 'baseUrl', reason });
	expect(fault(wrong('it is too long'))).toBe('It is too long.');
	expect(fault(wrong('太长'))).toBe('太长。');
	expect(fault(new ApiError(409, 'email_taken', 'Taken.'))).toBe('Taken.');
});

test('silence is an error with words', async () => {
	vi.stubGlobal('fetch', async () => {
		throw new TypeError('Failed to fetch');
	});
	expect(await call('/api/x').catch((e: unknown) => e)).toMatchObject({
		status: 0,
		code: 'offline',
		detail: 'no answer',
		passing: true
	});
});

test('a session that ended is heard, a wrong password is not one', async () => {
	const signedOut = vi.fn();
	configure({ signedOut });
	answering(401, { code: 'not_signed_in', detail: 'Sign in.' });
	await call('/api/auth/sign-in', { method: 'POST', body: {} }).catch(() => undefined);
	expect(signedOut).not.toHaveBeenCalled();
	await call('/api/me').catch(() => undefined);
	expect(signedOut).toHaveBeenCalledOnce();
});

test('a request that waits long is told, a stream and a quick one are not', async () => {
	vi.useFakeTimers();
	const slow = vi.fn();
	configure({ slow });
	vi.stubGlobal('fetch', () => new Promise((resolve) => setTimeout(() => resolve(new Response('{}')), 1000)));
	const both = [call('/api/x'), call('/api/events', { headers: { Accept: 'text/event-stream' } })];
	await vi.advanceTimersByTimeAsync(1000);
	await Promise.all(both);
	expect(slow).toHaveBeenCalledTimes(1);
	answering(200, {});
	await call('/api/x');
	await vi.advanceTimersByTimeAsync(1000);
	expect(slow).toHaveBeenCalledTimes(1);
	vi.useRealTimers();
});
