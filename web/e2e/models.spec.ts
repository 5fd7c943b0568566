import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { chat, expect, listen } from './fixture';
import { freePort, House } from './house';
import { photograph } from './shots';
import { KEY, Upstream } from './upstream';

interface Own {
	upstream: Upstream;
	house: House;
	env: Record<string, string>;
	/** The founder's page. */
	page: Page;
	/** A member's page. */
	member: Page;
	faults: string[];
}

/** A house with one living connection and, before it, a dead one. */
const test = base.extend<Own>({
	env: [{}, { option: true }],
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
	upstream: async ({}, use) => {
		const upstream = await Upstream.open();
		await use(upstream);
		upstream.close();
	},
	house: async ({ upstream, env }, use) => {
		const dead = `http://127.0.0.1:${await freePort()}/v1`;
		const house = await House.open({ OPENAI_API_BASE_URLS: `${dead};${upstream.url}`, OPENAI_API_KEYS: `x;${KEY}`, ...env });
		await use(house);
		await house.close();
	},
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
	faults: async ({}, use) => {
		const faults: string[] = [];
		await use(faults);
		expect(faults).toEqual([]);
	},
	page: async ({ page, house, context, faults }, use) => {
		listen(page, faults);
		await enter(context, house, 'founder@example.org');
		await use(page);
	},
	member: async ({ browser, house, faults }, use) => {
		const context = await browser.newContext({ locale: 'en' });
		const { email, api } = await house.person();
		await enter(context, house, email);
		const page = await context.newPage();
		listen(page, faults);
		await use(page);
		await api.dispose();
		await context.close();
	}
});

test.setTimeout(90_000);

async function enter(context: BrowserContext, house: House, email: string): Promise<void> {
	const api = await house.signedIn(email);
	await context.addCookies((await api.storageState()).cookies);
	await api.dispose();
}

const picker = (page: Page) => page.getByRole('button', { name: /^Choose a model/ });

async function pick(page: Page, name: string) {
	await picker(page).click();
	await page.getByRole('option', { name: new RegExp(name) }).click();
}

async function more(page: Page, name: string, item: string) {
	await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
	await page.getByRole('menuitem', { name: item, exact: true }).click();
}

const names = (page: Page) => page.locator('tbody .main .name').allTextContents();

test('the administrator orders, hides, names and sets a default; people see it so, and pin; a dead connection hides nothing', async ({
	page,
	member,
	house,
	upstream
}) => {
	await page.goto(`${house.url}#/admin/models`);
	await expect.poll(() => names(page)).toEqual(['scripted', 'second', 'third']);
	await expect(page.getByText('Nothing listens there.')).toBeVisible(); // the dead one says why, above the others' models
	await more(page, 'third', 'Move to the top');
	await expect.poll(() => names(page)).toEqual(['third', 'scripted', 'second']);
	await page.getByRole('button', { name: 'Move scripted' }).focus();
	await page.keyboard.press('ArrowDown');
	await expect.poll(() => names(page)).toEqual(['third', 'second', 'scripted']);
	await more(page, 'second', 'Hide');
	await expect(page.getByRole('row').filter({ hasText: 'second' })).toContainText('hidden');
	await more(page, 'scripted', 'Edit');
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('House model');
	await page.getByRole('dialog').getByRole('textbox', { name: 'Description' }).fill('For everything');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await expect.poll(() => names(page)).toEqual(['third', 'second', 'House model']);
	await more(page, 'House model', 'Make it the default');
	await expect(page.getByRole('row').filter({ hasText: 'House model' })).toContainText('default');
	await photograph(page, 'admin-models-made');
	await page.reload();
	await expect.poll(() => names(page)).toEqual(['third', 'second', 'House model']);

	await member.goto(house.url);
	await expect(picker(member)).toHaveAccessibleName('Choose a model: House model');
	await picker(member).click();
	await expect(member.getByRole('option')).toHaveCount(2);
	await expect(member.getByRole('option').first()).toContainText('third');
	await expect(member.getByRole('option', { name: /second/ })).toHaveCount(0);
	await expect(member.getByText('Nothing listens there.')).toBeVisible();
	await member.getByRole('button', { name: 'Pin House model' }).click();
	await expect(member.getByRole('group', { name: 'Pinned' }).getByRole('option')).toContainText('House model');
	await photograph(member, 'picker-pinned');
	await member.reload();
	await picker(member).click();
	await expect(member.getByRole('option').first()).toContainText('House model');
	await member.getByRole('button', { name: 'Unpin House model' }).click();
	await expect(member.getByRole('group', { name: 'Pinned' })).toHaveCount(0);
	await member.keyboard.press('Escape');
	await chat(member, 'Who are you?');
	expect(upstream.bodies('Who are you?')[0]?.model).toBe('scripted');
});

test('parameters and a system prompt count for the house, for a model over it, and for a chat over both', async ({
	page,
	member,
	house,
	upstream
}) => {
	await page.goto(`${house.url}#/admin/general`);
	const prompt = page.getByRole('textbox', { name: 'System prompt' });
	await prompt.fill('You live in this house.');
	await prompt.blur();
	const temperature = page.getByRole('textbox', { name: 'Temperature' });
	await temperature.fill('3');
	await temperature.press('Enter');
	await expect(page.getByText('Enter a number from 0 to 2.')).toBeVisible();
	await temperature.fill('0.5');
	await temperature.press('Enter');
	await page.getByRole('textbox', { name: 'Longest answer' }).fill('700');
	const saved = page.waitForResponse((answer) => answer.request().postData()?.includes('"maxTokens":700') ?? false);
	await page.getByRole('textbox', { name: 'Longest answer' }).press('Enter');
	await saved;
	await expect(page.getByText('Saved').first()).toBeVisible();
	await member.goto(house.url);
	await pick(member, 'scripted');
	await chat(member, 'By the house?');
	expect(upstream.bodies('By the house?')[0]).toMatchObject({ temperature: 0.5, max_tokens: 700 });
	expect(upstream.bodies('By the house?')[0]?.messages[0]).toEqual({ role: 'system', content: 'You live in this house.' });

	await page.goto(`${house.url}#/admin/models`);
	await more(page, 'scripted', 'Edit');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'System prompt' }).fill('You are a model.');
	await dialog.getByRole('textbox', { name: 'Temperature' }).fill('1,5');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('row').filter({ hasText: 'scripted' })).toContainText('system prompt · Temperature 1.5');
	await chat(member, 'By the model?');
	expect(upstream.bodies('By the model?')[0]).toMatchObject({ temperature: 1.5, max_tokens: 700 });
	expect(upstream.bodies('By the model?')[0]?.messages[0]).toEqual({ role: 'system', content: 'You are a model.' });

	await member.locator('header.bar').getByRole('button', { name: 'More' }).click();
	await member.getByRole('menuitem', { name: 'System prompt and parameters' }).click();
	await member.getByRole('dialog').getByRole('textbox', { name: 'System prompt' }).fill('You are in this chat.');
	await member.getByRole('dialog').getByRole('textbox', { name: 'Temperature' }).fill('0');
	await member.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await expect(member.getByRole('dialog')).toHaveCount(0);
	await chat(member, 'By the chat?');
	expect(upstream.bodies('By the chat?')[0]).toMatchObject({ temperature: 0, max_tokens: 700 });
	expect(upstream.bodies('By the chat?')[0]?.messages[0]).toEqual({ role: 'system', content: 'You are in this chat.' });
});

test.describe('in a house whose environment decides', () => {
	test.use({ env: { DEFAULT_MODELS: 'second', WEBUI_NAME: 'Ours', DEFAULT_USER_ROLE: 'user', TASK_MODEL: 'third' } });

	test('what it decides is shown with a lock, and nowhere a control', async ({ page, house }) => {
		await page.goto(`${house.url}#/admin/general`);
		for (const fixed of ['WEBUI_NAME=Ours', 'DEFAULT_USER_ROLE=user', 'ENABLE_SIGNUP=true', 'ENABLE_TITLE_GENERATION=false'])
			await expect(page.getByText(fixed)).toBeVisible();
		await expect(page.getByRole('radiogroup', { name: 'Sign-up' })).toHaveCount(0);
		await expect(page.getByRole('switch', { name: 'Make titles' })).toHaveCount(0);
		await photograph(page, 'admin-general-fixed');
		await page.goto(`${house.url}#/admin/models`);
		await expect(page.getByText('DEFAULT_MODELS=second')).toBeVisible();
		await page.getByRole('button', { name: 'More for scripted', exact: true }).click();
		await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible();
		await expect(page.getByRole('menuitem', { name: 'Make it the default' })).toHaveCount(0);
		await page.keyboard.press('Escape');
		await page.goto(`${house.url}#/admin/connections`);
		await expect(page.getByText(/OPENAI_API_BASE_URLS=/).first()).toBeVisible();
		await expect(page.getByRole('button', { name: /^More for 127/ })).toHaveCount(0);
		await expect(page.getByRole('button', { name: /^Verify/ })).toHaveCount(2);
		await photograph(page, 'admin-connections-fixed');
	});
});
