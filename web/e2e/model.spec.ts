import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { answers, listen, message, side, stop } from './fixture';
import { freePort, House, PASSWORD } from './house';
import { photograph } from './shots';
import { wordsIn } from './words';

const { HEARTH_TEST_ENGINE: ENGINE = '', HEARTH_TEST_MODEL: MODEL = '' } = process.env;
const KEY = 'sk-engine';
let engine: ChildProcess;
let address = '';

// one engine for all of them: they run one after another in one worker
test.describe.configure({ mode: 'default' });
test.skip(!existsSync(ENGINE) || !existsSync(MODEL), 'no model was fetched: HEARTH_TEST_ENGINE and HEARTH_TEST_MODEL name none');

test.beforeAll(async ({ request }) => {
	if (!existsSync(ENGINE)) return;
	const port = await freePort();
	address = `http://127.0.0.1:${port}/v1`;
	const options = ['-m', MODEL, '-a', 'smollm2', '--host', '127.0.0.1', '--port', String(port), '-c', '4096', '-np', '2'];
	engine = spawn(ENGINE, options, { env: { ...process.env, LLAMA_API_KEY: KEY }, stdio: 'ignore' });
	const ready = () =>
		request.get(`${address}/models`, { headers: { Authorization: `Bearer ${KEY}` } }).then(
			(r) => r.ok(),
			() => false
		);
	await expect.poll(ready, { timeout: 30_000 }).toBe(true);
});

test.afterAll(() => void engine?.kill('SIGKILL'));

for (const [language, theme, width] of [
	['en', 'light', 1440],
	['zh-CN', 'dark', 390],
	['en', 'dark', 390],
	['zh-CN', 'light', 1440]
] as const) {
	test(`a real small model answers: ${language}, ${theme}, ${width} px`, async ({ browser }) => {
		test.setTimeout(300_000);
		const t = wordsIn(language);
		const house = await House.open({ ENABLE_TITLE_GENERATION: 'true' }, false);
		const faults: string[] = [];
		try {
			const context = await browser.newContext({
				locale: language,
				colorScheme: theme,
				reducedMotion: 'reduce',
				viewport: { width, height: width === 390 ? 844 : 900 }
			});
			const page = await context.newPage();
			listen(page, faults);
			const shot = (name: string) => photograph(page, `real-${name}-${theme}-${language}-${width}`);
			await page.goto(house.url);
			await page.getByRole('textbox', { name: t('door.name') }).fill(language === 'en' ? 'Ada' : '小林');
			await page.getByRole('textbox', { name: t('door.email') }).fill('ada@example.org');
			await page.getByRole('textbox', { name: t('door.password') }).fill(PASSWORD);
			await shot('sign-up');
			await page.getByRole('button', { name: t('door.signUpFirstButton') }).click();
			await page.getByRole('button', { name: new RegExp(t('connect.openai')) }).click();
			await page.getByRole('textbox', { name: t('connect.address') }).fill(address);
			await page.getByLabel(t('connect.keyOptional')).fill(KEY);
			await shot('connect');
			await page.getByRole('textbox', { name: t('connect.address') }).press('Enter');
			await expect(message(page)).toBeVisible({ timeout: 15_000 });

			const text = () => answers(page).last().locator('.md').first().innerText();
			const grows = async () => {
				await expect(answers(page).last().locator('.md').first()).not.toBeEmpty({ timeout: 20_000 });
				const early = (await text()).length;
				await expect.poll(async () => (await text()).length, { timeout: 20_000 }).toBeGreaterThan(early);
			};
			const ask = async (question: string) => {
				await message(page).fill(question);
				await page.getByRole('button', { name: t('composer.send'), exact: true }).click();
			};
			await ask('Write a very long story about a lighthouse keeper and a whale.');
			await grows();
			await shot('answering');
			await page.reload();
			await grows();
			await stop(page).click();
			await expect(page.getByText(t('reply.cancelled'))).toBeVisible();
			await shot('stopped');

			await page
				.locator('section.ask + .after')
				.getByRole('button', { name: t('ask.edit') })
				.click();
			await page.getByRole('textbox', { name: t('ask.edit') }).fill('Name one colour. Answer with one word.');
			await page
				.locator('.edit')
				.getByRole('button', { name: t('ask.sendAgain') })
				.click();
			await expect(page.getByText('2/2')).toBeVisible();
			await grows().catch(() => undefined); // one word may be there at once
			if (await stop(page).isVisible())
				await stop(page)
					.click({ timeout: 5_000 }) // the reply may end just now, and the button with it
					.catch(() => undefined);
			await expect(stop(page)).toBeHidden({ timeout: 30_000 });
			await answers(page)
				.last()
				.getByRole('button', { name: t('reply.again'), exact: true })
				.click();
			await page.getByRole('menuitem', { name: t('reply.againSame', { model: 'smollm2' }) }).click();
			// a reply shows which version it is once it has ended, by itself or by us
			const versions = page.getByText('2/2');
			await expect(stop(page).or(versions.nth(1)).first()).toBeVisible();
			if (await stop(page).isVisible())
				await stop(page)
					.click({ timeout: 5_000 }) // the reply may end just now, and the button with it
					.catch(() => undefined);
			await expect(versions).toHaveCount(2, { timeout: 30_000 });
			await shot('again');

			await page.keyboard.press('Control+k');
			await page.keyboard.type('colour');
			await expect(page.getByRole('option').locator('mark').first()).toBeVisible();
			await shot('search');
			await page.getByRole('option').first().click();
			await expect(page.locator('section.ask').getByText('Name one colour.')).toBeInViewport();
			if (width === 1440) await expect(side(page).getByRole('link')).toHaveCount(1);
			await context.close();
			expect(faults).toEqual([]);
		} finally {
			await house.close();
		}
	});
}
