import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';

const EDGE_PX = 56;
const SCROLL_PX = 12;

/** Rows that are put in order, by dragging a handle or by its arrow keys. Rows that move carry `data-move`. */
export class Reorder {
	/** The row in the hand, and the place over which it hangs; -1 for none. */
	from = $state(-1);
	to = $state(-1);
	#shift = $state(0);
	#list: HTMLElement | undefined;
	#tops: number[] = [];
	#heights: number[] = [];
	#start = 0;
	#at = 0;
	#scroller: Element | null = null;
	#frame = 0;

	/** `move` puts the item at `from` to `to`. */
	constructor(readonly move: (from: number, to: number) => void) {}

	readonly list: Attachment<HTMLElement> = (node) => {
		this.#list = node;
		return () => cancelAnimationFrame(this.#frame);
	};

	/** How far a row is drawn from its place while another one is in the hand. */
	transform(index: number): string | undefined {
		if (this.from < 0) return undefined;
		if (index === this.from) return `translateY(${this.#shift}px)`;
		const height = this.#heights[this.from] ?? 0;
		if (index > this.from && index <= this.to) return `translateY(${-height}px)`;
		if (index < this.from && index >= this.to) return `translateY(${height}px)`;
		return undefined;
	}

	take(event: PointerEvent & { currentTarget: HTMLElement }, index: number): void {
		if (event.button !== 0 || !this.#list) return;
		event.preventDefault();
		event.currentTarget.focus({ preventScroll: true, focusVisible: false } as FocusOptions); // for Escape; the tip would be in the way
		event.currentTarget.setPointerCapture(event.pointerId);
		this.#scroller = this.#list.closest('.scroll');
		const boxes = this.#rows().map((row) => row.getBoundingClientRect());
		this.#tops = boxes.map((box) => box.top + this.#scrolled());
		this.#heights = boxes.map((box) => box.height);
		this.#start = event.clientY + this.#scrolled();
		this.#at = event.clientY;
		this.#shift = 0;
		this.from = this.to = index;
		this.#frame = requestAnimationFrame(this.#follow);
	}

	drag(event: PointerEvent): void {
		if (this.from < 0) return;
		this.#at = event.clientY;
		this.#hang();
	}

	/** `kept` is false when the browser or Escape took the row out of the hand. */
	drop(kept: boolean): void {
		if (this.from < 0) return;
		cancelAnimationFrame(this.#frame);
		const { from, to } = this;
		this.from = this.to = -1;
		if (kept && from !== to) this.move(from, to);
	}

	key(event: KeyboardEvent, index: number): void {
		if (event.key === 'Escape' && this.from >= 0) {
			event.preventDefault();
			return this.drop(false);
		}
		const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
		if (!step) return;
		event.preventDefault();
		const to = index + step;
		if (to < 0 || to >= this.#rows().length) return;
		this.move(index, to);
		// The row was taken out and put in again: the focus goes along.
		void tick().then(() => {
			const row = this.#rows()[to];
			row?.querySelector<HTMLElement>('[data-grip]')?.focus();
			row?.scrollIntoView({ block: 'nearest' });
		});
	}

	#rows(): HTMLElement[] {
		return [...(this.#list?.querySelectorAll<HTMLElement>(':scope > [data-move]') ?? [])];
	}

	#scrolled(): number {
		return this.#scroller?.scrollTop ?? 0;
	}

	#hang(): void {
		const moved = this.#at + this.#scrolled() - this.#start;
		const last = this.#tops.length - 1;
		const top = this.#tops[this.from] ?? 0;
		const lowest = (this.#tops[last] ?? 0) + (this.#heights[last] ?? 0) - (this.#heights[this.from] ?? 0);
		this.#shift = Math.max((this.#tops[0] ?? 0) - top, Math.min(moved, lowest - top));
		const middle = top + this.#shift + (this.#heights[this.from] ?? 0) / 2;
		let to = this.#tops.findIndex((start, i) => middle < start + (this.#heights[i] ?? 0));
		if (to < 0) to = last;
		this.to = to;
	}

	/** Near an edge of what is seen the list goes on by itself. */
	#follow = (): void => {
		const box = this.#scroller?.getBoundingClientRect();
		if (box && this.#scroller) {
			const by = this.#at < box.top + EDGE_PX ? -SCROLL_PX : this.#at > box.bottom - EDGE_PX ? SCROLL_PX : 0;
			if (by) {
				this.#scroller.scrollTop += by;
				this.#hang();
			}
		}
		this.#frame = requestAnimationFrame(this.#follow);
	};
}
