import AxeBuilder from '@axe-core/playwright';
import { chat, expect, fresh, message, side, test } from './fixture';
import { photograph } from './shots';

// What the keyboard does wherever one is.

test('a question mark shows all shortcuts, Escape gives the focus back, and while writing it is a sign like any other', async ({
	page
}) => {
	await message(page).fill('Why');
	await message(page).press('?');
	await expect(message(page)).toHaveValue('Why?');
	await page.getByRole('button', { name: 'Hide sidebar' }).focus();
	await page.keyboard.press('?');
	const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
	await expect(list.getByText('Copy the last code block')).toBeVisible();
	await photograph(page, 'shortcuts');
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await page.keyboard.press('Control+Shift+s'); // the dialog has the keyboard
	await page.keyboard.press('Escape');
	await expect(list).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Hide sidebar' })).toBeFocused();
	await message(page).focus();
	await page.keyboard.press('Control+/');
	await expect(list).toBeVisible();
	await page.emulateMedia({ colorScheme: 'dark' });
	await page.setViewportSize({ width: 390, height: 780 });
	await photograph(page, 'shortcuts-390-dark');
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('from chat to chat, to the message field and the settings, and the sidebar away and back', async ({ page }) => {
	await chat(page, 'The first one');
	await fresh(page);
	await chat(page, 'The second one');
	await message(page).blur();
	await page.keyboard.press('Alt+ArrowDown');
	await expect(page.getByText('You asked: “The first one”')).toBeVisible();
	await page.keyboard.press('Alt+ArrowUp');
	await expect(page.getByText('You asked: “The second one”')).toBeVisible();
	await message(page).fill('some text');
	await page.keyboard.press('Alt+ArrowDown'); // moves in the text on some systems
	await expect(page.getByText('You asked: “The second one”')).toBeVisible();
	await message(page).blur();
	await page.keyboard.press('Shift+Escape');
	await expect(message(page)).toBeFocused();
	await page.keyboard.press('Control+Shift+s');
	await expect(side(page)).toHaveCount(0);
	await page.keyboard.press('Control+Shift+s');
	await expect(side(page)).not.toHaveCount(0);
	await page.keyboard.press('Control+,');
	await expect(page).toHaveURL(/#\/settings\/general$/);
});

test('the last answer and its last code are copied', async ({ page, context, upstream }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const clip = () => page.evaluate(() => navigator.clipboard.readText());
	const said = 'One way:\n\n```js\nold();\n```\n\n- and another\n\n  ```js\n  fresh();\n  ```\n\nThat is all.';
	upstream.script('Show me code', [said]);
	await chat(page, 'Show me code');
	await page.keyboard.press('Control+Shift+;');
	await expect(page.getByText('Copied')).toBeVisible();
	expect((await clip()).trim()).toBe('fresh();');
	await page.keyboard.press('Control+Shift+c');
	await expect.poll(clip).toBe(said);
});
