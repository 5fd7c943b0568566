import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { answers, ask, chat, expect, listen, message, test } from './fixture';
import { PASSWORD } from './house';
import { slowly } from './upstream';

test('at a name without TLS, where browsers withhold their better parts, everything works', async ({
	house,
	person,
	faults,
	upstream
}) => {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--host-resolver-rules=MAP house.test 127.0.0.1']
	});
	try {
		const page = await browser.newPage({ locale: 'en' });
		listen(page, faults);
		await page.goto(`http://house.test:${house.port}/`);
		expect(await page.evaluate(() => [isSecureContext, 'clipboard' in navigator, 'randomUUID' in crypto])).toEqual([
			false,
			false,
			false
		]);
		await expect(page.getByText('Connected over http')).toBeVisible();
		await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
		await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await page.keyboard.press('Enter');
		await message(page).fill('a draft over http');
		await page.reload();
		await expect(message(page)).toHaveValue('a draft over http');
		upstream.script('Over http', slowly('plain and simple '.repeat(20), 10));
		await chat(page, 'Over http');
		await expect(answers(page)).toContainText('plain and simple');
		await answers(page).getByRole('button', { name: 'Copy' }).click();
		await message(page).focus();
		await page.keyboard.press('Control+v');
		await expect(message(page)).toHaveValue(/^plain and simple/);
		await page.getByRole('button', { name: 'Add pictures or files' }).waitFor();
		await page
			.locator('.composer input[type=file]')
			.setInputFiles({ name: 'n.txt', mimeType: 'text/plain', buffer: Buffer.from('n') });
		await expect(page.locator('.composer li')).toContainText('n.txt');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByRole('link', { name: /n\.txt/ })).toBeVisible();
	} finally {
		await browser.close();
	}
});

test('below a path of a proxy everything works too', async ({ page, house, person, upstream }) => {
	const proxy = createServer((ask, answer) => {
		if (!ask.url?.startsWith('/hearth/')) return void answer.writeHead(404).end();
		const onward = forward(
			{ port: house.port, host: '127.0.0.1', method: ask.method, path: ask.url.slice('/hearth'.length), headers: ask.headers },
			(got) => {
				answer.writeHead(got.statusCode ?? 502, got.headers);
				got.pipe(answer);
			}
		);
		onward.on('error', () => answer.destroy());
		answer.on('close', () => onward.destroy());
		ask.pipe(onward);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const root = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
	const strays: string[] = [];
	page.on('request', (request) => {
		if (request.url().startsWith(root) && !request.url().startsWith(`${root}hearth/`)) strays.push(request.url());
	});
	await page.goto(`${root}hearth/`);
	await expect(message(page)).toBeVisible();
	upstream.script('Below a path', slowly('```js\nconst x = 1\n```\n\nand $x^2$ '.repeat(3), 5));
	await ask(page, 'Below a path');
	await expect(answers(page).locator('.katex').first()).toBeVisible();
	await expect(answers(page).locator('.code').first()).toBeVisible();
	await page
		.locator('.composer input[type=file]')
		.setInputFiles({ name: 'p.txt', mimeType: 'text/plain', buffer: Buffer.from('p') });
	await expect(page.locator('.composer li')).toContainText('p.txt');
	await page.reload();
	await expect(answers(page)).toContainText('const x = 1');
	expect(person.email).toContain('@');
	expect(strays).toEqual([]);
	await page.goto('about:blank');
	proxy.closeAllConnections();
	proxy.close();
});
