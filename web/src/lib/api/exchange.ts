import { address, call, open } from './client';
import type { Exact, Schemas } from './types';

export type ExportFormat = 'markdown' | 'text' | 'json';
export type ImportKind = 'hearth' | 'chatgpt' | 'open_webui' | 'claude' | 'deepseek';
export type ImportContent = Exact<Schemas['Content'], { kind: ImportKind | null }>;
export type FoundChat = Schemas['FoundChat'];
export type LeftOut = Schemas['LeftOut'];
export type Import = Exact<Schemas['Import'], { state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' }>;

/** Chats on their way out and in. Every one throws `ApiError`. */
export const exchange = {
	/** The chat as a file; the answer's head has its name. */
	exportChat: (id: string, format: ExportFormat, branch: 'shown' | 'all') =>
		open(`/api/chats/${id}/export`, { query: { format, branch, zone: Intl.DateTimeFormat().resolvedOptions().timeZone } }),
	exportAllUrl: () => address('/api/export', { format: 'json' }),

	dropUpload: (upload: string) => call<void>(`/api/uploads/${upload}`, { method: 'DELETE' }),
	preview: (upload: string, signal?: AbortSignal) =>
		call<ImportContent>('/api/import/preview', { method: 'POST', body: { upload }, signal }),
	/** `chats`: numbers of those to take; null for all. */
	begin: (upload: string, chats: number[] | null) =>
		call<Import>('/api/import', { method: 'POST', body: chats ? { upload, chats } : { upload } }),
	current: () => call<{ current: Import | null }>('/api/import'),
	/** Cancels what runs; what has ended is forgotten. */
	drop: () => call<void>('/api/import', { method: 'DELETE' })
};
