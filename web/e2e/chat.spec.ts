import { answers, ask, chat, expect, message, side, stop, test } from './fixture';
import { gate, slowly } from './upstream';

test('a question is answered as it is made, and stops when told to', async ({ page, upstream }) => {
	upstream.script('Count slowly', slowly('one two three '.repeat(200), 20));
	await ask(page, 'Count slowly');
	await expect(page).toHaveURL(/#\/c\/[0-9a-f-]{36}$/);
	await expect(answers(page)).toContainText('one two three');
	const early = (await answers(page).innerText()).length;
	await expect.poll(async () => (await answers(page).innerText()).length).toBeGreaterThan(early);
	await stop(page).click();
	await expect(page.getByText('Stopped.')).toBeVisible();
	await expect.poll(() => upstream.open.has('Count slowly')).toBe(false);
	const kept = await answers(page).innerText();
	await page.reload();
	await expect(page.getByText('Stopped.')).toBeVisible();
	expect(await answers(page).innerText()).toBe(kept);
});

test('a reload in the middle shows all that was there and goes on', async ({ page, upstream }) => {
	const rest = gate();
	upstream.script('Half now', ['The first half, ', { wait: rest.opened }, 'and the second.']);
	await ask(page, 'Half now');
	await expect(answers(page)).toContainText('The first half,');
	await page.reload();
	await expect(answers(page)).toContainText('The first half,');
	await expect(stop(page)).toBeVisible();
	rest.open();
	await expect(answers(page)).toContainText('The first half, and the second.');
	await expect(stop(page)).toBeHidden();
});

test('thoughts stand above the answer and can be unfolded', async ({ page, upstream }) => {
	upstream.script('Think', [{ think: 'First I weigh it. ' }, { think: 'Then I decide.' }, 'Yes.']);
	await chat(page, 'Think');
	await answers(page)
		.getByRole('button', { name: /^Thinking/ })
		.click();
	await expect(page.getByText('First I weigh it. Then I decide.')).toBeVisible();
	await page.reload();
	await expect(answers(page).getByRole('button', { name: /^Thinking/ })).toBeVisible();
});

test('a reply can be made again, and both versions stay', async ({ page, upstream }) => {
	upstream.script('Again?', ['Version one']);
	await chat(page, 'Again?');
	upstream.script('Again?', ['Version two']);
	await answers(page).getByRole('button', { name: 'Again' }).click();
	await page.getByRole('menuitem', { name: 'Again with scripted' }).click();
	await expect(answers(page)).toContainText('Version two');
	await expect(page.getByText('2/2')).toBeVisible();
	await page.getByRole('button', { name: 'Previous version' }).click();
	await expect(answers(page)).toContainText('Version one');
	await page.reload();
	await expect(answers(page)).toContainText('Version one');
	await expect(page.getByText('1/2')).toBeVisible();
});

test('a reply is made again shorter, and by another model', async ({ page, upstream }) => {
	await chat(page, 'Tell me');
	await answers(page).getByRole('button', { name: 'Again' }).click();
	await page.getByRole('menuitem', { name: 'Shorter' }).click();
	await expect(page.getByText('2/2')).toBeVisible();
	await answers(page).getByRole('button', { name: 'Again' }).click();
	await page.getByRole('menuitem', { name: 'With another model' }).click();
	await page.getByRole('option', { name: /second/ }).click();
	await expect(page.getByText('3/3')).toBeVisible();
	await expect.poll(() => upstream.asked.some(({ body }) => body.model === 'second' && body.messages.length === 1)).toBe(true);
});

test('a question can be asked differently, and both versions stay', async ({ page }) => {
	await chat(page, 'Old question?');
	await page.getByRole('button', { name: 'Edit' }).click();
	await page.getByRole('textbox', { name: 'Edit' }).fill('New question?');
	await page.keyboard.press('Enter');
	await expect(page.getByText('You asked: “New question?”')).toBeVisible();
	await expect(page.getByText('2/2')).toBeVisible();
	await page.getByRole('button', { name: 'Previous version' }).click();
	await expect(page.getByText('You asked: “Old question?”')).toBeVisible();
});

test('an answer can be edited in place, and what was edited is what the model reads', async ({ page, upstream }) => {
	await chat(page, 'Edit me');
	await answers(page).getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Edit the answer' }).click();
	await page.getByRole('textbox', { name: 'Edit the answer' }).fill('What I would have said');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(answers(page)).toContainText('What I would have said');
	await chat(page, 'Go on from it');
	expect(upstream.bodies('Go on from it')[0]?.messages[1]?.content).toBe('What I would have said');
});

test('what is asked meanwhile waits in a row, can be changed there, and goes out by itself', async ({ page, upstream }) => {
	const rest = gate();
	upstream.script('First?', ['One moment', { wait: rest.opened }, '.']);
	await ask(page, 'First?');
	await expect(answers(page)).toContainText('One moment');
	await ask(page, 'Second?');
	await expect(page.getByText('Next: Second?')).toBeVisible();
	const row = page.locator('.queue');
	await row.getByRole('button', { name: 'Edit' }).click();
	await row.getByRole('textbox', { name: 'Edit' }).fill('Second, differently?');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Next: Second, differently?')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Next: Second, differently?')).toBeVisible();
	rest.open();
	await expect(page.getByText('You asked: “Second, differently?”')).toBeVisible();
	await expect(page.getByText('Next: Second')).toBeHidden();
});

test('a stopped answer goes on where it stopped', async ({ page, upstream }) => {
	upstream.script('Long one', ['The beginning', { wait: new Promise(() => {}) }]);
	await ask(page, 'Long one');
	await expect(answers(page)).toContainText('The beginning');
	await stop(page).click();
	await expect(page.getByText('Stopped.')).toBeVisible();
	upstream.script('Long one', [' and the end.']);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(answers(page)).toContainText('The beginning and the end.');
});

test('an error says what to do, and the exact request and the raw answer are one click away', async ({ page, upstream }) => {
	upstream.script('Break', { status: 400, body: { error: { message: 'the house is on fire', type: 'x', code: 'odd_code' } } });
	await ask(page, 'Break');
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByRole('button', { name: 'Raw answer' }).click();
	const dialog = page.getByRole('dialog', { name: 'Exact request' });
	await expect(dialog).toContainText('/v1/chat/completions');
	await expect(dialog).toContainText('"content": "Break"');
	await expect(dialog).toContainText('the house is on fire');
	await expect(dialog).not.toContainText('sk-scripted');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	upstream.script('Break', ['All is well.']);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(answers(page)).toContainText('All is well.');
});

test('one question goes to two models, one of them is gone on with, and each can be edited in its column', async ({ page }) => {
	await page.getByRole('button', { name: 'Compare models' }).click();
	await ask(page, 'Both?');
	await expect(page.getByText('You asked: “Both?”')).toHaveCount(2);
	await page.getByRole('button', { name: 'Go on with this' }).last().click();
	await expect(page.getByText('Going on with this')).toBeVisible();
	const column = page.locator('.duo section').last();
	await column.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Edit the answer' }).click();
	await page.getByRole('textbox', { name: 'Edit the answer' }).fill('Edited in its column');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(column).toContainText('Edited in its column');
	await ask(page, 'And now?');
	await expect(page.getByText('You asked: “And now?”')).toHaveCount(2);
	await page.reload();
	await expect(page.getByText('Edited in its column')).toBeVisible();
});

test('a temporary chat is marked, answers, and leaves nothing behind', async ({ page }) => {
	await page.getByRole('button', { name: 'Temporary chat' }).click();
	await expect(page.getByText('Temporary: nothing of this chat is kept')).toBeVisible();
	await chat(page, 'Secret?');
	await expect(answers(page)).toContainText('You asked: “Secret?”');
	await chat(page, 'More secrets?');
	await expect(side(page).getByText('Secret?')).toBeHidden();
	await page.reload();
	await expect(page.getByText('Secret?')).toHaveCount(0);
});

const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
	'base64'
);

test('a text file and a picture go out with the question and reach the model', async ({ page, upstream }) => {
	const files = page.locator('.composer input[type=file]');
	await files.setInputFiles({ name: '笔记.txt', mimeType: 'text/plain', buffer: Buffer.from('the kettle is blue') });
	await files.setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PIXEL });
	await expect(page.locator('.composer')).toContainText('笔记.txt');
	await message(page).fill('What is in it?');
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.getByRole('link', { name: /笔记\.txt/ })).toBeVisible();
	await expect(page.getByRole('img', { name: /dot\.png/ })).toBeVisible();
	await expect.poll(() => upstream.asked.some(({ body }) => /the kettle is blue/.test(JSON.stringify(body.messages)))).toBe(true);
	const body = upstream.asked.find(({ body }) => /the kettle is blue/.test(JSON.stringify(body.messages)))?.body;
	expect(JSON.stringify(body?.messages)).toContain('data:image/png;base64,');
});

test('a chat is found, renamed, pinned, deleted and brought back', async ({ page }) => {
	await chat(page, 'Where do red pandas sleep?');
	const row = side(page).getByRole('link', { name: 'Where do red pandas sleep?' });
	await expect(row).toBeVisible();
	await row.dblclick();
	await page.getByRole('textbox', { name: 'Title' }).fill('Red pandas');
	await page.keyboard.press('Enter');
	await expect(side(page).getByRole('link', { name: 'Red pandas' })).toBeVisible();
	const more = async (what: string) => {
		await side(page).getByRole('link', { name: 'Red pandas' }).hover();
		await page.getByRole('button', { name: 'More for “Red pandas”' }).click();
		await page.getByRole('menuitem', { name: what }).click();
	};
	await more('Pin');
	await expect(side(page).getByText('Pinned', { exact: true })).toBeVisible();
	await page.reload();
	await expect(side(page).getByText('Pinned', { exact: true })).toBeVisible();
	await page.keyboard.press('Control+k');
	await page.keyboard.type('pandas sleep');
	await expect(page.getByRole('option').first().locator('mark').first()).toBeVisible();
	await page.getByRole('option').first().click();
	await expect(page.getByText('You asked: “Where do red pandas sleep?”')).toBeInViewport();
	await more('Delete');
	await expect(side(page).getByText('Red pandas')).toBeHidden();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(side(page).getByRole('link', { name: 'Red pandas' })).toBeVisible();
});

test('parameters and a system prompt of one chat reach the model', async ({ page, upstream }) => {
	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name: 'System prompt and parameters' }).click();
	await page.getByRole('textbox', { name: 'System prompt' }).fill('Answer like a pirate.');
	await page.getByRole('textbox', { name: 'Temperature' }).fill('3');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Enter a number from 0 to 2.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Temperature' }).fill('0.3');
	await page.getByRole('button', { name: 'Save' }).click();
	await chat(page, 'Ahoy?');
	const body = upstream.bodies('Ahoy?')[0];
	expect(body?.messages[0]).toEqual({ role: 'system', content: 'Answer like a pirate.' });
	expect(body?.['temperature']).toBe(0.3);
});

test('a model is searched, pinned and chosen, and the choice stays', async ({ page, upstream }) => {
	const picker = page.locator('header.bar').getByRole('button').filter({ hasText: 'scripted' });
	await picker.click();
	await page.keyboard.type('thi');
	await page.getByRole('button', { name: 'Pin third' }).click();
	await expect(page.getByRole('button', { name: 'Unpin third' })).toBeVisible();
	await page.getByRole('option', { name: /third/ }).click();
	await expect(page.getByRole('button', { name: 'Choose a model: third' })).toBeVisible();
	await chat(page, 'Who are you?');
	expect(upstream.bodies('Who are you?')[0]?.model).toBe('third');
	await page.reload();
	await expect(page.getByRole('button', { name: 'Choose a model: third' })).toBeVisible();
});

test('an answer goes on in a new chat, and a message is deleted with what follows it', async ({ page }) => {
	await chat(page, 'Fork here');
	const before = page.url();
	await answers(page).getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Go on in a new chat' }).click();
	await expect(page).not.toHaveURL(before);
	await expect(page.getByText('You asked: “Fork here”')).toBeVisible();
	await chat(page, 'And on');
	await answers(page).last().getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Delete from here' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect(page.getByText('You asked: “And on”')).toBeHidden();
	await expect(page.getByText('You asked: “Fork here”')).toBeVisible();
});

test('a long chat holds few turns in the page, opens at its end and finds a message far above', async ({ page, person, house }) => {
	test.slow();
	const api = await house.signedIn(person.email);
	const id = '01900000-0000-7000-8000-000000000001';
	const uuid = (n: number) => `01900000-0000-7000-8000-${String(n + 1000).padStart(12, '0')}`;
	let parent: string | null = null;
	for (let n = 1; n <= 120; n++) {
		const reply = uuid(2 * n + 1);
		const sent = await api.post(`api/chats/${id}/messages`, {
			data: {
				id: uuid(2 * n),
				parent,
				parts: [{ type: 'text', text: `Question ${n}: what about the heron ${n}?` }],
				replies: [{ id: reply, model: await firstModel(page) }]
			}
		});
		expect(sent.status(), await sent.text()).toBe(202);
		await (await api.get(`api/events?run=${reply}:1-0`)).text();
		parent = reply;
	}
	await api.dispose();
	await page.goto(`#/c/${id}`);
	await expect(page.getByText('Question 120:', { exact: false }).first()).toBeInViewport();
	expect(await page.locator('.turn').count()).toBeLessThan(40);
	await page.keyboard.press('Control+k');
	await page.keyboard.type('heron 41?');
	await page.getByRole('option').filter({ hasText: 'Question 41:' }).first().click();
	await expect(page.locator('section.ask').getByText('what about the heron 41?')).toBeInViewport({ timeout: 15_000 });
	expect(await page.locator('.turn').count()).toBeLessThan(60);
});

let model = '';
async function firstModel(page: import('@playwright/test').Page): Promise<string> {
	if (!model) model = ((await (await page.request.get('api/picker')).json()) as { models: { id: string }[] }).models[0]?.id ?? '';
	return model;
}
