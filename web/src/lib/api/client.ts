/** A refusal of the server, or its silence (`status` 0, code `offline`). `detail` is a sentence for people, in their language. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		readonly detail: string,
		readonly args: Record<string, string> = {},
		/** Seconds after which asking again makes sense, when the server said so. */
		readonly retryAfter: number | null = null
	) {
		super(detail);
		this.name = 'ApiError';
	}

	/** Nothing arrived: the network, a proxy, or a house that is starting again. Sending the same again is safe and useful. */
	get passing(): boolean {
		return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
	}
}

type Query = Record<string, string | number | boolean | string[] | null | undefined>;

export interface Ask {
	method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	query?: Query;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as it is. */
	raw?: Blob;
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

/** After this long without an answer, a request may be waiting for one of the few connections that a browser opens. */
const SLOW_MS = 800;

const config: {
	language: () => string;
	offline: () => string;
	strange: (status: number) => string;
	signedOut: () => void;
	slow: () => void;
} = {
	language: () => document.documentElement.lang || 'en',
	offline: () => 'Offline.',
	strange: (status) => `HTTP ${status}`,
	signedOut: () => {},
	slow: () => {}
};

/** Who words the silence, names the language, hears that the session is over and that a request waits long. */
export function configure(changes: Partial<typeof config>): void {
	Object.assign(config, changes);
}

/** A relative address, so that the page also works below a path of a proxy: the hash router never leaves the page's folder. */
export function address(path: string, query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === null || value === undefined) continue;
		for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
	}
	const text = search.toString();
	return `.${path}${text ? `?${text}` : ''}`;
}

/** The answer's body is the caller's. Throws `ApiError` for every status of 400 and above, and when nothing arrives. */
export async function open(path: string, ask: Ask = {}): Promise<Response> {
	const headers: Record<string, string> = { 'Accept-Language': config.language(), ...ask.headers };
	let body: BodyInit | undefined;
	if (ask.raw) {
		body = ask.raw;
		headers['X-Hearth'] = '1';
	} else if (ask.body !== undefined) {
		body = JSON.stringify(ask.body);
		headers['Content-Type'] = 'application/json';
	} else if (ask.method && ask.method !== 'GET') {
		headers['X-Hearth'] = '1';
	}
	let response: Response;
	const slow = headers['Accept'] === 'text/event-stream' ? undefined : setTimeout(() => config.slow(), SLOW_MS);
	try {
		response = await fetch(address(path, ask.query), {
			method: ask.method ?? 'GET',
			headers,
			body,
			signal: ask.signal,
			credentials: 'same-origin',
			cache: 'no-store'
		});
	} catch (error) {
		if (ask.signal?.aborted) throw error;
		throw new ApiError(0, 'offline', config.offline());
	} finally {
		clearTimeout(slow);
	}
	if (!response.ok) throw await refusal(response, path);
	return response;
}

/** Asks and reads JSON; `undefined` where the answer is empty. */
export async function call<T>(path: string, ask: Ask = {}): Promise<T> {
	const response = await open(path, ask);
	if (response.status === 204) return undefined as T;
	try {
		const text = await response.text();
		return (text ? JSON.parse(text) : undefined) as T;
	} catch (error) {
		if (ask.signal?.aborted) throw error;
		throw new ApiError(0, 'offline', config.offline());
	}
}

async function refusal(response: Response, path: string): Promise<ApiError> {
	const retry = Number(response.headers.get('Retry-After'));
	let problem: { code?: unknown; detail?: unknown; arguments?: unknown } = {};
	try {
		problem = (await response.json()) as typeof problem;
	} catch {
		// A proxy's own error page: the status has to do.
	}
	if (response.status === 401 && !path.startsWith('/api/auth/')) config.signedOut();
	return new ApiError(
		response.status,
		typeof problem.code === 'string' ? problem.code : `http_${response.status}`,
		typeof problem.detail === 'string' ? problem.detail : config.strange(response.status),
		(problem.arguments ?? {}) as Record<string, string>,
		Number.isFinite(retry) && retry > 0 ? retry : null
	);
}

/** What is wrong with a field, said below it: without the field's name on the wire. */
export function fault(error: unknown): string {
	const reason = error instanceof ApiError && error.code === 'invalid_field' ? error.args['reason'] : undefined;
	if (!reason) return sentence(error);
	return /\p{Script=Han}/u.test(reason) ? `${reason}。` : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** The sentence of a failure, whatever it was. */
export function sentence(error: unknown): string {
	if (error instanceof ApiError) return error.detail;
	return error instanceof Error ? error.message : String(error);
}
