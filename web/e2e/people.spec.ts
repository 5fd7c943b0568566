import { test as base, type Page } from '@playwright/test';
import { another, expect, listen, message, test } from './fixture';
import { House, PASSWORD } from './house';

const row = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });

async function signIn(page: Page, house: House, email: string): Promise<void> {
	await page.goto(`${house.url}#/sign-in`);
	await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
	await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
	await page.keyboard.press('Enter');
}

base('the administrator adds, approves, changes and removes people in the page', async ({ browser }) => {
	base.setTimeout(90_000);
	const house = await House.open();
	const faults: string[] = [];
	try {
		const admin = await (await browser.newContext({ locale: 'en' })).newPage();
		listen(admin, faults);
		await signIn(admin, house, 'founder@example.org');
		await expect(admin.getByRole('heading', { name: 'Connect a model' }).or(message(admin))).toBeVisible();

		const bob = await (await browser.newContext({ locale: 'en' })).newPage();
		await bob.goto(`${house.url}#/sign-up`);
		await bob.getByRole('textbox', { name: 'Name' }).fill('Bob');
		await bob.getByRole('textbox', { name: 'E-mail' }).fill('bob@example.org');
		await bob.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await bob.keyboard.press('Enter');
		await expect(bob.getByRole('heading', { name: 'Waiting for approval' })).toBeVisible();

		await admin.goto(`${house.url}#/admin/users`);
		await admin.getByRole('button', { name: 'Approve Bob' }).first().click();
		await expect(admin.getByText('Approved Bob.')).toBeVisible();
		await expect(bob.getByRole('heading', { name: 'Waiting for approval' })).toHaveCount(0, { timeout: 30_000 }); // it asks by itself

		await admin.getByRole('button', { name: 'Add a person' }).click();
		const adding = admin.getByRole('dialog');
		await adding.getByRole('textbox', { name: 'Name' }).fill('Carol');
		await adding.getByRole('textbox', { name: 'E-mail' }).fill('bob@example.org');
		await adding.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await adding.getByRole('button', { name: 'Add', exact: true }).click();
		await expect(adding.getByText('There is an account with this e-mail already.')).toBeVisible();
		faults.length = 0; // the browser reports the refusal
		await adding.getByRole('textbox', { name: 'E-mail' }).fill('carol@example.org');
		await adding.getByRole('button', { name: 'Add', exact: true }).click();
		await expect(admin.getByText('Added Carol.')).toBeVisible();

		await row(admin, 'bob@example.org').getByRole('button', { name: 'More for Bob' }).click();
		await admin.getByRole('menuitem', { name: 'Edit' }).click();
		const editing = admin.getByRole('dialog');
		await editing.getByRole('textbox', { name: 'Name' }).fill('Robert');
		await editing.getByText('Admin', { exact: true }).click();
		await expect(editing.getByText('Saving signs this person out everywhere.')).toBeVisible();
		await editing.getByRole('button', { name: 'Save' }).click();
		await expect(admin.getByText('Saved Robert.')).toBeVisible();
		await bob.reload();
		await expect(bob.getByRole('textbox', { name: 'Password' })).toBeVisible();

		await row(admin, 'carol@example.org').getByRole('button', { name: 'More for Carol' }).click();
		await admin.getByRole('menuitem', { name: 'Delete' }).click();
		await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
		await expect(admin.getByText('Deleted Carol.')).toBeVisible();
		await expect(row(admin, 'carol@example.org')).toHaveCount(0);
		expect(faults).toEqual([]);
	} finally {
		await house.close();
	}
});

test('other devices are signed out in the settings, and notice', async ({ page, person, browser, house }) => {
	const second = await (await browser.newContext({ locale: 'en' })).newPage();
	await signIn(second, house, person.email);
	await expect(message(second)).toBeVisible();
	const third = await another(browser, person, house.url); // the same session as `page`
	await page.goto(`${house.url}#/settings/devices`);
	await expect(page.getByText('This device')).toHaveCount(1);
	await page.getByRole('button', { name: 'Sign out all other devices' }).click();
	await expect(page.getByText('No other device is signed in.')).toBeVisible();
	await second.reload();
	await expect(second.getByRole('textbox', { name: 'Password' })).toBeVisible();
	await third.reload();
	await expect(message(third)).toBeVisible();
	await second.context().close();
	await third.context().close();
});
