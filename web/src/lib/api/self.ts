import { call } from './client';
import type { Exact, Me, Schemas } from './types';

/** One of the places where I am signed in. `device` is the browser's own description of itself. */
export type Device = Schemas['Device'];

export type KeyScope = 'models' | 'chats' | 'admin';

/** `prefix`: the secret's first characters. */
export type ApiKey = Exact<Schemas['Key'], { scopes: KeyScope[] }>;

export interface NewKey {
	name: string;
	scopes: KeyScope[];
	expiresAt: number | null;
}

/** What people do with their own account, beside `api.me`. Every one throws `ApiError`. */
export const self = {
	devices: () => call<{ sessions: Device[] }>('/api/me/sessions'),
	signOutDevice: (id: string) => call<void>(`/api/me/sessions/${id}`, { method: 'DELETE' }),
	signOutOthers: () => call<void>('/api/me/sessions', { method: 'DELETE' }),
	keys: () => call<{ enabled: boolean; keys: ApiKey[] }>('/api/me/keys'),
	addKey: (body: NewKey) => call<{ key: ApiKey; secret: string }>('/api/me/keys', { method: 'POST', body }),
	deleteKey: (id: string) => call<void>(`/api/me/keys/${id}`, { method: 'DELETE' }),
	rename: (name: string) => call<Me>('/api/me', { method: 'PATCH', body: { name } }),
	/** Null for whatever the browser asks for. */
	speak: (language: string | null) => call<Me>('/api/me', { method: 'PATCH', body: { language } }),
	changePassword: (body: { current: string; password: string }) => call<void>('/api/me/password', { method: 'POST', body }),
	leave: (password: string) => call<void>('/api/me', { method: 'DELETE', body: { password } }),
	/** Puts all into the trash; what it answers brings them back. */
	deleteChats: () => call<Schemas['Trashed']>('/api/chats', { method: 'DELETE' }),
	restoreChats: (deletedAt: number) => call<Schemas['Restored']>('/api/chats/restore', { method: 'POST', body: { deletedAt } })
};
