import { ApiError } from './client';
import { api } from './routes';
import type { StoredFile } from './types';

/** What one request may carry: proxies refuse bodies over 1 MB. */
export const PIECE_BYTES = 900_000;
const TRIES = 5;

/** Stores a file, in pieces when it is large. `progress` hears the share that has arrived, 0 to 1. */
export async function upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<StoredFile> {
	const type = file.type || 'application/octet-stream';
	if (file.size <= PIECE_BYTES) {
		const stored = await again(() => api.upload(file, file.name, type, signal), signal);
		progress(1);
		return stored;
	}
	const id = await inPieces(file, 'file', progress, signal);
	return again(() => api.finishUpload(id, signal), signal);
}

/** Sends a file piece by piece; answers the id of the complete upload. */
export async function inPieces(
	file: File,
	use: 'file' | 'import',
	progress: (share: number) => void,
	signal: AbortSignal
): Promise<string> {
	const type = file.type || 'application/octet-stream';
	const { id, piece } = await again(() => api.beginUpload({ name: file.name, type, size: file.size, use }, signal), signal);
	for (let at = 0; at < file.size;) {
		const from = at;
		const { received } = await again(() => api.piece(id, from, file.slice(from, from + piece), signal), signal);
		if (received <= from) throw new ApiError(0, 'offline', 'The upload does not go on.');
		at = received;
		progress(at / file.size);
	}
	return id;
}

async function again<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof ApiError) || !error.passing || attempt === TRIES || signal.aborted) throw error;
			await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt));
		}
	}
}
