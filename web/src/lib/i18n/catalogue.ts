import * as account from './words/account';
import * as chat from './words/chat';
import * as common from './words/common';
import * as model from './words/model';

/** Every text of the page, once a language. A room's texts stand in `words/ROOM.ts`; its two halves are joined here. */
export const en = { ...common.en, ...account.en, ...chat.en, ...model.en };
export const zh = { ...common.zh, ...account.zh, ...chat.zh, ...model.zh };

export type Key = keyof typeof en;
export type Text<K extends Key> = (typeof en)[K];
