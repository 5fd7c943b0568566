import { defineConfig } from '@playwright/test';

const port = 8097;

// The finished page (npm run build) in front of dev/fake.mjs, in the Chromium of the system: CHROMIUM=/path npx playwright test
export default defineConfig({
	testDir: 'e2e',
	workers: 1,
	timeout: 30_000,
	use: {
		baseURL: `http://127.0.0.1:${port}/`,
		locale: 'en',
		reducedMotion: 'reduce',
		launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }
	},
	webServer: { command: `node dev/fake.mjs ${port}`, url: `http://127.0.0.1:${port}/api/start`, env: { FAKE_MS: '15' } }
});
