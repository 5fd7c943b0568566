import type { Formula } from './tree';

/** A formula longer than this stays source: KaTeX works on the page's thread. */
const LONGEST = 10_000;
const BUDGET_MS = 8;
const WINDOW_MS = 50;

type Katex = typeof import('katex').default;
let katex: Katex | undefined;
let loading: Promise<void> | undefined;
const waiting = new Map<HTMLElement, Formula>();
let isScheduled = false;
let windowStart = 0;
let spent = 0;

async function load(): Promise<void> {
	const [module] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
	await import('katex/contrib/mhchem');
	katex = module.default;
	schedule();
}

/**
 * Draws a formula into `host`: its source in mono at first, KaTeX's nodes as soon as KaTeX is there. KaTeX is loaded by the first
 * formula; many at once are drawn in slices.
 */
export function drawFormula(host: HTMLElement, formula: Formula): void {
	forgetFormula(host);
	host.classList.toggle('display', formula.display);
	if (formula.open || formula.tex.length > LONGEST) return showSource(host, formula);
	const now = performance.now();
	if (now - windowStart > WINDOW_MS) [windowStart, spent] = [now, 0];
	if (katex && spent < BUDGET_MS) {
		render(katex, host, formula);
		spent += performance.now() - now;
		return;
	}
	if (!host.querySelector('.katex')) showSource(host, formula);
	waiting.set(host, formula);
	host.dataset.waiting = '';
	if (katex) schedule();
	else
		loading ??= load().catch(() => {
			// Offline or an old page: the sources stay, the next formula tries again.
			loading = undefined;
			for (const host of waiting.keys()) forgetFormula(host);
		});
}

/** Takes a formula out of the queue. */
export function forgetFormula(host: HTMLElement): void {
	waiting.delete(host);
	delete host.dataset.waiting;
}

function schedule(): void {
	if (isScheduled || waiting.size === 0) return;
	isScheduled = true;
	setTimeout(() => {
		isScheduled = false;
		const end = performance.now() + BUDGET_MS;
		for (const [host, formula] of waiting) {
			if (!katex || performance.now() > end) break;
			forgetFormula(host);
			render(katex, host, formula);
		}
		schedule();
	}, 0);
}

function render(katex: Katex, host: HTMLElement, formula: Formula): void {
	const drawn = document.createElement('span');
	try {
		katex.render(formula.tex, drawn, {
			displayMode: formula.display,
			throwOnError: true,
			trust: false,
			strict: 'ignore',
			maxExpand: 500,
			maxSize: 40,
			output: 'htmlAndMathml'
		});
		host.classList.remove('source');
		host.replaceChildren(...Array.from(drawn.childNodes));
	} catch {
		showSource(host, formula);
	}
}

function showSource(host: HTMLElement, formula: Formula): void {
	host.classList.add('source');
	if (host.textContent !== formula.source || host.firstElementChild) host.textContent = formula.source;
}
