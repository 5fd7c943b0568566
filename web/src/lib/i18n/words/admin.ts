import type { Words } from '../words';

export const en = {
	'admin.title': 'Administration'
} as const;

export const zh: Words<typeof en> = {
	'admin.title': '管理'
};
