import { answers, ask, chat, expect, fresh, message, side, stop, test } from './fixture';

test('language and theme change in the open page, its drawn answers too', async ({ page, upstream }) => {
	upstream.script('Dress', [
		'```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n```mermaid\ngraph TD\n  A --> B\n```\n'
	]);
	await chat(page, 'Dress');
	await expect(answers(page).locator('.drawing svg')).toBeVisible();
	const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const light = await paper();
	// a reload would dress the page anew: it is to happen in the open one
	await page.evaluate(() => Object.assign(window, { sameDocument: true }));
	const settings = async () => {
		await page.getByRole('button', { name: 'Ada' }).click();
		await page.getByRole('menuitem', { name: /^(Settings|设置)$/ }).click();
	};
	const back = () => side(page).getByRole('link', { name: 'Dress' }).click();
	await settings();
	await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click();
	await expect.poll(paper).not.toBe(light);
	await page.getByRole('radiogroup', { name: 'Language' }).getByText('中文').click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
	await back();
	await expect(answers(page).getByRole('button', { name: '复制代码' }).first()).toBeVisible();
	await expect(answers(page).getByRole('img', { name: '已完成' })).toBeVisible();
	await expect(message(page)).toHaveAttribute('placeholder', '继续追问……');
	await expect(answers(page).locator('.drawing svg')).toBeVisible();
	expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
	await expect(answers(page).getByRole('button', { name: '复制代码' }).first()).toBeVisible();
	await settings();
	await page.getByRole('radiogroup', { name: '语言' }).getByText('English').click();
	await back();
	await expect(answers(page).getByRole('button', { name: 'Copy code' }).first()).toBeVisible();
});

test('how full the window is stands in the bar, on a phone in its menu', async ({ page }) => {
	await page.getByRole('button', { name: /^Choose a model/ }).click();
	await page.getByRole('option', { name: /third/ }).click();
	await chat(page, 'How full?');
	await expect(page.locator('header.bar').getByText(/^Window \d+%/)).toBeVisible();
	await page.setViewportSize({ width: 390, height: 844 });
	await expect(page.locator('header.bar').getByText(/^Window/)).toBeHidden();
	await page.locator('header.bar').getByRole('button', { name: 'More' }).click();
	await expect(page.getByRole('menuitem', { name: /Window \d+%/ })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.locator('header.bar').getByRole('button', { name: 'More' })).toBeFocused();
});

test('older messages that do not fit the window are left out, and the answer says so', async ({ page, upstream }) => {
	await page.getByRole('button', { name: /^Choose a model/ }).click();
	await page.getByRole('option', { name: /third/ }).click();
	for (let n = 0; n < 3; n++) await chat(page, `Part ${n} ${'of a long story '.repeat(60)}`);
	await expect(answers(page).last()).toContainText(/did not fit the model’s window/);
	const sent = upstream.asked.filter(({ question }) => question.startsWith('Part 2')).at(-1);
	expect(sent?.body.messages.length).toBeLessThan(5);
});

test('Ctrl K finds, keys choose, Escape closes and the focus goes back', async ({ page }) => {
	await chat(page, 'Where do herons sleep?');
	await fresh(page);
	await expect(page).toHaveURL(/#\/$/);
	await message(page).fill('draft');
	await page.keyboard.press('Control+k');
	const field = page.getByRole('combobox', { name: 'Search chats and messages' });
	await expect(field).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(field).toBeHidden();
	await expect(message(page)).toBeFocused();
	await expect(message(page)).toHaveValue('draft');
	await page.keyboard.press('Control+k');
	await page.keyboard.type('herons');
	await expect(page.getByRole('option').first().locator('mark').first()).toBeVisible();
	await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('Enter');
	await expect(answers(page)).toContainText('Where do herons sleep?');
});

test('all by keys: model, send, stop, edit, again, versions, rename, delete and back; focus is always seen', async ({
	page,
	upstream
}) => {
	test.slow();
	const here = () =>
		page.evaluate(() => {
			const at = document.activeElement as HTMLElement | null;
			return (at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim();
		});
	/** Tab as far as the control of this name; it must be seen to have the focus. */
	const to = async (name: string | RegExp, key = 'Tab') => {
		for (let n = 0; n < 60; n++) {
			await page.keyboard.press(key);
			const at = await here();
			if (!(typeof name === 'string' ? at === name : name.test(at))) continue;
			const ring = await page.evaluate(() => {
				const style = getComputedStyle(document.activeElement as Element);
				// the composer shows it by its own edge
				return (
					document.activeElement?.matches('textarea') || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
				);
			});
			expect(ring, `the focus on ${String(name)} is seen`).toBe(true);
			return;
		}
		throw new Error(`${key} never came to ${String(name)}, last at ${await here()}`);
	};
	await expect(message(page)).toBeFocused();
	await to(/^Choose a model/, 'Shift+Tab');
	await page.keyboard.press('Enter');
	await page.keyboard.type('second');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Choose a model: second' })).toBeFocused();
	await to('Message');
	upstream.script('By keys', ['Some words ', { wait: new Promise(() => {}) }]);
	await page.keyboard.type('By keys');
	await page.keyboard.press('Enter');
	await expect(answers(page)).toContainText('Some words');
	await page.keyboard.press('Escape');
	await expect(page.getByText('Stopped.')).toBeVisible();
	await expect(message(page)).toBeFocused();
	expect(upstream.bodies('By keys')[0]?.model).toBe('second');

	await to('Edit', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Edit' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('textbox', { name: 'Edit' })).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Edit' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type(', again');
	await page.keyboard.press('Enter');
	await expect(page.getByText('You asked: “By keys, again”')).toBeVisible();
	await expect(page.getByText('2/2')).toBeVisible();
	await expect(stop(page)).toHaveCount(0);

	await message(page).focus();
	await to('Again', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter');
	await expect(page.getByText('2/2')).toHaveCount(2);
	await expect(stop(page)).toHaveCount(0);
	await message(page).focus();
	await to('Previous version', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByText('1/2')).toHaveCount(1);
	expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);

	await message(page).focus();
	await to(/^More for “By keys/, 'Shift+Tab');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Enter'); // rename is the first
	await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
	await page.keyboard.type('Named by keys');
	await page.keyboard.press('Enter');
	await expect(side(page).getByRole('link', { name: 'Named by keys' })).toBeFocused();
	await to('More for “Named by keys”');
	await page.keyboard.press('Enter');
	await page.keyboard.press('ArrowUp'); // delete is the last
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/#\/$/);
	await expect(side(page).getByText('Named by keys')).toBeHidden();
	await to('Undo');
	await page.keyboard.press('Enter');
	await expect(side(page).getByRole('link', { name: 'Named by keys' })).toBeVisible();
});

test('a hidden tab closes its stream and catches up when it is seen again', async ({ page, upstream }) => {
	const words = Array.from({ length: 60 }, (_, n) => `word${n} `);
	upstream.script(
		'Hidden',
		words.flatMap((word) => [word, { ms: 60 }])
	);
	await ask(page, 'Hidden');
	await expect(answers(page)).toContainText('word3');
	const hide = (hidden: boolean) =>
		page.evaluate((hidden) => {
			Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
			Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
			document.dispatchEvent(new Event('visibilitychange'));
		}, hidden);
	await hide(true);
	await expect.poll(() => upstream.open.has('Hidden'), { timeout: 15_000 }).toBe(false);
	expect(await answers(page).innerText()).not.toContain('word59');
	await hide(false);
	await expect(answers(page)).toContainText('word59');
	expect((await answers(page).locator('.reply').innerText()).match(/word\d+/g)).toEqual(words.map((word) => word.trim()));
});

test('an answer that the length limit cut off says so and goes on', async ({ page, upstream }) => {
	upstream.script('Count far', ['one, two', { limit: true }]);
	await chat(page, 'Count far');
	await expect(page.getByText('Cut off at the length limit.')).toBeVisible();
	upstream.script('Count far', [', three']);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(answers(page)).toContainText('one, two, three');
	await expect(page.getByText('Cut off at the length limit.')).toHaveCount(0);
});
