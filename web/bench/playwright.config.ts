import { defineConfig } from '@playwright/test';
import base from '../playwright.config';

// Figures, one after the other, as a person sees the page: with its motion. ./hearth bench runs this; by hand: npm run bench.
export default defineConfig({
	...base,
	testDir: '.',
	fullyParallel: false,
	workers: 1,
	timeout: 300_000,
	reporter: 'line',
	use: { ...base.use, reducedMotion: null, viewport: { width: 1280, height: 800 } }
});
