// @vitest-environment jsdom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { audit } from './corpus/audit';
import { svgs, xss } from './corpus/xss';
import { fileNameOf } from './code/files';
import { standalone } from './diagram/export';
import { scrubbed } from './diagram/scrub';
import { cleanSvg } from './diagram/svg';
import { safeHref, safeImage } from './links';
import { Markdown } from './index';
import { Document } from './parse/document';
import { asCells, asCsv, asMarkdown } from './table/write';
import { clear, draw, drawn, katexIsThere, world } from './testing';
import type { Code, Element as TreeElement, Node as TreeNode } from './tree';

beforeAll(async () => {
	world();
	await katexIsThere();
});

afterEach(clear);

describe('hostile text becomes harmless nodes', () => {
	test.each(xss.map((text, i) => [`${i} ${JSON.stringify(text.slice(0, 60))}`, text]))('%s', async (_, text) => {
		const root = await drawn(text);
		expect(audit(root)).toEqual([]);
	});

	test('all in one answer', async () => {
		expect(audit(await drawn(xss.join('\n\n')))).toEqual([]);
	});

	test('also while it grows, cut anywhere', () => {
		for (const text of xss) {
			if (text.length > 400) continue;
			const target = document.createElement('div');
			const painting = draw(target);
			for (let i = 1; i <= text.length; i++) {
				painting(text.slice(0, i), true);
				const faults = audit(target);
				if (faults.length > 0) expect.fail(`${JSON.stringify(text.slice(0, i))}: ${faults.join(', ')}`);
			}
		}
	}, 60_000); // thousands of drawings: seconds on a machine that is busy

	test('runs nothing when its parts are clicked', async () => {
		const fired: string[] = [];
		Object.assign(window, { alert: () => fired.push('alert') });
		const component = mount(Markdown, { target: document.body, props: { text: xss.join('\n\n') } });
		flushSync();
		for (const part of document.querySelectorAll<HTMLElement>('.md *')) if (part.localName !== 'a') part.click?.();
		expect(fired).toEqual([]);
		await unmount(component);
	});
});

describe('what leaves an answer is harmless too', () => {
	function all(tag: string): TreeNode[] {
		return xss.flatMap((text) => {
			const document = new Document();
			document.update(text, false);
			return document.blocks.filter((block) => block.tag === tag);
		});
	}

	test('a table copied as Markdown and drawn again', async () => {
		const tables = all('table') as TreeElement[];
		expect(tables.length).toBeGreaterThan(3);
		for (const table of tables) expect(audit(await drawn(asMarkdown(table)))).toEqual([]);
	});

	test('a table copied as CSV or for a sheet: no cell is computed', () => {
		for (const table of all('table') as TreeElement[])
			for (const cell of [...asCsv(table).split(/[\n,]/), ...asCells(table).split(/[\n\t]/)])
				expect(cell.replace(/^"/, '')).not.toMatch(/^(?:=|[+\-@].*[(|!])/);
	});

	test('the name of a file stays in its folder and says its kind', () => {
		const codes = all('#code') as Code[];
		expect(codes.filter(({ title }) => title !== '').length).toBeGreaterThan(6);
		for (const code of codes) {
			const name = fileNameOf(code);
			expect(name).toMatch(/^[^/\\<>:"|?*]+\.\w+$|^Dockerfile$|^Makefile$/);
			// eslint-disable-next-line no-control-regex
			expect(name).not.toMatch(/^\.\.|[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
		}
	});

	test.each(svgs.map((source, i) => [i, source]))('drawing %i as a file of its own', (_, source) => {
		let file: string;
		try {
			file = standalone(cleanSvg(source));
		} catch (error) {
			expect(error).toBeInstanceOf(Error);
			return;
		}
		const host = document.createElement('div');
		const root = new DOMParser().parseFromString(file, 'image/svg+xml').documentElement;
		for (const style of root.querySelectorAll('style')) {
			expect(style.textContent).not.toMatch(/url\((?!#)|@import|image-set/i);
			style.remove();
		}
		host.append(root);
		expect(audit(host)).toEqual([]);
	});
});

test('a fence that holds an SVG is drawn in a shadow root, without what is not allowed', async () => {
	for (const source of svgs) expect(audit(await drawn('```svg\n' + source + '\n```'))).toEqual([]);
	const root = await drawn('```svg\n<svg viewBox="0 0 9 9"><rect onclick="alert(1)" width="9" height="9"/></svg>\n```');
	expect(root.querySelector('.drawing')?.shadowRoot?.querySelector('rect')?.getAttributeNames()).toEqual(['width', 'height']);
});

test.each(svgs.map((source, i) => [i, source]))('drawing %i is rebuilt without what is not allowed', (_, source) => {
	const host = document.createElement('div');
	let css = '';
	try {
		const drawing = cleanSvg(source);
		host.append(drawing.svg);
		css = drawing.css;
	} catch (error) {
		expect(error).toBeInstanceOf(Error);
	}
	expect(audit(host)).toEqual([]);
	expect(css).not.toMatch(/url\((?!#)|@import|image-set|:host|position|\\/i);
});

test('a drawing keeps its shapes, markers and colours', () => {
	const { svg, css } = cleanSvg(
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>#a .n{fill:#eee}#a{fill:url(#g)}</style><defs><marker id="m"><path d="M0 0"/></marker></defs><g class="n" transform="translate(1,2)"><path d="M0 0L9 9" marker-end="url(#m)" style="stroke:red;stroke-width:2px"/><text x="1">字</text></g></svg>'
	);
	expect(svg.querySelector('path[marker-end="url(#m)"]')?.getAttribute('style')).toBe('stroke: red; stroke-width: 2px;');
	expect(svg.querySelector('marker')?.id).toBe('m');
	expect(svg.textContent).toBe('字');
	expect(css).toContain('#a .n{fill:#eee}');
});

test.each([
	['https://example.com/a', 'https://example.com/a'],
	['HTTPS://Example.com', 'https://example.com/'],
	['mailto:a@example.com', 'mailto:a@example.com'],
	['ftp://example.com', undefined],
	['javascript:alert(1)', undefined],
	['/settings', undefined],
	['https:', undefined]
])('a link to %s is %s', (address, href) => expect(safeHref(address)).toBe(href));

test.each([
	['data:image/png;base64,iVBORw0KGgo=', true],
	['data:image/webp;base64,AAAA', true],
	['/api/files/0190-abc', true],
	['/api/files/0190/preview?width=640', true],
	['data:image/svg+xml;base64,AAAA', false],
	['https://example.com/a.png', false],
	['//example.com/a.png', false],
	['/api/files/../chats', false]
])('a picture from %s may be shown: %s', (address, isSafe) => expect(safeImage(address) !== undefined).toBe(isSafe));

describe('a diagram is scrubbed before Mermaid sees it', () => {
	test.each([
		['flowchart LR\n  A["<img src=x onerror=alert(1)>"]', 'flowchart LR\n  A["‹img src=x onerror=alert(1)>"]'],
		['flowchart LR\n  A["<b>粗</b><br/>二"]', 'flowchart LR\n  A["粗<br/>二"]'],
		['%%{init: {"themeCSS": "*{}"}}%%\nflowchart LR\n  A', '\nflowchart LR\n  A'],
		['%%{init: {"a": 1}', ''],
		['---\ntitle: 图 "一"\nconfig:\n  securityLevel: loose\n---\nflowchart LR\n  A', '---\ntitle: "图 一"\n---\nflowchart LR\n  A'],
		[
			'flowchart LR\n  A@{ img: "https://evil.example/x.png", label: "x", shape: rect }',
			'flowchart LR\n  A@{ shape: rect, label: "x" }'
		],
		['flowchart LR\n  A@{ "\\x69mg": "https://evil.example/x.png" }', 'flowchart LR\n  A'],
		['flowchart LR\n  style A fill:u\\72l(https://evil.example)', 'flowchart LR\n  style A fill:u72l(https://evil.example)'],
		[
			'classDiagram\n  class A {\n    <<interface>>\n  }\n  A <|-- B\n  B <-- C',
			'classDiagram\n  class A {\n    <<interface>>\n  }\n  A <|-- B\n  B <-- C'
		],
		[
			'sequenceDiagram\n  A<<->>B: a < b, <<img src=x onerror=alert(1)>',
			'sequenceDiagram\n  A<<->>B: a < b, <‹img src=x onerror=alert(1)>'
		],
		['flowchart LR\n  link --> click\n  click A call alert(1)', 'flowchart LR\n  link --> click\n'],
		['sequenceDiagram\n  link A: x @ javascript:alert(1)\n  A->>B: x', 'sequenceDiagram\n\n  A->>B: x'],
		['classDiagram\n  link A "javascript:alert(1)"', 'classDiagram\n']
	])('%j', (source, safe) => expect(scrubbed(source)).toBe(safe));
});
