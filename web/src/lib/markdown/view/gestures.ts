import { STEP, type Point, type Zoom } from './zoom.svelte';

const NOTCH_PX = 100;

/** Wheel, drag, pinch and double click on `stage` move `zoom`, until the returned function is called. */
export function gestures(stage: HTMLElement, zoom: Zoom): () => void {
	const fingers = new Map<number, Point>();
	const left = new AbortController();
	const { signal } = left;

	/** From the stage's middle. */
	function pointOf({ clientX, clientY }: MouseEvent): Point {
		const box = stage.getBoundingClientRect();
		return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
	}

	function moved(event: PointerEvent) {
		const before = fingers.get(event.pointerId);
		if (!before) return;
		const now = pointOf(event);
		const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
		fingers.set(event.pointerId, now);
		if (!other) return zoom.pan(now.x - before.x, now.y - before.y);
		const apart = (one: Point) => Math.hypot(one.x - other.x, one.y - other.y);
		zoom.by(apart(now) / Math.max(1, apart(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
		zoom.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
	}

	function wheel(event: WheelEvent) {
		event.preventDefault(); // a pinch on a touchpad would enlarge the page
		const notches =
			event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / (event.ctrlKey ? 25 : NOTCH_PX) : event.deltaY / 3;
		zoom.by(STEP ** -Math.max(-3, Math.min(3, notches)), pointOf(event));
	}

	stage.addEventListener('wheel', wheel, { passive: false, signal });
	stage.addEventListener(
		'pointerdown',
		(event) => {
			if (event.button !== 0) return;
			stage.setPointerCapture?.(event.pointerId);
			fingers.set(event.pointerId, pointOf(event));
		},
		{ signal }
	);
	stage.addEventListener('pointermove', moved, { signal });
	for (const name of ['pointerup', 'pointercancel'] as const)
		stage.addEventListener(name, (event) => fingers.delete(event.pointerId), { signal });
	stage.addEventListener('dblclick', (event) => (zoom.scale > 1 ? zoom.fit() : zoom.by(STEP ** 3, pointOf(event))), { signal });
	const watch =
		typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => zoom.resize(stage.clientWidth, stage.clientHeight));
	watch?.observe(stage);
	zoom.resize(stage.clientWidth, stage.clientHeight);
	return () => {
		left.abort();
		watch?.disconnect();
	};
}
