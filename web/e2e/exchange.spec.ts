import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { svgs, xss } from '../src/lib/markdown/corpus/xss';
import { answers, chat, expect, side, test } from './fixture';
import { photograph } from './shots';

const IMPORT = '#/settings/account/import';

interface Exported {
	format: string;
	chats: { title: string; messages: object[] }[];
}

/** A file as people have it: named by chance, in ChatGPT's shape. */
function conversations(chats: { title: string; words: string[]; model?: string; file?: string }[]): Buffer {
	return Buffer.from(
		JSON.stringify(
			chats.map(({ title, words, model, file }, n) => ({
				title,
				create_time: 1718000000 + n * 100,
				update_time: 1718000050 + n * 100,
				conversation_id: `conversation ${n}`,
				current_node: `n${words.length - 1}`,
				mapping: Object.fromEntries(
					words.map((text, i) => [
						`n${i}`,
						{
							id: `n${i}`,
							parent: i ? `n${i - 1}` : null,
							children: i < words.length - 1 ? [`n${i + 1}`] : [],
							message: {
								author: { role: i % 2 ? 'assistant' : 'user' },
								create_time: 1718000000 + n * 100 + i,
								content: { content_type: 'text', parts: [text] },
								metadata: { model_slug: model ?? 'gpt-4o', attachments: file && !i ? [{ name: file }] : [] }
							}
						}
					])
				)
			}))
		)
	);
}

async function bring(page: Page, buffer: Buffer, name = 'conversations.json') {
	await page.locator('main input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

async function saved(page: Page, click: () => Promise<void>) {
	const [download] = await Promise.all([page.waitForEvent('download'), click()]);
	return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

test('a chat is exported by its menu, all by the settings, and another account takes them in', async ({ page, house, browser }) => {
	await chat(page, '杭州 two days: what first?');
	await page.locator('header').getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Export' }).click();
	const dialog = page.getByRole('dialog', { name: 'Export chat' });
	await expect(dialog.getByRole('radio', { name: /Markdown/ })).toBeChecked();
	expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
	await photograph(page, 'export-dialog');
	const markdown = await saved(page, () => dialog.getByRole('button', { name: 'Export' }).click());
	expect(markdown.name).toMatch(/^杭州 two days.*\.md$/);
	expect(markdown.text).toContain('\n## You · ');
	await expect(dialog).toHaveCount(0);
	await expect(page.getByText(/^Exported “杭州/)).toBeVisible();

	const row = side(page).getByRole('link', { name: /^杭州/ });
	await row.hover();
	await row
		.locator('xpath=..')
		.getByRole('button', { name: /^More for/ })
		.click();
	await page.getByRole('menuitem', { name: 'Export' }).click();
	await dialog.getByRole('radio', { name: /^JSON/ }).check();
	const json = await saved(page, () => page.keyboard.press('Enter'));
	expect(json.name).toMatch(/\.json$/);
	expect((JSON.parse(json.text) as Exported).chats[0]?.messages).toHaveLength(2);

	await page.goto('#/settings/account');
	const all = await saved(page, () => page.getByRole('link', { name: 'Export all' }).click());
	expect(all.name).toMatch(/^hearth-chats-\d{4}-\d\d-\d\d\.json$/);
	expect((JSON.parse(all.text) as Exported).format).toBe('hearth.chats');

	const other = await browser.newContext({ locale: 'en' });
	await other.addCookies((await (await house.person('Bo')).api.storageState()).cookies);
	const second = await other.newPage();
	await second.goto(house.url + IMPORT);
	await bring(second, Buffer.from(all.text), 'renamed.txt');
	await expect(second.getByText('1 chat from Hearth')).toBeVisible();
	await second.getByRole('button', { name: 'Import 1 chat' }).click();
	await expect(second.getByText('Imported 1 chat.')).toBeVisible();
	await second.getByRole('link', { name: 'Open the latest' }).click();
	await expect(answers(second)).toHaveCount(1);
	await expect(second.locator('section.ask')).toContainText('杭州 two days: what first?');
	await other.close();
});

test('one sees what is in a file, takes some of it, and the same file brings only the rest', async ({ page, faults }) => {
	test.setTimeout(60_000);
	const file = conversations([
		{ title: '第一个对话', words: ['你好', '你好，有什么可以帮你？'], file: 'notes.pdf' },
		{ title: 'Second chat', words: ['Hello', 'Hi'] },
		{ title: 'Nothing in it', words: [] }
	]);
	await page.goto('#/settings/account');
	await page.getByRole('link', { name: 'Import chats' }).click();
	await expect(page).toHaveTitle('Import chats · Settings');
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
	await photograph(page, 'import-start');
	await bring(page, Buffer.from('Dear diary'));
	await expect(page.getByRole('alert')).toContainText('The file can’t be read: it is not JSON at 1:');
	expect(faults.splice(0)).toEqual([expect.stringContaining('api/import/preview')]); // the browser’s own line about the refusal
	await bring(page, file);
	await expect(page.getByText('3 chats from ChatGPT')).toBeVisible();
	await expect(page.getByText('1 × attachments that the file only names')).toBeVisible();
	await expect(page.getByRole('checkbox', { name: /Nothing in it/ })).toBeDisabled();
	await expect(page.getByText('Left out: no messages')).toBeVisible();
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
	await photograph(page, 'import-choice');
	// by keys: out of “all”, then the second alone
	await page.getByRole('checkbox', { name: /^All \d+ chosen/ }).focus();
	await page.keyboard.press('Space');
	await expect(page.getByText('0 chosen')).toBeVisible();
	await page.getByRole('checkbox', { name: /Second chat/ }).focus();
	await page.keyboard.press('Space');
	await page.getByRole('button', { name: 'Import 1 chat' }).press('Enter');
	await expect(page.getByText('Imported 1 chat.')).toBeVisible();
	await expect(side(page).getByRole('link', { name: 'Second chat' })).toBeVisible();
	await expect(side(page).getByRole('link', { name: '第一个对话' })).toHaveCount(0);

	await page.reload();
	await expect(page.getByText('Imported 1 chat.')).toBeVisible();
	await page.getByRole('button', { name: 'Another file' }).click();
	await bring(page, file);
	await expect(page.getByText('imported before')).toHaveCount(1);
	await page.getByRole('button', { name: 'Import 2 chats' }).click();
	await expect(page.getByText('Imported 1 chat.')).toBeVisible();
	await expect(page.getByRole('term').filter({ hasText: 'There already' })).toBeVisible();
	await photograph(page, 'import-end');
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
	await page.setViewportSize({ width: 360, height: 780 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
	await photograph(page, 'import-end-phone');
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.getByRole('link', { name: 'Open the latest' }).click();
	await expect(page.locator('section.ask')).toContainText('你好');
	await expect(page.locator('section.ask')).toContainText('[notes.pdf]');
});

test('a large file shows its way, and can be given up', async ({ page }) => {
	await page.goto(IMPORT);
	const large = join(test.info().outputDir, 'large.json');
	mkdirSync(test.info().outputDir, { recursive: true });
	writeFileSync(large, Buffer.alloc(50 * 1024 * 1024 + 1, 32));
	await page.locator('main input[type=file]').setInputFiles(large);
	await expect(page.getByRole('alert')).toContainText('a file may have 50');
	let held: () => void = () => {};
	const hold = new Promise<void>((resolve) => (held = resolve));
	await page.route(/api\/uploads\/.*at=900000/, async (route) => {
		await hold;
		await route.abort().catch(() => {});
	});
	const words = Array.from({ length: 40 }, (_, i) => `${i} ${'很长的话'.repeat(12_000)}`);
	await bring(page, conversations([{ title: 'Long', words }]));
	await expect(page.getByRole('meter', { name: 'Sending “conversations.json”' })).toHaveAttribute('aria-valuenow', /^[1-9]/);
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
	held();
	await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the screen of an import reads well in both languages, light and dark, on a phone', async ({
	page,
	person,
	browser,
	house
}) => {
	const file = conversations([
		{ title: '一个标题特别长的对话，用来看看在手机上会不会撑破这一行，以及标题换行以后的样子是否整齐', words: ['你好', '好'] },
		{ title: 'Second chat', words: ['Hello', 'Hi'], file: 'notes.pdf' },
		{ title: 'Nothing in it', words: [] }
	]);
	test.setTimeout(120_000);
	for (const [width, colorScheme, locale] of [
		[390, 'dark', 'zh-CN'],
		[1440, 'light', 'zh-CN'],
		[1440, 'dark', 'en'],
		[390, 'light', 'en']
	] as const) {
		const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: width < 500 ? 844 : 900 } });
		await person.enter(context);
		const own = await context.newPage();
		await own.goto(house.url + IMPORT);
		await own.getByRole('button', { name: /^(Choose a file|选择文件)$/ }).waitFor();
		await photograph(own, `import-0-${width}-${colorScheme}-${locale}`);
		await bring(own, file);
		await own.getByRole('button', { name: /^(Import 2 chats|导入 ?2 ?个对话)$/ }).waitFor();
		expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
		await photograph(own, `import-1-${width}-${colorScheme}-${locale}`);
		await own.getByRole('button', { name: /^(Import 2 chats|导入 ?2 ?个对话)$/ }).click();
		await own.getByRole('button', { name: /^(Another file|换一个文件)$/ }).waitFor();
		expect((await new AxeBuilder({ page: own }).include('main').analyze()).violations).toEqual([]);
		await photograph(own, `import-2-${width}-${colorScheme}-${locale}`);
		await own.getByRole('button', { name: /^(Another file|换一个文件)$/ }).click();
		await own.getByRole('button', { name: /^(Choose a file|选择文件)$/ }).waitFor();
		await context.close();
	}
	await expect(page.locator('main')).toBeVisible();
});

test('whatever an imported file says, in titles, names and words, nothing of it runs and nothing leaves', async ({
	page,
	house
}) => {
	test.setTimeout(180_000);
	const hostile = [...xss, ...svgs];
	const wrong: string[] = [];
	page.on('dialog', (dialog) => {
		wrong.push(`a dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(house.url)) wrong.push(`a request to ${request.url()}`);
	});
	const names = hostile.filter((text) => text.length < 150);
	const file = conversations(
		names.map((title, n) => ({ title, model: title, file: title, words: [title, hostile[n % hostile.length] ?? '', title, title] }))
	);
	await page.goto(IMPORT);
	await bring(page, file, '<img src=x onerror=alert(1)>.json');
	await expect(page.getByRole('checkbox', { name: /^All \d+ chosen/ })).toBeVisible();
	expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
	await page.getByRole('button', { name: /^Import \d+ chats$/ }).click();
	await expect(page.getByText(/^Imported \d+ chats\.$/)).toBeVisible();
	const listed = (await (await page.request.get('api/chats?limit=200')).json()) as { chats: { id: string }[] };
	expect(listed.chats.length).toBeGreaterThan(10);
	for (const { id } of listed.chats.slice(0, 6)) {
		await page.goto(`#/c/${id}`);
		await expect(answers(page).first()).toBeVisible();
		expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
	}
	expect(wrong).toEqual([]);
});
