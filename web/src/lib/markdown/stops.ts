import type { Formula } from './tree';
import { t } from '$lib/i18n';

const INLINE = '.math[tabindex]:not(.display)';

/**
 * How formulas are reached by keyboard: each that stands alone is a stop of Tab; of those inside sentences, which may be hundreds, one
 * is, and the arrows lead from it to the others.
 */
export class Stops {
	/** the one among those inside sentences */
	#stop: HTMLElement | undefined;

	constructor(readonly root: HTMLElement) {}

	/** A formula was drawn into `host`, or changed. */
	take(host: HTMLElement, { display, open }: Formula): void {
		if (open || display) this.leave(host);
		host.title = open ? '' : t('md.copyFormula');
		if (open) {
			for (const name of ['tabindex', 'role', 'aria-label', 'aria-keyshortcuts']) host.removeAttribute(name);
			return;
		}
		host.setAttribute('aria-keyshortcuts', 'Enter');
		if (display) {
			host.tabIndex = 0;
			// its MathML stays readable inside, as it would not inside of a button
			host.setAttribute('role', 'group');
			host.setAttribute('aria-label', t('md.formula'));
			return;
		}
		host.removeAttribute('role');
		host.removeAttribute('aria-label');
		this.#stop ??= host;
		host.tabIndex = host === this.#stop ? 0 : -1;
	}

	/** A formula goes away: another one takes its place as the stop. */
	leave(host: HTMLElement): void {
		if (host !== this.#stop) return;
		this.#stop = inlineOf(this.root).find((other) => other !== host);
		if (this.#stop) this.#stop.tabIndex = 0;
	}

	/** All of them are about to go: nobody needs to be looked for. */
	forget(): void {
		this.#stop = undefined;
	}

	/** Goes to the next or the last formula inside the sentences. False if `from` is none or the only one. */
	go(from: HTMLElement, step: 1 | -1): boolean {
		const all = inlineOf(this.root);
		const at = all.indexOf(from);
		const next = all[(at + step + all.length) % all.length];
		if (at < 0 || !next || next === from) return false;
		if (this.#stop) this.#stop.tabIndex = -1;
		this.#stop = next;
		next.tabIndex = 0;
		next.focus();
		return true;
	}
}

const inlineOf = (root: HTMLElement): HTMLElement[] => Array.from(root.querySelectorAll<HTMLElement>(INLINE));
