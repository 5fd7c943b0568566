import { en as accountEn, zh as accountZh } from '../src/lib/i18n/words/account';
import { en as adminEn, zh as adminZh } from '../src/lib/i18n/words/admin';
import { en as chatEn, zh as chatZh } from '../src/lib/i18n/words/chat';
import { en as commonEn, zh as commonZh } from '../src/lib/i18n/words/common';
import { en as markdownEn, zh as markdownZh } from '../src/lib/i18n/words/markdown';
import { en as modelEn, zh as modelZh } from '../src/lib/i18n/words/model';
import { en as settingsEn, zh as settingsZh } from '../src/lib/i18n/words/settings';

export type Language = 'en' | 'zh-CN';
const en = { ...accountEn, ...chatEn, ...commonEn, ...markdownEn, ...modelEn, ...settingsEn, ...adminEn };
const zh: Record<keyof typeof en, string> = {
	...accountZh,
	...chatZh,
	...commonZh,
	...markdownZh,
	...modelZh,
	...settingsZh,
	...adminZh
};

/** The page's own words in one language, so that a test speaks both. */
export function wordsIn(language: Language) {
	return (key: keyof typeof en, values: Record<string, string | number> = {}) =>
		(language === 'en' ? en : zh)[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
}
