import { answers, ask, chat, expect, message, side, stop, test } from './fixture';
import { gate, slowly } from './upstream';

test('a draft survives the reload', async ({ page }) => {
	await message(page).fill('half a thought');
	await page.reload();
	await expect(message(page)).toHaveValue('half a thought');
	await chat(page, 'sent');
	await message(page).fill('another half');
	await page.reload();
	await expect(message(page)).toHaveValue('another half');
});

test('Enter right after the page came sends as soon as the models are known', async ({ page }) => {
	await page.route('**/api/picker', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 1500));
		await route.continue();
	});
	await page.reload();
	await ask(page, 'Early bird');
	await expect(page.getByText('You asked: “Early bird”')).toBeVisible();
});

for (const [browser, order] of [
	['Chrome', ['keydown', 'compositionend']],
	['Safari', ['compositionend', 'keydown']]
] as const) {
	test(`Enter that ends a composition does not send, as ${browser} tells it`, async ({ page }) => {
		await message(page).focus();
		await message(page).evaluate((area: HTMLTextAreaElement, order) => {
			const say = (event: Event) => area.dispatchEvent(event);
			say(new CompositionEvent('compositionstart', { bubbles: true }));
			area.value = '你好';
			say(new InputEvent('input', { bubbles: true, isComposing: true }));
			for (const type of order) {
				if (type === 'compositionend') say(new CompositionEvent(type, { bubbles: true, data: '你好' }));
				else {
					const composing = order[0] === 'keydown';
					const key = { key: 'Enter', keyCode: composing ? 229 : 13, isComposing: composing, bubbles: true, cancelable: true };
					say(new KeyboardEvent(type, key));
				}
			}
		}, order);
		await expect(message(page)).toHaveValue('你好');
		await page.waitForFunction(() => localStorage.getItem('hearth.draft.new'));
		await expect(answers(page)).toHaveCount(0);
		await message(page).press('Enter');
		await expect(page.getByText('You asked: “你好”')).toBeVisible();
	});
}

test('Enter while a file is still on its way sends as soon as it has arrived, from another chat too, and can be taken back', async ({
	page,
	upstream
}) => {
	const way = gate();
	let held = way.opened;
	await page.route('**/api/files?*', async (route) => {
		await held;
		await route.continue();
	});
	const attach = (name: string) =>
		page.locator('.composer input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`in ${name}`) });
	await attach('first.txt');
	await ask(page, 'Read the first');
	const waits = page.getByText('It goes out as soon as the files have arrived.');
	await expect(waits).toBeVisible();
	await expect(message(page)).toHaveValue('Read the first');
	await page.keyboard.press('Escape');
	await expect(waits).toBeHidden();
	await message(page).press('Enter');
	await page.locator('.below').getByRole('button', { name: 'Cancel' }).click();
	await expect(waits).toBeHidden();
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(waits).toBeVisible();
	way.open();
	await expect(page.getByText('You asked: “')).toBeVisible();
	await expect.poll(() => upstream.asked.some(({ body }) => /in first\.txt/.test(JSON.stringify(body.messages)))).toBe(true);
	await expect(message(page)).toHaveValue('');

	const second = gate();
	held = second.opened;
	await attach('second.txt');
	await ask(page, 'Read the second');
	await expect(waits).toBeVisible();
	await page.keyboard.press('Control+Shift+o');
	await expect(page).toHaveURL(/#\/$/);
	second.open();
	await expect.poll(() => upstream.asked.some(({ body }) => /in second\.txt/.test(JSON.stringify(body.messages)))).toBe(true);
	await expect(page).toHaveURL(/#\/$/);
	await side(page).getByRole('link', { name: 'Read the first' }).click();
	await expect(answers(page)).toHaveCount(2);
	await expect(message(page)).toHaveValue('');
});

test('a file that does not arrive keeps the message back, and nothing of it is lost', async ({ page, faults }) => {
	await page.route('**/api/files?*', (route) =>
		route.fulfill({ status: 413, json: { code: 'too_large', detail: 'This file is too large.' } })
	);
	await page
		.locator('.composer input[type=file]')
		.setInputFiles({ name: 'big.txt', mimeType: 'text/plain', buffer: Buffer.from('big') });
	await ask(page, 'Read the big one');
	await expect(page.getByText('Not uploaded: This file is too large.')).toBeVisible();
	await expect(page.getByText('A file did not arrive. Remove it, or add it again.')).toBeVisible();
	await expect(message(page)).toHaveValue('Read the big one');
	await expect(answers(page)).toHaveCount(0);
	await page.getByRole('button', { name: 'Remove big.txt' }).click();
	await message(page).press('Enter');
	await expect(page.getByText('You asked: “Read the big one”')).toBeVisible();
	faults.length = 0; // the browser reports the refused upload
});

test('an edited question keeps its new text while it is out of view and through a reload', async ({ page, upstream }) => {
	upstream.script('A tall one', ['line\n\n'.repeat(120)]);
	await chat(page, 'First of all');
	await ask(page, 'A tall one'); // so tall that the answer before it may leave the page
	await expect(answers(page).last()).toContainText('line');
	await expect(stop(page)).toHaveCount(0);
	await page.keyboard.press('Home');
	await page.getByRole('button', { name: 'Edit' }).first().click();
	const box = page.getByRole('textbox', { name: 'Edit' });
	await box.fill('First of all, differently');
	await page.getByRole('button', { name: 'To the end' }).click();
	await expect(box).toHaveCount(0);
	await message(page).press('Home');
	await expect(box).toHaveValue('First of all, differently');
	await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('hearth.draft.edit.')));
	await page.reload();
	await message(page).press('Home');
	await expect(box).toHaveValue('First of all, differently');
	await box.press('Escape');
	await expect(box).toHaveCount(0);
	await expect(message(page)).toBeVisible();
});

test('a paste of 2 MB becomes a file, sent in pieces that a proxy lets through', async ({ page, upstream }) => {
	const sizes: number[] = [];
	page.on('request', (request) => {
		if (request.method() === 'PUT' && request.url().includes('/api/uploads/')) sizes.push(request.postDataBuffer()?.length ?? -1);
	});
	await message(page).focus();
	await message(page).evaluate((area) => {
		const data = new DataTransfer();
		data.setData('text/plain', 'The kettle sings. '.repeat(111_112));
		area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	await expect(message(page)).toHaveValue('');
	await expect(page.locator('.composer li')).toContainText('pasted text.txt');
	await expect(page.locator('.composer li')).toContainText('2 MB');
	await expect.poll(() => sizes.length).toBe(3);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(900_000);
	expect(upstream.asked.length).toBeGreaterThanOrEqual(0);
	await page.reload();
	await expect(page.locator('.composer li')).toContainText('pasted text.txt');
});

test('a code block of 10,000 lines does not freeze the page', async ({ page, upstream }) => {
	const lines = Array.from({ length: 100 }, (_, block) =>
		Array.from({ length: 100 }, (_, line) => `const v${block * 100 + line} = ${line};\n`).join('')
	);
	upstream.script('Ten thousand lines', ['```js\n', ...lines.flatMap((block) => [block, { ms: 5 }]), '```\n\nAll of it.']);
	await page.evaluate(() => {
		const seen = { longest: 0, last: performance.now() };
		Object.assign(window, { seen });
		const look = (now: number) => {
			seen.longest = Math.max(seen.longest, now - seen.last);
			seen.last = now;
			requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
	await ask(page, 'Ten thousand lines');
	await expect(answers(page)).toContainText('All of it.', { timeout: 20_000 });
	expect(await page.evaluate(() => (window as unknown as { seen: { longest: number } }).seen.longest)).toBeLessThan(3000);
	await chat(page, 'And on');
});

test('an answer that grows does not pull the reader down who scrolled up', async ({ page, upstream }) => {
	const rest = gate();
	const lines = 'A line of a growing answer.\n\n'.repeat(60);
	upstream.script('Grow', [lines, 'Half of it.\n\n', { wait: rest.opened }, ...slowly(lines, 5), 'All of it.']);
	await ask(page, 'Grow');
	await expect(page.getByText('Half of it.')).toBeInViewport();
	const scroller = page.locator('.scroll').first();
	const top = () => scroller.evaluate((node) => node.scrollTop);
	const bottom = await top();
	await page.mouse.move(600, 300);
	await page.mouse.wheel(0, -400);
	await expect.poll(top).toBeLessThanOrEqual(bottom - 400);
	const here = await top();
	rest.open();
	await expect(answers(page)).toContainText('All of it.');
	expect(Math.abs((await top()) - here)).toBeLessThan(5);
	await page.getByRole('button', { name: 'To the end' }).click();
	await expect(page.getByText('All of it.')).toBeInViewport();
});
