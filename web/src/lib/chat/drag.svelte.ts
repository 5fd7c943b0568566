import type { Attachment } from 'svelte/attachments';
import { chats } from './chats.svelte';
import { folders } from './folders.svelte';
import { selection } from './selection.svelte';

const OPEN_MS = 700;
/** Of a folder's row: above and below it is beside the folder, between it is in it. */
const RIM = 0.28;

type Held = { chats: string[] } | { folder: string };
export type Place = 'before' | 'in' | 'after';

/** Chats and folders in the hand, over a folder or over what stands in none. The menus do the same by keys. */
class Drag {
	held = $state.raw<Held | null>(null);
	/** The folder over which it hangs; `''` for the place outside of all. */
	over = $state<string | null>(null);
	place = $state<Place>('in');
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly chat = (id: string): Attachment<HTMLElement> =>
		this.#source(() => ({ chats: selection.ids.has(id) ? [...selection.ids] : [id] }));
	readonly folder = (id: string): Attachment<HTMLElement> => this.#source(() => ({ folder: id }));

	/** A place to drop on: a folder, or with none what is outside of all. */
	target(folder: string | null): Attachment<HTMLElement> {
		return (node) => {
			const over = (event: DragEvent) => {
				const place = this.#placeAt(event, node, folder);
				if (!place) return;
				event.preventDefault();
				event.stopPropagation();
				if (event.dataTransfer) event.dataTransfer.dropEffect = 'move';
				if (this.over !== (folder ?? '')) this.#wait(folder);
				[this.over, this.place] = [folder ?? '', place];
			};
			const leave = (event: DragEvent) => {
				if (!node.contains(event.relatedTarget as Node | null)) this.#out();
			};
			const drop = (event: DragEvent) => {
				const place = this.#placeAt(event, node, folder);
				const held = this.held;
				if (!place || !held) return;
				event.preventDefault();
				event.stopPropagation();
				this.#end();
				this.#put(held, folder, place);
			};
			node.addEventListener('dragover', over);
			node.addEventListener('dragleave', leave);
			node.addEventListener('drop', drop);
			return () => {
				node.removeEventListener('dragover', over);
				node.removeEventListener('dragleave', leave);
				node.removeEventListener('drop', drop);
			};
		};
	}

	#source(what: () => Held): Attachment<HTMLElement> {
		return (node) => {
			node.draggable = !matchMedia('(pointer: coarse)').matches; // a long press begins a selection there
			const start = (event: DragEvent) => {
				event.stopPropagation();
				this.held = what();
				event.dataTransfer?.setData('text/plain', node.textContent?.trim() ?? '');
				if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
			};
			const end = () => this.#end();
			node.addEventListener('dragstart', start);
			node.addEventListener('dragend', end);
			return () => {
				node.removeEventListener('dragstart', start);
				node.removeEventListener('dragend', end);
			};
		};
	}

	#placeAt(event: DragEvent, node: HTMLElement, folder: string | null): Place | null {
		const held = this.held;
		if (!held) return null;
		if ('chats' in held) return 'in';
		if (folder === null) return 'in';
		const box = node.getBoundingClientRect();
		const share = (event.clientY - box.top) / box.height;
		const beside = share < RIM ? 'before' : share > 1 - RIM ? 'after' : 'in';
		const parent = beside === 'in' ? folder : (folders.find(folder)?.parent ?? null);
		return folder !== held.folder && folders.fits(held.folder, parent) ? beside : null;
	}

	#put(held: Held, folder: string | null, place: Place): void {
		if ('chats' in held) void chats.move(held.chats, folder);
		else if (folder === null || place === 'in') void folders.move(held.folder, folder);
		else {
			const row = folders.find(folder);
			const neighbours = folders.children(row?.parent ?? null).filter((one) => one.id !== held.folder);
			const at = neighbours.findIndex((one) => one.id === folder) + (place === 'after' ? 1 : 0);
			void folders.move(held.folder, row?.parent ?? null, at);
		}
	}

	/** A folder over which one waits opens. */
	#wait(folder: string | null): void {
		clearTimeout(this.#timer);
		if (folder) this.#timer = setTimeout(() => folders.toggle(folder, true), OPEN_MS);
	}

	#out(): void {
		clearTimeout(this.#timer);
		this.over = null;
	}

	#end(): void {
		this.#out();
		this.held = null;
	}
}

export const drag = new Drag();
