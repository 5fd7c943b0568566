import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { answers, ask, expect, listen, message, test } from './fixture';
import { PASSWORD, type House } from './house';
import { photograph } from './shots';
import { gate, type Upstream } from './upstream';
import { wordsIn, type Language } from './words';

interface Visit {
	page: Page;
	house: House;
	upstream: Upstream;
	t: ReturnType<typeof wordsIn>;
	phone: boolean;
	/** Signs someone in on this page, instead of who is there. */
	as: (who: 'founder' | 'person' | 'pending' | null) => Promise<void>;
}

const ANSWER = {
	en: `Water loses heat fastest at first. **Newton's law** gives the temperature after a time $t$:

$$T(t) = T_a + (T_0 - T_a)\\,e^{-kt}$$

1. Measure the room, \`T_a\`.
2. Fill the flask at \`T_0\`, say 95 °C.

\`\`\`python
from math import exp

def cooled(t, room=20, start=95, k=0.03):
    """Degrees after t hours."""
    return room + (start - room) * exp(-k * t)
\`\`\`

| Hours | Good flask | Cup |
|------:|-----------:|----:|
| 1 | 93 °C | 51 °C |
| 2 | 91 °C | 33 °C |

> A lid matters more than the wall.
`,
	'zh-CN': `水刚开始降温最快。按**牛顿冷却定律**，时间 $t$ 之后的温度是：

$$T(t) = T_a + (T_0 - T_a)\\,e^{-kt}$$

1. 先测室温 \`T_a\`。
2. 灌满热水，记下 \`T_0\`，比如 95 °C。

\`\`\`python
from math import exp

def cooled(t, room=20, start=95, k=0.03):
    """t 小时后的温度。"""
    return room + (start - room) * exp(-k * t)
\`\`\`

| 小时 | 好的保温壶 | 杯子 |
|-----:|-----------:|-----:|
| 1 | 93 °C | 51 °C |
| 2 | 91 °C | 33 °C |

> 盖子比壶壁更要紧。
`
};
const QUESTION = { en: 'How warm is the water in a flask after two hours?', 'zh-CN': '保温壶里的水两小时后还有多少度？' };
const languageOf = (v: Visit): Language => (v.t('common.cancel') === 'Cancel' ? 'en' : 'zh-CN');

async function fresh({ page }: Visit) {
	await page.goto('#/');
	await expect(message(page)).toBeVisible();
}

async function full(v: Visit) {
	await fresh(v);
	const question = QUESTION[languageOf(v)];
	v.upstream.script(question, [{ think: 'Newton, then an example. ' }, { think: 'A table helps.' }, ANSWER[languageOf(v)]]);
	await ask(v.page, question);
	await expect(answers(v.page).locator('blockquote')).toBeVisible();
	await expect(answers(v.page).locator('.katex').first()).toBeVisible();
	await expect(v.page.locator('[aria-busy=true]')).toHaveCount(0);
}

async function menu(v: Visit, item: Parameters<Visit['t']>[0]) {
	await v.page
		.locator('header.bar')
		.getByRole('button', { name: v.t('common.more') })
		.click();
	await v.page.getByRole('menuitem', { name: v.t(item) }).click();
}

/** Every screen and how one gets there, in this order; a further one is a line. */
const SCREENS: [string, (v: Visit) => Promise<void>][] = [
	['sign-in', async (v) => void (await v.as(null), await v.page.goto('#/sign-in'))],
	['sign-up', async (v) => void (await v.page.goto('#/sign-up'))],
	['waiting', async (v) => v.as('pending')],
	[
		'welcome',
		async (v) => void (await v.as('founder'), await v.page.goto('#/welcome'), await v.page.locator('form').first().waitFor())
	],
	['empty', async (v) => void (await v.as('person'), await fresh(v))],
	['full', full],
	[
		'request',
		async (v) =>
			void (
				await answers(v.page)
					.getByRole('button', { name: v.t('common.more') })
					.click(),
				await v.page.getByRole('menuitem', { name: v.t('reply.request') }).click(),
				await v.page.getByRole('dialog').locator('pre').first().waitFor()
			)
	],
	[
		'parameters',
		async (v) =>
			void (await v.page.keyboard.press('Escape'), await menu(v, 'chat.params'), await v.page.getByRole('dialog').waitFor())
	],
	[
		'palette',
		async (v) =>
			void (
				await v.page.keyboard.press('Escape'),
				await v.page.keyboard.press('Control+k'),
				await v.page.keyboard.type(languageOf(v) === 'en' ? 'flask' : '保温壶'),
				await v.page.locator('mark').first().waitFor()
			)
	],
	[
		'picker',
		async (v) =>
			void (
				await v.page.keyboard.press('Escape'),
				await v.page
					.locator('header.bar')
					.getByRole('button', { name: /scripted/ })
					.click(),
				await v.page.getByRole('option').first().waitFor()
			)
	],
	['thinking', thinking],
	['error', failed],
	['compare', compared],
	[
		'temporary',
		async (v) =>
			void (
				await fresh(v),
				v.phone
					? await menu(v, 'chat.temporary')
					: await v.page.getByRole('button', { name: v.t('chat.temporary'), exact: true }).click(),
				await v.page.getByText(v.t('chat.temporaryOn')).waitFor()
			)
	],
	[
		'gone',
		async (v) =>
			void (await v.page.goto('#/c/01900000-0000-7000-8000-00000000dead'), await v.page.getByText(v.t('chat.gone')).waitFor())
	],
	[
		'sidebar',
		async (v) => void (await fresh(v), v.phone && (await v.page.getByRole('button', { name: v.t('chat.showSide') }).click()))
	]
];

async function thinking(v: Visit) {
	await fresh(v);
	const rest = gate();
	const question = languageOf(v) === 'en' ? 'Think aloud' : '说说你的思路';
	v.upstream.script(question, [
		{ think: 'The question has two halves. ' },
		{ think: 'First the flask, then the cup.' },
		languageOf(v) === 'en' ? 'Both cool down, but ' : '两者都会变凉，但',
		{ wait: rest.opened }
	]);
	await ask(v.page, question);
	await answers(v.page).getByRole('button', { expanded: false }).first().click();
	await expect(answers(v.page).locator('.thought')).toBeVisible();
	await expect(answers(v.page)).toContainText(/but|但/);
}

async function failed(v: Visit) {
	await v.page.getByRole('button', { name: v.t('composer.stop') }).click();
	await fresh(v);
	v.upstream.script('429', {
		status: 429,
		body: { error: { message: 'Rate limit reached', type: 'tokens', code: 'insufficient_quota' } }
	});
	await ask(v.page, '429');
	await expect(v.page.getByRole('alert')).toBeVisible({ timeout: 25_000 });
}

async function compared(v: Visit) {
	await fresh(v);
	if (v.phone) await menu(v, 'chat.compare');
	else await v.page.getByRole('button', { name: v.t('chat.compare') }).click();
	await ask(v.page, QUESTION[languageOf(v)]);
	await expect(answers(v.page).first()).toContainText(/Newton|牛顿/);
	await expect(v.page.getByRole('button', { name: v.t('reply.goOn') })).toHaveCount(v.phone ? 0 : 1);
	await expect(v.page.locator('[aria-busy=true]')).toHaveCount(0);
}

for (const [theme, language, width] of [
	['light', 'zh-CN', 390],
	['dark', 'zh-CN', 1440],
	['light', 'en', 1440],
	['dark', 'en', 390]
] as const) {
	test.describe(`${theme}, ${language}, ${width} px`, () => {
		test.use({
			colorScheme: theme,
			locale: language,
			viewport: { width, height: width === 390 ? 844 : 900 },
			hasTouch: width === 390
		});

		test('every screen is free of what axe finds, and nothing scrolls sideways, at 360 px either', async ({
			page: signedIn,
			browser,
			house,
			upstream,
			person,
			faults
		}) => {
			test.setTimeout(200_000);
			await signedIn.close();
			const context = await browser.newContext({
				baseURL: house.url,
				colorScheme: theme,
				locale: language,
				reducedMotion: 'reduce',
				viewport: { width, height: width === 390 ? 844 : 900 }
			});
			const page = await context.newPage();
			const t = wordsIn(language);
			const as: Visit['as'] = async (who) => {
				await context.clearCookies();
				if (who === 'person') await person.enter(context);
				if (who === 'founder')
					await context.addCookies((await (await house.signedIn('founder@example.org')).storageState()).cookies);
				await page.goto('about:blank');
				await page.goto(who === 'pending' ? '#/sign-up' : '');
				if (who === 'person' || who === 'founder') await expect(message(page)).toBeVisible();
				if (who !== 'pending') return;
				await page.getByRole('textbox', { name: t('door.name') }).fill('Bea');
				await page.getByRole('textbox', { name: t('door.email') }).fill(`pending-${theme}-${width}@example.org`);
				await page.getByRole('textbox', { name: t('door.password') }).fill(PASSWORD);
				await page.keyboard.press('Enter');
				await page.getByRole('heading', { name: t('waiting.title') }).waitFor();
			};
			listen(page, faults);
			const visit: Visit = { page, house, upstream, t, phone: width === 390, as };
			for (const [name, open] of SCREENS) {
				await test.step(name, async () => {
					await open(visit);
					await page.locator('h1, h2').first().waitFor({ state: 'attached' });
					await photograph(page, `${name}-${theme}-${language}-${width}`);
					const { violations } = await new AxeBuilder({ page }).analyze();
					expect(violations.map(({ id, nodes }) => [name, id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
					if (width !== 390) return;
					await page.setViewportSize({ width: 360, height: 740 });
					expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth])).toEqual([360, 360]);
					await page.setViewportSize({ width, height: 844 });
				});
			}
			faults.splice(0, faults.length, ...faults.filter((fault) => !/404|Failed to load resource/.test(fault)));
			await context.close();
		});
	});
}

test('without a mouse: signing in, a new chat, asking, stopping, copying, a menu, searching', async ({
	page,
	person,
	context,
	upstream
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await context.clearCookies();
	await page.reload();
	const at = () =>
		page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim());
	const tabTo = async (name: string | RegExp) => {
		for (let n = 0; n < 40; n++) {
			await page.keyboard.press('Tab');
			const here = (await at()) ?? '';
			if (typeof name === 'string' ? here === name : name.test(here)) return;
		}
		throw new Error(`Tab never came to ${String(name)}`);
	};
	await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeVisible();
	await page.keyboard.press('Tab');
	await page.keyboard.type(person.email);
	await page.keyboard.press('Tab');
	await page.keyboard.type(PASSWORD);
	await page.keyboard.press('Enter');
	await expect(message(page)).toBeFocused();
	upstream.script('Keys only', ['I hear ', { wait: new Promise(() => {}) }]);
	await page.keyboard.type('Keys only');
	await page.keyboard.press('Enter');
	await expect(answers(page)).toContainText('I hear');
	await page.keyboard.press('Escape');
	await expect(page.getByText('Stopped.')).toBeVisible();
	await page.keyboard.press('Control+Shift+o');
	await expect(page).toHaveURL(/#\/$/);
	await expect(page.locator('section.ask')).toHaveCount(0);
	await expect(message(page)).toBeFocused();
	await page.keyboard.type('Second by keys');
	await page.keyboard.press('Enter');
	await expect(page.getByText('You asked: “Second by keys”')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Again', exact: true })).toBeVisible();
	const back = async (name: string) => {
		for (let n = 0; n < 40; n++) {
			await page.keyboard.press('Shift+Tab');
			if ((await at()) === name) return;
		}
		throw new Error(`Shift+Tab never came to ${name}`);
	};
	await back('Copy');
	await page.keyboard.press('Enter');
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('You asked: “Second by keys”');
	await tabTo('More');
	await page.keyboard.press('Enter');
	await page.keyboard.type('ex');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog', { name: 'Exact request' })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await page.keyboard.type('Keys only');
	await expect(page.getByRole('option').first().locator('mark').first()).toBeVisible();
	await page.keyboard.press('Enter');
	await expect(answers(page)).toContainText('I hear');
});
