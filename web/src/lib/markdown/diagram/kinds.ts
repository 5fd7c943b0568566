import { t } from '$lib/i18n';
import { draw } from './mermaid';
import { cleanSvg, type Drawn } from './svg';

/** Fences that are drawn, once they are closed. */
export type DiagramKind = 'mermaid' | 'svg';

const LONGEST_SVG = 300_000;
const SVG = 'http://www.w3.org/2000/svg';

export function diagramOf(lang: string): DiagramKind | undefined {
	const word = lang.toLowerCase();
	return word === 'mermaid' || word === 'svg' ? word : undefined;
}

/** Draws a source. An SVG is there at once, so that the page does not show its source first. Throws what `reasonOf` reads. */
export function drawn(kind: DiagramKind, source: string): Drawn | Promise<Drawn> {
	return kind === 'mermaid' ? draw(source) : drawSvg(source);
}

function drawSvg(source: string): Drawn {
	if (source.length > LONGEST_SVG) throw new Error('too large');
	// models forget the namespaces
	const whole = source
		.trim()
		.replace(/<svg(?=[\s>/])(?![^>]*\sxmlns\s*=)/, `<svg xmlns="${SVG}"`)
		.replace(/<svg(?=[\s>/])(?![^>]*\sxmlns:xlink\s*=)/, '<svg xmlns:xlink="http://www.w3.org/1999/xlink"');
	return cleanSvg(whole);
}

/** What is wrong, as the end of a sentence. */
export function reasonOf(error: unknown): string {
	return error instanceof Error && error.cause !== undefined ? error.message : t('md.diagramUnknown');
}
