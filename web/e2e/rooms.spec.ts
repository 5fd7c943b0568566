import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { listen } from './fixture';
import { furnished } from './furnished';
import type { House } from './house';
import { photograph } from './shots';
import { Upstream } from './upstream';
import { wordsIn } from './words';

// Every screen but the chat's, in every state that can be had by hand: photographed, without sideways scrolling, and free of what axe finds.

interface Visit {
	page: Page;
	house: House;
	t: ReturnType<typeof wordsIn>;
	phone: boolean;
	/** Signs in as one of the furnished house; null is nobody. */
	as: (email: string | null, at: string) => Promise<void>;
}

const test = base.extend<object, { rooms: { house: House } }>({
	rooms: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
		async ({}, use) => {
			const upstream = await Upstream.open();
			const rooms = await furnished(upstream);
			await use(rooms);
			await rooms.close();
			upstream.close();
		},
		{ scope: 'worker', timeout: 90_000 }
	]
});

const MEMBER = 'xiaoman@example.org';
const FOUNDER = 'founder@example.org';
const button = (v: Visit, name: string) => v.page.getByRole('button', { name, exact: true });
const field = (v: Visit, name: string) => v.page.getByRole('textbox', { name, exact: true });
const dialog = (v: Visit) => v.page.getByRole('dialog');
const submit = (v: Visit) => dialog(v).locator('footer button').last().click();

async function go(v: Visit, to: string) {
	await v.page.keyboard.press('Escape');
	await v.page.goto(to);
	await v.page.locator('h2').first().waitFor();
	await expect(v.page.locator('main .waiting')).toHaveCount(0);
}

async function openMenu(v: Visit, name: string) {
	await button(v, v.t('admin.moreOf', { name })).click();
	await v.page.getByRole('menu').waitFor();
}

const more = async (v: Visit, name: string, item: string) => {
	await openMenu(v, name);
	await v.page.getByRole('menuitem', { name: item, exact: true }).click();
	await dialog(v).waitFor();
};

/** Each follows the one above it; a further one is a line. */
const SCREENS: [string, (v: Visit) => Promise<void>][] = [
	['sign-in-empty', async (v) => void (await v.as(null, '#/sign-in'), await button(v, v.t('door.signInButton')).click())],
	[
		'sign-in-wrong',
		async (v) => {
			await field(v, v.t('door.email')).fill('nobody@example.org');
			await field(v, v.t('door.password')).fill('wrong-password');
			await v.page.keyboard.press('Enter');
			await v.page.locator('[aria-invalid=true]').first().waitFor();
		}
	],
	['sign-up-empty', async (v) => void (await v.page.goto('#/sign-up'), await button(v, v.t('door.signUpButton')).click())],
	['general', async (v) => void (await v.as(MEMBER, '#/settings/general'), await go(v, '#/settings/general'))],
	['unknown', async (v) => void (await v.page.goto('#/nowhere/at/all'), await v.page.getByText(v.t('common.notHere')).waitFor())],
	['account', (v) => go(v, '#/settings/account')],
	[
		'password',
		async (v) => {
			await button(v, v.t('settings.passwordChange')).click();
			await submit(v);
			await dialog(v).getByText(v.t('door.passwordMissing')).waitFor();
		}
	],
	[
		'leave',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await button(v, v.t('settings.leaveButton')).click();
			await submit(v);
			await dialog(v).getByText(v.t('door.passwordMissing')).waitFor();
		}
	],
	[
		'chats-deleted',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await button(v, v.t('settings.deleteChatsButton')).click();
			await v.page.locator('.toast').waitFor();
		}
	],
	['devices', (v) => go(v, '#/settings/devices')],
	['keys', (v) => go(v, '#/settings/keys')],
	[
		'key-wrong',
		async (v) => {
			await button(v, v.t('settings.keyAdd')).click();
			await dialog(v).getByRole('checkbox').first().uncheck();
			await submit(v);
			await dialog(v).getByText(v.t('settings.keyNameMissing')).waitFor();
		}
	],
	[
		'key-made',
		async (v) => {
			await field(v, v.t('settings.keyName')).fill('Emacs');
			await dialog(v).getByRole('checkbox').first().check();
			await submit(v);
			await button(v, v.t('settings.keyKept')).waitFor();
		}
	],
	[
		'key-delete',
		async (v) => {
			await button(v, v.t('settings.keyKept')).click();
			await button(v, v.t('settings.keyDeleteName', { name: 'Emacs' }))
				.first()
				.click();
			await dialog(v).waitFor();
		}
	],
	[
		'key-deleted',
		async (v) => {
			await submit(v);
			await v.page.locator('.toast').waitFor();
		}
	],
	['connections', async (v) => void (await v.as(FOUNDER, '#/admin/connections'), await go(v, '#/admin/connections'))],
	['connection-menu', (v) => openMenu(v, '实验室网关')],
	[
		'connection-delete',
		async (v) => {
			await v.page.getByRole('menuitem', { name: v.t('common.delete') }).click();
			await dialog(v).waitFor();
		}
	],
	[
		'connection-wrong',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await button(v, v.t('admin.connectionAdd')).click();
			await submit(v);
			await dialog(v).locator('[aria-invalid=true]').first().waitFor();
		}
	],
	[
		'connection-refused',
		async (v) => {
			await dialog(v)
				.getByRole('radio', { name: v.t('provider.openai') })
				.click();
			await field(v, v.t('connect.address')).fill('http://127.0.0.1:9/v1');
			await dialog(v).locator('summary').click();
			await button(v, v.t('admin.headerAdd')).click();
			await submit(v);
			await dialog(v).getByRole('alert').first().waitFor();
		}
	],
	[
		'connection-edit',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await more(v, '实验室网关', v.t('common.edit'));
		}
	],
	['models', (v) => go(v, '#/admin/models')],
	['model-menu', (v) => openMenu(v, '通义千问 Plus')],
	[
		'model-edit',
		async (v) => {
			await v.page.getByRole('menuitem', { name: v.t('common.edit') }).click();
			await dialog(v)
				.getByRole('textbox', { name: v.t('chat.temperature') })
				.fill('hot');
			await submit(v);
			await dialog(v).locator('[aria-invalid=true]').waitFor();
		}
	],
	['users', (v) => go(v, '#/admin/users')],
	['user-menu', (v) => openMenu(v, '欧阳锋')],
	[
		'user-delete',
		async (v) => {
			await v.page.getByRole('menuitem', { name: v.t('common.delete') }).click();
			await dialog(v).waitFor();
		}
	],
	['user-edit', async (v) => void (await v.page.keyboard.press('Escape'), await more(v, 'Grace Hopper', v.t('common.edit')))],
	[
		'user-wrong',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await button(v, v.t('admin.userAdd')).click();
			await submit(v);
			await dialog(v).locator('[aria-invalid=true]').first().waitFor();
		}
	],
	[
		'nobody',
		async (v) => {
			await v.page.keyboard.press('Escape');
			await v.page.getByRole('searchbox').fill('nobody of this name');
			await v.page.getByText('nobody of this name').waitFor();
		}
	],
	['house', (v) => go(v, '#/admin/general')],
	['welcome', async (v) => void (await v.page.goto('#/welcome'), await v.page.locator('form').first().waitFor())],
	[
		'welcome-wrong',
		async (v) => {
			await v.page.locator('form button[type=submit]').first().click();
			await v.page.locator('[aria-invalid=true]').waitFor();
		}
	],
	[
		'welcome-address',
		async (v) => {
			await v.page.getByRole('button', { name: v.t('connect.openai') }).click();
			await field(v, v.t('connect.address')).fill('http://127.0.0.1:9/v1');
			await v.page.locator('form button[type=submit]').first().click();
			await v.page.locator('[aria-invalid=true]').waitFor();
		}
	],
	['welcome-ollama', (v) => v.page.getByRole('button', { name: v.t('connect.ollama') }).click()],
	['welcome-starter', (v) => v.page.getByRole('button', { name: v.t('connect.starter') }).click()],
	[
		'account-menu',
		async (v) => {
			await v.page.goto('#/settings/general');
			if (v.phone) await button(v, v.t('chat.showSide')).click();
			await button(v, 'Founder').click();
			await v.page.getByRole('menu').waitFor();
		}
	]
];

const LOOKS = [
	['light', 'zh-CN', 1440],
	['dark', 'en', 1440],
	['dark', 'zh-CN', 390],
	['light', 'en', 390],
	...(process.env.HEARTH_GRID
		? ([
				['dark', 'zh-CN', 1440],
				['light', 'en', 1440],
				['light', 'zh-CN', 390],
				['dark', 'en', 390]
			] as const)
		: [])
] as const;

for (const [theme, language, width] of LOOKS) {
	test(`the rooms around the chat, ${theme}, ${language}, ${width} px`, async ({ rooms, browser }) => {
		test.setTimeout(240_000);
		const { house } = rooms;
		const size = { width, height: width === 390 ? 844 : 1000 };
		const context: BrowserContext = await browser.newContext({
			baseURL: house.url,
			colorScheme: theme,
			locale: language,
			reducedMotion: 'reduce',
			viewport: size,
			hasTouch: width === 390
		});
		const page = await context.newPage();
		page.setDefaultTimeout(10_000);
		const faults: string[] = [];
		listen(page, faults);
		const as: Visit['as'] = async (email, at) => {
			await context.clearCookies();
			if (email) {
				const api = await house.signedIn(email);
				await context.addCookies((await api.storageState()).cookies);
				await api.dispose();
			}
			await page.goto('about:blank');
			await page.goto(at);
		};
		const visit: Visit = { page, house, t: wordsIn(language), phone: width === 390, as };
		for (const [name, open] of SCREENS) {
			await test.step(name, async () => {
				await open(visit);
				await photograph(page, `${name}-${theme}-${language}-${width}`);
				const { violations } = await new AxeBuilder({ page }).analyze();
				expect.soft(violations.map(({ id, nodes }) => [name, id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
				const narrow = width === 390 ? 360 : 768;
				await page.setViewportSize({ width: narrow, height: size.height });
				expect
					.soft(await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth]), name)
					.toEqual([narrow, narrow]);
				await page.setViewportSize(size);
			});
		}
		expect(faults.filter((fault) => !/Failed to load resource|Not found: \//.test(fault))).toEqual([]);
		await context.close();
	});
}
