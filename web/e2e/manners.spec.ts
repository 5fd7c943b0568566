import AxeBuilder from '@axe-core/playwright';
import { test as alone, type Page } from '@playwright/test';
import { expect, listen, message, test } from './fixture';
import { House, PASSWORD } from './house';
import { photograph } from './shots';

// How the page behaves around what it shows: keys, focus, languages, themes, and a server that is away.

const focused = (page: Page) =>
	page.evaluate(() => {
		const at = document.activeElement;
		return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
	});

async function tabTo(page: Page, name: string, key = 'Tab') {
	const seen: string[] = [];
	for (let n = 0; n < 60; n++) {
		await page.keyboard.press(key);
		const here = await focused(page);
		if (here === name) return;
		seen.push(here);
	}
	throw new Error(`${key} never came to ${name}: ${seen.join(' | ')}`);
}

test('language and theme change at once, without loading the page again', async ({ page }) => {
	await page.goto('#/settings/general');
	await expect(page).toHaveTitle('General · Settings');
	await page.evaluate(() => ((window as unknown as { mark: number }).mark = 1));
	const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const light = await paper();
	await page.getByRole('radio', { name: 'Dark' }).click();
	await expect.poll(paper).not.toBe(light);
	await page.getByRole('radio', { name: '中文' }).click();
	await expect(page.getByRole('heading', { name: '外观' })).toBeVisible();
	await expect(page).toHaveTitle('常规 · 设置');
	await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
	await expect(page.getByRole('link', { name: '新对话' })).toBeVisible();
	await expect(page.getByRole('link', { name: '炉边' })).toBeVisible();
	await page.getByRole('radio', { name: 'English' }).click();
	await expect(page.getByRole('link', { name: 'Hearth' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	expect(await page.evaluate(() => (window as unknown as { mark?: number }).mark)).toBe(1);
	await page.reload();
	await expect.poll(paper).not.toBe(light);
});

test('before the sidebar stands a way past it', async ({ page }) => {
	await page.goto('#/settings/general');
	await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
	await tabTo(page, 'Skip to the content', 'Shift+Tab');
	await expect(page.getByRole('button', { name: 'Skip to the content' })).toBeInViewport();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	expect(await focused(page)).toBe('General');
	await expect(page).toHaveURL(/#\/settings\/general$/);
});

test('settings by keys alone: tabs, arrows, switches, a dialog that gives the focus back, a menu', async ({ page }) => {
	await page.goto('#/settings/general');
	await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
	await tabTo(page, 'System');
	await page.keyboard.press('ArrowRight');
	expect(await focused(page)).toBe('Light');
	await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
	await tabTo(page, 'High contrast');
	await page.keyboard.press('Space');
	await expect(page.getByRole('switch', { name: 'High contrast' })).toBeChecked();
	await page.keyboard.press('Space');
	await tabTo(page, 'Account', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/settings\/account$/);
	await tabTo(page, 'Change');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: 'Change password' })).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'Current password' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByText('Enter the password.')).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'Current password' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	expect(await focused(page)).toBe('Change');
	await tabTo(page, 'Ada', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeFocused();
	await page.keyboard.press('ArrowUp');
	await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
	await page.keyboard.press('Escape');
	expect(await focused(page)).toBe('Ada');
});

test('at 200 % nothing is cut off and nothing scrolls sideways', async ({ page }) => {
	await page.setViewportSize({ width: 640, height: 400 }); // 1280 × 800 as a browser at 200 % lays it out
	for (const at of ['#/settings/general', '#/settings/account', '#/settings/devices', '#/settings/keys', '#/']) {
		await page.goto(at);
		await page.locator('h1, h2').first().waitFor({ state: 'attached' });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(640);
	}
	await page.goto('#/settings/account');
	await page.getByRole('button', { name: 'Change' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click();
	await expect(page.getByRole('textbox', { name: 'Current password' })).toBeInViewport();
});

test('an unknown address says so and leads on', async ({ page, faults }) => {
	await page.goto('#/nowhere');
	await expect(page.getByText('There is nothing at this address.')).toBeVisible();
	await expect(page).toHaveTitle('Nothing here');
	await page.getByRole('link', { name: 'To a new chat' }).click();
	await expect(message(page)).toBeVisible();
	faults.length = 0; // the router tells the console too
});

alone('who waits gets in by themselves, and a server that is away is awaited', async ({ browser }) => {
	alone.setTimeout(90_000);
	const house = await House.open();
	const page = await (await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' })).newPage();
	const faults: string[] = [];
	listen(page, faults);
	try {
		await page.goto(`${house.url}#/sign-up`);
		await page.getByRole('textbox', { name: '名字' }).fill('小满');
		await page.getByRole('textbox', { name: '邮箱' }).fill('xiaoman@example.org');
		await page.getByRole('textbox', { name: '密码' }).fill(PASSWORD);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { name: '等待批准' })).toBeVisible();
		await expect(page).toHaveTitle('等待批准');
		const api = await house.signedIn('founder@example.org');
		const { users } = (await (await api.get('api/admin/users')).json()) as { users: { id: string; email: string }[] };
		const id = users.find((user) => user.email === 'xiaoman@example.org')?.id;
		expect((await api.patch(`api/admin/users/${id}`, { data: { role: 'user' } })).ok()).toBe(true);
		await api.dispose();
		// nothing is pressed: the page asks by itself
		await expect(message(page)).toBeVisible({ timeout: 15_000 });

		await page.route('**/api/start', (route) => route.abort());
		await page.reload();
		await expect(page.getByRole('heading', { name: '服务器没有响应' })).toBeVisible();
		await photograph(page, 'down-zh-CN');
		expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
		await page.unroute('**/api/start');
		await expect(message(page)).toBeVisible({ timeout: 10_000 });
	} finally {
		await page.context().close();
		await house.close();
	}
});
