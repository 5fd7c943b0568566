import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model in the library that can be fetched. */
interface Layer {
	digest: string;
	total: number;
}

interface Local {
	size: number;
	modified: string;
	capabilities: string[];
	context: number;
	family: string;
}

interface ChatBody {
	model: string;
	messages: { role: string; content: string; thinking?: string; images?: string[] }[];
	stream?: boolean;
	think?: boolean | string;
	truncate?: boolean;
	keep_alive?: string | number;
	options?: Record<string, unknown>;
}

const MB = 1_000_000;
const CHAT = 'model messages tools stream format keep_alive options think truncate shift logprobs top_logprobs'.split(' ');
const LEVELS = ['low', 'medium', 'high'];

/**
 * Ollama's own API as recorded in its 0.33: one JSON object a line, `stream` on unless said otherwise, errors after the first line with
 * status 200, and refusals of what the real one refuses. Pulls stand still until the test lets them go on.
 */
export class Ollama {
	readonly chats: ChatBody[] = [];
	/** Names of the models in memory, with the window that they were loaded with. */
	readonly loaded = new Map<string, number>();
	/** Names of the models that are being fetched now. */
	readonly pulling = new Set<string>();
	readonly #local = new Map<string, Local>();
	readonly #library = new Map<string, { layers: Layer[]; capabilities: string[] }>();
	readonly #partial = new Map<string, number>();
	readonly #breaks = new Map<string, string>();
	#steps = new Map<string, () => void>();
	#server: Server = createServer((ask, answer) => void this.#serve(ask, answer));

	static async open(): Promise<Ollama> {
		const ollama = new Ollama();
		await new Promise<void>((resolve) => ollama.#server.listen(0, '127.0.0.1', resolve));
		return ollama;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** A model on its disk. */
	holds(name: string, capabilities = ['completion'], context = 32_768, family = 'qwen3'): void {
		this.#local.set(name, { size: 491 * MB, modified: '2026-11-23T10:30:21.844202892Z', capabilities, context, family });
	}

	/** A model that can be fetched, in layers of so many megabytes. */
	offers(name: string, megabytes: number[], capabilities = ['completion']): void {
		const layers = megabytes.map((size, i) => ({ digest: `sha256:${`${i + 1}a`.repeat(32)}`, total: size * MB }));
		this.#library.set(name, { layers, capabilities });
	}

	/** The next pull of this model ends in an error when it is let go. */
	breaks(name: string, error: string): void {
		this.#breaks.set(name, error);
	}

	/** Lets a waiting pull go on to its next stop: the middle of each layer, then the end. */
	async step(name: string): Promise<void> {
		const began = Date.now();
		for (;;) {
			const go = this.#steps.get(name);
			if (go) {
				this.#steps.delete(name);
				return go();
			}
			if (Date.now() - began > 8000) throw new Error(`${name} is not being fetched`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	async #serve(ask: IncomingMessage, answer: ServerResponse): Promise<void> {
		const path = ask.url ?? '';
		const routes: Record<string, (body: never) => unknown> = {
			'GET /': () => answer.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Ollama is running'),
			'GET /api/version': () => json(answer, 200, { version: '0.33.0-rc2' }),
			'GET /api/tags': () => json(answer, 200, { models: [...this.#local].map(([name, local]) => tag(name, local)) }),
			'GET /api/ps': () => json(answer, 200, { models: [...this.loaded].map(([name, window]) => this.#running(name, window)) }),
			'POST /api/show': (body) => this.#show(answer, body),
			'POST /api/chat': (body) => this.#chat(answer, body),
			'POST /api/generate': (body) => this.#generate(answer, body),
			'POST /api/pull': (body) => this.#pull(answer, body),
			'DELETE /api/delete': (body) => this.#delete(answer, body)
		};
		const route = routes[`${ask.method} ${path}`];
		if (!route) {
			const known = Object.keys(routes).some((one) => one.endsWith(` ${path}`));
			answer
				.writeHead(known ? 405 : 404, { 'Content-Type': 'text/plain' })
				.end(known ? '405 method not allowed' : '404 page not found');
			return;
		}
		const text = await read(ask);
		try {
			route((text ? JSON.parse(text) : {}) as never);
		} catch {
			refuse(answer, 400, 'invalid character');
		}
	}

	#find(name: string): [string, Local] | null {
		const full = name.includes(':') ? name : `${name}:latest`;
		const local = this.#local.get(full);
		return local ? [full, local] : null;
	}

	#running(name: string, window: number) {
		const local = this.#local.get(name);
		return {
			...(local ? tag(name, local) : {}),
			size: 0,
			size_vram: 0,
			expires_at: new Date(Date.now() + 300_000).toISOString(),
			context_length: window
		};
	}

	#show(answer: ServerResponse, body: { model: string }): void {
		const found = this.#find(body.model);
		if (!found) return refuse(answer, 404, `model '${body.model}' not found`);
		const { family, context, capabilities } = found[1];
		json(answer, 200, {
			modelfile: '',
			parameters: 'temperature                    0.6',
			template: '',
			details: { family, families: [family] },
			model_info: { 'general.architecture': family, [`${family}.context_length`]: context },
			capabilities
		});
	}

	#chat(answer: ServerResponse, body: ChatBody): void {
		const strange = Object.keys(body).find((name) => !CHAT.includes(name));
		if (strange) return refuse(answer, 400, `json: unknown field "${strange}"`);
		const found = this.#find(body.model);
		if (!found) return refuse(answer, 404, `model '${body.model}' not found`);
		const [name, local] = found;
		const thinks = local.capabilities.includes('thinking');
		if (body.think && !thinks) return refuse(answer, 400, `"${body.model}" does not support thinking`);
		if (typeof body.think === 'string' && !LEVELS.includes(body.think))
			return refuse(answer, 400, `invalid think value: "${body.think}"`);
		if (
			body.messages.some(
				(message) => typeof message.content !== 'string' || message.images?.some((image) => image.startsWith('data:'))
			)
		)
			return refuse(answer, 400, 'json: cannot unmarshal');
		this.chats.push(body);
		const window = Number(body.options?.['num_ctx'] ?? 4096);
		this.loaded.set(name, window);
		const words = body.messages.reduce((all, message) => all + message.content.split(/\s+/).length, 0);
		if (words > window && body.truncate === false) return refuse(answer, 400, 'the input length exceeds the context length');
		const said = `Hello from ${name}`.split(/(?= )/);
		const thought = thinks && body.think !== false ? ['Hm', ', well'] : [];
		const head = { model: name, created_at: '2026-11-23T10:30:29.965513464Z' };
		const end = {
			...head,
			message: { role: 'assistant', content: '' },
			done: true,
			done_reason: 'stop',
			total_duration: 2_544_663_316,
			load_duration: 2_169_962_767,
			prompt_eval_count: words,
			prompt_eval_duration: 128_883_999,
			eval_count: said.length + thought.length,
			eval_duration: 238_532_000
		};
		if (body.stream === false) return json(answer, 200, { ...end, message: { role: 'assistant', content: said.join('') } });
		answer.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
		for (const thinking of thought) line(answer, { ...head, message: { role: 'assistant', content: '', thinking }, done: false });
		for (const content of said) line(answer, { ...head, message: { role: 'assistant', content }, done: false });
		line(answer, end);
		answer.end();
	}

	/** Only what unloads: no prompt, and nothing kept alive. */
	#generate(answer: ServerResponse, body: { model: string; prompt?: string; keep_alive?: number; stream?: boolean }): void {
		const found = this.#find(body.model);
		if (!found) return refuse(answer, 404, `model '${body.model}' not found`);
		if (body.prompt || body.keep_alive !== 0) return refuse(answer, 400, 'only unloading is played here');
		this.loaded.delete(found[0]);
		const done = { model: body.model, created_at: '2026-11-23T10:30:29Z', response: '', done: true, done_reason: 'unload' };
		if (body.stream === false) return json(answer, 200, done);
		answer.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
		line(answer, done);
		answer.end();
	}

	#delete(answer: ServerResponse, body: { model: string }): void {
		const found = this.#find(body.model);
		if (!found) return refuse(answer, 404, `model '${body.model}' not found`);
		this.#local.delete(found[0]);
		this.loaded.delete(found[0]);
		answer.writeHead(200).end();
	}

	async #pull(answer: ServerResponse, body: { model: string; stream?: boolean }): Promise<void> {
		const name = body.model.includes(':') ? body.model : `${body.model}:latest`;
		if (body.stream === false) return refuse(answer, 400, 'only streams are played here');
		answer.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
		line(answer, { status: 'pulling manifest' });
		const offered = this.#library.get(name);
		if (!offered) {
			line(answer, { error: 'pull model manifest: file does not exist' });
			return void answer.end();
		}
		this.pulling.add(name);
		const left = new Promise<'left'>((resolve) => answer.once('close', () => resolve('left')));
		void left.then(() => this.pulling.delete(name));
		const stop = async () => {
			const go = new Promise<'go'>((resolve) => this.#steps.set(name, () => resolve('go')));
			const next = await Promise.race([go, left]);
			if (next === 'left') this.#steps.delete(name);
			return next === 'left';
		};
		for (const { digest, total } of offered.layers) {
			const status = `pulling ${digest.slice(7, 19)}`;
			const come = this.#partial.get(digest) ?? 0;
			// `completed` is left out at 0
			line(answer, { status, digest, total, ...(come ? { completed: come } : {}) });
			if (come < total / 2) {
				this.#partial.set(digest, total / 2);
				line(answer, { status, digest, total, completed: total / 2 });
			}
			if (await stop()) return;
			const error = this.#breaks.get(name);
			if (error) {
				this.#breaks.delete(name);
				line(answer, { error });
				return void answer.end();
			}
			this.#partial.set(digest, total);
			line(answer, { status, digest, total, completed: total });
		}
		for (const status of ['verifying sha256 digest', 'writing manifest']) line(answer, { status });
		if (await stop()) return;
		this.holds(name, offered.capabilities);
		line(answer, { status: 'success' });
		answer.end();
	}
}

function tag(name: string, local: Local) {
	return {
		name,
		model: name,
		modified_at: local.modified,
		size: local.size,
		digest: '268a8a7dd868'.padEnd(64, '0'),
		details: {
			parent_model: '',
			format: 'gguf',
			family: local.family,
			families: [local.family],
			parameter_size: '630.17M',
			quantization_level: 'Q4_K_M',
			context_length: local.context,
			embedding_length: 896
		},
		capabilities: local.capabilities
	};
}

function line(answer: ServerResponse, value: unknown): void {
	answer.write(`${JSON.stringify(value)}\n`);
}

function json(answer: ServerResponse, status: number, body: unknown): void {
	answer.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function refuse(answer: ServerResponse, status: number, error: string): void {
	json(answer, status, { error });
}

async function read(ask: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	for await (const piece of ask) pieces.push(piece as Buffer);
	return Buffer.concat(pieces).toString('utf8');
}
