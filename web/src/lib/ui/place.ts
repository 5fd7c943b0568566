export type Placement = 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';

interface Box {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

const GAP = 4;
const MARGIN = 8;

/** Where a panel goes beside its anchor: on the wished side if it fits there, else where there is more room; never out of the window. */
export function place(
	anchor: Box,
	panel: { width: number; height: number },
	view: { width: number; height: number },
	wish: Placement
): { left: number; top: number; maxHeight: number } {
	const above = anchor.top - GAP - MARGIN;
	const below = view.height - anchor.bottom - GAP - MARGIN;
	const wishesBelow = wish.startsWith('bottom');
	const fits = panel.height <= (wishesBelow ? below : above);
	const goesBelow = fits ? wishesBelow : below >= above;
	const maxHeight = Math.max(120, goesBelow ? below : above);
	const height = Math.min(panel.height, maxHeight);
	const left = wish.endsWith('start') ? anchor.left : anchor.right - panel.width;
	return {
		left: Math.max(MARGIN, Math.min(left, view.width - panel.width - MARGIN)),
		top: goesBelow ? anchor.bottom + GAP : anchor.top - GAP - height,
		maxHeight
	};
}
