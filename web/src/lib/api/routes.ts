import { address, call } from './client';
import type {
	Bulk,
	BulkDone,
	Changes,
	Chat,
	ChatPatch,
	Connection,
	ConnectionDraft,
	ExactRequest,
	Folder,
	FolderChange,
	FolderRow,
	Hit,
	Me,
	Message,
	Nearby,
	Page,
	Part,
	Picker,
	Preferences,
	Queued,
	Regenerate,
	Rows,
	Send,
	Sent,
	Start,
	StoredFile,
	TemporaryRun,
	UsedTag
} from './types';

/** Whose days the search's `before:` and `after:` mean. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const chat = (id: string, rest = '') => `/api/chats/${id}${rest}`;

/** The house's routes, one line each. Every one throws `ApiError`. */
export const api = {
	start: () => call<Start>('/api/start'),
	signUp: (body: { name: string; email: string; password: string }) => call<Me>('/api/auth/sign-up', { method: 'POST', body }),
	signIn: (body: { email: string; password: string }) => call<Me>('/api/auth/sign-in', { method: 'POST', body }),
	signOut: () => call<void>('/api/auth/sign-out', { method: 'POST' }),
	me: () => call<Me>('/api/me'),
	changeMe: (body: { name?: string; language?: string; preferences?: Preferences }) =>
		call<Me>('/api/me', { method: 'PATCH', body }),

	picker: (refresh = false) => call<Picker>('/api/picker', { query: { refresh: refresh ? 1 : null } }),
	pin: (models: string[]) => call<void>('/api/pins', { method: 'PUT', body: { models } }),
	nearby: () => call<Nearby>('/api/admin/nearby'),
	fetchStarter: () => call<void>('/api/admin/starter', { method: 'POST' }),
	/** Also stops fetching it. */
	removeStarter: () => call<void>('/api/admin/starter', { method: 'DELETE' }),
	verify: (body: ConnectionDraft) => call<{ models: number }>('/api/admin/connections/verify', { method: 'POST', body }),
	connect: (body: ConnectionDraft) => call<Connection>('/api/admin/connections', { method: 'POST', body }),

	chats: (query: { before?: string | null; archived?: number; folder?: string; limit?: number } = {}) =>
		call<Rows>('/api/chats', { query }),
	chat: (id: string) => call<Chat>(chat(id)),
	changeChat: (id: string, body: ChatPatch) => call<Chat>(chat(id), { method: 'PATCH', body }),
	deleteChat: (id: string) => call<void>(chat(id), { method: 'DELETE' }),
	restoreChat: (id: string) => call<Chat>(chat(id, '/restore'), { method: 'POST' }),
	restoreChats: (deletedAt: number) => call<{ count: number }>('/api/chats/restore', { method: 'POST', body: { deletedAt } }),
	bulk: (body: Bulk) => call<BulkDone>('/api/chats/bulk', { method: 'POST', body }),
	readChat: (id: string) => call<void>(chat(id, '/read'), { method: 'POST' }),
	fork: (id: string, body: { id: string; message: string }) => call<Chat>(chat(id, '/fork'), { method: 'POST', body }),
	messages: (id: string, query: { leaf?: string | null; before?: string | null; limit?: number } = {}) =>
		call<Page>(chat(id, '/messages'), { query }),
	send: (id: string, body: Send) => call<Sent>(chat(id, '/messages'), { method: 'POST', body }),
	queue: (id: string, body: Send) => call<{ queued: Queued }>(chat(id, '/queue'), { method: 'POST', body }),
	changeQueued: (id: string, queued: string, parts: Part[]) =>
		call<void>(chat(id, `/queue/${queued}`), { method: 'PATCH', body: { parts } }),
	dropQueued: (id: string, queued: string) => call<void>(chat(id, `/queue/${queued}`), { method: 'DELETE' }),
	regenerate: (id: string, body: Regenerate) => call<Message>(chat(id, '/replies'), { method: 'POST', body }),
	goOn: (id: string, message: string) => call<Message>(chat(id, `/messages/${message}/continue`), { method: 'POST' }),
	edit: (id: string, message: string, parts: Part[]) =>
		call<Message>(chat(id, `/messages/${message}`), { method: 'PATCH', body: { parts } }),
	deleteMessage: (id: string, message: string) =>
		call<{ leaf: string | null }>(chat(id, `/messages/${message}`), { method: 'DELETE' }),
	switchTo: (id: string, message: string) => call<{ leaf: string | null }>(chat(id, '/leaf'), { method: 'PUT', body: { message } }),

	folders: () => call<{ folders: FolderRow[] }>('/api/folders'),
	folder: (id: string) => call<Folder>(`/api/folders/${id}`),
	createFolder: (body: { id: string; name: string; parent?: string | null }) =>
		call<Folder>('/api/folders', { method: 'POST', body }),
	changeFolder: (id: string, body: FolderChange) => call<Folder>(`/api/folders/${id}`, { method: 'PATCH', body }),
	deleteFolder: (id: string) => call<void>(`/api/folders/${id}`, { method: 'DELETE' }),
	restoreFolder: (id: string) => call<Folder>(`/api/folders/${id}/restore`, { method: 'POST' }),
	tags: () => call<{ tags: UsedTag[] }>('/api/tags'),

	temporary: (body: TemporaryRun) => call<Message>('/api/temporary/runs', { method: 'POST', body }),
	cancel: (run: string) => call<void>(`/api/runs/${run}/cancel`, { method: 'POST' }),
	request: (run: string) => call<ExactRequest>(`/api/runs/${run}/request`),
	search: (q: string, signal?: AbortSignal) =>
		call<{ hits: Hit[] }>('/api/search', { query: { q, zone: ZONE, limit: 20 }, signal }),
	changes: (after: number | null) => call<Changes>('/api/changes', { query: { after } }),

	upload: (file: Blob, name: string, type: string, signal?: AbortSignal) =>
		call<StoredFile>('/api/files', { method: 'POST', query: { name, type }, raw: file, signal }),
	beginUpload: (body: { name: string; type: string; size: number; use?: 'file' | 'import' }, signal?: AbortSignal) =>
		call<{ id: string; piece: number }>('/api/uploads', { method: 'POST', body, signal }),
	piece: (id: string, at: number, piece: Blob, signal?: AbortSignal) =>
		call<{ received: number }>(`/api/uploads/${id}`, { method: 'PUT', query: { at }, raw: piece, signal }),
	finishUpload: (id: string, signal?: AbortSignal) => call<StoredFile>(`/api/uploads/${id}/finish`, { method: 'POST', signal }),
	fileUrl: (id: string) => address(`/api/files/${id}`)
};
