import { cost } from './cost';
import { expect, message, test } from './fixture';

test('the sign-in form, the empty chat and a reload cost little', async ({ browser, house, person }, info) => {
	const context = await browser.newContext({ locale: 'en' });
	const page = await context.newPage();
	const form = await cost(page, async () => {
		await page.goto(house.url);
		await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
	});
	await context.close();
	const own = await browser.newContext({ locale: 'en' });
	await person.enter(own);
	const inside = await own.newPage();
	const empty = await cost(inside, async () => {
		await inside.goto(house.url);
		await expect(message(inside)).toBeVisible();
	});
	const again = await cost(inside, async () => {
		await inside.reload();
		await expect(message(inside)).toBeVisible();
	});
	await own.close();
	info.annotations.push({ type: 'cost', description: JSON.stringify({ form, empty, again }) });
	console.log(JSON.stringify({ form, empty, again }));
	expect(form.requests).toBeLessThanOrEqual(15);
	expect(form.kilobytes).toBeLessThanOrEqual(120);
	expect(empty.requests).toBeLessThanOrEqual(30);
	expect(empty.kilobytes).toBeLessThanOrEqual(350);
	expect(again.requests).toBeLessThanOrEqual(12);
	expect(again.kilobytes).toBeLessThanOrEqual(15);
});
