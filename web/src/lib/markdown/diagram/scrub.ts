/**
 * A diagram's source without what Mermaid would put into the live page while it measures, before anything of ours can look at it:
 * HTML in labels, pictures, and settings and styles that load. (In 11.17 a label's `onerror` and a node's `img` reached the page.)
 */
export function scrubbed(source: string): string {
	return withoutLinks(withoutFrontMatter(source.replace(/^\s+/, '')))
		.replace(/%%\{[\s\S]*?(?:\}%%|$)/g, '')
		.replace(/@\s*\{[^}]*\}?/g, shapeOnly)
		.replace(/^.*\b(?:style|classDef|linkStyle|cssClass)\b.*$/gim, (line) => line.replaceAll('\\', ''))
		.replace(/url\s*\(|@import|image-set|expression\s*\(/gi, '')
		.replace(/<\/?(?:b|i|u|em|strong|small|sub|sup|code|span|font|p|div|center)(?:\s[^<>]*)?>/gi, '')
		.replace(/<(?=[a-z/!?])/gi, (mark, at: number, whole: string) => (isMeant(whole, at) ? mark : '‹'));
}

/** Nothing in a drawing can be clicked; Mermaid would still put the addresses and handlers into the page. */
function withoutLinks(source: string): string {
	const plain = source.replace(/^[ \t]*(?:click[ \t]+\S+[ \t].*|(?:link|callback)[ \t]+\S+[ \t]+".*)$/gim, '');
	return /^\s*sequenceDiagram/m.test(plain) ? plain.replace(/^[ \t]*(?:links?|properties|details)[ \t]+[^:\n]+:.*$/gim, '') : plain;
}

/** A line break, or a stereotype like `<<interface>>`. */
function isMeant(source: string, at: number): boolean {
	return (
		/^<br\s*\/?>/i.test(source.slice(at, at + 12)) ||
		(source.charAt(at - 1) === '<' && /^<[\w-]{1,40}>>/.test(source.slice(at, at + 44)))
	);
}

/** Of `---` front matter only the title stays: colours and settings are the page's own. */
function withoutFrontMatter(source: string): string {
	const match = /^---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(source);
	if (!match) return source;
	const title = /^title:[ \t]*(.*)$/m
		.exec(match[1] ?? '')?.[1]
		?.replace(/["'\\]/g, '')
		.trim();
	return (title ? `---\ntitle: "${title}"\n---\n` : '') + source.slice(match[0].length);
}

/** `@{ shape: …, label: … }` without its other keys: `img` and `icon` load. */
function shapeOnly(block: string): string {
	const shape = /\bshape\s*:\s*["']?([\w-]+)/.exec(block)?.[1];
	const label = /\blabel\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,}]*))/.exec(block);
	const words = (label?.[1] ?? label?.[2] ?? label?.[3])?.replaceAll('\\', '').trim();
	const parts = [...(shape ? [`shape: ${shape}`] : []), ...(words ? [`label: "${words.replaceAll('"', '')}"`] : [])];
	return parts.length > 0 ? `@{ ${parts.join(', ')} }` : '';
}
