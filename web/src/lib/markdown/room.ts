/** Tells whether an element is narrower than `px`, now and whenever that changes, until the returned function is called. */
export function watchWidth(node: HTMLElement, px: number, tell: (isNarrower: boolean) => void): () => void {
	if (typeof ResizeObserver === 'undefined') return () => {};
	const watch = new ResizeObserver(([entry]) => {
		// no width at all: it is not laid out
		if (entry && entry.contentRect.width > 0) tell(entry.contentRect.width < px);
	});
	watch.observe(node);
	return () => watch.disconnect();
}
