import type { Drawn } from './svg';

/**
 * Puts a drawing into a shadow root of its own: its style sheet can't reach the page, nor needs it inline style. `layout` says how it
 * stands in its place.
 */
export function intoShadow(host: HTMLElement, { svg, css }: Drawn, layout: string): void {
	const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(`${layout}\n${css}\n@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }`);
	root.adoptedStyleSheets = [sheet];
	root.replaceChildren(svg);
}
