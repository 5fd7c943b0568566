import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { House, PASSWORD } from './house';
import { KEY, type Upstream } from './upstream';

const json = (value: unknown) => JSON.stringify(value);
const GB = 1_000_000_000;
const LOCAL = [
	{ name: 'qwen3:8b', size: 5.2 * GB },
	{ name: 'deepseek-r1:14b-qwen-distill-q4_K_M', size: 9 * GB },
	{ name: 'bge-m3:latest', size: 1.2 * GB }
];

/** As much of an Ollama as the administration looks at; what is pulled from it never ends. */
class Ollama {
	readonly #server: Server = createServer((ask, answer) => {
		const path = ask.url ?? '';
		answer.setHeader('Content-Type', 'application/json');
		if (path === '/api/version') answer.end(json({ version: '0.12.0' }));
		else if (path === '/api/tags')
			answer.end(json({ models: LOCAL.map((model) => ({ ...model, model: model.name, modified_at: '2026-03-01T10:00:00Z' })) }));
		else if (path === '/api/ps') answer.end(json({ models: [{ name: 'qwen3:8b', model: 'qwen3:8b' }] }));
		else if (path === '/api/show')
			answer.end(json({ capabilities: ['completion', 'thinking'], model_info: { 'qwen3.context_length': 40960 } }));
		else if (path === '/api/pull') answer.write(`${json({ status: 'pulling', total: 5 * GB, completed: 2 * GB })}\n`);
		else answer.writeHead(404).end('{}');
	});

	static async open(): Promise<Ollama> {
		const ollama = new Ollama();
		await new Promise<void>((resolve) => ollama.#server.listen(0, '127.0.0.1', resolve));
		return ollama;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}

const PEOPLE = [
	['林小满', 'xiaoman@example.org', 'user'],
	['Grace Hopper', 'grace@example.org', 'admin'],
	[
		'Maximiliane von Württemberg-Hohenzollern zu Sigmaringen',
		'maximiliane.von.wuerttemberg-hohenzollern@a-very-long-department.example.org',
		'user'
	],
	['欧阳锋', 'ouyang@example.org', 'pending'],
	['Tim', 'tim@example.org', 'pending']
] as const;

/** A house in use: connections of every kind and state, people, chats, keys, things that the environment decided. */
export async function furnished(upstream: Upstream): Promise<{ house: House; close: () => Promise<void> }> {
	const ollama = await Ollama.open();
	const house = await House.open({
		OPENAI_API_BASE_URL: upstream.url,
		OPENAI_API_KEY: KEY,
		OLLAMA_BASE_URL: ollama.url,
		HEARTH_OFFLINE: 'false'
	});
	const founder = await house.signedIn('founder@example.org');
	const made = async (path: string, data: object) => {
		const answer = await founder.post(path, { data });
		if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
		return (await answer.json()) as { id: string };
	};
	for (const [name, email, role] of PEOPLE) await made('api/admin/users', { name, email, role, password: PASSWORD });
	await made('api/admin/connections', {
		provider: 'openai',
		name: 'Department gateway with a name that is much longer than the row',
		baseUrl: upstream.url,
		key: KEY,
		prefix: 'gateway/with-a-long-prefix.'
	});
	await made('api/admin/connections', { provider: 'openai', name: '实验室网关', baseUrl: 'http://127.0.0.1:9/v1', key: KEY });
	await made('api/admin/connections', { provider: 'openai', name: 'Off', baseUrl: 'http://127.0.0.1:9/v1', enabled: false });
	const change = await founder.patch('api/admin/models', {
		data: {
			id: 'second',
			name: '通义千问 Plus',
			description: 'For everyday questions',
			systemPrompt: 'Be brief.',
			params: { temperature: 0.3, maxTokens: 4096 }
		}
	});
	if (!change.ok()) throw new Error(await change.text());
	await founder.patch('api/admin/models', { data: { id: 'third', hidden: true } });
	await founder.patch('api/admin/settings', { data: { name: 'default_model', value: 'scripted' } });
	for (const at of [1, 2]) {
		const session = await house.signedIn('xiaoman@example.org');
		if (at === 2) {
			await session.post('api/me/keys', { data: { name: 'VS Code', scopes: ['models'], expiresAt: null } });
			await session.post('api/me/keys', {
				data: {
					name: 'Nightly report of the department for statistics and everything else that it does',
					scopes: ['models', 'chats'],
					expiresAt: Date.now() + 90 * 86_400_000
				}
			});
		}
		await session.dispose();
	}
	await founder.dispose();
	return {
		house,
		close: async () => {
			await house.close();
			ollama.close();
		}
	};
}
