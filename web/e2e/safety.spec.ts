import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { svgs, xss } from '../src/lib/markdown/corpus/xss';
import { expect, message, test } from './fixture';

const HOSTILE = [...xss, ...svgs, ...svgs.map((svg) => `\`\`\`svg\n${svg}\n\`\`\``)];
const NAMES = HOSTILE.filter((text) => text.length < 180);
const TURNS = 30;

test('whatever a model, a title, a name or a file name says, nothing of it runs and nothing leaves', async ({
	page,
	house,
	upstream
}) => {
	test.setTimeout(150_000);
	const faults: string[] = [];
	page.on('dialog', (dialog) => {
		faults.push(`a dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('request', (request) => {
		if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(house.url)) faults.push(`a request to ${request.url()}`);
	});
	const { email, api } = await house.person('"><img src=x onerror=alert(1)>');
	const model = ((await (await api.get('api/picker')).json()) as { models: { id: string }[] }).models[0]?.id;
	const id = (kind: number, n: number) => `01900000-000${kind}-7000-8000-${String(n).padStart(12, '0')}`;
	const chats: string[] = [];
	const tasks: Promise<void>[] = [];
	for (let from = 0; from < HOSTILE.length; from += TURNS) {
		const chat = id(1, from);
		chats.push(chat);
		tasks.push(
			(async () => {
				let parent: string | null = null;
				for (const [at, text] of HOSTILE.slice(from, from + TURNS).entries()) {
					const n = from + at;
					const name = NAMES[n % NAMES.length] ?? '';
					const file = await api.post('api/files', {
						params: { name: `${name}.txt`, type: 'text/plain' },
						data: Buffer.from('text')
					});
					const question = `Attack ${n}`;
					upstream.script(question, [text]);
					const parts: object[] = [{ type: 'text', text: question }];
					if (file.ok()) {
						const stored = (await file.json()) as { id: string; name: string; size: number };
						parts.unshift({ type: 'file', file: stored.id, name: stored.name, size: stored.size });
					}
					const sent = await api.post(`api/chats/${chat}/messages`, {
						data: { id: id(2, n), parent, parts, replies: [{ id: id(3, n), model }], title: parent ? null : name }
					});
					expect(sent.status(), await sent.text()).toBe(202);
					await (await api.get(`api/events?run=${id(3, n)}:1-0`)).text();
					if (!parent) await api.patch(`api/chats/${chat}`, { data: { title: text.slice(0, 190) } });
					parent = id(3, n);
				}
			})()
		);
	}
	await Promise.all(tasks);
	const { cookies } = await api.storageState();
	await page.context().clearCookies();
	await page.context().addCookies(cookies);
	await page.reload();
	await expect(message(page)).toBeVisible(); // an address that changes before the page has begun is missed
	expect(email).toBeTruthy();
	const source = readFileSync(join(import.meta.dirname, '../src/lib/markdown/corpus/audit.ts'), 'utf8');
	const { code } = await transformWithOxc(source, 'audit.ts');
	const audit = `(() => { ${code.replace(/export (function|\{.*\};?)/g, '$1')}; return [...document.querySelectorAll('.md')].flatMap(audit) })()`;
	const seen = new Set<string>();
	for (const chat of chats) {
		await page.goto(`#/c/${chat}`);
		await expect(page.locator('section.ask').last()).toBeInViewport();
		const scroller = page.locator('.scroll').first();
		for (let step = 0; step < 60; step++) {
			for (const text of await page.locator('section.ask').allInnerTexts()) seen.add(/Attack \d+/.exec(text)?.[0] ?? text);
			expect(await page.evaluate(audit)).toEqual([]);
			const before = await scroller.evaluate((node) => {
				const top = node.scrollTop;
				node.scrollBy(0, -1200);
				return top;
			});
			if (before === 0) break;
			await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
		}
	}
	expect(seen.size).toBe(HOSTILE.length);
	await page.keyboard.press('Control+k');
	await page.keyboard.type('alert');
	await expect(page.getByRole('option').first()).toBeVisible();
	await page.keyboard.press('Escape');
	await page.goto('#/');
	const files = page.locator('.composer input[type=file]');
	await files.setInputFiles({ name: '<img src=x onerror=alert(1)>.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
	await expect(page.locator('.composer li')).toContainText('<img src=x onerror=alert(1)>.txt');
	await expect(message(page)).toBeVisible();
	expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0);
	expect(faults).toEqual([]);
});
