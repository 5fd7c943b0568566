import type { Page } from '@playwright/test';

/** Requests and bytes on the wire, headers aside, while `load` runs. */
export async function cost(page: Page, load: () => Promise<unknown>): Promise<{ requests: number; kilobytes: number }> {
	const client = await page.context().newCDPSession(page);
	await client.send('Network.enable');
	let requests = 0;
	let bytes = 0;
	const cached = new Set<string>();
	client.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
	client.on('Network.responseReceived', ({ requestId, response }) => {
		if (!cached.has(requestId) && !response.fromDiskCache && !response.url.startsWith('data:')) requests++;
	});
	client.on('Network.dataReceived', ({ encodedDataLength }) => (bytes += encodedDataLength));
	await load();
	await page.waitForLoadState('networkidle');
	await client.detach();
	return { requests, kilobytes: Math.round(bytes / 1000) };
}
