import { mount, unmount } from 'svelte';
import { make } from '../make';
import TableTools from '../TableTools.svelte';
import { element, type Element, type Node } from '../tree';
import { markEdges } from './edges';
import { t } from '$lib/i18n';

/** More rows than this are shown when asked for. */
const MOST_ROWS = 200;

export interface DrawnTable {
	host: HTMLElement;
	show(table: Element): void;
	destroy(): void;
}

/** A table in its scroller, with its tools. `children` keeps an element's children in step with a tree's. */
export function drawTable(
	node: Element,
	children: (parent: HTMLElement, before: readonly Node[], after: readonly Node[]) => void
): DrawnTable {
	const [host, frame, scroller, table] = [make('div', 'table'), make('div', 'frame'), make('div', 'scroller'), make('table', '')];
	const [tools, more] = [make('div', 'tools'), make('button', 'fold')];
	more.setAttribute('type', 'button');
	scroller.tabIndex = 0;
	scroller.setAttribute('role', 'group');
	scroller.setAttribute('aria-label', t('md.table'));
	scroller.append(table);
	frame.append(scroller);
	host.append(frame, tools);
	let whole = node;
	let shown = element('table');
	let isAll = false;

	function draw() {
		const [head, body] = whole.children as Element[];
		const rows = body?.children ?? [];
		const isCut = !isAll && rows.length > MOST_ROWS;
		const cut = isCut && head ? element('table', [head, element('tbody', rows.slice(0, MOST_ROWS))]) : whole;
		children(table, shown.children, cut.children);
		shown = cut;
		if (isCut) {
			more.textContent = t('md.showRows', { n: rows.length });
			if (!more.isConnected) host.append(more);
		} else more.remove();
	}

	more.addEventListener('click', () => {
		isAll = true;
		draw();
		scroller.focus();
	});
	draw();
	const bar = mount(TableTools, { target: tools, props: { table: () => whole } });
	const forget = markEdges(frame, scroller);
	return {
		host,
		show(after) {
			whole = after;
			draw();
		},
		destroy() {
			forget();
			void unmount(bar);
		}
	};
}
