import type { Drawn } from './svg';

const SVG = 'http://www.w3.org/2000/svg';
/** As it is drawn where neither a view box nor a size is given. */
const UNSIZED = { width: 300, height: 150 };
const SHARPNESS = 2;
/** No side and no picture gets larger than browsers draw. */
const LONGEST_SIDE = 8_192;
const MOST_PIXELS = 32_000_000;

/** A drawing's own size in px: its view box, else its width and height. */
export function sizeOf(svg: SVGElement): { width: number; height: number } {
	const [, , boxWidth, boxHeight] = (svg.getAttribute('viewBox') ?? '')
		.trim()
		.split(/[\s,]+/)
		.map(Number);
	const side = (name: 'width' | 'height', box: number | undefined) => {
		const given = /^\s*([\d.]+)(?:px)?\s*$/.exec(svg.getAttribute(name) ?? '')?.[1];
		const value = box ?? Number(given);
		return Number.isFinite(value) && value > 0 ? value : UNSIZED[name];
	};
	return { width: side('width', boxWidth), height: side('height', boxHeight) };
}

/** A drawing as a file of its own, its style sheet inside; of a size in px, so that pictures have one. */
export function standalone({ svg, css }: Drawn, scale = 1): string {
	const whole = svg.cloneNode(true) as SVGElement;
	const { width, height } = sizeOf(svg);
	whole.setAttribute('width', String(width * scale));
	whole.setAttribute('height', String(height * scale));
	if (!whole.hasAttribute('viewBox')) whole.setAttribute('viewBox', `0 0 ${width} ${height}`);
	// the page's own letters are not at hand in a file
	if (!whole.hasAttribute('font-family')) whole.setAttribute('font-family', 'sans-serif');
	// Mermaid's own limit to the column
	whole.style.removeProperty('max-width');
	if (css !== '') {
		const style = document.createElementNS(SVG, 'style');
		style.textContent = css;
		whole.prepend(style);
	}
	return new XMLSerializer().serializeToString(whole);
}

/** By how much a picture of this size is drawn larger: twice, less where it would get too large. */
export function sharpness({ width, height }: { width: number; height: number }): number {
	return Math.min(SHARPNESS, LONGEST_SIDE / width, LONGEST_SIDE / height, Math.sqrt(MOST_PIXELS / (width * height)));
}

/** A drawing as PNG on this ground. Rejects if the browser can't draw it. */
export async function asPng(drawn: Drawn, ground: string): Promise<Blob> {
	const size = sizeOf(drawn.svg);
	const scale = sharpness(size);
	const url = URL.createObjectURL(new Blob([standalone(drawn, scale)], { type: 'image/svg+xml' }));
	try {
		const picture = new Image();
		picture.src = url;
		await picture.decode();
		const canvas = document.createElement('canvas');
		canvas.width = Math.max(1, Math.round(size.width * scale));
		canvas.height = Math.max(1, Math.round(size.height * scale));
		const pen = canvas.getContext('2d');
		if (!pen) throw new Error('no canvas');
		pen.fillStyle = ground;
		pen.fillRect(0, 0, canvas.width, canvas.height);
		pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
		return await new Promise<Blob>((resolve, reject) =>
			canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no PNG'))), 'image/png')
		);
	} finally {
		URL.revokeObjectURL(url);
	}
}
