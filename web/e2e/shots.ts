import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const folder = process.env.HEARTH_SHOTS ?? join(import.meta.dirname, '../test-results/shots');

/** Kept as output of the run, for people to look at. */
export async function photograph(page: Page, name: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`) });
}
