import { defineConfig } from '@playwright/test';

// The finished house in the Chromium of the system: HEARTH_JAR names the jar, CHROMIUM the browser. What a test needs it starts.
export default defineConfig({
	testDir: 'e2e',
	fullyParallel: true,
	workers: 2,
	forbidOnly: process.env.CI === 'true',
	timeout: 30_000,
	expect: { timeout: 8_000 },
	use: {
		locale: 'en',
		reducedMotion: 'reduce',
		trace: 'off',
		launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }
	}
});
