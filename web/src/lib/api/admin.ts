import { call } from './client';
import type { ChatParams, Connection, ConnectionDraft, PickerModel, Problem, Role } from './types';

export interface User {
	id: string;
	name: string;
	email: string;
	role: Role;
	founder: boolean;
	createdAt: number;
	/** To the minute; 0 when never. */
	activeAt: number;
}

export interface Users {
	users: User[];
	total: number;
	next: string | null;
}

export interface NewUser {
	name: string;
	email: string;
	password: string;
	role: Role;
}

export type SettingName =
	'house.name' | 'sign_up' | 'default_role' | 'title.enabled' | 'title.model' | 'default_model' | 'system_prompt' | 'params';

/** What decided a setting outside the page. */
export interface Fixed {
	name: string;
	value: string;
}

export interface HouseSetting {
	name: SettingName;
	value: string;
	fixed: Fixed | null;
}

export interface AdminModel extends PickerModel {
	hidden: boolean;
	position: number | null;
	params: ChatParams;
	systemPrompt: string | null;
}

/** What is left out stays; an empty text takes away. */
export interface ModelChange {
	name?: string;
	description?: string;
	hidden?: boolean;
	position?: number;
	params?: ChatParams;
	systemPrompt?: string;
}

export interface Installed {
	name: string;
	size: number;
	modifiedAt: number | null;
	loaded: boolean;
}

export interface Pull {
	id: string;
	connection: string;
	model: string;
	status: string;
	done: number;
	total: number;
	state: 'running' | 'done' | 'failed';
	problem: Problem | null;
}

/** A host that the house talked with. */
export interface Host {
	host: string;
	purpose: string;
	requests: number;
	refused: number;
	lastUsedAt: number;
}

export type ConnectionChange = Partial<Omit<ConnectionDraft, 'provider' | 'id'>> & { position?: number };

const connection = (id: string, rest = '') => `/api/admin/connections/${id}${rest}`;

/** What administrators do. Every one throws `ApiError`. */
export const admin = {
	connections: () => call<{ connections: Connection[] }>('/api/admin/connections'),
	changeConnection: (id: string, body: ConnectionChange) => call<Connection>(connection(id), { method: 'PATCH', body }),
	removeConnection: (id: string) => call<void>(connection(id), { method: 'DELETE' }),
	/** The stored connection as it is, or with what the form says instead. */
	verifyConnection: (body: { id?: string; provider: string } & Partial<ConnectionDraft>) =>
		call<{ models: number }>('/api/admin/connections/verify', { method: 'POST', body }),
	installed: (id: string) => call<{ models: Installed[] }>(connection(id, '/installed')),
	pull: (id: string, model: string) => call<{ pull: string }>(connection(id, '/pull'), { method: 'POST', body: { model } }),
	unload: (id: string, model: string) => call<void>(connection(id, '/unload'), { method: 'POST', body: { model } }),
	removeInstalled: (id: string, model: string) => call<void>(connection(id, '/remove'), { method: 'POST', body: { model } }),
	pulls: () => call<{ pulls: Pull[] }>('/api/admin/pulls'),
	dropPull: (id: string) => call<void>(`/api/admin/pulls/${id}`, { method: 'DELETE' }),
	removeStarter: () => call<void>('/api/admin/starter', { method: 'DELETE' }),

	models: () => call<{ models: AdminModel[] }>('/api/admin/models'),
	changeModel: (id: string, changes: ModelChange) =>
		call<AdminModel>('/api/admin/models', { method: 'PATCH', body: { id, ...changes } }),

	users: (query: { q?: string; role?: Role; after?: string | null; limit?: number }) => call<Users>('/api/admin/users', { query }),
	addUser: (body: NewUser) => call<User>('/api/admin/users', { method: 'POST', body }),
	changeUser: (id: string, body: Partial<NewUser>) => call<User>(`/api/admin/users/${id}`, { method: 'PATCH', body }),
	removeUser: (id: string) => call<void>(`/api/admin/users/${id}`, { method: 'DELETE' }),

	settings: () => call<{ settings: HouseSetting[] }>('/api/admin/settings'),
	/** Null takes a value back. */
	changeSetting: (name: SettingName, value: string | boolean | ChatParams | null) =>
		call<HouseSetting>('/api/admin/settings', { method: 'PATCH', body: { name, value } }),
	hosts: () => call<{ hosts: Host[] }>('/api/admin/egress')
};
