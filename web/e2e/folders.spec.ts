import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { another, answers, ask, chat, expect, fresh, message, side, test } from './fixture';
import { photograph } from './shots';
import { gate } from './upstream';

const folder = (page: Page, name: string) => side(page).getByRole('link', { name, exact: true });
const row = (page: Page, title: string) => side(page).getByRole('link', { name: title, exact: true });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });

async function newFolder(page: Page, name: string) {
	await side(page).getByRole('button', { name: 'New folder' }).click();
	await page.getByRole('textbox', { name: 'Folder name' }).fill(name);
	await page.keyboard.press('Enter');
	await expect(folder(page, name)).toBeVisible();
}

async function menu(page: Page, of: Locator, item: string) {
	await of.hover();
	await of
		.locator('xpath=..')
		.getByRole('button', { name: /^More for/ })
		.click();
	await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Writes beside the page, as another window would. */
async function call(page: Page, method: 'POST' | 'PATCH', path: string, data: object) {
	const origin = new URL(page.url()).origin;
	const answer = await page.request.fetch(`${origin}/${path}`, { method, data, headers: { Origin: origin, 'X-Hearth': '1' } });
	expect(answer.ok(), await answer.text()).toBe(true);
}

const inOrder = async (page: Page) => side(page).locator('.fo a .ell').allTextContents();

test('by mouse: folders are made, filled, nested, renamed and removed, and nothing is lost', async ({
	page,
	browser,
	person,
	baseURL
}) => {
	test.setTimeout(90_000);
	await chat(page, 'Boil an egg');
	await fresh(page);
	await chat(page, 'Bake a loaf');
	await newFolder(page, 'Kitchen');
	await newFolder(page, 'Home');

	await row(page, 'Boil an egg').dragTo(folder(page, 'Kitchen'));
	await expect(page.getByText('Moved 1 chat to “Kitchen”')).toBeVisible();
	await expect(row(page, 'Boil an egg')).toHaveCount(0);
	await side(page).getByRole('button', { name: 'Open “Kitchen”' }).click();
	await expect(row(page, 'Boil an egg')).toBeVisible();

	await folder(page, 'Kitchen').dragTo(folder(page, 'Home'));
	await expect.poll(() => inOrder(page)).toEqual(['Home', 'Kitchen']);
	await page.reload();
	await expect(row(page, 'Boil an egg')).toBeVisible(); // which ones are open is remembered

	await folder(page, 'Kitchen').dblclick();
	await page.getByRole('textbox', { name: 'Folder name' }).fill('Cooking');
	await page.keyboard.press('Enter');
	await expect(folder(page, 'Cooking')).toBeVisible();
	const second = await another(browser, person, baseURL ?? '');
	await side(second).getByRole('button', { name: 'Open “Home”' }).click();
	await expect(folder(second, 'Cooking')).toBeVisible();

	await menu(page, folder(page, 'Cooking'), 'Remove folder');
	await expect(folder(page, 'Cooking')).toHaveCount(0);
	await expect(row(page, 'Boil an egg')).toBeVisible(); // it moved up
	await expect(folder(second, 'Cooking')).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect.poll(() => inOrder(page)).toEqual(['Home', 'Cooking']);

	await expect(row(page, 'Boil an egg')).toHaveCount(1);
	await row(page, 'Boil an egg').dragTo(row(page, 'Bake a loaf'));
	await expect(page.getByText('Took 1 chat out of its folder')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(side(page).locator('section').getByRole('link', { name: 'Boil an egg' })).toBeVisible();
	await second.context().close();
});

test('a chat begun in a folder takes its model and its system prompt', async ({ page, upstream }) => {
	await newFolder(page, 'Poems');
	await folder(page, 'Poems').click();
	await expect(page.getByRole('heading', { name: 'Poems', level: 1 })).toBeVisible();
	await page.getByRole('button', { name: 'Folder settings' }).click();
	await page.getByLabel('System prompt').fill('Answer in rhyme.');
	await page.getByLabel('Model of new chats').selectOption({ label: 'second' });
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('button', { name: 'Choose a model: second' })).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await chat(page, 'A line about rain');
	await expect(page).toHaveURL(/#\/c\//);
	expect(upstream.bodies('A line about rain')[0]).toMatchObject({
		model: 'second',
		messages: [{ role: 'system', content: 'Answer in rhyme.' }, { role: 'user' }]
	});
	await side(page).getByRole('button', { name: 'Open “Poems”' }).click();
	await expect(side(page).locator('section').getByRole('link', { name: 'A line about rain' })).toHaveAttribute(
		'aria-current',
		'page'
	);
	await folder(page, 'Poems').click();
	await expect(page.locator('main').getByRole('link', { name: /^A line about rain/ })).toBeVisible();
	await expect(message(page)).toHaveValue('');
});

test('by keyboard alone: a chat is moved into a new folder, tagged, found by its tag, and the folder is put in order', async ({
	page
}) => {
	await chat(page, 'Prune the pear');
	const more = side(page).getByRole('button', { name: 'More for “Prune the pear”' });
	const item = async (name: string) => {
		await more.focus();
		await page.keyboard.press('Enter');
		await expect(page.getByRole('menuitem').first()).toBeFocused();
		await page.keyboard.type(name.slice(0, 3));
		await expect(page.getByRole('menuitem', { name })).toBeFocused();
		await page.keyboard.press('Enter');
	};
	await item('Move to');
	await expect(page.getByRole('combobox', { name: 'Find a folder' })).toBeFocused();
	await page.keyboard.type('Garden');
	await expect(option(page, 'New folder “Garden”')).toHaveAttribute('aria-selected', 'true');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Moved 1 chat to “Garden”')).toBeVisible();
	await folder(page, 'Garden').focus();
	await page.keyboard.press('ArrowRight');
	await expect(row(page, 'Prune the pear')).toBeVisible();

	await item('Tags');
	await page.getByRole('textbox', { name: 'Add a tag' }).focus();
	await page.keyboard.type('Green tea');
	await page.keyboard.press('Enter');
	await page.keyboard.type('spring');
	await page.keyboard.press('Enter');
	expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
	await page.getByRole('button', { name: 'Save' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toHaveCount(0);

	await page.keyboard.press('Control+k');
	await expect(page.getByRole('button', { name: 'Find all chats tagged “spring”' })).toBeVisible();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Find all chats tagged “Green tea”' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('combobox')).toHaveValue('tag:"Green tea" ');
	await expect(option(page, /^Prune the pear/)).toHaveCount(1);
	await page.keyboard.type('folder:garden');
	await expect(option(page, /^Prune the pear/)).toHaveCount(1);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('combobox')).toHaveCount(0);

	await side(page).getByRole('button', { name: 'New folder' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.type('Attic');
	await page.keyboard.press('Enter');
	await expect.poll(() => inOrder(page)).toEqual(['Garden', 'Attic']);
	await side(page).getByRole('button', { name: 'More for the folder “Attic”' }).focus();
	await page.keyboard.press('Enter');
	for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
	await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect.poll(() => inOrder(page)).toEqual(['Attic', 'Garden']);
	await side(page).getByRole('button', { name: 'More for the folder “Attic”' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.type('mov');
	await expect(page.getByRole('menuitem', { name: 'Move to …' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.type('gar');
	await page.keyboard.press('Enter');
	await expect.poll(() => inOrder(page)).toEqual(['Garden', 'Attic']);
});

test('many chats are selected by Ctrl and Shift, moved, tagged, archived and deleted together', async ({ page }) => {
	for (const title of ['One', 'Two', 'Three', 'Four']) {
		await fresh(page);
		await chat(page, title);
	}
	await newFolder(page, 'Box');
	const box = (name: string) => side(page).getByRole('checkbox', { name, exact: true });
	const deeds = page.getByRole('toolbar', { name: 'With the selected chats' });
	await row(page, 'One').click({ modifiers: ['Control'] });
	await expect(box('One')).toBeChecked();
	await box('Three').click({ modifiers: ['Shift'] });
	await expect(deeds).toContainText('3 selected');
	await expect(box('Four')).not.toBeChecked();
	expect((await new AxeBuilder({ page }).include('aside').analyze()).violations).toEqual([]);
	await photograph(page, 'folders-selected');
	await deeds.getByRole('button', { name: 'Tag' }).click();
	await page.getByRole('textbox', { name: 'Add a tag' }).fill('numbers');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Tagged 3 chats')).toBeVisible();
	await expect(deeds).toHaveCount(0);

	await menu(page, row(page, 'One'), 'Select');
	await box('Two').click();
	await deeds.getByRole('button', { name: 'Move' }).click();
	await option(page, /^Box/).click();
	await expect(page.getByText('Moved 2 chats to “Box”')).toBeVisible();
	await expect(row(page, 'One')).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(row(page, 'One')).toBeVisible();

	await menu(page, row(page, 'One'), 'Select');
	await box('Two').click();
	await deeds.getByRole('button', { name: 'Archive' }).click();
	await expect(page.getByText('Archived 2 chats')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(row(page, 'Two')).toBeVisible();
	await menu(page, row(page, 'One'), 'Select');
	await box('Three').click();
	await deeds.getByRole('button', { name: 'Delete' }).click();
	await expect(row(page, 'Three')).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(row(page, 'Three')).toBeVisible();
	await menu(page, row(page, 'One'), 'Select');
	await page.keyboard.press('Escape');
	await expect(deeds).toHaveCount(0);
});

test('a reply that ends in a closed folder marks the folder until it is read', async ({ page, upstream }) => {
	await newFolder(page, 'Slow');
	await folder(page, 'Slow').click();
	await expect(page.getByRole('heading', { name: 'Slow', level: 1 })).toBeVisible();
	const { opened, open } = gate();
	upstream.script('Take your time', ['Now', { wait: opened }, ' done.']);
	await ask(page, 'Take your time');
	await page.mouse.move(700, 300); // under the pointer the mark makes way for the menu
	await expect(side(page).getByRole('img', { name: 'A reply is being made in it' })).toBeVisible();
	await fresh(page);
	await page.reload(); // whoever still watches the reply reads it
	await expect(message(page)).toBeVisible();
	open();
	await expect(side(page).getByRole('img', { name: 'A new reply in it' })).toBeVisible();
	await side(page).getByRole('link', { name: /^Slow/ }).click();
	await page
		.locator('main')
		.getByRole('link', { name: /^Take your time/ })
		.click();
	await expect(answers(page)).toHaveCount(1);
	await expect(side(page).getByRole('img', { name: 'A new reply in it' })).toHaveCount(0);
});

const LONG = [
	'Quarterly report for the department of statistics and everything else',
	'与华东区域合作伙伴的会议纪要、合同草案以及后续跟进事项',
	'Donaudampfschifffahrtsgesellschaftskapitänsmütze'
];

test('the sidebar stays calm with none, three and thirty folders', async ({ page }) => {
	test.setTimeout(120_000);
	await chat(page, 'Two days in Hangzhou');
	await fresh(page);
	await chat(page, '给新同事写一封欢迎信');
	const states: [string, () => Promise<void>][] = [
		['none', async () => {}],
		[
			'three',
			async () => {
				for (const name of ['Work', '旅行', 'Recipes']) await call(page, 'POST', 'api/folders', { id: randomUUID(), name });
			}
		],
		[
			'thirty',
			async () => {
				let parents: (string | null)[] = [null];
				for (let depth = 0, n = 3; depth < 4; depth++) {
					const made: string[] = [];
					for (const parent of parents) {
						for (let i = 0; i < 2 && n < 30; i++, n++) {
							const id = randomUUID();
							await call(page, 'POST', 'api/folders', { id, name: LONG[n % 3], parent });
							made.push(id);
						}
					}
					parents = made;
				}
			}
		]
	];
	for (const [state, make] of states) {
		await make();
		await page.setViewportSize({ width: 1440, height: 900 });
		await page.evaluate(() => localStorage.removeItem('hearth.folders.open'));
		await page.reload();
		await expect(message(page)).toBeVisible();
		if (state !== 'none') await expect(side(page).locator('.fo').first()).toBeVisible();
		if (state === 'thirty')
			while (await side(page).locator('.fold[aria-expanded=false]').count())
				await side(page).locator('.fold[aria-expanded=false]').first().click();
		for (const language of ['en', 'zh-CN']) {
			for (const theme of ['light', 'dark']) {
				await call(page, 'PATCH', 'api/me', { language, preferences: { look: { theme } } });
				await page.evaluate((look) => localStorage.setItem('hearth.look', look), JSON.stringify({ theme, language }));
				for (const width of [1440, 390]) {
					await page.setViewportSize({ width, height: 900 });
					await page.reload();
					await expect(message(page)).toBeVisible();
					if (width === 390) await page.locator('header.bar button').first().click();
					await expect(side(page).locator('section')).toBeVisible();
					await photograph(page, `folders-${state}-${language}-${theme}-${width}`);
					expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
					const list = side(page);
					expect(await list.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true);
				}
			}
		}
		expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	}
});
