const LONG = 4_000;

/**
 * The language to set a text in: `zh-CN` where over a fifth of its letters are Han (code and addresses aside), `ja` and `ko` by
 * their own letters, else `en`.
 */
export function langOf(text: string): 'zh-CN' | 'ja' | 'ko' | 'en' {
	const words = text.slice(0, LONG).replace(/(?:```|~~~)[\s\S]*?(?:```|~~~|$)|`[^`\n]*`|https?:\/\/[!-~]+/g, ' ');
	let han = 0;
	let kana = 0;
	let hangul = 0;
	let letters = 0;
	for (const [letter] of words.matchAll(/\p{L}/gu)) {
		letters++;
		if (/\p{Script=Han}/u.test(letter)) han++;
		else if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter)) kana++;
		else if (/\p{Script=Hangul}/u.test(letter)) hangul++;
	}
	if (hangul * 5 > letters) return 'ko';
	if (kana * 5 > letters) return 'ja';
	return han * 5 > letters ? 'zh-CN' : 'en';
}
