import { api, sentence, type Picker, type PickerConnection, type PickerModel } from '$lib/api';
import { preferences, session } from '$lib/account/session.svelte';

/** What can be picked. Asked once, again when something changed. */
class Models {
	picker = $state.raw<Picker | null>(null);
	problem = $state('');
	refreshing = $state(false);
	readonly all = $derived<PickerModel[]>(this.picker?.models ?? []);
	readonly dead = $derived<PickerConnection[]>((this.picker?.connections ?? []).filter((connection) => connection.problem));
	readonly pins = $derived<string[]>(this.picker?.pins ?? []);
	/** Nothing to pick, and that is known. */
	readonly none = $derived(this.picker !== null && this.picker.models.length === 0);
	#loading: Promise<void> | null = null;
	#refresh: Promise<void> | null = null;

	/** One question at a time; a refresh is not answered by what was asked before it. */
	load(refresh = false): Promise<void> {
		if (refresh && this.#loading) {
			this.#refresh ??= this.#loading.then(() => this.load(true)).finally(() => (this.#refresh = null));
			return this.#refresh;
		}
		this.#loading ??= this.#load(refresh).finally(() => (this.#loading = null));
		return this.#loading;
	}

	find(id: string | null | undefined): PickerModel | undefined {
		return id ? this.all.find((model) => model.id === id) : undefined;
	}

	/** The name people know it by, also when it is gone. */
	name(id: string | null | undefined): string {
		return this.find(id)?.name ?? id ?? '';
	}

	/** What a new chat begins with. */
	get first(): string | null {
		const wanted = [preferences.model, this.picker?.default, this.pins[0]];
		return (wanted.map((id) => this.find(id)).find(Boolean) ?? this.all[0])?.id ?? null;
	}

	/** Another model than these: pinned ones first. */
	other(taken: (string | null)[]): string | null {
		const order = [...this.pins.map((id) => this.find(id)), ...this.all];
		return order.find((model) => model && !taken.includes(model.id))?.id ?? null;
	}

	prefer(id: string): void {
		session.prefer({ model: id });
	}

	async togglePin(id: string): Promise<void> {
		if (!this.picker) return;
		const before = this.picker;
		const pins = this.pins.includes(id) ? this.pins.filter((pin) => pin !== id) : [...this.pins, id];
		this.picker = { ...before, pins };
		try {
			await api.pin(pins);
		} catch (error) {
			this.picker = before;
			this.problem = sentence(error);
		}
	}

	async #load(refresh: boolean): Promise<void> {
		this.refreshing = refresh;
		try {
			this.picker = await api.picker(refresh);
			this.problem = '';
		} catch (error) {
			this.problem = sentence(error);
		} finally {
			this.refreshing = false;
		}
	}
}

export const models = new Models();

/** An OpenAI-compatible service does not say what its models see: only the others' “no” is one. */
export function cannotSee(model: PickerModel): boolean {
	return model.vision === false && model.provider !== 'openai';
}
