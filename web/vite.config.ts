import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vite';

const server = process.env.HEARTH_DEV_SERVER ?? 'http://127.0.0.1:8080';

/** KaTeX names each font three times; every browser that the page is built for reads the first. */
const woff2Only: Plugin = {
	name: 'woff2-only',
	enforce: 'pre',
	transform(css, id) {
		if (!/katex.*\.css/.test(id)) return null;
		const slim = css.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '');
		if (/\.(?:woff|ttf)\)/.test(slim) || slim === css)
			throw new Error('KaTeX names its fonts otherwise than before: adapt woff2Only');
		return { code: slim, map: null };
	}
};

export default defineConfig({
	plugins: [woff2Only, sveltekit()],
	// Svelte's browser build, so that components can be mounted in tests.
	resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
	server: { proxy: { '/api': { target: server, changeOrigin: false } } },
	build: {
		target: 'es2022',
		rolldownOptions: {
			checks: { pluginTimings: false },
			// What every screen needs comes in a few files: over a slow line each request costs more than its bytes.
			output: {
				codeSplitting: {
					groups: [
						{ name: 'svelte', test: /node_modules[\\/](svelte|@sveltejs|esm-env|clsx)[\\/]|\.svelte-kit[\\/]generated/ },
						{ name: 'kit', test: /src[\\/]lib[\\/](ui|i18n|api|account)[\\/]|node_modules[\\/]@lucide/ },
						{ name: 'chat', test: /src[\\/]lib[\\/](chat|run|model)[\\/](?!.*(Dialog|Palette|Welcome|Way|ConnectForm))/ },
						{ name: 'settings', test: /src[\\/]lib[\\/](settings|admin)[\\/]/ }
					]
				}
			}
		},
		// The page's policy knows no data: fonts.
		assetsInlineLimit: (file: string) => (/\.(?:woff2?|ttf)$/.test(file) ? false : undefined)
	},
	// The highlighter's worker loads its grammars one by one.
	worker: { format: 'es' },
	// some parse long texts again for each character, which takes its time while other programs have the processors
	test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 }
});
