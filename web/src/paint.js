// Runs before the first paint: without it a dark page would flash white. lib/ui/appearance.ts keeps the same keys.
(() => {
	const root = document.documentElement;
	/** @type {Record<string, string>} */
	let look = {};
	try {
		look = JSON.parse(localStorage.getItem('hearth.look') ?? '{}');
	} catch {
		// A full or forbidden storage: the system's own look is used.
	}
	for (const key of ['theme', 'size', 'wide', 'contrast']) {
		if (typeof look[key] === 'string' && look[key] !== 'system') root.dataset[key] = look[key];
	}
	const chosen = look['language'] ?? 'system';
	root.lang = chosen !== 'system' ? chosen : /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en';
})();
