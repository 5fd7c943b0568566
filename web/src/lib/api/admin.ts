import { call } from './client';
import type { ChatParams, Connection, ConnectionDraft, Exact, PickerModel, Role, Schemas } from './types';

/** `activeAt` is to the minute; 0 when never. */
export type User = Exact<Schemas['User'], { role: Role }>;

export type Users = Exact<Schemas['UserList'], { users: User[] }>;

export interface NewUser {
	name: string;
	email: string;
	password: string;
	role: Role;
}

export type SettingName =
	| 'house.name'
	| 'sign_up'
	| 'default_role'
	| 'api_keys'
	| 'title.enabled'
	| 'title.model'
	| 'default_model'
	| 'system_prompt'
	| 'params';

/** What decided a setting outside the page. */
export type Fixed = Schemas['Fixed'];

export type HouseSetting = Exact<Schemas['ShownSetting'], { name: SettingName }>;

export type AdminModel = PickerModel & Pick<Schemas['AdminModel'], 'hidden' | 'position' | 'params' | 'systemPrompt'>;

/** What is left out stays; an empty text takes away. */
export interface ModelChange {
	name?: string;
	description?: string;
	hidden?: boolean;
	position?: number;
	params?: ChatParams;
	systemPrompt?: string;
}

export type Installed = Schemas['InstalledModel'];

export type Pull = Exact<Schemas['ShownPull'], { state: 'running' | 'done' | 'failed' }>;

/** A host that the house talked with. */
export type Host = Schemas['Host'];

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
