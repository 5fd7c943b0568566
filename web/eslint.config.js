import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import config from './svelte.config.js';

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'test-results/', 'src/lib/api/schema.ts'] },
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	...svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			// The compiler knows the globals better.
			'no-undef': 'off',
			// The page asks its own server through one client.
			'no-restricted-globals': ['error', { name: 'fetch', message: 'Only lib/api calls fetch.' }],
			// Links of the hash router are plain "#/…" addresses.
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/no-at-html-tags': 'error',
			'@typescript-eslint/no-explicit-any': 'error'
		}
	},
	// A plain Map or Set is plain on purpose: what is shown stands in $state.
	{ files: ['src/lib/{chat,run,model}/**'], rules: { 'svelte/prefer-svelte-reactivity': 'off' } },
	{ files: ['src/lib/api/**'], rules: { 'no-restricted-globals': 'off' } },
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig: config }
		}
	}
);
