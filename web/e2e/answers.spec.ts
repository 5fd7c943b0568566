import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { answers, ask, chat, expect, fresh, message, test } from './fixture';
import { photograph } from './shots';
import { gate } from './upstream';
import { wordsIn } from './words';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const PNG = `data:image/png;base64,${PIXEL}`;
const FENCE = '```';

/** A picture that can be seen: a few bars. */
function bars(page: Page): Promise<string> {
	return page.evaluate(() => {
		const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 300 });
		const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
		pen.fillStyle = '#dfe7ea';
		pen.fillRect(0, 0, 480, 300);
		pen.fillStyle = '#42606c';
		for (let n = 0; n < 6; n++) pen.fillRect(30 + n * 74, 270 - n * 40, 50, 20 + n * 40);
		return canvas.toDataURL('image/png');
	});
}

const ANSWER = (picture: string) => `Here is the patch:

${FENCE}diff title="fix.patch"
--- a/flask.py
+++ b/flask.py
@@ -1,3 +1,3 @@
 def cooled(t):
-    return 20 + 75 * exp(-t)
+    return 20 + 75 * exp(-0.03 * t)  # hours, not minutes, and a line that is longer than any phone is wide
${FENCE}

${FENCE}python title="flask.py"
from math import exp

def cooled(t, room=20, start=95, k=0.03):
    """Degrees after t hours."""
    return room + (start - room) * exp(-k * t)
${FENCE}

With $k$ from the lid and $T_a$ from the room:

$$T(t) = T_a + (T_0 - T_a)\\,e^{-kt}$$

| Hours | Good flask | Cup with a lid of cork | Cup without a lid | Bowl on the table | Formula | Code |
|------:|-----------:|----:|----:|----:|:--|:--|
| 1 | 93 °C | 51 °C | 40 °C | 33 °C | $e^{-kt}$ | \`cooled(1)\` |
| 2 | 91 °C | 33 °C | 30 °C | 25 °C | $e^{-2kt}$ | \`cooled(2), or so\` |

${FENCE}mermaid
flowchart LR
  Kettle --> Flask --> Cup
${FENCE}

${FENCE}svg
<svg viewBox="0 0 240 80"><title>A flask</title><rect x="20" y="20" width="160" height="40" rx="8" fill="#9db8a5"/><rect x="180" y="30" width="30" height="20" fill="#42606c"/><text x="100" y="45" text-anchor="middle" font-size="14">95 °C</text></svg>
${FENCE}

![Bars of heat](${picture})

The end.
`;

async function answered(page: Page, upstream: { script: (question: string, script: string[]) => void }, question = 'All of it') {
	upstream.script(question, [ANSWER(await bars(page))]);
	await chat(page, question);
	await expect(answers(page).locator('.katex').first()).toBeVisible();
	await expect(answers(page).locator('.drawing svg')).toHaveCount(2);
}

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

async function saved(page: Page, act: () => Promise<unknown>): Promise<{ name: string; bytes: Buffer }> {
	const [download] = await Promise.all([page.waitForEvent('download'), act()]);
	const file: Download = download;
	return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
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

		test('what stands in an answer is whole, reachable and free of what axe finds, at 360 px too', async ({ page, upstream }) => {
			test.slow();
			const t = wordsIn(language);
			await answered(page, upstream);
			const code = answers(page).locator('.code');
			if (width === 390)
				await code
					.nth(1)
					.getByRole('button', { name: t('md.more') })
					.tap();
			await (width === 390
				? page.getByRole('menuitemcheckbox', { name: t('md.numbers') }).tap()
				: code
						.nth(1)
						.getByRole('button', { name: t('md.numbers') })
						.click());
			await expect(code.first().locator('pre')).toHaveAttribute('data-digits', '2');
			for (const [n, part] of ['.code', '.table', '.drawing', 'img'].entries()) {
				await answers(page).locator(part).first().scrollIntoViewIfNeeded();
				if (part === '.table') await answers(page).locator('.scroller').focus();
				await photograph(page, `answers-${n}-${theme}-${language}-${width}`);
			}
			const { violations } = await new AxeBuilder({ page }).analyze();
			expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
			await page.setViewportSize({ width: 360, height: 740 });
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
			for (const head of await code.locator('> header').all()) {
				const box = await head.evaluate((node) => ({
					height: node.clientHeight,
					inner: node.scrollWidth,
					outer: node.clientWidth
				}));
				expect(box.height).toBe(36);
				expect(box.inner).toBeLessThanOrEqual(box.outer);
			}
			await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
			const picture = answers(page).locator('img');
			await (width === 390 ? picture.tap() : picture.click());
			await expect(page.getByRole('dialog')).toContainText('Bars of heat');
			await page
				.getByRole('dialog')
				.getByRole('button', { name: t('md.zoomIn') })
				.click();
			await photograph(page, `answers-viewer-${theme}-${language}-${width}`);
			const { violations: large } = await new AxeBuilder({ page }).include('dialog').analyze();
			expect(large.map(({ id }) => id)).toEqual([]);
		});
	});
}

test('code: numbers are remembered and never copied, files have their names', async ({ page, context, upstream }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await answered(page, upstream);
	const code = answers(page).locator('.code').nth(1);
	await code.getByRole('button', { name: 'Line numbers' }).click();
	await page.reload();
	await expect(code.getByRole('button', { name: 'Line numbers' })).toHaveAttribute('aria-pressed', 'true');
	await code.locator('pre').evaluate((node) => document.getSelection()?.selectAllChildren(node));
	await page.keyboard.press('Control+c');
	expect((await clipboard(page)).trim().split('\n').slice(0, 3)).toEqual([
		'from math import exp',
		'',
		'def cooled(t, room=20, start=95, k=0.03):'
	]);
	const python = await saved(page, () => code.getByRole('button', { name: 'Download' }).click());
	expect(python.name).toBe('flask.py');
	expect(python.bytes.toString()).toMatch(/^from math import exp\n[\s\S]*\* t\)$/);
	const diff = answers(page).locator('.code').first();
	await diff.locator('pre').evaluate((node) => document.getSelection()?.selectAllChildren(node));
	await page.keyboard.press('Control+c');
	expect((await clipboard(page)).trim().split('\n').slice(3, 5)).toEqual([' def cooled(t):', '-    return 20 + 75 * exp(-t)']);
});

test('tables: a wide one scrolls inside and says so, and is copied as Markdown and CSV by keyboard', async ({
	page,
	context,
	upstream
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await answered(page, upstream);
	const frame = answers(page).locator('.frame');
	await expect(frame).toHaveClass(/more-after/);
	await answers(page).locator('.scroller').focus();
	await expect(answers(page).locator('.table > .tools')).toHaveCSS('opacity', '1');
	await page.keyboard.press('ArrowRight');
	await expect(frame).toHaveClass(/more-before/);
	await page.keyboard.press('Tab');
	// the formulas in the cells are one stop, or were one in the text before
	while (!(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Copy table as Markdown')))
		await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect
		.poll(() => clipboard(page))
		.toMatch(/^\| Hours \| Good flask .*\n\| --: \|.*\n\| 1 \| 93 °C .* \| \$e\^\{-kt\}\$ \| `cooled\(1\)` \|\n/);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect
		.poll(() => clipboard(page))
		.toMatch(/^Hours,Good flask,.*,Code\n1,93 °C,.*\n2,.*,\$e\^\{-2kt\}\$,"cooled\(2\), or so"\n$/);
});

test('formulas: Enter and a click copy the source, and it is said', async ({ page, context, upstream }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await answered(page, upstream);
	await answers(page).locator('.math.display').focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status').filter({ hasText: 'Copied the formula’s source.' })).toBeVisible();
	expect(await clipboard(page)).toBe('$$T(t) = T_a + (T_0 - T_a)\\,e^{-kt}$$');
	await answers(page).locator('p > .math').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await expect.poll(() => clipboard(page)).toBe('$T_a$');
	await answers(page).locator('p > .math .mord').first().click();
	await expect.poll(() => clipboard(page)).toBe('$k$');
});

test('diagrams: SVG and PNG are saved, and one opens large: zoom, pan, Escape, the focus is back', async ({ page, upstream }) => {
	test.slow();
	await answered(page, upstream);
	for (const [n, words] of [
		[2, 'Flask'],
		[3, '95 °C']
	] as const) {
		const block = answers(page).locator('.code').nth(n);
		const choose = async (item: string) => {
			await block.getByRole('button', { name: 'Further actions' }).click();
			await page.getByRole('menuitem', { name: item }).click();
		};
		const svg = await saved(page, () => choose('Download as SVG'));
		expect(svg.name).toBe('diagram.svg');
		expect(svg.bytes.toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
		expect(svg.bytes.toString()).toContain(words);
		const png = await saved(page, () => choose('Download as PNG'));
		expect(png.name).toBe('diagram.png');
		expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
		const [viewBox = ''] = await block
			.locator('.drawing svg')
			.evaluateAll((all) => all.map((one) => one.getAttribute('viewBox') ?? ''));
		expect(png.bytes.readUInt32BE(16)).toBe(Math.round(Number(viewBox.split(' ')[2]) * 2));
		expect(png.bytes.length).toBeGreaterThan(500);
	}
	const block = answers(page).locator('.code').nth(3);
	await block.getByRole('button', { name: 'Open large' }).press('Enter');
	const dialog = page.getByRole('dialog', { name: 'A flask' });
	await expect(dialog.locator('.drawing svg')).toBeVisible();
	const place = () =>
		dialog.locator('.sight').evaluate((node) => new DOMMatrix(getComputedStyle(node).transform).toJSON() as DOMMatrix);
	await page.mouse.move(900, 500);
	await page.mouse.wheel(0, -300);
	await expect.poll(async () => (await place()).a).toBeGreaterThan(2);
	const before = await place();
	await page.mouse.down();
	await page.mouse.move(950, 530, { steps: 4 });
	await page.mouse.up();
	await expect.poll(async () => (await place()).e - before.e).toBeCloseTo(50, 0);
	await dialog.getByRole('button', { name: 'Fit to the window' }).click();
	expect((await place()).a).toBe(1);
	await page.keyboard.press('Escape');
	await expect(dialog).toHaveCount(0);
	await expect(block.getByRole('button', { name: 'Open large' })).toBeFocused();
});

test('pictures: those of questions and answers follow each other, foreign ones are never loaded', async ({
	page,
	house,
	upstream
}) => {
	const foreign: string[] = [];
	page.on('request', (request) => {
		if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(house.url)) foreign.push(request.url());
	});
	await page.locator('.composer input[type=file]').setInputFiles({
		name: 'heron.png',
		mimeType: 'image/png',
		buffer: Buffer.from((await bars(page)).split(',')[1] ?? '', 'base64')
	});
	upstream.script('Look', [`![First](${PNG}) ![Far](https://evil.example/a.png)\n\n![Second](${PNG})`]);
	await expect(page.locator('.composer li img')).toBeVisible();
	await message(page).fill('Look');
	await expect(page.locator('.composer li .over')).toHaveCount(0);
	await message(page).press('Enter');
	await expect(answers(page).getByRole('button', { name: 'Second' })).toBeVisible();
	await expect(answers(page).getByRole('link', { name: 'Far (evil.example)' })).toBeVisible();
	await page.getByRole('button', { name: 'Picture heron.png' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.locator('p')).toContainText('1 of 3');
	await expect(dialog.locator('p')).toContainText('Picture heron.png');
	const file = await saved(page, () => dialog.getByRole('button', { name: 'Download' }).click());
	expect(file.name).toBe('heron.png');
	await page.keyboard.press('ArrowRight');
	await expect(dialog.locator('p')).toContainText('First');
	await dialog.getByRole('button', { name: 'Next picture' }).click();
	await expect(dialog.locator('p')).toContainText('Second');
	await dialog.getByRole('button', { name: 'Close' }).click();
	await expect(page.getByRole('button', { name: 'Picture heron.png' })).toBeFocused();
	await answers(page).getByRole('button', { name: 'First' }).press('Enter');
	await expect(page.getByRole('dialog').locator('p')).toContainText('2 of 3');
	expect(foreign).toEqual([]);
});

test('thoughts: one line that moves nothing; opened by hand, they come open the next time', async ({ page, upstream }) => {
	await page.emulateMedia({ reducedMotion: 'no-preference' });
	const [more, rest] = [gate(), gate()];
	upstream.script('Think', [
		{ think: 'Short.' },
		{ wait: more.opened },
		{ think: `\nThen a line that is far longer than any column: ${'the flask, the lid and the room, '.repeat(20)}and the cup.` },
		{ wait: rest.opened },
		'Done.'
	]);
	await ask(page, 'Think');
	const line = answers(page).getByRole('button', { name: /^Thinking/ });
	await expect(line).toContainText('Short.');
	const end = () =>
		line
			.locator('> svg')
			.last()
			.evaluate((node) => node.getBoundingClientRect().x);
	const before = await end();
	more.open();
	await expect(line).toContainText('and the cup.');
	expect(await end()).toBe(before);
	const { right, edge } = await line.evaluate((node) => ({
		right: node.querySelector('.line')?.getBoundingClientRect().right ?? 0,
		edge: node.querySelector('.ticker')?.getBoundingClientRect().right ?? 0
	}));
	expect(right).toBeLessThanOrEqual(edge + 1); // the newest words are seen
	await photograph(page, 'thinking-line');
	await line.click();
	await expect(answers(page).locator('.thought')).toContainText('Short.');
	rest.open();
	await expect(answers(page)).toContainText('Done.');
	await fresh(page);
	const again = gate();
	upstream.script('Think on', [{ think: 'Open at once.' }, { wait: again.opened }, 'Well.']);
	await ask(page, 'Think on');
	await expect(answers(page).locator('.thought')).toContainText('Open at once.');
	again.open();
	await expect(answers(page).locator('.thought')).toHaveCount(0);
});
