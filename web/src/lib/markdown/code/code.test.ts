// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { habits } from '../habits.svelte';
import { langOfInfo, titleOfInfo } from '../parse/info';
import { clear, draw, world } from '../testing';
import { storage } from '$lib/ui/storage';
import { changeOf } from './diff';
import { extensionOf, fileNameOf, safeName } from './files';

beforeAll(world);
beforeEach(() => (habits.numbers = false));
afterEach(() => {
	clear();
	document.body.replaceChildren();
	vi.restoreAllMocks();
});

function shown(text: string): HTMLElement {
	const target = document.body.appendChild(document.createElement('div'));
	draw(target)(text, false);
	return target;
}
const button = (root: ParentNode, name: string) => root.querySelector<HTMLElement>(`button[aria-label="${name}"]`);

describe('the info of a fence', () => {
	test.each([
		['py', 'py', ''],
		['py title="app.py"', 'py', 'app.py'],
		["js title='src/a b.js' {1,3}", 'js', 'src/a b.js'],
		['ts filename=main.ts', 'ts', 'main.ts'],
		['{.python title="x.py"}', 'python', 'x.py'],
		['ts:src/app.ts', 'ts', 'src/app.ts'],
		['go cmd/main.go', 'go', 'cmd/main.go'],
		['js {1,3}', 'js', ''],
		['js no file here', 'js', ''],
		['js title="a\u202egnp.exe\u0007"', 'js', 'agnp.exe'],
		['title="x.py"', 'title', 'x.py'],
		['', '', '']
	])('%j is %j, called %j', (info, lang, title) => {
		expect([langOfInfo(info), titleOfInfo(info)]).toEqual([lang, title]);
	});

	test('is read the same while the block grows', () => {
		const target = document.body.appendChild(document.createElement('div'));
		const grow = draw(target);
		const text = '```py title="app.py"\nprint(1)\n```';
		for (let i = 0; i <= text.length; i++) grow(text.slice(0, i), true);
		expect(target.querySelector('.lang')?.textContent).toBe('app.py');
	});
});

describe('a block as a file', () => {
	test.each([
		['python', '', 'code.py'],
		['PY', '', 'code.py'],
		['c++', '', 'code.cpp'],
		['Dockerfile', '', 'Dockerfile'],
		['make', '', 'Makefile'],
		['diff', '', 'code.diff'],
		['', '', 'code.txt'],
		['constructor', '', 'code.txt'],
		['__proto__', '', 'code.txt'],
		['ts', 'src/lib/app.ts', 'app.ts'],
		['ts', 'C:\\work\\app.ts', 'app.ts'],
		['py', 'The first step', 'The first step.py'],
		['bash', '.env', '.env'],
		['ts', '../../..', 'code.ts'],
		['ts', 'a<b>:"|?*.ts', 'a-b-.ts'],
		['txt', 'con', '_con.txt'],
		['js', '/', 'code.js']
	])('in %j, called %j, is %j', (lang, title, name) => expect(fileNameOf({ lang, title })).toBe(name));

	test('keeps the end of a very long name, which says what it is', () => {
		expect(safeName(`${'x'.repeat(300)}.py`)).toMatch(/^x{97}\.py$/);
	});

	test('has the ending of its language', () => {
		expect(['rust', 'rs', 'yml', 'shell', 'vue', 'mermaid'].map(extensionOf)).toEqual(['rs', 'rs', 'yml', 'sh', 'vue', 'mmd']);
	});

	test('is handed to the browser with its text', async () => {
		const made: Blob[] = [];
		Object.assign(URL, { createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`, revokeObjectURL: () => {} });
		const names: string[] = [];
		vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
			names.push(this.download);
		});
		button(shown('```py title="app.py"\nprint("你好")\n```'), '下载')?.click();
		expect(names).toEqual(['app.py']);
		expect(await made[0]?.text()).toBe('print("你好")');
	});

	test('is not offered before it is whole', () => {
		const target = document.createElement('div');
		draw(target)('```py\nprint(', true);
		expect(button(target, '下载')).toBeNull();
	});
});

describe('line numbers', () => {
	test('are switched on in one block, hold for all, and are remembered', () => {
		const target = shown('```js\nlet a;\nlet b;\n```\n\n```py\nx\n```');
		const switches = () =>
			Array.from(target.querySelectorAll('button[aria-label="显示行号"]'), (at) => at.getAttribute('aria-pressed'));
		expect(switches()).toEqual(['false', 'false']);
		button(target, '显示行号')?.click();
		flushSync();
		expect(switches()).toEqual(['true', 'true']);
		expect(Array.from(target.querySelectorAll('pre'), (pre) => pre.dataset.digits)).toEqual(['2', '2']);
		expect(storage.json('hearth.answers', {})).toEqual({ numbers: true });
	});

	test('stand beside the lines and in no text', () => {
		habits.numbers = true;
		const code = shown('```js\nlet a;\n\nlet b;\n```').querySelector('code');
		expect(Array.from(code?.querySelectorAll<HTMLElement>('div > span') ?? [], (line) => line.dataset.n)).toEqual(['1', '2', '3']);
		expect(code?.textContent).toBe('let a;\n\nlet b;');
	});

	test('have room for as many digits as the last has, folded or not', () => {
		habits.numbers = true;
		const target = shown('```\n' + 'x\n'.repeat(1_200) + '```');
		expect(target.querySelector('pre')?.dataset.digits).toBe('4');
		target.querySelector<HTMLElement>('.fold')?.click();
		flushSync();
		expect(target.querySelector<HTMLElement>('code > div:last-child > span:last-child')?.dataset.n).toBe('1200');
	});
});

describe('a diff', () => {
	const source = 'diff --git a/x b/x\nindex 1a2b..3c4d\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n same\n--- note\n+new\n-old';
	const kinds = ['head', 'head', 'head', 'head', 'hunk', '', 'del', 'add', 'del'];

	test('has each line marked by what it does', () => {
		const lines = shown('```diff\n' + source + '\n```').querySelectorAll('code > div > span');
		expect(Array.from(lines, (line) => line.className.replace('diff-', ''))).toEqual(kinds);
		expect(Array.from(lines, (line) => line.textContent).join('')).toBe(source);
	});

	test('is marked the same when it grew character by character', () => {
		const target = document.createElement('div');
		const grow = draw(target);
		const text = '```patch\n' + source + '\n```';
		for (let i = 0; i <= text.length; i++) grow(text.slice(0, i), true);
		const lines = target.querySelectorAll('code > div > span');
		expect(Array.from(lines, (line) => line.className.replace('diff-', ''))).toEqual(kinds);
	});

	test('takes a head only where both of its lines stand', () => {
		expect(changeOf('--- x', undefined, '+++ y')).toBe('head');
		expect(changeOf('--- x', ' a', ' b')).toBe('del');
		expect(changeOf('+++ y', '+a', ' b')).toBe('add');
	});

	test('is a diff by its language only', () => {
		expect(shown('```js\n+a\n-b\n```').querySelector('[class^=diff-]')).toBeNull();
	});
});

test('in a narrow block the lesser actions stand in a menu, by keyboard too', async () => {
	const tell: ((entries: object[]) => void)[] = [];
	vi.stubGlobal(
		'ResizeObserver',
		class {
			constructor(told: (entries: object[]) => void) {
				tell.push(told);
			}
			observe() {}
			disconnect() {}
		}
	);
	const target = shown('```js\nlet a;\n```');
	for (const told of tell) told([{ contentRect: { width: 344 } }]);
	flushSync();
	expect(button(target, '下载')).toBeNull();
	expect(button(target, '复制代码')).not.toBeNull();
	button(target, '其他操作')?.click();
	flushSync();
	const items = () => Array.from(target.querySelectorAll<HTMLElement>('[role^=menuitem]'));
	expect(items().map((item) => item.textContent?.trim())).toEqual(['显示行号', '自动换行', '下载']);
	await vi.waitFor(() => expect(document.activeElement).toBe(items()[0]));
	expect(items()[0]?.getAttribute('role')).toBe('menuitemcheckbox');
	items()[0]?.click();
	flushSync();
	expect(habits.numbers).toBe(true);
	vi.unstubAllGlobals();
});
