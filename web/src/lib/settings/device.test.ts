import { expect, test } from 'vitest';
import { deviceWords } from './device';

const words = (agent: string) => {
	const { browser, system, kind } = deviceWords(agent);
	return `${browser} on ${system}, ${kind}`;
};
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test('a browser is named by itself and not by those that it claims to be', () => {
	expect(words(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`)).toBe(
		'Chrome on Windows, computer'
	);
	expect(words(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`)).toBe(
		'Edge on Windows, computer'
	);
	expect(words(`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0`)).toBe(
		'Opera on Linux, computer'
	);
	expect(words('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux, computer');
	expect(
		words('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15')
	).toBe('Safari on macOS, computer');
});

test('phones and tablets are told apart', () => {
	const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
	expect(words(`${iphone} Version/18.5 Mobile/15E148 Safari/604.1`)).toBe('Safari on iPhone, phone');
	expect(words(`${iphone} CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1`)).toBe('Chrome on iPhone, phone');
	expect(words(`${iphone} Mobile/15E148 MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/zh_CN`)).toBe(
		'WeChat on iPhone, phone'
	);
	expect(words(`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36`)).toBe(
		'Chrome on Android, phone'
	);
	expect(words(`Mozilla/5.0 (Linux; Android 14; SM-X710) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`)).toBe(
		'Chrome on Android, tablet'
	);
	expect(words(`Mozilla/5.0 (Phone; OpenHarmony 5.0) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1 Mobile`)).toBe(
		'Chrome on HarmonyOS, phone'
	);
});

test('programs have their own name, and what says nothing has none', () => {
	expect(words('curl/8.5.0')).toBe('curl on null, program');
	expect(words('python-requests/2.32.3')).toBe('python-requests on null, program');
	expect(words('Java-http-client/25')).toBe('Java-http-client on null, program');
	expect(words('')).toBe('null on null, program');
	expect(words('Mozilla/5.0')).toBe('null on null, computer');
	expect(words('<script>alert(1)</script>')).toBe('null on null, program');
});
