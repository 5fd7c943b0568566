import { storage } from './storage';

export type Theme = 'system' | 'light' | 'dark';
export type TextSize = 's' | 'm' | 'l' | 'xl';
export type Language = 'en' | 'zh-CN';

interface Look {
	theme: Theme;
	size: TextSize;
	wide: 'on' | 'off';
	contrast: 'system' | 'more';
	language: Language | 'system';
}

const CHOICES = {
	theme: ['system', 'light', 'dark'],
	size: ['s', 'm', 'l', 'xl'],
	wide: ['on', 'off'],
	contrast: ['system', 'more']
} as const;

/** What follows the account to other devices; the language is an own field there. */
export type Kept = Omit<Look, 'language'>;

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
		language: 'system',
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
		return this.#look.language === 'system' ? first() : this.#look.language;
	}
	/** What was chosen, which may be to follow the browser. */
	get languageChoice() {
		return this.#look.language;
	}
	get kept(): Kept {
		const { theme, size, wide, contrast } = this.#look;
		return { theme, size, wide, contrast };
	}

	/** Whether this device chose a language by itself, so that the account's does not replace it. */
	get choseLanguage(): boolean {
		return this.#look.language !== 'system';
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
		root.lang = this.language;
	}

	/** Takes over what the account keeps, as far as this page knows it. */
	restore(kept: unknown): void {
		if (typeof kept !== 'object' || kept === null) return;
		const known = Object.entries(CHOICES).flatMap(([key, choices]) => {
			const value: unknown = (kept as Record<string, unknown>)[key];
			return (choices as readonly unknown[]).includes(value) && value !== this.#look[key as keyof Kept] ? [[key, value]] : [];
		});
		if (known.length) this.set(Object.fromEntries(known) as Partial<Look>);
	}
}

export const appearance = new Appearance();
