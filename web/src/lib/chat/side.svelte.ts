import { narrow, storage } from '$lib/ui';

const KEY = 'hearth.side';

/** The sidebar: beside the page where there is room, remembered; a sheet over it on a phone. */
class Side {
	#beside = $state(storage.get(KEY) !== 'hidden');
	sheet = $state(false);
	/** Whether the list of shortcuts is open. */
	keys = $state(false);

	get shown(): boolean {
		return narrow.current ? this.sheet : this.#beside;
	}

	toggle(): void {
		if (narrow.current) {
			this.sheet = !this.sheet;
			return;
		}
		this.#beside = !this.#beside;
		storage.set(KEY, this.#beside ? 'shown' : 'hidden');
	}

	/** After a choice the sheet has done its work. */
	picked(): void {
		this.sheet = false;
	}
}

export const side = new Side();
