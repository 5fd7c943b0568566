/** What a line of a diff is; undefined for one that is the same on both sides. */
export type Change = 'add' | 'del' | 'hunk' | 'head';

export const isDiff = (lang: string): boolean => /^(?:u?diff|patch)$/i.test(lang);

/** `--- a` is a file's head where `+++ b` follows (or nothing yet), else a line that begins with `--` was taken out. */
export function changeOf(line: string, before: string | undefined, after: string | undefined): Change | undefined {
	if (line.startsWith('@@')) return 'hunk';
	if (/^(?:diff |index [\da-f]|Index: |(?:new|deleted) file mode |similarity index |rename (?:from|to) )/.test(line)) return 'head';
	if (line.startsWith('+')) return line.startsWith('+++ ') && before?.startsWith('--- ') ? 'head' : 'add';
	if (line.startsWith('-')) return line.startsWith('--- ') && (!after || after.startsWith('+++ ')) ? 'head' : 'del';
	return undefined;
}
