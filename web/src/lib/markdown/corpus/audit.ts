const FORBIDDEN =
	'script, style, iframe, object, embed, link, meta, base, form, input, textarea, video, audio, source, template, frame, foreignObject, animate, set, image';
const HREF = /^(?:https?:\/\/|mailto:)/;
const SRC = /^(?:data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+|\/api\/files\/[\w.~/?=&-]+)$/;

/** Everything in a drawn answer that must never be there, as sentences; none is what one hopes for. */
export function audit(root: ParentNode): string[] {
	const faults: string[] = [];
	for (const element of root.querySelectorAll(FORBIDDEN)) faults.push(`an element <${element.localName}>`);
	for (const element of root.querySelectorAll('*')) {
		if (element.shadowRoot) faults.push(...audit(element.shadowRoot));
		const isDrawing = element.namespaceURI === 'http://www.w3.org/2000/svg';
		for (const { name, value } of Array.from(element.attributes)) {
			if (/^on/i.test(name)) faults.push(`a handler ${name} on <${element.localName}>`);
			if (name === 'href' && !HREF.test(value) && !(isDrawing && /^#[\w-]+$/.test(value))) faults.push(`a link to ${value}`);
			if (name === 'src' && !SRC.test(value)) faults.push(`a source ${value}`);
			if (/^(?:srcdoc|action|formaction|xlink:href|srcset|background|ping|name)$/.test(name)) faults.push(`an attribute ${name}`);
			if (name === 'id' && !isDrawing) faults.push(`an id ${value}`);
			if (name === 'style' && !isDrawing && !element.closest('.katex')) faults.push(`a style ${value}`);
			if (
				/url\((?!\s*["']?#)/i.test(value) &&
				name !== 'title' &&
				name !== 'data-source' &&
				name !== 'aria-label' &&
				name !== 'href'
			)
				faults.push(`an address in ${name}: ${value}`);
		}
		if (element.localName === 'a' && element.hasAttribute('href') && element.getAttribute('rel') !== 'noopener noreferrer')
			faults.push('a link without rel');
	}
	return faults;
}
