import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { House } from './house';
import { KEY, Upstream } from './upstream';

interface Person {
	email: string;
	/** The session's cookies, for further browsers of the same person. */
	enter: (context: BrowserContext) => Promise<void>;
}

interface Own {
	person: Person;
	/** What went wrong in the page; tests that break things on purpose empty it. */
	faults: string[];
}

interface Shared {
	upstream: Upstream;
	house: House;
}

/** One house and one scripted upstream a worker, one account a test; a page that complains in the console fails its test. */
export const test = base.extend<Own, Shared>({
	upstream: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
		async ({}, use) => {
			const upstream = await Upstream.open();
			await use(upstream);
			upstream.close();
		},
		{ scope: 'worker' }
	],
	house: [
		async ({ upstream }, use) => {
			const house = await House.open({ OPENAI_API_BASE_URL: upstream.url, OPENAI_API_KEY: KEY });
			await use(house);
			await house.close();
		},
		{ scope: 'worker', timeout: 90_000 }
	],
	baseURL: async ({ house }, use) => use(house.url),
	person: async ({ house }, use) => {
		const { email, api } = await house.person();
		const { cookies } = await api.storageState();
		await use({ email, enter: (context) => context.addCookies(cookies) });
		await api.dispose();
	},
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
	faults: async ({}, use) => {
		const faults: string[] = [];
		await use(faults);
		expect(faults).toEqual([]);
	},
	page: async ({ page, person, faults, context }, use) => {
		listen(page, faults);
		await person.enter(context);
		await page.goto('');
		await expect(message(page)).toBeVisible();
		await use(page);
	}
});

export { expect };

/** Collects what a page should never say. */
export function listen(page: Page, faults: string[]): void {
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (line) => {
		if (['warning', 'error'].includes(line.type())) faults.push(`${line.text()} ${line.location().url}`);
	});
}

/** A second window of the same person, in a browser of its own. */
export async function another(browser: Browser, person: Person, url: string): Promise<Page> {
	const context = await browser.newContext({ locale: 'en' });
	await person.enter(context);
	const page = await context.newPage();
	await page.goto(url);
	return page;
}

/** Where one writes; its name in either language. */
export const message = (page: Page) => page.getByRole('textbox', { name: /^(Message|消息)$/ });
export const stop = (page: Page) => page.getByRole('button', { name: /^(Stop|停止)$/ });
export const answers = (page: Page) => page.locator('article.answer');
export const side = (page: Page) => page.getByRole('navigation');

export async function ask(page: Page, text: string): Promise<void> {
	await message(page).fill(text);
	await message(page).press('Enter');
}

/** Leaves for a new chat; who writes before that is there writes in the old one. */
export async function fresh(page: Page): Promise<void> {
	await page.keyboard.press('Control+Shift+o');
	await expect(page.locator('section.ask')).toHaveCount(0);
}

/** Asks and waits for the whole answer. */
export async function chat(page: Page, text: string): Promise<void> {
	const before = await answers(page).count();
	await ask(page, text);
	await expect(answers(page)).toHaveCount(before + 1);
	await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
	await expect(stop(page)).toHaveCount(0);
}
