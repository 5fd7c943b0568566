import AxeBuilder from '@axe-core/playwright';
import { answers, chat, expect, message, side, test } from './fixture';

test('an archived chat is found again in the settings: opened, taken back, deleted and brought back', async ({ page }) => {
	const title = 'Where do the herons of the lower marsh go when the first ice covers the reeds and the ponds?';
	await chat(page, title);
	await page.goto('#/');
	await chat(page, 'Second chat');
	for (const name of [/^Where do/, 'Second chat']) {
		const row = side(page).getByRole('link', { name });
		await row.hover();
		await row
			.locator('xpath=..')
			.getByRole('button', { name: /^More for/ })
			.click();
		await page.getByRole('menuitem', { name: 'Archive' }).click();
		await expect(row).toHaveCount(0);
	}
	await page.keyboard.press('Control+k');
	// the index follows a moment later
	await expect(async () => {
		await page.getByRole('combobox').fill('');
		await page.getByRole('combobox').fill('herons');
		await expect(page.getByRole('option').first()).toContainText('archived', { timeout: 2000 });
	}).toPass({ timeout: 15_000 });
	await page.keyboard.press('Escape');

	await page.goto('#/settings/account');
	await page.getByRole('link', { name: 'Show archived chats' }).click();
	const list = page.getByRole('list', { name: 'Archived chats' });
	await expect(list.getByRole('listitem')).toHaveCount(2);
	await expect(page).toHaveTitle('Archived chats · Settings');
	await expect(page.getByRole('link', { name: 'Account', exact: true })).toHaveAttribute('aria-current', 'page');
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
	await page.setViewportSize({ width: 360, height: 780 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
	for (const part of await list.locator('a, button').all()) {
		const box = await part.boundingBox();
		expect(box && box.x >= 0 && box.x + box.width <= 360, 'stands inside the screen').toBe(true);
	}
	if (process.env.HEARTH_SHOTS) await page.screenshot({ path: `${process.env.HEARTH_SHOTS}/archived-phone.png` });
	await page.setViewportSize({ width: 1280, height: 800 });
	if (process.env.HEARTH_SHOTS) await page.screenshot({ path: `${process.env.HEARTH_SHOTS}/archived.png` });

	// by keys: the focus goes to the row that takes the place
	await list.getByRole('button', { name: 'Delete “Second chat”' }).focus();
	await page.keyboard.press('Enter');
	await expect(list.getByRole('listitem')).toHaveCount(1);
	await expect(list.getByRole('link')).toBeFocused();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(list.getByRole('listitem')).toHaveCount(2);
	await list.getByRole('button', { name: 'Unarchive “Second chat”' }).click();
	await expect(list.getByRole('listitem')).toHaveCount(1);
	await expect(side(page).getByRole('link', { name: 'Second chat' })).toBeVisible();

	await list.getByRole('link').click();
	await expect(answers(page)).toHaveCount(1);
	await expect(page.getByText('This chat is archived.')).toBeVisible();
	if (process.env.HEARTH_SHOTS) await page.screenshot({ path: `${process.env.HEARTH_SHOTS}/archived-open.png` });
	await page.getByRole('button', { name: 'Unarchive', exact: true }).click();
	await expect(page.getByText('This chat is archived.')).toHaveCount(0);
	await expect(message(page)).toBeFocused();
	await expect(side(page).getByRole('link', { name: /^Where do/ })).toBeVisible();
	await page.goto('#/settings/account/archived');
	await expect(page.getByText('No chat is archived.')).toBeVisible();
});
