import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });

async function ask(page: Page, text: string) {
	await message(page).fill(text);
	await page.keyboard.press('Enter');
}

async function isClean(page: Page) {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
}

test.beforeEach(async ({ page }) => {
	const broken: string[] = [];
	page.on('pageerror', (error) => broken.push(error.message));
	page.on('console', (line) => line.type() === 'warning' && broken.push(line.text()));
	page.on('close', () => expect(broken).toEqual([]));
	await page.goto('');
	await expect(message(page)).toBeFocused();
});

test('a question is answered, watched, and there after a reload in the middle', async ({ page }) => {
	await isClean(page);
	await ask(page, 'What is a long hearth?');
	await expect(page).toHaveURL(/#\/c\/[0-9a-f-]{36}$/);
	await expect(page.getByText('A paragraph of a long answer.').first()).toBeVisible();
	await page.reload();
	await expect(page.getByText('A paragraph of a long answer.').first()).toBeVisible();
	await page.getByRole('button', { name: 'Stop' }).click();
	await expect(page.getByText('Stopped.')).toBeVisible();
	await isClean(page);
});

test('a draft survives the reload, and Enter of an input method does not send it', async ({ page }) => {
	await message(page).fill('half a thought');
	await message(page).dispatchEvent('compositionstart');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/$|#\/$/);
	await page.waitForFunction(() => localStorage.getItem('hearth.draft.new'));
	await page.reload();
	await expect(message(page)).toHaveValue(/^half a thought/);
});

test('what is asked meanwhile waits in a row and goes out by itself', async ({ page }) => {
	await ask(page, 'First?');
	await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
	await ask(page, 'Second?');
	await expect(page.getByText('Next: Second?')).toBeVisible();
	await expect(page.getByText('You asked: “Second?”')).toBeVisible({ timeout: 20_000 });
	await expect(page.getByText('Next: Second?')).toBeHidden();
});

test('a question can be asked differently, and both versions stay', async ({ page }) => {
	await ask(page, 'Old question?');
	await expect(page.getByText('And that is all.')).toBeVisible();
	await page.getByRole('button', { name: 'Edit' }).click();
	await page.getByRole('textbox', { name: 'Edit' }).fill('New question?');
	await page.keyboard.press('Enter');
	await expect(page.getByText('You asked: “New question?”')).toBeVisible();
	await expect(page.getByText('2/2')).toBeVisible();
	await expect(page.getByText('And that is all.')).toBeVisible();
	await page.getByRole('button', { name: 'Previous version' }).click();
	await expect(page.getByText('You asked: “Old question?”')).toBeVisible();
});

test('an error says what to do, and the exact request is one click away', async ({ page }) => {
	await ask(page, 'fail');
	await expect(page.getByText('Too many requests. Retried twice; try again in 40 s.')).toBeVisible();
	await isClean(page);
	await page.getByRole('button', { name: 'Raw answer' }).click();
	await expect(page.getByText('Rate limit reached')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toBeHidden();
});

test('a long chat holds few turns in the page, opens at its end and finds a message far above', async ({ page }) => {
	await page.getByRole('link', { name: 'A long chat of 400 turns' }).first().click();
	await expect(page.getByText('Question 400:')).toBeVisible();
	expect(await page.locator('.turn').count()).toBeLessThan(40);
	const scroller = page.locator('.scroll');
	await scroller.evaluate((node) => node.scrollTo(0, 0));
	await expect(page.getByText('Question 369:')).toBeAttached();
	await expect(page.getByText('Question 371:')).toBeInViewport();
	await page.keyboard.press('Control+k');
	await page.keyboard.type('the number 41?');
	await page.getByRole('option').first().click();
	await expect(page.getByText('what about the number 41?')).toBeInViewport({ timeout: 15_000 });
	expect(await page.locator('.turn').count()).toBeLessThan(60);
});

test('deleting a chat can be undone', async ({ page }) => {
	const row = page.getByRole('link', { name: 'Translate the release notes' }).first();
	await row.focus();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await page.keyboard.type('del');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Deleted “Translate the release notes”')).toBeVisible();
	await expect(page.getByRole('navigation').getByText('Translate the release notes')).toBeHidden();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByRole('navigation').getByText('Translate the release notes')).toBeVisible();
});

test('one question goes to two models, and one of them is gone on with', async ({ page }) => {
	await page.getByRole('button', { name: 'Compare models' }).click();
	await ask(page, 'Both?');
	await expect(page.getByText('You asked: “Both?”')).toHaveCount(2);
	await page.getByRole('button', { name: 'Go on with this' }).last().click();
	await expect(page.getByText('Going on with this')).toBeVisible();
	await isClean(page);
});

test('a temporary chat is marked and leaves nothing in the sidebar', async ({ page }) => {
	await page.getByRole('button', { name: 'Temporary chat' }).click();
	await expect(page.getByText('Temporary: nothing of this chat is kept')).toBeVisible();
	await ask(page, 'Secret?');
	await expect(page.getByText('And that is all.')).toBeVisible();
	await expect(page.getByRole('navigation').getByText('Secret?')).toBeHidden();
});

test('a file is attached and sent with the question', async ({ page }) => {
	await page
		.locator('.composer input[type=file]')
		.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') });
	await expect(page.getByText('notes.txt')).toBeVisible();
	await ask(page, 'What is in it?');
	await expect(page.getByRole('link', { name: /notes\.txt/ })).toBeVisible();
});

test('the page speaks both languages without a reload', async ({ page }) => {
	await page.evaluate(() => localStorage.setItem('hearth.look', '{"language":"zh-CN"}'));
	await page.reload();
	await expect(page.getByText('问一问，写一写，想一想。')).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
	await isClean(page);
});

test('everything has room at 360 px', async ({ page }) => {
	await page.setViewportSize({ width: 360, height: 740 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
	await page.getByRole('button', { name: 'Show sidebar' }).click();
	await page.getByRole('link', { name: '保温壶里的水两小时后多少度' }).first().click();
	await expect(page.getByText('Interrupted. The text so far is kept.')).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
