import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an answer is made of: text, thoughts, a pause in milliseconds, something to wait for, the limit, or the sudden end. */
export type Step = string | { think: string } | { ms: number } | { wait: Promise<unknown> } | { limit: true } | { cut: true };
export type Script = Step[] | { status: number; body: unknown };

interface Asked {
	question: string;
	body: ChatBody;
}

interface ChatBody {
	model: string;
	stream?: boolean;
	stream_options?: { include_usage?: boolean };
	messages: { role: string; content: string | { type: string; text?: string; image_url?: { url: string } }[] }[];
	[name: string]: unknown;
}

export const KEY = 'sk-scripted';
const ROLES = ['system', 'user', 'assistant', 'tool'];
const KNOWN = [
	'model messages stream stream_options temperature top_p max_tokens max_completion_tokens stop seed n user tools tool_choice',
	'presence_penalty frequency_penalty response_format reasoning_effort'
]
	.join(' ')
	.split(' ');

/** Holds an answer back until the test lets it go. */
export function gate(): { opened: Promise<void>; open: () => void } {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open };
}

/** Text in small pieces with pauses, as a model says it. */
export function slowly(text: string, ms = 30): Step[] {
	return (text.match(/\S+\s*/g) ?? []).flatMap((word): Step[] => [word, { ms }]);
}

/**
 * An OpenAI-compatible service that plays what tests write for it, and refuses what the real ones refuse: a wrong key, an unknown
 * model, an unknown field, empty messages, two turns of one role.
 */
export class Upstream {
	readonly models = ['scripted', 'second', 'third'];
	/** Of the models that tell theirs, in tokens. */
	readonly windows: Record<string, number> = { second: 4096, third: 1000 };
	readonly asked: Asked[] = [];
	/** Answers being made now, by question. */
	readonly open = new Set<string>();
	#scripts = new Map<string, Script>();
	#server: Server = createServer((ask, answer) => void this.#serve(ask, answer));

	static async open(): Promise<Upstream> {
		const upstream = new Upstream();
		await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
		return upstream;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	/** What is answered to a question, word for word. */
	script(question: string, script: Script): void {
		this.#scripts.set(question, script);
	}

	/** The bodies in which a question came. */
	bodies(question: string): ChatBody[] {
		return this.asked.filter((asked) => asked.question === question).map((asked) => asked.body);
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	async #serve(ask: IncomingMessage, answer: ServerResponse): Promise<void> {
		if (ask.headers.authorization !== `Bearer ${KEY}`) return refuse(answer, 401, 'invalid_api_key', 'Incorrect API key provided.');
		if (ask.method === 'GET' && ask.url === '/v1/models') {
			return json(answer, 200, {
				object: 'list',
				data: this.models.map((id) => ({
					id,
					object: 'model',
					created: 1,
					owned_by: 'test',
					...(this.windows[id] ? { context_length: this.windows[id] } : {})
				}))
			});
		}
		if (ask.method !== 'POST' || ask.url !== '/v1/chat/completions') return refuse(answer, 404, 'not_found', `No ${ask.url} here.`);
		const body = JSON.parse(await text(ask)) as ChatBody;
		const fault = this.#fault(body);
		if (fault) return refuse(answer, fault.startsWith('The model ') ? 404 : 400, 'invalid_request_error', fault);
		const last = body.messages.findLast((message) => message.role === 'user');
		const question = last ? wordsOf(last.content) : '';
		this.asked.push({ question, body });
		const script = this.#scripts.get(question) ?? [`You asked: “${question}”`];
		if (!Array.isArray(script)) return json(answer, script.status, script.body);
		this.open.add(question);
		answer.once('close', () => this.open.delete(question));
		await play(answer, body, script, body.model in this.windows);
	}

	#fault(body: ChatBody): string | null {
		const unknown = Object.keys(body).find((name) => !KNOWN.includes(name));
		if (unknown) return `Unrecognized request argument supplied: ${unknown}`;
		if (!this.models.includes(body.model)) return `The model ${body.model} does not exist`;
		if (!body.messages?.length) return 'messages must not be empty';
		if (body.stream_options && !body.stream) return 'stream_options needs stream';
		const temperature = body['temperature'];
		if (temperature !== undefined && !(typeof temperature === 'number' && temperature >= 0 && temperature <= 2))
			return 'temperature must be between 0 and 2';
		let before = '';
		for (const { role, content } of body.messages) {
			if (!ROLES.includes(role)) return `Invalid role ${role}`;
			if (!wordsOf(content) && !pictures(content)) return `A message of ${role} is empty`;
			if (role === before && role !== 'assistant') return `Two messages of ${role} in a row`;
			before = role;
		}
		return null;
	}
}

/** `prompted`: the prompt's tokens are counted, about; otherwise they are always twelve. */
async function play(answer: ServerResponse, body: ChatBody, script: Step[], prompted: boolean): Promise<void> {
	const left = new Promise<void>((resolve) => answer.once('close', resolve));
	const head = { id: 'chatcmpl-1', created: 1, model: body.model };
	let said = '';
	let tokens = 0;
	let reason = 'stop';
	if (body.stream) answer.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
	const chunk = (delta: object, finish: string | null = null) => {
		if (!body.stream) return;
		const frame = { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] };
		answer.write(`data: ${JSON.stringify(frame)}\n\n`);
	};
	chunk({ role: 'assistant', content: '' });
	for (const step of script) {
		if (answer.destroyed) return;
		if (typeof step === 'string') {
			said += step;
			tokens++;
			chunk({ content: step });
		} else if ('think' in step) {
			tokens++;
			chunk({ reasoning_content: step.think });
		} else if ('limit' in step) {
			reason = 'length';
			break;
		} else if ('cut' in step) return void answer.destroy();
		else await Promise.race([left, 'wait' in step ? step.wait : new Promise((resolve) => setTimeout(resolve, step.ms))]);
	}
	if (answer.destroyed) return;
	const prompt = prompted ? Math.ceil(JSON.stringify(body.messages).length / 4) : 12;
	const usage = { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: prompt + tokens };
	if (!body.stream) {
		const message = { role: 'assistant', content: said };
		return json(answer, 200, {
			...head,
			object: 'chat.completion',
			choices: [{ index: 0, message, finish_reason: reason }],
			usage
		});
	}
	chunk({}, reason);
	if (body.stream_options?.include_usage)
		answer.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], usage })}\n\n`);
	answer.end('data: [DONE]\n\n');
}

type Content = ChatBody['messages'][number]['content'];

function wordsOf(content: Content): string {
	if (typeof content === 'string') return content;
	return content.map((part) => part.text ?? '').join('');
}

function pictures(content: Content): number {
	return typeof content === 'string' ? 0 : content.filter((part) => part.image_url?.url.startsWith('data:image/')).length;
}

function json(answer: ServerResponse, status: number, body: unknown): void {
	answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(answer: ServerResponse, status: number, code: string, message: string): void {
	json(answer, status, { error: { message, type: 'invalid_request_error', param: null, code } });
}

async function text(ask: IncomingMessage): Promise<string> {
	const pieces: Buffer[] = [];
	for await (const piece of ask) pieces.push(piece as Buffer);
	return Buffer.concat(pieces).toString('utf8');
}
