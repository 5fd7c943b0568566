import { admin, type Fixed, type HouseSetting, type SettingName } from '$lib/api/admin';
import { Loading } from '$lib/settings/loading.svelte';

type Value = Parameters<typeof admin.changeSetting>[1];

/** The house's settings, as a screen reads and changes them. */
export class HouseSettings {
	readonly all = new Loading(async () => (await admin.settings()).settings);

	load = () => this.all.load();

	value(name: SettingName): string {
		return this.#find(name)?.value ?? '';
	}

	fixed(name: SettingName): Fixed | null {
		return this.#find(name)?.fixed ?? null;
	}

	/** Throws `ApiError`. */
	async change(name: SettingName, value: Value): Promise<void> {
		const changed = await admin.changeSetting(name, value);
		this.all.set((this.all.value ?? []).map((one) => (one.name === name ? changed : one)));
	}

	#find(name: SettingName): HouseSetting | undefined {
		return this.all.value?.find((setting) => setting.name === name);
	}
}
