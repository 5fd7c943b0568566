/** A drawing that was checked: nodes made here, and its own style sheet as text. */
export interface Drawn {
	svg: SVGElement;
	css: string;
}

const SVG = 'http://www.w3.org/2000/svg';

const ELEMENTS = new Set(
	(
		'svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker clipPath mask symbol use linearGradient ' +
		'radialGradient stop pattern filter feDropShadow feGaussianBlur feOffset feFlood feComposite feMerge feMergeNode feColorMatrix'
	).split(' ')
);

const ATTRIBUTES = new Set(
	(
		'id class transform viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy rotate offset fill fill-opacity fill-rule ' +
		'stroke stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity opacity ' +
		'color font-family font-size font-style font-weight text-anchor dominant-baseline alignment-baseline baseline-shift ' +
		'text-decoration letter-spacing word-spacing textLength lengthAdjust clip-path clip-rule mask marker-start marker-mid marker-end ' +
		'marker markerWidth markerHeight markerUnits orient refX refY preserveAspectRatio gradientUnits gradientTransform spreadMethod ' +
		'fx fy stop-color stop-opacity patternUnits patternTransform patternContentUnits maskUnits clipPathUnits visibility display ' +
		'role aria-label aria-roledescription aria-labelledby aria-describedby aria-hidden filter filterUnits stdDeviation ' +
		'flood-color flood-opacity in in2 result operator values type shape-rendering text-rendering vector-effect paint-order xml:space'
	).split(' ')
);

const MOST_NODES = 20_000;
const DEEPEST = 60;

/**
 * Rebuilds an SVG from its text, element by element, from lists of what is allowed: no script, no link, no foreign content, no
 * animation, no address but `#id`. Throws if the text is no SVG.
 */
export function cleanSvg(source: string): Drawn {
	const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
	const root = parsed.documentElement;
	if (root.localName !== 'svg' || root.namespaceURI !== SVG || parsed.doctype || parsed.querySelector('parsererror'))
		throw new Error('no SVG');
	const css: string[] = [];
	let count = 0;

	function copy(from: Element, depth: number): SVGElement | undefined {
		if (from.namespaceURI !== SVG || !ELEMENTS.has(from.localName) || depth > DEEPEST) return undefined;
		if (++count > MOST_NODES) throw new Error('too large');
		const to = document.createElementNS(SVG, from.localName);
		for (const { name, value } of Array.from(from.attributes)) setAttribute(to, name, value);
		for (const child of Array.from(from.childNodes)) {
			if (child instanceof Element) {
				if (child.namespaceURI === SVG && child.localName === 'style') css.push(cleanCss(child.textContent ?? ''));
				else {
					const made = copy(child, depth + 1);
					if (made) to.append(made);
				}
			} else if (child.nodeType === Node.TEXT_NODE || child.nodeType === Node.CDATA_SECTION_NODE) {
				to.append(document.createTextNode(child.nodeValue ?? ''));
			}
		}
		return to;
	}

	const svg = copy(root, 0);
	if (!svg) throw new Error('no SVG');
	return { svg, css: css.join('\n') };
}

function setAttribute(to: SVGElement, name: string, value: string): void {
	if (name === 'style') {
		// Through the object model, which the page's policy allows, one declaration at a time.
		for (const [property, text] of declarations(value)) to.style.setProperty(property, text);
	} else if (name === 'href' || name === 'xlink:href') {
		if (to.localName === 'use' && /^#[\w-]+$/.test(value)) to.setAttribute('href', value);
	} else if (ATTRIBUTES.has(name) && isHarmless(value)) {
		to.setAttribute(name, value);
	}
}

/** A value that loads nothing: `url()` may only point into the drawing itself. */
function isHarmless(value: string): boolean {
	if (value.includes('\\') || /@import|expression\s*\(|image-set|javascript:|-moz-binding|behavior\s*:/i.test(value)) return false;
	return !/url\s*\(/i.test(value.replace(/url\(\s*["']?#[\w-]+["']?\s*\)/gi, ''));
}

function* declarations(style: string): Generator<[string, string]> {
	for (const part of style.split(';')) {
		const colon = part.indexOf(':');
		const property = part.slice(0, colon).trim().toLowerCase();
		const value = part
			.slice(colon + 1)
			.replace(/!important/gi, '')
			.trim();
		if (
			colon > 0 &&
			/^[a-z-]+$/.test(property) &&
			!/^(?:position|z-index|inset|content|cursor|background.*|behavior|-.*)$/.test(property) &&
			isHarmless(value)
		) {
			yield [property, value];
		}
	}
}

/** A drawing's rules without those that load anything or leave their place. It is applied inside a shadow root only. */
function cleanCss(css: string): string {
	const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
	if (plain.includes('\\') || plain.includes('<')) return '';
	return plain
		.replace(/@(?:import|font-face|namespace|charset)[^;{}]*(?:;|\{[^}]*\})/gi, '')
		.replace(/[^{}]*\{[^{}]*\}/g, (rule) => (isHarmless(rule) && !/:host|position\s*:|content\s*:/i.test(rule) ? rule : ''));
}
