// Controls, and the marks that turn or hide what stands beside them: a name is shown and becomes a file's.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST = 120;
const NAMED = /(?:^|[\s{,])(?:title|filename|file|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s,}"']+))/i;
/** `ts:src/app.ts` and `ts src/app.ts` */
const BESIDE = /^[\s{.]*[^\s{},:;"'`<>=]{1,32}(?::|\s+)([\w./\\-]*[\w-]\.\w{1,10})\s*$/;

/** The first word of a fence's info: `js {1,3}`, `c++ title=…`, `{.python}`. */
export function langOfInfo(info: string): string {
	return /^[\s{.]*([^\s{},:;"'`<>=]{1,32})/.exec(info)?.[1] ?? '';
}

/** The title in a fence's info, `py title="app.py"`, or a file's name that stands there; empty where there is none. */
export function titleOfInfo(info: string): string {
	const named = NAMED.exec(info);
	const title = named ? (named[1] ?? named[2] ?? named[3]) : BESIDE.exec(info)?.[1];
	return (title ?? '').replace(UNSEEN, '').trim().slice(0, LONGEST);
}
