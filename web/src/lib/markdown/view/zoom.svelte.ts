export interface Point {
	x: number;
	y: number;
}

const MOST = 10;
/** One press of a button, or a turn of the wheel by a notch. */
export const STEP = 1.4;

/** What of a picture is seen through a window: 1 is all of it, points are measured from the window's middle. */
export class Zoom {
	scale = $state(1);
	x = $state(0);
	y = $state(0);
	/** The window. */
	#width = 0;
	#height = 0;

	resize(width: number, height: number): void {
		this.#width = width;
		this.#height = height;
		this.pan(0, 0);
	}

	fit(): void {
		this.scale = 1;
		this.x = this.y = 0;
	}

	/** Makes it larger by this factor; the point stays where it is. */
	by(factor: number, at: Point = { x: 0, y: 0 }): void {
		const next = Math.min(MOST, Math.max(1, this.scale * factor));
		const grown = next / this.scale;
		this.scale = next;
		this.x = at.x - (at.x - this.x) * grown;
		this.y = at.y - (at.y - this.y) * grown;
		this.pan(0, 0);
	}

	/** Moves it, never out of the window. */
	pan(dx: number, dy: number): void {
		const [farX, farY] = [((this.scale - 1) * this.#width) / 2, ((this.scale - 1) * this.#height) / 2];
		this.x = Math.min(farX, Math.max(-farX, this.x + dx));
		this.y = Math.min(farY, Math.max(-farY, this.y + dy));
	}
}
