import * as account from './words/account';
import * as admin from './words/admin';
import * as chat from './words/chat';
import * as common from './words/common';
import * as exchange from './words/exchange';
import * as folders from './words/folders';
import * as keys from './words/keys';
import * as markdown from './words/markdown';
import * as model from './words/model';
import * as settings from './words/settings';

/** Every text of the page, once a language. A room's texts stand in `words/ROOM.ts`; its two halves are joined here. */
export const en = {
	...common.en,
	...keys.en,
	...account.en,
	...chat.en,
	...folders.en,
	...exchange.en,
	...markdown.en,
	...model.en,
	...settings.en,
	...admin.en
};
export const zh = {
	...common.zh,
	...keys.zh,
	...account.zh,
	...chat.zh,
	...folders.zh,
	...exchange.zh,
	...markdown.zh,
	...model.zh,
	...settings.zh,
	...admin.zh
};

export type Key = keyof typeof en;
export type Text<K extends Key> = (typeof en)[K];
