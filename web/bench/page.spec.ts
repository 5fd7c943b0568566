import { appendFileSync } from 'node:fs';
import { test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { cost } from '../e2e/cost';
import { ask, expect, message } from '../e2e/fixture';
import { House } from '../e2e/house';
import { KEY, Upstream } from '../e2e/upstream';
import { Gauge, round, type Course } from './gauge';
import { longChat } from './longchat';

const MESSAGES = Number(process.env.HEARTH_BENCH_MESSAGES ?? 1000);
const TOKENS = Number(process.env.HEARTH_BENCH_TOKENS ?? 5000);
/** One of the load tools' upstreams, started with --interval 10ms --tokens TOKENS. */
const MARKDOWN = process.env.HEARTH_BENCH_UPSTREAM;
const MEGABITS = 3;
const LATENCY_MS = 20;

let upstream: Upstream;
let house: House;
let person: Awaited<ReturnType<House['person']>>;

test.beforeAll(async () => {
	upstream = await Upstream.open();
	const urls = MARKDOWN ? [upstream.url, `${MARKDOWN}/v1`] : [upstream.url];
	house = await House.open({ OPENAI_API_BASE_URLS: urls.join(';'), OPENAI_API_KEYS: urls.map(() => KEY).join(';') });
	person = await house.person();
});

test.afterAll(async () => {
	await person.api.dispose();
	await house.close();
	upstream.close();
});

/** A row of the table; `goals.tsv` knows what there is to reach. */
function row(work: string, figure: string | number): void {
	if (process.env.HEARTH_BENCH_ROWS) appendFileSync(process.env.HEARTH_BENCH_ROWS, `${work}\t${figure}\n`);
	console.log(`${work}: ${figure}`);
}

function rows(work: string, course: Course): void {
	row(`${work}: longest task, by the clock / its processor time (ms)`, `${course.longest} / ${course.longestOwn}`);
	row(`${work}: tasks over 50 ms, by the clock / their processor time`, `${course.long} / ${course.longOwn}`);
}

async function open(browser: Browser, signedIn: boolean): Promise<{ context: BrowserContext; page: Page; gauge: Gauge }> {
	const context = await browser.newContext({ locale: 'en' });
	if (signedIn) await context.addCookies((await person.api.storageState()).cookies);
	const page = await context.newPage();
	return { context, page, gauge: await Gauge.of(page) };
}

const password = (page: Page) => page.getByRole('textbox', { name: 'Password' });

test('what loading costs', async ({ browser }) => {
	const form = await open(browser, false);
	const cold = await cost(form.page, async () => {
		await form.page.goto(house.url);
		await expect(password(form.page)).toBeVisible();
	});
	row('sign-in form, cold: requests / kB', `${cold.requests} / ${cold.kilobytes}`);
	await form.context.close();
	const chat = await open(browser, true);
	const empty = await cost(chat.page, async () => {
		await chat.page.goto(house.url);
		await expect(message(chat.page)).toBeVisible();
	});
	row('empty chat, cold: requests / kB', `${empty.requests} / ${empty.kilobytes}`);
	const again = await cost(chat.page, async () => {
		await chat.page.reload();
		await expect(message(chat.page)).toBeVisible();
	});
	row('reload, warm cache: requests / kB', `${again.requests} / ${again.kilobytes}`);
	await chat.context.close();
});

/** When a field that takes text stood in the page, in milliseconds after the navigation began. */
async function usable(browser: Browser, signedIn: boolean, field: string): Promise<number> {
	const { context, page, gauge } = await open(browser, signedIn);
	await gauge.slowLine(MEGABITS, LATENCY_MS);
	await page.addInitScript((field) => {
		const look = () => {
			const found = document.querySelector<HTMLInputElement>(field);
			if (found?.offsetHeight && !found.disabled) Object.assign(globalThis, { usableAt: performance.now() });
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	}, field);
	await page.goto(house.url);
	const at = await page.waitForFunction(() => (globalThis as { usableAt?: number }).usableAt);
	const ms = (await at.jsonValue()) ?? 0;
	await context.close();
	return ms;
}

test('when it can be used over a slow line', async ({ browser }) => {
	const median = async (signedIn: boolean, field: string) => {
		const all: number[] = [];
		for (let i = 0; i < 5; i++) all.push(await usable(browser, signedIn, field));
		return round((all.sort((a, b) => a - b)[2] ?? 0) / 1000);
	};
	row('at 3 Mbps: sign-in form usable (s)', await median(false, 'input[type=password]'));
	row('at 3 Mbps: empty chat usable (s)', await median(true, 'textarea'));
});

test('a long chat', async ({ browser }) => {
	const { chat, seconds } = await longChat(person.api, upstream, MESSAGES);
	row('1,000 messages asked and answered one by one (s)', round(seconds));
	const { context, page, gauge } = await open(browser, true);
	await page.goto(house.url);
	await expect(message(page)).toBeVisible();
	const entry = page.locator(`nav a[href$="${chat}"]`);
	await expect(entry).toBeVisible();
	const last = `That is all about step ${MESSAGES / 2 - 1}.`;
	const shown = (text: string) =>
		page.evaluate(
			(text) =>
				new Promise<void>((resolve) => {
					const look = () =>
						document.querySelector('main')?.textContent.includes(text) ? resolve() : void requestAnimationFrame(look);
					look();
				}),
			text
		);

	let opened = 0;
	const opening = await gauge.course('open', async () => {
		const began = Date.now();
		await entry.click();
		await shown(last);
		opened = Date.now() - began;
		await page.waitForTimeout(1500); // highlighting and the like come after it
	});
	row('open a chat of 1,000 messages (s)', opened / 1000);
	rows('open a chat of 1,000 messages', opening);

	const box = await page.getByRole('log').boundingBox();
	await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, 400);
	const first = page.getByRole('log').getByText('Question 0: how does step 0 work?');
	let top = 0;
	const scrolling = await gauge.course('scroll', async () => {
		const began = Date.now();
		for (let turns = 0; Date.now() - began < 60_000; turns++) {
			await page.mouse.wheel(0, -1500);
			if (turns % 5 === 0) await gauge.look();
			if ((await first.count()) && (await first.first().isVisible())) break;
		}
		top = Date.now() - began;
	});
	row('scroll to its top (s)', top < 60_000 ? round(top / 1000) : 'not in 60');
	row('scroll to its top: most elements', scrolling.nodes);
	row('scroll to its top: most heap (MiB)', scrolling.heapMiB);
	row('scroll to its top: frames p95 (ms)', scrolling.frameP95);
	rows('scroll to its top', scrolling);
	await context.close();
});

async function running(): Promise<boolean> {
	const { runs } = (await (await person.api.get('api/runs')).json()) as { runs: unknown[] };
	return runs.length > 0;
}

test('a long answer', async ({ browser }) => {
	test.skip(!MARKDOWN, 'the load tools’ upstream is not there');
	const { context, page, gauge } = await open(browser, true);
	await page.goto(house.url);
	await page.getByRole('button', { name: 'scripted' }).click();
	await page.getByRole('option', { name: 'fake-md' }).click();
	const streaming = await gauge.course('stream', async () => {
		await ask(page, 'Tell me everything about least squares');
		await expect(page.getByRole('log')).toContainText('A section on least squares');
		while (await running()) {
			await gauge.look();
			await page.waitForTimeout(1000);
		}
	});
	row('stream 5,000 tokens of Markdown: frames p95 (ms)', streaming.frameP95);
	row('stream 5,000 tokens of Markdown: frames over 50 ms', streaming.slowFrames);
	rows('stream 5,000 tokens of Markdown', streaming);
	row('stream 5,000 tokens of Markdown: processor time a 1,000 tokens (ms)', Math.round((streaming.own / TOKENS) * 1000));
	row('stream 5,000 tokens of Markdown: elements / heap (MiB)', `${streaming.nodes} / ${streaming.heapMiB}`);
	await context.close();
});
