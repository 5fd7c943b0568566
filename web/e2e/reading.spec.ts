import type { Page } from '@playwright/test';
import { answers, ask, chat, expect, fresh, message, side, test } from './fixture';
import { gate } from './upstream';

const scroller = (page: Page) => page.locator('.scroll').first();
const top = (page: Page) => scroller(page).evaluate((node) => node.scrollTop);

/** How far below the upper edge a text stands. */
const place = (page: Page, text: string) =>
	page
		.getByText(text, { exact: true })
		.first()
		.evaluate((node) => node.getBoundingClientRect().top);

const lines = (name: string, count = 80) => Array.from({ length: count }, (_, n) => `${name} line ${n}.\n\n`).join('');

test('each chat stays where it was read, however many others are looked at, also while it answers', async ({ page, upstream }) => {
	test.slow();
	upstream.script('Alpha', [lines('alpha')]);
	const rest = gate();
	upstream.script('Beta', [lines('beta'), { wait: rest.opened }, 'The end of beta.']);
	await chat(page, 'Alpha');
	await page.mouse.move(700, 300);
	await page.mouse.wheel(0, -900);
	await expect(page.getByRole('button', { name: 'To the end' })).toBeVisible();
	const seen = await page.evaluate(() => {
		const at = document.elementFromPoint(innerWidth / 2, 200)?.closest('p');
		return { text: at?.textContent ?? '', top: at?.getBoundingClientRect().top ?? 0 };
	});
	expect(seen.text).toMatch(/^alpha line/);
	await fresh(page);
	await ask(page, 'Beta');
	await expect(page.getByText('beta line 79.')).toBeInViewport();
	for (let n = 0; n < 7; n++) {
		await fresh(page);
		await chat(page, `Other ${n}`);
	}
	await side(page).getByRole('link', { name: 'Alpha' }).click();
	await expect(page.getByText(seen.text, { exact: true })).toBeInViewport();
	await expect.poll(() => place(page, seen.text)).toBeCloseTo(seen.top, -1);
	await side(page).getByRole('link', { name: 'Beta' }).click();
	await expect(page.getByText('beta line 79.')).toBeInViewport();
	rest.open();
	await expect(page.getByText('The end of beta.')).toBeInViewport();
});

test('what still scrolls when a chat is left does no harm', async ({ page, upstream, faults }) => {
	upstream.script('Leave', [lines('leave')]);
	await chat(page, 'Leave');
	const left = await scroller(page).elementHandle();
	await left?.evaluate((node) => node.scrollTo(0, 0));
	await fresh(page);
	await left?.evaluate((node) => node.dispatchEvent(new Event('scroll')));
	await chat(page, 'Next');
	expect(faults).toEqual([]);
});

test('keys scroll from the composer too: a page, the beginning, the end', async ({ page, upstream }) => {
	upstream.script('Keys', [lines('key')]);
	await chat(page, 'Keys');
	await expect(message(page)).toBeFocused();
	const end = await top(page);
	await page.keyboard.press('PageUp');
	await expect.poll(() => top(page)).toBeLessThan(end - 200);
	await page.keyboard.press('Home');
	await expect(page.getByText('key line 0.')).toBeInViewport();
	await page.keyboard.press('PageDown');
	await expect.poll(() => top(page)).toBeGreaterThan(200);
	await page.keyboard.press('End');
	await expect(page.getByText('key line 79.')).toBeInViewport();
	await message(page).fill('one line');
	await page.keyboard.press('Home');
	await page.keyboard.type('>');
	await expect(message(page)).toHaveValue('>one line');
	await expect(page.getByText('key line 79.')).toBeInViewport();
});

test('what is read does not move when something above it grows later', async ({ page, upstream }) => {
	upstream.script('Late', [lines('before', 30), 'A picture comes here.\n\n', lines('after', 60)]);
	await chat(page, 'Late');
	await page.mouse.move(700, 300);
	await page.mouse.wheel(0, -700);
	await expect(page.getByRole('button', { name: 'To the end' })).toBeVisible();
	const text = await page.evaluate(() => document.elementFromPoint(innerWidth / 2, 300)?.closest('p')?.textContent ?? '');
	expect(text).toMatch(/^after line/);
	const before = await place(page, text);
	// as a picture, a diagram or a formula that is drawn late
	await page.getByText('A picture comes here.').evaluate((node) => (node.style.minHeight = '400px'));
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
	expect(Math.abs((await place(page, text)) - before)).toBeLessThan(3);
});

test('a thousand messages: open at the end, scroll up without a jump, go to the first, and be found', async ({
	page,
	person,
	house
}) => {
	test.setTimeout(240_000);
	const api = await house.signedIn(person.email);
	const { models } = (await (await api.get('api/picker')).json()) as { models: { id: string }[] };
	const id = '01900000-0000-7000-8000-00000000a000';
	const uuid = (n: number) => `01900000-0000-7000-8001-${String(n + 1000).padStart(12, '0')}`;
	let parent: string | null = null;
	for (let n = 1; n <= 500; n++) {
		const reply = uuid(2 * n + 1);
		const words = 'and what of the heron there? '.repeat(1 + ((n * 7) % 23));
		const data = {
			id: uuid(2 * n),
			parent,
			parts: [{ type: 'text', text: `Question ${n}: ${words}` }],
			replies: [{ id: reply, model: models[0]?.id }]
		};
		const sent = await api.post(`api/chats/${id}/messages`, { data });
		expect(sent.status(), await sent.text()).toBe(202);
		await (await api.get(`api/events?run=${reply}:1-0`)).text();
		parent = reply;
	}
	await api.dispose();
	const began = Date.now();
	await page.goto(`#/c/${id}`);
	await expect(page.getByText('Question 500:', { exact: false }).first()).toBeInViewport();
	console.log(JSON.stringify({ openedMs: Date.now() - began }));
	expect(await page.locator('.turn').count()).toBeLessThan(40);
	// upwards in small steps: each step moves what is seen by itself and by nothing else
	const jumps = await scroller(page).evaluate(async (node) => {
		const frame = () => new Promise((done) => requestAnimationFrame(done));
		const found: number[] = [];
		for (let n = 0; n < 150; n++) {
			const at = document.elementFromPoint(innerWidth / 2, 320)?.closest('[data-message], .turn');
			const was = at?.getBoundingClientRect().top ?? 0;
			node.scrollBy(0, -120);
			await frame();
			await frame();
			if (!at?.isConnected) continue;
			const moved = at.getBoundingClientRect().top - was;
			if (Math.abs(moved - 120) > 3) found.push(Math.round(moved));
		}
		return found;
	});
	expect(jumps).toEqual([]);
	await message(page).press('Home');
	await expect(page.getByText('Question 1:', { exact: false }).first()).toBeInViewport({ timeout: 20_000 });
	expect(await page.locator('.turn').count()).toBeLessThan(60);
	await message(page).press('End');
	await expect(page.getByText('Question 500:', { exact: false }).first()).toBeInViewport();
	await page.keyboard.press('Control+k');
	await page.keyboard.type('"Question 77"');
	await page.getByRole('option').filter({ hasText: 'Question 77:' }).first().click();
	const hit = page.locator('.found');
	await expect(hit).toBeInViewport({ timeout: 20_000 });
	await expect(hit).toContainText('Question 77:');
});

test('one paragraph of 200 kB grows without freezing the page', async ({ page, upstream }) => {
	test.slow();
	const sentence = 'The heron stands in **cold** water and `waits` for some more fish to come by. ';
	upstream.script('One paragraph', [
		...Array.from({ length: 270 }, () => [`${sentence.repeat(9)}There are $x^2$ of them. `, { ms: 10 }]).flat(),
		'All of it.'
	]);
	await page.evaluate(() => {
		const long: number[] = [];
		Object.assign(window, { long });
		new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => Math.round(entry.duration)))).observe({
			type: 'longtask'
		});
	});
	await ask(page, 'One paragraph');
	await expect(answers(page)).toContainText('All of it.', { timeout: 60_000 });
	const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
	console.log(JSON.stringify({ longTasks: long.length, longestMs: Math.max(0, ...long), sumMs: long.reduce((a, b) => a + b, 0) }));
	expect(Math.max(0, ...long)).toBeLessThan(1000);
	await page.reload();
	await expect(answers(page)).toContainText('All of it.', { timeout: 30_000 });
});

test('a selection with formulas is copied with their sources, an answer as its Markdown', async ({ page, context, upstream }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const text = 'Euler: $e^{i\\pi}+1=0$ holds.\n\n- one $x$\n- two\n\n$$\\int_0^1 x\\,dx$$\n\nThe **end**.';
	upstream.script('Formulas', [text]);
	await chat(page, 'Formulas');
	await expect(answers(page).locator('.katex')).toHaveCount(3);
	await answers(page).getByRole('button', { name: 'Copy', exact: true }).click();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
	await answers(page)
		.locator('.md')
		.evaluate((node) => document.getSelection()?.selectAllChildren(node));
	await page.keyboard.press('Control+c');
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(copied.replace(/\s+/g, ' ').trim()).toBe('Euler: $e^{i\\pi}+1=0$ holds. one $x$ two $$\\int_0^1 x\\,dx$$ The end.');
	expect(copied).toMatch(/holds\.\n+one \$x\$\n+two\n+\$\$/);
});
