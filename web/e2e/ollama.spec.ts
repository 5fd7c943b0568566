import { test as base, type Page } from '@playwright/test';
import { answers, ask, expect, listen, message } from './fixture';
import { House } from './house';
import { Ollama } from './ollama';
import { photograph } from './shots';

interface Own {
	ollama: Ollama;
	house: House;
	/** The founder's page. */
	page: Page;
	faults: string[];
}

/** A house with one administrator, an Ollama that nobody connected, and nothing else. */
const test = base.extend<Own>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
	ollama: async ({}, use) => {
		const ollama = await Ollama.open();
		await use(ollama);
		ollama.close();
	},
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
	house: async ({}, use) => {
		const house = await House.open();
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
		const api = await house.signedIn('founder@example.org');
		await context.addCookies((await api.storageState()).cookies);
		await use(page);
		await api.dispose();
	}
});

test.setTimeout(90_000);

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

async function more(page: Page, name: string, item: string) {
	await row(page, name)
		.getByRole('button', { name: `More for ${name}` })
		.click();
	await page.getByRole('menuitem', { name: item }).click();
}

async function connect(page: Page, house: House, ollama: Ollama) {
	await page.goto(`${house.url}#/admin/connections`);
	await page.getByRole('button', { name: 'Connect a model' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('Ollama', { exact: true }).click();
	await dialog.getByRole('textbox', { name: 'Address' }).fill(`${ollama.url}/`);
	await dialog.getByRole('button', { name: 'Check and add' }).click();
	await expect(dialog).toHaveCount(0);
	await expect(page.getByRole('heading', { name: 'Models in Ollama' })).toBeVisible();
}

test('an Ollama is connected, fetches a model, answers, unloads it and loses it, all in the page', async ({
	page,
	house,
	ollama,
	faults
}) => {
	ollama.offers('qwen3:0.6b', [400, 100], ['completion', 'tools', 'thinking']);
	await connect(page, house, ollama);
	await expect(page.getByText('Works, 0 models')).toBeVisible();
	await expect(page.getByText('It holds no model yet.')).toBeVisible();

	await page.getByRole('textbox', { name: 'Model to fetch' }).press('Enter');
	await expect(page.getByText('Enter a model’s name, like qwen3:8b.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Model to fetch' }).fill('qwen3:0.6b');
	await page.getByRole('button', { name: 'Fetch', exact: true }).first().click();
	const meter = page.getByRole('meter', { name: 'Fetching qwen3:0.6b' });
	await expect(page.getByText('200 MB of 400 MB')).toBeVisible();
	await expect(meter).toHaveAttribute('aria-valuenow', '50');
	await photograph(page, 'ollama-fetching');

	// cancelled: the line to the Ollama is cut, and what came is kept there
	expect(ollama.pulling.has('qwen3:0.6b')).toBe(true);
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(meter).toHaveCount(0);
	await expect.poll(() => ollama.pulling.size).toBe(0);

	await page.getByRole('textbox', { name: 'Model to fetch' }).fill('qwen3:0.6b');
	await page.getByRole('textbox', { name: 'Model to fetch' }).press('Enter');
	await expect(page.getByText('200 MB of 400 MB')).toBeVisible();
	await ollama.step('qwen3:0.6b');
	await expect(page.getByText('450 MB of 500 MB')).toBeVisible();
	await page.reload();
	await expect(page.getByText('450 MB of 500 MB')).toBeVisible();
	await ollama.step('qwen3:0.6b');
	await expect(page.getByText('Checking what came')).toBeVisible();
	await ollama.step('qwen3:0.6b');
	await expect(page.getByText('Fetched qwen3:0.6b.')).toBeVisible();
	await expect(row(page, 'qwen3:0.6b')).toContainText('491 MB');
	await photograph(page, 'ollama-fetched');

	await page.goto(`${house.url}#/admin/models`);
	await more(page, 'qwen3:0.6b', 'Edit');
	await page.getByRole('dialog').getByRole('textbox', { name: 'Stays in memory' }).fill('5 minutes');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('give a time like 30m or 2h, or seconds; -1 for ever')).toBeVisible();
	faults.length = 0; // the refusal stands in the console
	await page.getByRole('dialog').getByRole('textbox', { name: 'Stays in memory' }).fill('30m');
	await photograph(page, 'ollama-model-edit');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Saved qwen3:0.6b.')).toBeVisible();

	await page.getByRole('link', { name: 'New chat' }).first().click();
	await ask(page, 'Hello?');
	await expect(answers(page)).toContainText('Hello from qwen3:0.6b');
	expect(ollama.chats[0]).toMatchObject({
		stream: true,
		truncate: false,
		shift: false,
		keep_alive: '30m',
		options: { num_ctx: 8192 }
	});

	await page.goto(`${house.url}#/admin/connections`);
	await expect(row(page, 'qwen3:0.6b')).toContainText('in memory');
	await more(page, 'qwen3:0.6b', 'Unload from memory');
	await expect(page.getByText('Unloaded qwen3:0.6b.')).toBeVisible();
	await expect(row(page, 'qwen3:0.6b')).not.toContainText('in memory');
	expect(ollama.loaded.size).toBe(0);

	await more(page, 'qwen3:0.6b', 'Remove');
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
	await more(page, 'qwen3:0.6b', 'Remove');
	await photograph(page, 'ollama-removing');
	await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
	await expect(page.getByText('Removed qwen3:0.6b.')).toBeVisible();
	await expect(page.getByText('It holds no model yet.')).toBeVisible();
});

test('a fetch that fails says why and can be tried again', async ({ page, house, ollama, faults }) => {
	ollama.holds('smollm2:135m');
	ollama.offers('gemma3:latest', [300]);
	await connect(page, house, ollama);
	const name = page.getByRole('textbox', { name: 'Model to fetch' });
	await name.fill('no-such-model');
	await name.press('Enter');
	await expect(page.getByText('Its library has none of that name; check the spelling.')).toBeVisible();

	ollama.breaks('gemma3:latest', 'write blobs/sha256-12: no space left on device');
	await name.fill('gemma3');
	await name.press('Enter');
	await expect(page.getByText('150 MB of 300 MB')).toBeVisible();
	await ollama.step('gemma3:latest');
	await expect(page.getByText('no space left on device')).toBeVisible();
	await photograph(page, 'ollama-failed');
	const failed = page.locator('.pull').filter({ hasText: 'gemma3' });
	await failed.getByRole('button', { name: 'Try again' }).click();
	await ollama.step('gemma3:latest');
	await ollama.step('gemma3:latest');
	await expect(row(page, 'gemma3')).toBeVisible();
	await page.locator('.pull').filter({ hasText: 'no-such-model' }).getByRole('button', { name: 'Dismiss' }).click();
	await expect(page.locator('.pull')).toHaveCount(0);

	// an Ollama that went away is a row that says so, and hides nothing else
	ollama.close();
	faults.length = 0;
	await page.getByRole('button', { name: 'Verify Ollama' }).click();
	await expect(row(page, 'Ollama')).toContainText('Nothing listens there. Is the service running, and the port right?');
	await photograph(page, 'ollama-gone');
	faults.length = 0; // the refusal stands in the console
});

test('the first screen connects an Ollama nearby, tells what to do where there is none, and leads on when it is empty', async ({
	page,
	house,
	ollama
}) => {
	// where an Ollama usually is, another test or person may have one: the look-around alone is played
	let found: { url: string; version: string; models: number } | null = null;
	const starter = { available: false, state: 'absent', done: 0, total: 0, problem: null };
	await page.route('**/api/admin/nearby', (route) => route.fulfill({ json: { ollama: found, starter } }));
	await page.goto(`${house.url}#/welcome`);
	const way = page.getByRole('button', { name: /^Ollama/ });
	await expect(way).toContainText('Not found on this server; enter the address where it runs');
	await expect(way.locator('.m svg')).toBeVisible();
	await way.click();
	await expect(page.getByText('OLLAMA_HOST=0.0.0.0')).toBeVisible();
	await photograph(page, 'welcome-ollama-none');
	found = { url: ollama.url, version: '0.33.0', models: 0 };
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(way).toContainText('Found on this server');
	await expect(way).toContainText('without a model yet; connect it, then fetch one');
	await photograph(page, 'welcome-ollama-found');
	await page.getByRole('button', { name: 'Connect', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Models in Ollama' })).toBeVisible();
	await expect(message(page)).toHaveCount(0);
});
