/** `localStorage` that never throws: it may be full, forbidden or missing. What could not be kept there is kept until the tab closes. */
const memory = new Map<string, string>();

export const storage = {
	get(key: string): string | null {
		try {
			return localStorage.getItem(key) ?? memory.get(key) ?? null;
		} catch {
			return memory.get(key) ?? null;
		}
	},

	/** Whether it outlives the tab. */
	set(key: string, value: string): boolean {
		try {
			localStorage.setItem(key, value);
			memory.delete(key);
			return true;
		} catch {
			// An older value in the storage must not win over this one.
			memory.set(key, value);
			try {
				localStorage.removeItem(key);
			} catch {
				// Forbidden altogether.
			}
			return false;
		}
	},

	remove(key: string): void {
		memory.delete(key);
		try {
			localStorage.removeItem(key);
		} catch {
			// Forbidden altogether: there was nothing.
		}
	},

	keys(prefix: string): string[] {
		const keys = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
		try {
			for (let i = 0; i < localStorage.length; i++) {
				const key = localStorage.key(i);
				if (key?.startsWith(prefix)) keys.add(key);
			}
		} catch {
			// Forbidden altogether.
		}
		return [...keys];
	},

	/** `fallback` where nothing is kept or what is kept is no JSON. */
	json<T>(key: string, fallback: T): T {
		const text = this.get(key);
		if (text === null) return fallback;
		try {
			return JSON.parse(text) as T;
		} catch {
			return fallback;
		}
	}
};
