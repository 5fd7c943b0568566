import { admin, type Fixed, type HouseSetting, type SettingName } from '$lib/api/admin';
import { Loading } from '$lib/settings/loading.svelte';

type Value = Parameters<typeof admin.changeSetting>[1];

/** The house's settings, as a screen reads and changes them. */
export class HouseSettings {
	#last: Promise<unknown> = Promise.resolve();
	readonly all = new Loading(async () => (await admin.settings()).settings);

	load = () => this.all.load();

	value(name: SettingName): string {
		return this.#find(name)?.value ?? '';
	}

	fixed(name: SettingName): Fixed | null {
		return this.#find(name)?.fixed ?? null;
	}

	/**
	 * One change after the other; `next` is asked when its turn has come, so that it builds on what the one before it made. Throws
	 * `ApiError`.
	 */
	change(name: SettingName, next: () => Value): Promise<void> {
		const turn = this.#last.then(async () => {
			const changed = await admin.changeSetting(name, next());
			this.all.set((this.all.value ?? []).map((one) => (one.name === name ? changed : one)));
		});
		this.#last = turn.catch(() => undefined);
		return turn;
	}

	#find(name: SettingName): HouseSetting | undefined {
		return this.all.value?.find((setting) => setting.name === name);
	}
}
