import { ApiError, api, configure, sentence, type House, type Me, type Preferences } from '$lib/api';
import { self } from '$lib/api/self';
import { t } from '$lib/i18n';
import { appearance, type Kept, type Language } from '$lib/ui/appearance.svelte';

const SAVE_AFTER_MS = 400;

/** Who is here, in which house. One per page. */
class Session {
	phase = $state<'starting' | 'ready' | 'unreachable'>('starting');
	house = $state.raw<House | null>(null);
	me = $state.raw<Me | null>(null);
	problem = $state('');
	/** Nothing answered at all. */
	silent = $state(false);
	/** The session ended while the page was open: sign-in says so. */
	ended = $state(false);
	/** Looks around first: the first connection is not offered again in this tab. */
	skippedWelcome = false;
	/** Where to go after signing in. */
	wanted = '';
	readonly admin = $derived(this.me?.role === 'admin');
	#unsaved: Preferences = {};
	#storing: Preferences = {};
	#saving: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		configure({
			language: () => appearance.language,
			offline: () => t('common.noAnswer'),
			strange: (status) => t('common.strange', { status: String(status) }),
			signedOut: () => this.#lost()
		});
	}

	async start(): Promise<void> {
		try {
			const { house, me } = await api.start();
			this.house = house;
			this.#enter(me);
			this.phase = 'ready';
		} catch (error) {
			this.problem = sentence(error);
			this.silent = error instanceof ApiError && error.status === 0;
			this.phase = 'unreachable';
		}
	}

	async signIn(email: string, password: string): Promise<void> {
		this.#enter(await api.signIn({ email, password }));
	}

	async signUp(name: string, email: string, password: string): Promise<void> {
		this.#enter(await api.signUp({ name, email, password }));
		if (this.house) this.house = { ...this.house, signUp: this.house.signUp === 'first' ? 'closed' : this.house.signUp };
	}

	async signOut(): Promise<void> {
		try {
			await api.signOut();
		} catch (error) {
			// Already signed out is what was wanted.
			if (!(error instanceof ApiError) || error.status !== 401) throw error;
		}
		this.me = null;
		this.ended = false;
		this.wanted = '';
	}

	/** Asks who I am again: a pending account may have been approved, a name changed. */
	async refresh(): Promise<void> {
		this.#enter(await api.me());
	}

	/** Changes at once on the page, soon on the server. */
	prefer(changes: Preferences): void {
		if (!this.me) return;
		this.me = { ...this.me, preferences: { ...this.me.preferences, ...changes } };
		Object.assign(this.#unsaved, changes);
		clearTimeout(this.#saving);
		this.#saving = setTimeout(() => void this.#save(), SAVE_AFTER_MS);
	}

	/** The page's language, on this device at once and for the account; `system` follows the browser. */
	speak(language: Language | 'system'): void {
		appearance.set({ language });
		if (!this.me) return;
		const chosen = language === 'system' ? null : language;
		this.me = { ...this.me, language: chosen };
		void self.speak(chosen).catch(() => undefined); // this device keeps it anyway
	}

	/** How the page looks, on this device at once and for the account. */
	dress(changes: Partial<Kept>): void {
		appearance.set(changes);
		this.prefer({ look: appearance.kept });
	}

	async rename(name: string): Promise<void> {
		this.#enter(await self.rename(name));
	}

	/** The house was renamed or its door opened or closed. */
	houseChanged(changes: Partial<House>): void {
		if (this.house) this.house = { ...this.house, ...changes };
	}

	/** The account is gone. */
	left(): void {
		this.me = null;
		this.ended = false;
		this.wanted = '';
	}

	#enter(me: Me | null): void {
		// what was not stored yet counts
		this.me = me && { ...me, preferences: { ...me.preferences, ...this.#storing, ...this.#unsaved } };
		if (!this.me || !me) return;
		this.ended = false;
		appearance.restore(this.me.preferences['look']);
		if ((me.language === 'zh-CN' || me.language === 'en') && !appearance.choseLanguage) appearance.set({ language: me.language });
	}

	#lost(): void {
		if (!this.me) return;
		this.me = null;
		this.ended = true;
	}

	async #save(): Promise<void> {
		const preferences = this.#unsaved;
		this.#unsaved = {};
		this.#storing = preferences;
		try {
			await api.changeMe({ preferences });
		} catch (error) {
			if (error instanceof ApiError && error.passing) {
				this.#unsaved = { ...preferences, ...this.#unsaved };
				this.#saving = setTimeout(() => void this.#save(), 5000);
			}
		} finally {
			this.#storing = {};
		}
	}
}

export const session = new Session();

/** What a person prefers, with what holds when nothing was chosen. */
export const preferences = {
	get enterSends() {
		return session.me?.preferences.enterSends ?? true;
	},
	get foldThinking() {
		return session.me?.preferences.foldThinking ?? true;
	},
	get showUsage() {
		return session.me?.preferences.showUsage ?? true;
	},
	get model() {
		return session.me?.preferences.model ?? null;
	}
};
