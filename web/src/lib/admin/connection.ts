import type { Connection, ConnectionDraft, ProviderKind } from '$lib/api';
import type { ConnectionChange } from '$lib/api/admin';

/** What the server shows of a header's value, and what sent back leaves it as it was. */
export const MASK = '••••••';

/** Bailian's shared hosts, by region. A workspace's own host is an address like any other. */
export const REGIONS = {
	'cn-beijing': 'https://dashscope.aliyuncs.com',
	'ap-southeast-1': 'https://dashscope-intl.aliyuncs.com',
	'us-east-1': 'https://dashscope-us.aliyuncs.com',
	'cn-hongkong': 'https://cn-hongkong.dashscope.aliyuncs.com'
} as const;

export type Region = keyof typeof REGIONS;

export interface Header {
	name: string;
	value: string;
}

/** The form's fields as they are typed. */
export interface ConnectionForm {
	provider: ProviderKind;
	name: string;
	baseUrl: string;
	region: Region | 'other';
	key: string;
	/** The stored key is taken away. */
	dropKey: boolean;
	headers: Header[];
	prefix: string;
	/** One id a line. */
	models: string;
}

export type FormField = 'name' | 'baseUrl' | 'key' | 'headers' | 'prefix' | 'models';

function regionOf(connection: Connection | null): Region | 'other' {
	if (!connection) return 'cn-beijing';
	const known = (Object.keys(REGIONS) as Region[]).find((region) => REGIONS[region] === connection.baseUrl);
	return known ?? 'other';
}

export function formOf(connection: Connection | null): ConnectionForm {
	return {
		provider: connection?.provider ?? 'bailian',
		name: connection?.name ?? '',
		baseUrl: connection?.baseUrl ?? '',
		region: regionOf(connection),
		key: '',
		dropKey: false,
		headers: Object.entries(connection?.headers ?? {}).map(([name, value]) => ({ name, value })),
		prefix: connection?.prefix ?? '',
		models: connection?.models.join('\n') ?? ''
	};
}

/** Whether the form has a field for the address. */
export const hasAddress = (form: ConnectionForm) => form.provider !== 'bailian' || form.region === 'other';

/** What is not filled in that has to be. */
export function missing(form: ConnectionForm, before: Connection | null): FormField | null {
	if (hasAddress(form) && !form.baseUrl.trim()) return 'baseUrl';
	if (form.provider === 'bailian' && !form.key.trim() && (!before?.hasKey || form.dropKey)) return 'key';
	return null;
}

/** What goes to the server: an untouched key is left out, so that it stays. */
export function draftOf(form: ConnectionForm, before: Connection | null): ConnectionDraft & ConnectionChange {
	const key = form.key.trim();
	const bailian = form.provider === 'bailian';
	const headers = form.headers.filter((header) => header.name.trim());
	return {
		provider: form.provider,
		name: form.name.trim(),
		baseUrl: hasAddress(form) ? form.baseUrl.trim() : REGIONS[form.region as Region],
		...(key ? { key } : form.dropKey ? { key: '' } : {}),
		...(bailian && form.region !== 'other' ? { region: form.region } : {}),
		// nothing was there and nothing was added
		...(headers.length || Object.keys(before?.headers ?? {}).length
			? { headers: Object.fromEntries(headers.map((header) => [header.name.trim(), header.value])) }
			: {}),
		prefix: form.prefix.trim(),
		models: [...new Set(form.models.split(/\n/).map((line) => line.trim()))].filter(Boolean)
	};
}

/** The address as people read it. */
export const shortAddress = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** What the environment fixed, as `NAME=value`; the value of a key is nobody's to see. */
export function fixedBy(connection: Connection): { name: string; value: string } | null {
	if (!connection.fixed || connection.provider === 'local') return null;
	return { name: connection.fixed, value: /URLS?$/.test(connection.fixed) ? connection.baseUrl : MASK };
}
