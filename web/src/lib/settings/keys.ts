export type Life = '30' | '90' | '365' | 'never';

export const LIVES: readonly Life[] = ['30', '90', '365', 'never'];

/** When a key of this life ends; null for never. */
export function endOf(life: Life, now: number): number | null {
	return life === 'never' ? null : now + Number(life) * 86_400_000;
}

/** The page's own folder without a slash at its end: what the API's addresses begin with, also below a path of a proxy. */
export function baseOf(href: string): string {
	const url = new URL(href);
	return url.origin + url.pathname.replace(/\/[^/]*$/, '');
}

/** A command for a shell: single quotes keep everything but themselves. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A first question by the API, ready to paste. Without a model it lists what there is. */
export function curl(base: string, secret: string, model: string | null, question: string): string {
	const key = `-H ${quoted(`Authorization: Bearer ${secret}`)}`;
	if (!model) return `curl ${quoted(`${base}/v1/models`)} ${key}`;
	const body = JSON.stringify({ model, messages: [{ role: 'user', content: question }] });
	return [`curl ${quoted(`${base}/v1/chat/completions`)}`, key, `-H 'Content-Type: application/json'`, `-d ${quoted(body)}`].join(
		' \\\n  '
	);
}

/** The same for a key that may only be used for chats or administration. */
export function curlPath(base: string, secret: string, path: string): string {
	return `curl ${quoted(base + path)} -H ${quoted(`Authorization: Bearer ${secret}`)}`;
}
