export interface Toast {
	text: string;
	/** What the button says and does. */
	action?: { label: string; run: () => void };
}

export const TOAST_MS = 8000;

/** One sentence at a time, for 8 s; hovering and focus stop the clock. */
class Toasts {
	current = $state.raw<Toast | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#left = TOAST_MS;
	#since = 0;

	show(toast: Toast): void {
		clearTimeout(this.#timer);
		this.current = toast;
		this.#left = TOAST_MS;
		this.resume();
	}

	act(): void {
		const action = this.current?.action;
		this.dismiss();
		action?.run();
	}

	dismiss(): void {
		clearTimeout(this.#timer);
		this.current = null;
	}

	pause(): void {
		clearTimeout(this.#timer);
		this.#left = Math.max(1000, this.#left - (Date.now() - this.#since));
	}

	resume(): void {
		if (!this.current) return;
		clearTimeout(this.#timer);
		this.#since = Date.now();
		this.#timer = setTimeout(() => this.dismiss(), this.#left);
	}
}

export const toasts = new Toasts();
