import { test as base } from '@playwright/test';
import { chat, expect, listen, message, side, test } from './fixture';
import { House, PASSWORD } from './house';
import { KEY, Upstream } from './upstream';

base('the first one signs up, connects a model in the page, asks, and lets a second one in', async ({ browser }) => {
	base.setTimeout(90_000);
	const upstream = await Upstream.open();
	const house = await House.open({ ENABLE_SIGNUP: 'true' }, false);
	const faults: string[] = [];
	try {
		const page = await (await browser.newContext({ locale: 'en' })).newPage();
		listen(page, faults);
		await page.goto(house.url);
		await expect(page.getByRole('heading', { name: 'Welcome to Hearth' })).toBeVisible();
		await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
		await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org');
		await page.getByRole('textbox', { name: 'Password' }).fill('short');
		await page.keyboard.press('Enter');
		await expect(page.getByText('The password needs at least 8 characters.')).toBeVisible();
		await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await page.getByRole('button', { name: 'Create administrator account' }).click();
		await expect(page.getByRole('heading', { name: 'Connect a model' })).toBeVisible();
		await page.getByRole('button', { name: /OpenAI-compatible API/ }).click();
		const form = page.locator('form').filter({ has: page.getByRole('textbox', { name: 'Address' }) });
		await form.getByRole('textbox', { name: 'Address' }).fill(upstream.url.replace(/v1$/, 'v2'));
		await form.getByLabel('API key (if it needs one)').fill(KEY);
		await form.getByRole('button', { name: 'Check and begin' }).click();
		await expect(form.getByText(/has nothing at .*v2\. Check the base URL; most end in \/v1\./)).toBeVisible();
		await form.getByRole('textbox', { name: 'Address' }).fill(upstream.url);
		await form.getByLabel('API key (if it needs one)').fill('wrong');
		await form.getByRole('button', { name: 'Check and begin' }).click();
		await expect(form.getByText(/refused the API key/)).toBeVisible();
		faults.length = 0; // the refusal stands in the console
		await form.getByLabel('API key (if it needs one)').fill(KEY);
		await form.getByRole('textbox', { name: 'Address' }).fill(upstream.url.replace(/\/v1$/, ''));
		await form.getByRole('button', { name: 'Check and begin' }).click();
		await expect(form.getByText(`The API is at ${upstream.url}: enter that address.`)).toBeVisible();
		faults.length = 0;
		await form.getByRole('button', { name: `Use ${upstream.url}` }).click();
		await expect(message(page)).toBeVisible();
		await chat(page, 'Hello?');
		await expect(side(page).getByRole('link', { name: 'Hello?' })).toBeVisible();

		const second = await (await browser.newContext({ locale: 'en' })).newPage();
		listen(second, faults);
		await second.goto(`${house.url}#/sign-up`);
		await second.getByRole('textbox', { name: 'Name' }).fill('Bob');
		await second.getByRole('textbox', { name: 'E-mail' }).fill('bob@example.org');
		await second.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await second.keyboard.press('Enter');
		await expect(second.getByRole('heading', { name: 'Waiting for approval' })).toBeVisible();
		const api = await house.signedIn('ada@example.org');
		const { users } = (await (await api.get('api/admin/users')).json()) as { users: { id: string; email: string }[] };
		const bob = users.find((user) => user.email === 'bob@example.org');
		expect((await api.patch(`api/admin/users/${bob?.id}`, { data: { role: 'user' } })).ok()).toBe(true);
		await api.dispose();
		await second.getByRole('button', { name: 'Check again' }).click();
		await expect(message(second)).toBeVisible();
		await expect(side(second).getByRole('link', { name: 'Hello?' })).toHaveCount(0);
		await page.context().close();
		await second.context().close();
		expect(faults).toEqual([]);
	} finally {
		await house.close();
		upstream.close();
	}
});

test('who signs out has to sign in again, and a wrong password says so', async ({ page, person, faults }) => {
	await page.getByRole('button', { name: 'Ada' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
	await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
	await page.keyboard.press('Enter');
	await expect(page.getByText('E-mail or password is wrong.')).toBeVisible();
	faults.length = 0; // the browser reports the refusal
	await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(message(page)).toBeVisible();
});
