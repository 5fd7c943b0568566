import { element, text, type Node } from './tree';

/** Control characters and spaces, which browsers drop or trim when they read an address: `java\tscript:`. */
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/** The address if it may be a link: http, https and mailto, absolute and whole. */
export function safeHref(address: string): string | undefined {
	const clean = address.replace(INVISIBLE, '');
	if (/^mailto:[^\s:]+@[^\s]+$/i.test(clean)) return clean;
	if (!/^https?:\/\//i.test(clean)) return undefined;
	try {
		const url = new URL(clean);
		return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url.href : undefined;
	} catch {
		return undefined;
	}
}

const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;
const OWN_FILE = /^\/api\/files\/[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*(?:\?[A-Za-z0-9._~=&-]*)?$/;

/** The address if it may be shown as a picture: nothing that leaves the house, nothing that can hold a script. */
export function safeImage(address: string): string | undefined {
	const clean = address.trim();
	if (DATA_IMAGE.test(clean)) return clean;
	return OWN_FILE.test(clean) && !clean.split(/[/?]/).some((step) => step === '.' || step === '..') ? clean : undefined;
}

const BARE =
	/\bhttps?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+|\bwww\.[\w-]+\.[\w\-.~:/?#[\]@!$&'()*+,;=%]+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,}\b/g;
const HAN_PATH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\w\-.~%()]+/u;

/**
 * A text with its bare addresses as links. An address ends at the first character that no address holds, so that the words that
 * follow it in Chinese, which has no spaces, stay words; a path may hold Han (`/wiki/微积分`), a host may not.
 */
export function withLinks(value: string): Node[] {
	if (!/:\/\/|www\.|@/.test(value)) return [text(value)];
	const nodes: Node[] = [];
	let end = 0;
	for (const match of value.matchAll(BARE)) {
		if (match.index < end) continue;
		let address = match[0];
		if (/^https?:\/\/[^/]+\/.+[/=]$/i.test(address)) address += HAN_PATH.exec(value.slice(match.index + address.length))?.[0] ?? '';
		address = trimmed(address);
		const isMail = /^[^/:]+@/.test(address);
		const href = safeHref(isMail ? `mailto:${address}` : address.startsWith('www.') ? `https://${address}` : address);
		if (href === undefined) continue;
		if (match.index > end) nodes.push(text(value.slice(end, match.index)));
		nodes.push(element('a', [text(address)], { href }));
		end = match.index + address.length;
	}
	if (end < value.length) nodes.push(text(value.slice(end)));
	return nodes;
}

/** Without the stops and the closing brackets that belong to the sentence. */
function trimmed(address: string): string {
	let end = address.length;
	for (; end > 0; end--) {
		const last = address.charAt(end - 1);
		if (".,;:!?'*_~$&".includes(last)) continue;
		if (last === ')' && count(address, ')', end) > count(address, '(', end)) continue;
		if (last === ']' && count(address, ']', end) > count(address, '[', end)) continue;
		break;
	}
	return address.slice(0, end);
}

function count(value: string, mark: string, end: number): number {
	let found = 0;
	for (let i = 0; i < end; i++) if (value.charAt(i) === mark) found++;
	return found;
}
