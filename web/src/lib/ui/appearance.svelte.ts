import { storage } from './storage';

export type Theme = 'system' | 'light' | 'dark';
export type TextSize = 's' | 'm' | 'l' | 'xl';
export type Language = 'en' | 'zh-CN';

interface Look {
	theme: Theme;
	size: TextSize;
	wide: 'on' | 'off';
	contrast: 'system' | 'more';
	language: Language;
}

const KEY = 'hearth.look';

function first(): Language {
	return typeof navigator !== 'undefined' && /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en';
}

/** How the page looks on this device. `paint.js` reads the same keys before the first paint. */
class Appearance {
	#look = $state.raw<Look>({
		theme: 'system',
		size: 'm',
		wide: 'off',
		contrast: 'system',
		language: first(),
		...storage.json<Partial<Look>>(KEY, {})
	});

	get theme() {
		return this.#look.theme;
	}
	get size() {
		return this.#look.size;
	}
	get wide() {
		return this.#look.wide === 'on';
	}
	get contrast() {
		return this.#look.contrast;
	}
	get language() {
		return this.#look.language;
	}

	/** Whether this device chose a language by itself, so that the account's does not replace it. */
	get choseLanguage(): boolean {
		return storage.json<Partial<Look>>(KEY, {}).language !== undefined;
	}

	set(changes: Partial<Look>): void {
		this.#look = { ...this.#look, ...changes };
		storage.set(KEY, JSON.stringify(this.#look));
		const root = document.documentElement;
		for (const key of ['theme', 'size', 'wide', 'contrast'] as const) {
			const value = this.#look[key];
			if (value === 'system' || value === 'm' || value === 'off') delete root.dataset[key];
			else root.dataset[key] = value;
		}
		root.lang = this.#look.language;
	}
}

export const appearance = new Appearance();
