import { sizeOf } from './export';
import { drawn, reasonOf, type DiagramKind } from './kinds';
import { intoShadow } from './shadow';
import type { Drawn } from './svg';

const LAYOUT = ':host { display: block; } svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }';
const SMALLEST_PX = 240;

/** One diagram: its source drawn, and drawn again when the page's colours change. */
export class Drawing {
	svg = $state.raw<Drawn>();
	error = $state('');
	#source = '';
	#kind: DiagramKind = 'mermaid';

	/** Draws `source` now and after each change of the theme, until the returned function is called. */
	follow(source: string, kind: DiagramKind): () => void {
		if (source !== this.#source) this.svg = undefined;
		this.#source = source;
		this.#kind = kind;
		let isLeft = false;
		let look = '';
		const redraw = async () => {
			const now = kind === 'svg' ? kind : lookOf();
			if (now === look) return;
			look = now;
			try {
				const made = drawn(kind, source);
				this.#take(made instanceof Promise ? await made : made, isLeft);
			} catch (error) {
				if (isLeft) return;
				this.svg = undefined;
				this.error = reasonOf(error);
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

	/** What the drawing says it shows. */
	get title(): string {
		const title = this.svg?.svg.querySelector(':scope > title');
		return (title?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
	}

	attach(host: HTMLElement): void {
		if (this.svg) intoShadow(host, this.svg, this.#kind === 'svg' ? layoutOf(this.svg) : LAYOUT);
	}

	/** A second one of it, for another place. */
	copy(): Drawn | undefined {
		return this.svg && { svg: this.svg.svg.cloneNode(true) as SVGElement, css: this.svg.css };
	}

	#take(made: Drawn, isLeft: boolean): void {
		if (isLeft) return;
		this.svg = made;
		this.error = '';
	}
}

/** What somebody else drew may be of any size: an icon is not to fill the column, nor a tower the page. */
function layoutOf({ svg }: Drawn): string {
	const widest = Math.max(SMALLEST_PX, 2 * sizeOf(svg).width);
	return `${LAYOUT} svg { max-width: min(100%, ${widest}px); max-height: 36rem; }`;
}

function lookOf(): string {
	const look = getComputedStyle(document.documentElement);
	return ['--paper', '--slip', '--ink', '--line-field'].map((name) => look.getPropertyValue(name)).join();
}
