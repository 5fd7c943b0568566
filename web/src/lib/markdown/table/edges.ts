/** Says by classes on `frame` on which sides `scroller` holds more than is seen, until the returned function is called. */
export function markEdges(frame: HTMLElement, scroller: HTMLElement): () => void {
	const mark = () => {
		const { scrollLeft, scrollWidth, clientWidth } = scroller;
		const rest = scrollWidth - clientWidth - Math.abs(scrollLeft);
		frame.classList.toggle('more-before', Math.abs(scrollLeft) > 1);
		frame.classList.toggle('more-after', rest > 1);
	};
	scroller.addEventListener('scroll', mark, { passive: true });
	const watch = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(mark);
	watch?.observe(scroller);
	for (const content of scroller.children) watch?.observe(content);
	return () => {
		scroller.removeEventListener('scroll', mark);
		watch?.disconnect();
	};
}
