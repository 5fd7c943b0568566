// @vitest-environment jsdom
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { answers } from '../corpus/answers';
import { sketch } from '../corpus/sketch';
import { Document } from '../parse/document';
import { clear, draw, world } from '../testing';
import type { Element, Node } from '../tree';
import { asCells, asCsv, asMarkdown } from './write';

beforeAll(world);
afterEach(() => {
	clear();
	document.body.replaceChildren();
	vi.unstubAllGlobals();
});

function treeOf(text: string): Node[] {
	const document = new Document();
	document.update(text, false);
	return document.blocks;
}
const tableOf = (text: string) => treeOf(text).find(({ tag }) => tag === 'table') as Element;
const cell = (content: string) => tableOf(`| a |\n|---|\n| ${content} |`);

describe('a table as CSV', () => {
	test.each([
		['plain', 'plain'],
		['1,234', '"1,234"'],
		['say \\"so\\"', '"say ""so"""'],
		['`a,b`', '"a,b"'],
		['**bold** and `code`', 'bold and code'],
		['$x^2$', '$x^2$'],
		['one<br>two', '"one\ntwo"'],
		['[here](https://e.example/)', 'here'],
		['93 °C', '93 °C'],
		['', ''],
		['a \\| b', 'a | b']
	])('has %j as %j', (content, csv) => expect(asCsv(cell(content))).toBe(`a\n${csv}\n`));

	test('begins with its first head, without a mark, and has a line a row', () => {
		expect(asCsv(tableOf('| 名称 | 值 |\n|---|---|\n| 一 | 1 |\n| 二 | 2 |'))).toBe('名称,值\n一,1\n二,2\n');
	});

	test.each([
		['=1+1', "'=1+1"],
		['=HYPERLINK("https://evil.example","x")', `"'=HYPERLINK(""https://evil.example"",""x"")"`],
		["+cmd\\|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
		['@SUM(A1)', "'@SUM(A1)"],
		['-2', '-2'],
		['+86 10', '+86 10'],
		['@ada', '@ada']
	])('keeps a sheet from computing %j', (content, csv) => {
		expect(asCsv(cell(content))).toBe(`a\n${csv}\n`);
		expect(asCells(cell(content))).toBe(`a\n${csv.replace(/^"|"$/g, '').replaceAll('""', '"')}\n`);
	});
});

describe('a table as Markdown', () => {
	test.each([
		'| 名 | 值 |\n|:--|:-:|\n| 一 | 二 |',
		'| a | b |\n|---|--:|\n| **bold** *em* ~~old~~ | 1 |\n| `x \\| y` | 2 |',
		'| a |\n|---|\n| H<sub>2</sub>O<br><kbd>Ctrl</kbd> [^1] |',
		'| a |\n|---|\n| $a_1 \\lt b$ and \\$5 |',
		'| a |\n|---|\n| [words](https://e.example/a_(b)?c=d\\|e "a title") and https://e.example/x_y |',
		'| a |\n|---|\n| 2 \\* 3 \\_x\\_ \\<b\\> \\`c\\` \\[d\\](e) a\\&amp;b 1 \\| 2 |',
		'| a |\n|---|\n| ``a ` b`` |',
		'| a |\n|---|\n| ![alt](data:image/png;base64,AAAA) |',
		'| a | b |\n|---|---|\n| | empty before |'
	])('reads as the same table: %j', (text) => {
		const table = tableOf(text);
		expect(sketch(treeOf(asMarkdown(table)))).toBe(sketch([table]));
	});

	test('of every table in the corpus reads as the same table', () => {
		let count = 0;
		for (const { text } of answers)
			for (const block of treeOf(text)) {
				if (block.tag !== 'table') continue;
				count++;
				expect(sketch(treeOf(asMarkdown(block)))).toBe(sketch([block]));
			}
		expect(count).toBeGreaterThan(1);
	});
});

describe('in the page', () => {
	function shown(text: string): HTMLElement {
		const target = document.body.appendChild(document.createElement('div'));
		draw(target)(text, false);
		return target;
	}

	test('a bar copies it as Markdown, as CSV and for a sheet', async () => {
		const copied: string[] = [];
		Object.assign(document, { execCommand: () => copied.push((document.activeElement as HTMLTextAreaElement).value) > 0 });
		const target = shown('| a | b |\n|---|--:|\n| x, y | $z$ |');
		for (const name of ['复制为Markdown表格', '复制为CSV', '复制表格']) {
			const button = target.querySelector<HTMLElement>(`[aria-label="${name}"]`);
			button?.click();
			await vi.waitFor(() => expect(button?.previousElementSibling?.textContent).toBe('已复制'));
		}
		expect(copied).toEqual(['| a | b |\n| --- | --: |\n| x, y | $z$ |\n', 'a,b\n"x, y",$z$\n', 'a\tb\nx, y\t$z$\n']);
	});

	test('its scroller can be focused, and its edges say where there is more', () => {
		const scroller = shown('| a | b |\n|---|---|\n| x | 1 |').querySelector<HTMLElement>('.scroller') as HTMLElement;
		expect(scroller.tabIndex).toBe(0);
		const sides = () => ['more-before', 'more-after'].map((side) => scroller.parentElement?.classList.contains(side));
		const scroll = (left: number) => {
			for (const [key, value] of Object.entries({ scrollLeft: left, scrollWidth: 900, clientWidth: 300 }))
				Object.defineProperty(scroller, key, { configurable: true, value });
			scroller.dispatchEvent(new Event('scroll'));
		};
		scroll(0);
		expect(sides()).toEqual([false, true]);
		scroll(300);
		expect(sides()).toEqual([true, true]);
		scroll(600);
		expect(sides()).toEqual([true, false]);
	});
});
