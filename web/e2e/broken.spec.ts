import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answers, another, ask, chat, expect, listen, message, side, stop, test } from './fixture';
import { House } from './house';
import { gate, KEY, slowly } from './upstream';

const WORDS = Array.from({ length: 120 }, (_, n) => `word${n} `);
const COUNTED = WORDS.flatMap((word) => [word, { ms: 60 }]);

test('a second browser shows the same answer growing, and its stop is heard in the first', async ({
	page,
	browser,
	person,
	upstream
}) => {
	upstream.script('Seen twice', slowly('again and again '.repeat(300), 30));
	await ask(page, 'Seen twice');
	await expect(answers(page)).toContainText('again and again');
	const second = await another(browser, person, page.url());
	await expect(answers(second)).toContainText('again and again');
	const early = (await answers(second).innerText()).length;
	await expect.poll(async () => (await answers(second).innerText()).length).toBeGreaterThan(early);
	await stop(second).click();
	await expect(page.getByText('Stopped.')).toBeVisible();
	await expect(second.getByText('Stopped.')).toBeVisible();
	await second.context().close();
});

test('what one browser asks and renames, another one shows by itself', async ({ page, browser, person }) => {
	const second = await another(browser, person, page.url().replace(/#.*/, ''));
	await expect(message(second)).toBeVisible();
	await chat(page, 'From the other room');
	await expect(side(second).getByRole('link', { name: 'From the other room' })).toBeVisible({ timeout: 12_000 });
	await second.context().close();
});

test('half a minute without a network: what was shown stays, and the rest comes by itself', async ({
	page,
	context,
	upstream,
	faults
}) => {
	test.setTimeout(90_000);
	const rest = gate();
	upstream.script('Through the tunnel', ['Before the tunnel, ', { wait: rest.opened }, 'and after it.']);
	await ask(page, 'Through the tunnel');
	await expect(answers(page)).toContainText('Before the tunnel,');
	await context.setOffline(true);
	// a connection that is up is not cut by going offline: the page's own view of a lost one is a reload of the stream
	await page.evaluate(() => dispatchEvent(new Event('online')));
	await expect(answers(page).getByText(/The connection was lost; taking it up again, \d+/)).toBeVisible({ timeout: 15_000 });
	await ask(page, 'Written in the tunnel');
	await expect(page.getByText('Offline. Drafts are kept; sending resumes by itself.')).toBeVisible();
	await expect(answers(page).getByText(/taking it up again, 2\d/)).toBeVisible({ timeout: 35_000 });
	await expect(answers(page)).toContainText('Before the tunnel,');
	rest.open();
	await context.setOffline(false);
	await expect(answers(page).first()).toContainText('Before the tunnel, and after it.', { timeout: 15_000 });
	await expect(page.getByText('You asked: “Written in the tunnel”')).toBeVisible({ timeout: 20_000 });
	faults.length = 0; // the browser reports each failed request
});

test('a proxy that cuts every stream each second loses no word and shows none twice', async ({
	browser,
	house,
	person,
	upstream,
	faults
}) => {
	const proxy = await cutting(house.port, 1000);
	upstream.script('Through scissors', COUNTED);
	const page = await another(browser, person, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`);
	await expect(message(page)).toBeVisible();
	await ask(page, 'Through scissors');
	await expect(answers(page)).toContainText('word119', { timeout: 25_000 });
	await expect(stop(page)).toBeHidden();
	expect((await answers(page).locator('.reply').innerText()).match(/word\d+/g)).toEqual(WORDS.map((word) => word.trim()));
	await page.context().close();
	proxy.closeAllConnections();
	proxy.close();
	faults.length = 0;
});

test('the house is killed in mid-answer and starts again: all that was shown is there, says interrupted, and goes on', async ({
	browser,
	upstream,
	faults
}) => {
	test.setTimeout(90_000);
	const house = await House.open({ OPENAI_API_BASE_URL: upstream.url, OPENAI_API_KEY: KEY });
	try {
		const { api } = await house.person();
		const context = await browser.newContext({ locale: 'en', storageState: await api.storageState() });
		await api.dispose();
		const page = await context.newPage();
		upstream.script('Killed', [...WORDS.slice(0, 40), { wait: new Promise(() => {}) }]);
		await page.goto(house.url);
		await ask(page, 'Killed');
		await expect(answers(page)).toContainText('word39');
		await page.waitForResponse((response) => response.url().includes('/api/changes')); // the log is written within 250 ms
		await house.kill();
		await expect(answers(page)).toContainText('word39');
		await expect(page.getByText(/The connection was lost/)).toBeVisible({ timeout: 15_000 });
		upstream.script('Killed', WORDS.slice(40));
		await house.start();
		await expect(page.getByText('Interrupted. The text so far is kept.')).toBeVisible({ timeout: 30_000 });
		await expect(answers(page)).toContainText('word39');
		listen(page, faults);
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(answers(page)).toContainText('word119');
		expect((await answers(page).locator('.reply').innerText()).match(/word\d+/g)).toEqual(WORDS.map((word) => word.trim()));
		await context.close();
	} finally {
		await house.close();
	}
});

test('six tabs stream at once, each with one stream, and stop still works', async ({ page, context, upstream }) => {
	test.setTimeout(90_000);
	await context.addInitScript(() => {
		const count = { now: 0, most: 0 };
		Object.assign(window, { streams: count });
		const fetch = window.fetch;
		window.fetch = (input, init) => {
			const answer = fetch(input, init);
			if (!String(input).includes('/api/events')) return answer;
			count.most = Math.max(count.most, ++count.now);
			let open = true;
			const close = () => {
				if (open) count.now--;
				open = false;
			};
			init?.signal?.addEventListener('abort', close);
			answer.catch(close);
			return answer;
		};
	});
	await page.reload();
	const tabs = [page];
	for (let n = 1; n < 6; n++) tabs.push(await context.newPage());
	for (const [n, tab] of tabs.entries()) {
		upstream.script(`Tab ${n}`, slowly(`tab${n} speaks `.repeat(2000), 40));
		if (n) await tab.goto(page.url().replace(/#.*/, ''));
		await ask(tab, `Tab ${n}`);
		await expect(answers(tab)).toContainText(`tab${n} speaks`);
	}
	for (const tab of tabs) {
		const early = (await answers(tab).innerText()).length;
		await expect.poll(async () => (await answers(tab).innerText()).length).toBeGreaterThan(early);
	}
	for (const tab of tabs) {
		const { most } = await tab.evaluate(() => (window as unknown as { streams: { most: number } }).streams);
		expect(most).toBe(1);
	}
	for (const [n, tab] of tabs.entries()) {
		await stop(tab).click();
		await expect(tab.getByText('Stopped.')).toBeVisible();
		await expect.poll(() => upstream.open.has(`Tab ${n}`)).toBe(false);
	}
});

/** A proxy before the house that lets no event stream live longer than `ms`. */
async function cutting(port: number, ms: number): Promise<Server> {
	const proxy = createServer((ask, answer) => {
		const onward = forward({ port, host: '127.0.0.1', method: ask.method, path: ask.url, headers: ask.headers }, (got) => {
			answer.writeHead(got.statusCode ?? 502, got.headers);
			got.pipe(answer);
			if (ask.url?.startsWith('/api/events')) setTimeout(() => (answer.socket as Socket | null)?.destroy(), ms);
			got.on('error', () => answer.destroy());
		});
		onward.on('error', () => answer.destroy());
		answer.on('close', () => onward.destroy());
		ask.pipe(onward);
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	return proxy;
}
