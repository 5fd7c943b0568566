import { t } from '$lib/i18n';
import { draw } from './mermaid';
import type { Drawn } from './svg';

/** One diagram: its source drawn, and drawn again when the page's colours change. */
export class Drawing {
	svg = $state.raw<Drawn>();
	error = $state('');
	#source = '';

	/** Draws `source` now and after each change of the theme, until the returned function is called. */
	follow(source: string): () => void {
		if (source !== this.#source) this.svg = undefined;
		this.#source = source;
		let isLeft = false;
		let look = '';
		const redraw = async () => {
			const now = lookOf();
			if (now === look) return;
			look = now;
			try {
				const drawn = await draw(source);
				if (isLeft) return;
				this.svg = drawn;
				this.error = '';
			} catch (error) {
				if (isLeft) return;
				this.svg = undefined;
				this.error = error instanceof Error && error.cause !== undefined ? error.message : t('md.diagramUnknown');
			}
		};
		const watcher = new MutationObserver(redraw);
		watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-contrast'] });
		const dark = window.matchMedia('(prefers-color-scheme: dark)');
		dark.addEventListener('change', redraw);
		void redraw();
		return () => {
			isLeft = true;
			watcher.disconnect();
			dark.removeEventListener('change', redraw);
		};
	}

	/** Puts the drawing into a shadow root of its own: its style sheet can't reach the page, nor needs it inline style. */
	attach(host: HTMLElement): void {
		const drawn = this.svg;
		if (!drawn) return;
		const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(
			`:host { display: block; } svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }\n${drawn.css}`
		);
		root.adoptedStyleSheets = [sheet];
		root.replaceChildren(drawn.svg);
	}
}

function lookOf(): string {
	const look = getComputedStyle(document.documentElement);
	return ['--paper', '--slip', '--ink', '--line-field'].map((name) => look.getPropertyValue(name)).join();
}
