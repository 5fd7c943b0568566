import type { Attachment } from 'svelte/attachments';

const DELAY_MS = 400;
let bubble: HTMLElement | undefined;
let owner: Element | undefined;

function place(at: Element, text: string) {
	bubble ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'tip', popover: 'manual' }));
	// The control's own name says the same to a screen reader.
	bubble.setAttribute('aria-hidden', 'true');
	bubble.textContent = text;
	owner = at;
	bubble.showPopover?.();
	const box = at.getBoundingClientRect();
	const { width, height } = bubble.getBoundingClientRect();
	const below = box.bottom + 6 + height < innerHeight;
	bubble.style.left = `${Math.max(4, Math.min(innerWidth - width - 4, box.left + box.width / 2 - width / 2))}px`;
	bubble.style.top = `${below ? box.bottom + 6 : box.top - 6 - height}px`;
}

function hide(of?: Element) {
	if (!bubble || (of && of !== owner)) return;
	if (bubble.matches(':popover-open')) bubble.hidePopover();
	owner = undefined;
}

/** A tooltip on hover and on keyboard focus; the name itself belongs on the control as `aria-label`. */
export function tip(text: string | undefined): Attachment<HTMLElement> {
	return (node) => {
		if (!text || !('popover' in HTMLElement.prototype)) return;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const wait = () => (timer = setTimeout(() => node.isConnected && place(node, text), DELAY_MS));
		const leave = () => {
			clearTimeout(timer);
			hide(node);
		};
		const enter = (event: PointerEvent) => event.pointerType === 'mouse' && wait();
		const focus = () => node.matches(':focus-visible') && place(node, text);
		const key = (event: KeyboardEvent) => event.key === 'Escape' && leave();
		node.addEventListener('pointerenter', enter);
		node.addEventListener('focus', focus);
		node.addEventListener('keydown', key);
		for (const name of ['pointerleave', 'pointerdown', 'blur'] as const) node.addEventListener(name, leave);
		return () => {
			leave();
			node.removeEventListener('pointerenter', enter);
			node.removeEventListener('focus', focus);
			node.removeEventListener('keydown', key);
			for (const name of ['pointerleave', 'pointerdown', 'blur'] as const) node.removeEventListener(name, leave);
		};
	};
}
