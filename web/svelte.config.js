import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ pages: 'build', assets: 'build', strict: true }),
		router: { type: 'hash' },
		paths: { relative: true },
		typescript: {
			config: (config) => ({ ...config, include: [...config.include, '../scripts/**/*.mjs', '../*.config.js', '../e2e/**/*.ts'] })
		}
	}
};
