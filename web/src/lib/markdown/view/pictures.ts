import { safeName } from '../code/files';
import type { Sight } from './view';

/** All pictures that can be enlarged: in answers and in what came with questions. */
const PICTURE = 'img[data-picture]';
const ENDINGS: Record<string, string> = { jpeg: 'jpg', png: 'png', gif: 'gif', webp: 'webp' };

/** A picture's name as a file: what it is called, with the ending of its kind. */
export function pictureName(src: string, called: string): string {
	const kind = /^data:image\/(\w+)/.exec(src)?.[1];
	const ending = kind && Object.hasOwn(ENDINGS, kind) ? `.${ENDINGS[kind]}` : '';
	const name = safeName(called).slice(0, 60).trim() || 'picture';
	return ending === '' || name.toLowerCase().endsWith(ending) ? name : name + ending;
}

/** The pictures around this one, in the order of the page, and where it stands among them. */
export function picturesAround(picture: HTMLImageElement): { sights: Sight[]; at: number } {
	const all = Array.from(
		(picture.closest('[data-pictures]') ?? picture.closest('.md') ?? document).querySelectorAll<HTMLImageElement>(PICTURE)
	);
	// one that could not be loaded is nothing to look at
	const seen = all.filter((one) => one === picture || !one.complete || one.naturalWidth > 0);
	const sights = seen.map((one): Sight => {
		const src = one.getAttribute('src') ?? '';
		return { kind: 'picture', src, label: one.alt, name: pictureName(src, one.dataset.picture || one.alt) };
	});
	return { sights, at: seen.indexOf(picture) };
}
