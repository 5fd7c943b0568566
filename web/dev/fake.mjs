// A house of cards for working on the page: speaks the contract from memory, streams made-up answers, keeps nothing.
//   node dev/fake.mjs [port] [--fresh | --pending | --empty | --long]      then: HEARTH_DEV_SERVER=http://127.0.0.1:PORT npx vite dev
// With a finished build in ./build it serves that too, under the product's content security policy.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const port = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 8090);
const option = (/** @type {string} */ name) => process.argv.includes(`--${name}`);
const DAY = 86_400_000;
const now = Date.now();
let counter = 0;
const uuid = () => `01900000-0000-7000-8000-${String(++counter).padStart(12, '0')}`;

/** @typedef {Record<string, any>} Any */
const house = { name: '', version: 'dev', signUp: option('fresh') ? 'first' : 'open', secure: false };
/** @type {Any | null} */
let me =
	option('fresh') || option('out')
		? null
		: {
				id: uuid(),
				name: 'Admin',
				email: 'admin@example.org',
				role: option('pending') ? 'pending' : 'admin',
				language: null,
				preferences: {},
				founder: true,
				createdAt: now
			};

const model = (/** @type {string} */ id, /** @type {Any} */ more) => ({
	id,
	name: id,
	description: null,
	connection: 'c1',
	connectionName: '百炼',
	provider: 'bailian',
	vision: false,
	tools: true,
	thinks: 'none',
	efforts: [],
	budget: null,
	window: 131072,
	maxOutput: 8192,
	priceIn: null,
	priceOut: null,
	demonstration: false,
	...more
});
let models =
	option('empty') || option('fresh')
		? []
		: [
				model('qwen3-max', { window: 262144, thinks: 'switch', budget: { min: 0, max: 81920 }, priceIn: 2.5, priceOut: 10 }),
				model('deepseek-r1', { thinks: 'always', priceIn: 4, priceOut: 16 }),
				model('qwen-vl-max', { vision: true, priceIn: 1.6, priceOut: 4 }),
				model('gpt-oss-120b', { thinks: 'effort', efforts: ['low', 'medium', 'high'], priceIn: 1, priceOut: 3 }),
				model('qwen3:8b', { connection: 'c2', connectionName: 'Ollama', provider: 'ollama', window: 32768, thinks: 'switch' })
			];
let pins = models.length ? ['qwen3-max', 'deepseek-r1', 'qwen-vl-max'] : [];
const connections = () =>
	models.length
		? [
				{ id: 'c1', name: '百炼', provider: 'bailian', problem: null },
				{ id: 'c2', name: 'Ollama', provider: 'ollama', problem: null },
				{
					id: 'c3',
					name: 'llm.example.org',
					provider: 'openai',
					problem: { code: 'provider_key_refused', detail: '密钥被拒绝，12 个模型已隐藏' }
				}
			]
		: [];
const starter = { available: true, state: 'absent', done: 0, total: 160_000_000, problem: null };

/** @type {Map<string, Any>} */
const chats = new Map();
/** @type {Map<string, Any>} */
const messages = new Map();
/** @type {Map<string, Any>} */
const runs = new Map();
/** @type {Map<string, {buffer: Buffer, type: string, name: string}>} */
const files = new Map();
/** @type {Any[]} */
const changes = [];
const change = (/** @type {string} */ kind, /** @type {string} */ object) => changes.push({ n: changes.length + 1, kind, object });

function addChat(/** @type {string} */ title, /** @type {number} */ at, /** @type {Any} */ more = {}) {
	const chat = {
		id: uuid(),
		title,
		model: models[0]?.id ?? null,
		params: {},
		thinking: null,
		pinned: false,
		archived: false,
		leaf: null,
		createdAt: at,
		updatedAt: at,
		unread: false,
		queue: [],
		...more
	};
	chats.set(chat.id, chat);
	return chat;
}

function addMessage(/** @type {Any} */ chat, /** @type {Any} */ fields) {
	const message = {
		id: uuid(),
		chat: chat.id,
		parent: null,
		role: 'user',
		state: 'done',
		model: null,
		modelName: null,
		parts: [],
		stats: null,
		error: null,
		createdAt: Date.now(),
		editedAt: null,
		column: 0,
		epoch: 0,
		seq: 0,
		...fields
	};
	messages.set(message.id, message);
	chat.leaf = message.id;
	return message;
}

const stats = (/** @type {Any} */ more = {}) => ({
	firstTokenMs: 620,
	totalMs: 5900,
	reasoningMs: 8400,
	promptTokens: 1842,
	completionTokens: 486,
	reasoningTokens: 200,
	cachedTokens: 0,
	tokensPerSecond: 82,
	estimated: false,
	window: 262144,
	trimmed: null,
	attempts: 1,
	...more
});
const text = (/** @type {string} */ value) => ({ type: 'text', text: value });
const zhAnswer = `大约 **88.6 °C**。手册给出的指标是“装入 95 °C 热水，室温 20 °C，静置 6 小时后不低于 77 °C”，由它可以反推冷却常数，再按牛顿冷却定律计算：

\`\`\`python
from math import exp, log

ENV, START = 22.0, 95.0
k = log(75 / 57) / 6            # 由手册的 6 小时指标反推

def temperature(hours):
    return ENV + (START - ENV) * exp(-k * hours)
\`\`\`

| 放置时间 | 水温 | 还能泡绿茶吗 |
| --- | ---: | --- |
| 2 小时 | 88.6 °C | 可以，稍凉 |
| 6 小时 | 77.5 °C | 勉强 |

实际使用会略低：倒水时开一次盖约损失 0.5 °C，壶里只装半满时降得更快。`;

if (!option('fresh') && !option('empty')) {
	const kettle = addChat('保温壶里的水两小时后多少度', now - 60_000);
	const ask = addMessage(kettle, {
		parts: [
			{ type: 'file', file: 'f0', name: '保温壶使用手册.txt', size: 24_000 },
			text('保温壶装满 95 °C 的水，室温 22 °C，两小时后大约多少度？给出公式，再用 Python 算一遍。手册里写的保温指标是多少？')
		]
	});
	addMessage(kettle, { parent: null, parts: [text('保温壶两小时后多少度？')] });
	const reply = addMessage(kettle, {
		parent: ask.id,
		role: 'assistant',
		model: 'qwen3-max',
		modelName: 'qwen3-max',
		stats: stats(),
		parts: [
			{ type: 'reasoning', text: '先看手册的指标。\n\n从手册的指标反推冷却常数，再代入牛顿冷却定律。', ms: 8400 },
			text(zhAnswer)
		]
	});
	const ask2 = addMessage(kettle, { parent: reply.id, parts: [text('如果每小时打开一次盖子倒一杯水呢？')] });
	addMessage(kettle, {
		parent: ask2.id,
		role: 'assistant',
		state: 'interrupted',
		model: 'qwen3-max',
		modelName: 'qwen3-max',
		stats: stats({ trimmed: 3 }),
		parts: [
			{ type: 'reasoning', text: '每次开盖有两个影响：热气散失，约 0.5 °C；水量减少，剩下的水冷却得更快。', ms: 5100 },
			text('两小时后约 **87.2 °C**，比不开盖低 1.4 °C。差别主要来自两处：\n\n- 开盖两次，合计约 1 °C；\n- 第一杯倒走 0.2 L')
		]
	});
	const failed = addChat('季度报告里的毛利率口径', now - 2 * 3_600_000, { unread: true });
	const ask3 = addMessage(failed, { parts: [text('比较两种口径的毛利率')] });
	addMessage(failed, {
		parent: ask3.id,
		role: 'assistant',
		state: 'failed',
		model: 'qwen3-max',
		modelName: 'qwen3-max',
		error: { code: 'provider_rate_limited', detail: '百炼返回“请求过于频繁”。已自动重试 2 次，可在 40 秒后再试。', raw: true },
		parts: []
	});
	const two = addChat('Why a kettle sings before it boils', now - 3 * 3_600_000);
	const ask4 = addMessage(two, { parts: [text('Why does a kettle sing just before it boils? Two short paragraphs at most.')] });
	addMessage(two, {
		parent: ask4.id,
		role: 'assistant',
		column: 1,
		model: 'deepseek-r1',
		modelName: 'deepseek-r1',
		stats: stats({ totalMs: 11200, firstTokenMs: 900, completionTokens: 640 }),
		parts: [
			{ type: 'reasoning', text: 'subcooled boiling, then bulk boiling', ms: 6700 },
			text(
				'It is the sound of **collapsing bubbles**, and it comes in three stages:\n\n1. From about 60 °C dissolved air leaves the water. These bubbles are quiet.\n2. From about 85 °C vapour bubbles form on the base and implode in the cooler water above. That is the singing.\n3. Near 100 °C nothing is cool enough to collapse them.'
			)
		]
	});
	addMessage(two, {
		parent: ask4.id,
		role: 'assistant',
		column: 0,
		model: 'qwen3-max',
		modelName: 'qwen3-max',
		stats: stats({ totalMs: 4800, completionTokens: 312, promptTokens: 58 }),
		parts: [
			{ type: 'reasoning', text: 'which stage is loudest, and why', ms: 2100 },
			text(
				'The water touching the hot base boils long before the rest does. Steam bubbles form there, rise a few millimetres into cooler water and collapse at once.\n\nAs the whole kettle warms, bubbles travel further before they vanish and the note changes.'
			)
		]
	});
	for (const [title, age] of /** @type {[string, number][]} */ ([
		['nginx 反向代理 502 排查', 0.2],
		['Translate the release notes', 1],
		['给产品起一个中文名', 1.1],
		['一次函数与二次函数的练习题', 1.2],
		['SQLite 的 WAL 模式', 4],
		['杭州两日行程', 12],
		['从招股书里找出三项主要风险并说明理由与出处', 33],
		['Explain CRDTs to a new colleague in plain words', 40]
	])) {
		const chat = addChat(title, now - age * DAY);
		addMessage(chat, {
			parent: addMessage(chat, { parts: [text(title)] }).id,
			role: 'assistant',
			model: 'qwen3-max',
			modelName: 'qwen3-max',
			stats: stats(),
			parts: [text(`关于“${title}”。`)]
		});
	}
	for (let i = 0; i < 120; i++) addChat(`旧对话第 ${i + 1} 号`, now - (45 + i) * DAY);
	const long = addChat('A long chat of 400 turns', now - 5 * 3_600_000);
	let parent = null;
	for (let i = 0; i < 400; i++) {
		const question = addMessage(long, { parent, parts: [text(`Question ${i + 1}: what about the number ${i}?`)] });
		parent = addMessage(long, {
			parent: question.id,
			role: 'assistant',
			model: 'qwen3-max',
			modelName: 'qwen3-max',
			stats: stats(),
			parts: [text(`Answer ${i + 1}. ${'It is a number among others, and there is more to say. '.repeat((i * 7) % 23)}`)]
		}).id;
	}
}

const siblings = (/** @type {Any} */ of) =>
	[...messages.values()].filter((m) => m.chat === of.chat && m.parent === of.parent).map((m) => m.id);
const shown = (/** @type {Any} */ m) => ({
	...m,
	siblings: siblings(m),
	parts: runs.get(m.id)?.parts ?? m.parts,
	seq: runs.get(m.id)?.seq ?? m.seq
});

function branch(/** @type {Any} */ chat, /** @type {string | null} */ leaf) {
	const list = [];
	for (let at = messages.get(leaf ?? chat.leaf ?? ''); at; at = messages.get(at.parent ?? '')) list.unshift(at);
	return list;
}

function newest(/** @type {Any} */ from) {
	for (;;) {
		const children = [...messages.values()].filter((m) => m.parent === from.id);
		if (!children.length) return from;
		from = children.at(-1);
	}
}

const wholeChat = (/** @type {Any} */ chat) => ({ ...chat, queue: undefined, unread: undefined });
const row = (/** @type {Any} */ c) => ({
	id: c.id,
	title: c.title,
	pinned: c.pinned,
	archived: c.archived,
	model: c.model,
	unread: c.unread,
	createdAt: c.createdAt,
	updatedAt: c.updatedAt,
	running: [...runs.values()].some((run) => run.chat === c.id && !run.ended)
});

/** A run: what it says is decided before, then told in small pieces. */
function begin(/** @type {Any} */ reply, /** @type {string} */ question, keep = true) {
	const fast = Number(process.env.FAKE_MS ?? 40);
	const english = !/[\u4e00-\u9fff]/.test(question);
	const thought = english
		? 'First what is asked. Then the shortest answer that is true. '
		: '先看问的是什么。再找最短而正确的回答。';
	const answer = /fail/.test(question)
		? ''
		: /long/.test(question)
			? 'A paragraph of a long answer.\n\n'.repeat(60)
			: english
				? `You asked: “${question}”. **Here is an answer**, told in small pieces so that it can be watched.\n\n- One thing\n- Another thing\n\nAnd that is all.`
				: zhAnswer;
	/** @type {Any} */
	const run = {
		id: reply.id,
		chat: reply.chat,
		epoch: reply.epoch,
		seq: 0,
		parts: structuredClone(reply.parts),
		log: [],
		watchers: new Set(),
		ended: false,
		started: Date.now()
	};
	runs.set(run.id, run);
	const say = (/** @type {string} */ event, /** @type {Any} */ data) => {
		run.seq++;
		run.log.push({ seq: run.seq, event, data: { run: run.id, ...data } });
		for (const watcher of run.watchers) watcher();
	};
	run.end = (/** @type {string} */ state, /** @type {Any} */ error = null) => {
		if (run.ended) return;
		run.ended = true;
		clearInterval(run.timer);
		Object.assign(reply, {
			state,
			error,
			parts: run.parts,
			seq: run.seq + 1,
			stats: stats({ totalMs: Date.now() - run.started, promptTokens: 58, reasoningMs: 2100 })
		});
		for (const part of reply.parts) if (part.type === 'reasoning') part.ms ??= 2100;
		say('end', { message: shown(reply) });
		const chat = chats.get(reply.chat);
		if (chat) {
			chat.updatedAt = Date.now();
			const next = state === 'done' ? chat.queue.shift() : null;
			if (next && keep) {
				const message = addMessage(chat, { id: next.id, parent: reply.id, parts: next.parts });
				const more = addMessage(chat, {
					id: next.replies[0].id,
					parent: message.id,
					role: 'assistant',
					state: 'running',
					model: next.replies[0].model,
					modelName: next.replies[0].model,
					epoch: 1
				});
				begin(more, words(next.parts));
			}
			change('chat', chat.id);
		}
	};
	const append = (/** @type {string} */ type, /** @type {string} */ more) => {
		const last = run.parts.at(-1);
		if (last?.type === type) last.text += more;
		else run.parts.push({ type, text: more });
		say(type, { text: more });
	};
	say('state', { state: 'waiting' });
	const words2 = [...((reply.parts.length ? '' : thought.repeat(3)).match(/.{1,4}/gsu) ?? [])]
		.map((w) => ['reasoning', w])
		.concat((answer.match(/.{1,6}/gsu) ?? []).map((w) => ['text', w]));
	let at = -Math.round(1500 / fast);
	run.timer = setInterval(() => {
		at++;
		if (/fail/.test(question) && at === -5)
			say('state', {
				state: 'retrying',
				attempt: 2,
				waitMs: 3000,
				code: 'provider_rate_limited',
				detail: english ? 'Bailian takes no more requests at the moment.' : '百炼暂时不接受更多请求。'
			});
		if (at < 0) return;
		const piece = words2[at];
		if (piece) append(/** @type {string} */ (piece[0]), /** @type {string} */ (piece[1]));
		else if (/fail/.test(question))
			run.end('failed', {
				code: 'provider_rate_limited',
				detail: english ? 'Too many requests. Retried twice; try again in 40 s.' : '请求过于频繁，已重试 2 次，可在 40 秒后再试。',
				raw: true
			});
		else run.end('done');
	}, fast);
	return run;
}

const words = (/** @type {Any[]} */ parts) =>
	parts
		.filter((p) => p.type === 'text')
		.map((p) => p.text)
		.join(' ');

function watch(
	/** @type {import('node:http').IncomingMessage} */ request,
	/** @type {import('node:http').ServerResponse} */ response,
	/** @type {URL} */ url
) {
	response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
	response.flushHeaders();
	/** @type {Map<string, number>} */
	const cursors = new Map();
	for (const value of url.searchParams.getAll('run')) {
		const [, id = '', , seq] = /^(.+):(\d+)-(\d+)$/.exec(value) ?? [];
		cursors.set(id, Number(seq));
	}
	const send = () => {
		let open = 0;
		for (const [id, seq] of cursors) {
			const run = runs.get(id);
			const message = messages.get(id);
			if (!run) {
				if (message && seq >= 0) response.write(`event: end\ndata: ${JSON.stringify({ run: id, message: shown(message) })}\n\n`);
				cursors.delete(id);
				continue;
			}
			for (const entry of run.log.filter((/** @type {Any} */ e) => e.seq > seq)) {
				cursors.set(id, entry.seq);
				const ids = [...cursors].map(([c, s]) => `${c}:${runs.get(c)?.epoch ?? 1}-${s}`).join(',');
				response.write(`id: ${ids}\nevent: ${entry.event}\ndata: ${JSON.stringify(entry.data)}\n\n`);
			}
			if (!run.ended) open++;
		}
		if (!open) response.end();
	};
	const mine = [...cursors.keys()].map((id) => runs.get(id)).filter(Boolean);
	for (const run of mine) run.watchers.add(send);
	const beat = setInterval(() => response.write(': still here\n\n'), 15_000);
	const cut = process.env.FAKE_CUT ? setTimeout(() => response.destroy(), Number(process.env.FAKE_CUT)) : undefined;
	request.on('close', () => {
		clearInterval(beat);
		clearTimeout(cut);
		for (const run of mine) run.watchers.delete(send);
	});
	send();
}

const problem = (/** @type {number} */ status, /** @type {string} */ code, /** @type {string} */ detail) =>
	Object.assign(new Error(detail), { status, code, detail });

/** @type {[string, RegExp, (a: {id: string[], query: URLSearchParams, body: Any, raw: Buffer}) => any][]} */
const routes = [
	['GET', /^\/api\/start$/, () => ({ house, me })],
	[
		'POST',
		/^\/api\/auth\/sign-(in|up)$/,
		({ body }) => {
			if (body.password === 'wrong password') throw problem(401, 'wrong_credentials', '邮箱或密码不正确，还可以再试 4 次。');
			house.signUp = 'open';
			return (me = {
				id: uuid(),
				name: body.name ?? 'Admin',
				email: body.email,
				role: 'admin',
				language: null,
				preferences: {},
				founder: true,
				createdAt: Date.now()
			});
		}
	],
	['POST', /^\/api\/auth\/sign-out$/, () => void (me = null)],
	['GET', /^\/api\/me$/, () => me],
	[
		'PATCH',
		/^\/api\/me$/,
		({ body }) => {
			if (me) Object.assign(me, body, { preferences: { ...me.preferences, ...body.preferences } });
			return me;
		}
	],
	['GET', /^\/api\/picker$/, () => ({ models, connections: connections(), default: models[0]?.id ?? null, pins })],
	['PUT', /^\/api\/pins$/, ({ body }) => void (pins = body.models)],
	['GET', /^\/api\/admin\/nearby$/, () => ({ ollama: { url: 'http://127.0.0.1:11434', version: '0.9', models: 3 }, starter })],
	[
		'POST',
		/^\/api\/admin\/starter$/,
		() => {
			starter.state = 'fetching';
			const timer = setInterval(() => {
				starter.done = Math.min(starter.total, starter.done + 16_000_000);
				if (starter.done < starter.total) return;
				clearInterval(timer);
				starter.state = 'ready';
				models = [model('smollm2', { provider: 'local', connectionName: 'Starter', demonstration: true })];
			}, 500);
		}
	],
	[
		'POST',
		/^\/api\/admin\/connections\/verify$/,
		async ({ body }) => {
			await new Promise((done) => setTimeout(done, 1500));
			if (body.key?.includes('bad')) throw problem(422, 'provider_key_refused', '该 API Key 不适用于所选地域，请更换地域或密钥。');
			return { models: 12 };
		}
	],
	[
		'POST',
		/^\/api\/admin\/connections$/,
		({ body }) => {
			models = [model('qwen3-max', { thinks: 'switch', window: 262144 }), model('qwen-plus', {})];
			return {
				id: uuid(),
				hasKey: true,
				headers: {},
				prefix: '',
				region: null,
				models: [],
				enabled: true,
				position: 0,
				fixed: null,
				...body
			};
		}
	],
	[
		'GET',
		/^\/api\/chats$/,
		({ query }) => {
			const all = [...chats.values()]
				.filter((c) => !c.deleted && c.archived === (query.get('archived') === '1'))
				.sort((a, b) => b.updatedAt - a.updatedAt);
			const before = Number(query.get('before') ?? Infinity);
			const rest = all.filter((c) => !c.pinned && c.updatedAt < before);
			const page = rest.slice(0, Number(query.get('limit') ?? 50));
			return {
				pinned: query.has('before') ? [] : all.filter((c) => c.pinned).map(row),
				chats: page.map(row),
				next: rest.length > page.length ? String(page.at(-1)?.updatedAt) : null
			};
		}
	],
	['GET', /^\/api\/chats\/([^/]+)$/, ({ id: [c = ''] }) => wholeChat(chat(c))],
	['PATCH', /^\/api\/chats\/([^/]+)$/, ({ id: [c = ''], body }) => (change('chat', c), wholeChat(Object.assign(chat(c), body)))],
	['DELETE', /^\/api\/chats\/([^/]+)$/, ({ id: [c = ''] }) => (change('chat', c), void (chat(c).deleted = true))],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/restore$/,
		({ id: [c = ''] }) => {
			const found = chats.get(c);
			if (found) found.deleted = false;
			return wholeChat(chat(c));
		}
	],
	['POST', /^\/api\/chats\/([^/]+)\/read$/, ({ id: [c = ''] }) => void (chat(c).unread = false)],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/fork$/,
		({ id: [c = ''], body }) => {
			const from = chat(c);
			const copy = addChat(from.title, Date.now(), { id: body.id });
			chats.delete([...chats.keys()].at(-1) ?? '');
			chats.set(body.id, copy);
			let parent = null;
			for (const m of branch(from, body.message)) parent = addMessage(copy, { ...m, id: uuid(), chat: copy.id, parent }).id;
			return wholeChat(copy);
		}
	],
	[
		'GET',
		/^\/api\/chats\/([^/]+)\/messages$/,
		({ id: [c = ''], query }) => {
			const of = chat(c);
			let list = branch(of, query.get('leaf'));
			if (query.get('before'))
				list = list.slice(
					0,
					list.findIndex((m) => m.id === query.get('before'))
				);
			const page = list.slice(-Number(query.get('limit') ?? 60));
			const own = new Set(page.map((m) => m.id));
			const beside = page
				.filter((m) => m.role === 'assistant')
				.flatMap((m) =>
					siblings(m)
						.map((s) => messages.get(s))
						.filter((s) => s && !own.has(s.id) && s.column !== m.column)
				);
			return {
				messages: page.map(shown),
				beside: beside.map(shown),
				more: page.length < list.length,
				leaf: query.get('leaf') ?? of.leaf,
				queued: of.queue.map((/** @type {Any} */ q) => ({ id: q.id, parts: q.parts, model: q.replies[0].model }))
			};
		}
	],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/messages$/,
		({ id: [c = ''], body }) => {
			const known = messages.get(body.id);
			let of = chats.get(c);
			if (!of) {
				of = addChat(words(body.parts).slice(0, 40) || 'File', Date.now());
				chats.delete(of.id);
				of.id = c;
				chats.set(c, of);
			}
			if (known)
				return {
					chat: wholeChat(of),
					message: shown(known),
					replies: body.replies.map((/** @type {Any} */ r) => shown(messages.get(r.id) ?? known))
				};
			const message = addMessage(of, { id: body.id, parent: body.parent, parts: body.parts });
			const replies = body.replies.map((/** @type {Any} */ r, /** @type {number} */ column) =>
				addMessage(of, {
					id: r.id,
					parent: message.id,
					role: 'assistant',
					state: 'running',
					model: r.model,
					modelName: r.model,
					epoch: 1,
					column
				})
			);
			of.leaf = replies[0].id;
			of.updatedAt = Date.now();
			for (const reply of replies) begin(reply, words(body.parts));
			return { chat: wholeChat(of), message: shown(message), replies: replies.map(shown) };
		}
	],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/queue$/,
		({ id: [c = ''], body }) => (
			chat(c).queue.push(body),
			{ queued: { id: body.id, parts: body.parts, model: body.replies[0].model } }
		)
	],
	[
		'PATCH',
		/^\/api\/chats\/([^/]+)\/queue\/([^/]+)$/,
		({ id: [c = '', q], body }) => void Object.assign(chat(c).queue.find((/** @type {Any} */ x) => x.id === q) ?? {}, body)
	],
	[
		'DELETE',
		/^\/api\/chats\/([^/]+)\/queue\/([^/]+)$/,
		({ id: [c = '', q] }) => void (chat(c).queue = chat(c).queue.filter((/** @type {Any} */ x) => x.id !== q))
	],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/replies$/,
		({ id: [c = ''], body }) => {
			const parent = messages.get(body.parent);
			const name = body.model ?? models[0]?.id;
			const reply = addMessage(chat(c), {
				id: body.id,
				parent: body.parent,
				role: 'assistant',
				state: 'running',
				model: name,
				modelName: name,
				epoch: 1,
				column: body.column ?? 0
			});
			begin(reply, words(parent?.parts ?? []));
			return shown(reply);
		}
	],
	[
		'POST',
		/^\/api\/chats\/([^/]+)\/messages\/([^/]+)\/continue$/,
		({ id: [, m = ''] }) => {
			const reply = messages.get(m);
			if (!reply) throw problem(404, 'not_found', 'There is no such message.');
			Object.assign(reply, { state: 'running', epoch: reply.epoch + 1, error: null });
			begin(reply, 'go on');
			return shown(reply);
		}
	],
	[
		'PATCH',
		/^\/api\/chats\/([^/]+)\/messages\/([^/]+)$/,
		({ id: [, m = ''], body }) => shown(Object.assign(messages.get(m) ?? {}, { parts: body.parts, editedAt: Date.now() }))
	],
	[
		'DELETE',
		/^\/api\/chats\/([^/]+)\/messages\/([^/]+)$/,
		({ id: [c = '', m = ''] }) => {
			const gone = messages.get(m);
			messages.delete(m);
			const other = [...messages.values()].filter((x) => x.chat === c && x.parent === gone?.parent).at(-1);
			return { leaf: (chat(c).leaf = other ? newest(other).id : (gone?.parent ?? null)) };
		}
	],
	[
		'PUT',
		/^\/api\/chats\/([^/]+)\/leaf$/,
		({ id: [c = ''], body }) => ({ leaf: (chat(c).leaf = newest(messages.get(body.message)).id) })
	],
	[
		'POST',
		/^\/api\/temporary\/runs$/,
		({ body }) => {
			const reply = {
				id: body.id,
				chat: '',
				parent: null,
				role: 'assistant',
				state: 'running',
				model: body.model,
				modelName: body.model,
				parts: [],
				stats: null,
				error: null,
				createdAt: Date.now(),
				editedAt: null,
				column: 0,
				siblings: [body.id],
				epoch: 1,
				seq: 0
			};
			begin(reply, words(body.messages.at(-1).parts), false);
			return reply;
		}
	],
	['POST', /^\/api\/runs\/([^/]+)\/cancel$/, ({ id: [r = ''] }) => void runs.get(r)?.end('cancelled')],
	[
		'GET',
		/^\/api\/runs\/([^/]+)\/request$/,
		({ id: [r = ''] }) => ({
			url: 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
			body: { model: messages.get(r)?.model, stream: true, messages: [{ role: 'user', content: '…' }] },
			raw: messages.get(r)?.error ? '{"error":{"message":"Rate limit reached","code":"rate_limit"}}' : null
		})
	],
	[
		'GET',
		/^\/api\/changes$/,
		({ query }) => ({ last: changes.length, changes: query.has('after') ? changes.slice(Number(query.get('after'))) : [] })
	],
	[
		'GET',
		/^\/api\/search$/,
		({ query }) => {
			const q = (query.get('q') ?? '').toLowerCase();
			const hits = [];
			for (const m of messages.values()) {
				const value = words(m.parts);
				const at = value.toLowerCase().indexOf(q);
				if (at < 0 || hits.length >= 20) continue;
				const from = Math.max(0, at - 20);
				hits.push({
					chat: m.chat,
					title: chats.get(m.chat)?.title,
					message: m.id,
					at: m.createdAt,
					snippet: [
						{ text: value.slice(from, at), hit: false },
						{ text: value.slice(at, at + q.length), hit: true },
						{ text: value.slice(at + q.length, at + q.length + 60), hit: false }
					]
				});
			}
			return { hits };
		}
	],
	['POST', /^\/api\/files$/, ({ query, raw }) => store(query.get('name') ?? 'file', query.get('type') ?? '', raw)],
	[
		'POST',
		/^\/api\/uploads$/,
		({ body }) => {
			const id = uuid();
			files.set(id, { buffer: Buffer.alloc(0), type: body.type, name: body.name });
			return { id, piece: 900_000 };
		}
	],
	[
		'PUT',
		/^\/api\/uploads\/([^/]+)$/,
		async ({ id: [u = ''], raw }) => {
			const file = files.get(u);
			if (!file) throw problem(404, 'not_found', 'There is no such upload.');
			await new Promise((done) => setTimeout(done, 300));
			file.buffer = Buffer.concat([file.buffer, raw]);
			return { received: file.buffer.length };
		}
	],
	[
		'POST',
		/^\/api\/uploads\/([^/]+)\/finish$/,
		({ id: [u = ''] }) => {
			const file = files.get(u);
			if (!file) throw problem(404, 'not_found', 'There is no such upload.');
			return store(file.name, file.type, file.buffer);
		}
	]
];

function chat(/** @type {string} */ id) {
	const found = chats.get(id);
	if (!found || found.deleted) throw problem(404, 'not_found', 'There is no such chat.');
	return found;
}

function store(/** @type {string} */ name, /** @type {string} */ type, /** @type {Buffer} */ buffer) {
	const id = uuid();
	if (/\.exe$/.test(name)) throw problem(415, 'file_type_unsupported', `“${name}” 不是文本文件，可以添加图片和文本文件。`);
	files.set(id, { buffer, type, name });
	return { id, name, type, size: buffer.length, width: null, height: null, kind: type.startsWith('image/') ? 'image' : 'text' };
}

const TYPES = /** @type {Record<string, string>} */ ({
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml'
});

createServer(async (request, response) => {
	const url = new URL(request.url ?? '/', 'http://x');
	const chunks = [];
	for await (const chunk of request) chunks.push(chunk);
	const raw = Buffer.concat(chunks);
	try {
		if (url.pathname === '/api/events') return watch(request, response, url);
		if (url.pathname.startsWith('/api/files/') && request.method === 'GET') {
			const file = files.get(url.pathname.split('/')[3] ?? '');
			response.writeHead(file ? 200 : 404, { 'Content-Type': file?.type ?? 'text/plain' });
			return response.end(file?.buffer);
		}
		if (!url.pathname.startsWith('/api/')) {
			const file = join(here, '../build', url.pathname === '/' ? 'index.html' : url.pathname);
			if (!existsSync(file)) return response.writeHead(404).end();
			const packed = existsSync(`${file}.br`) && String(request.headers['accept-encoding']).includes('br');
			response.writeHead(200, {
				'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
				...(packed ? { 'Content-Encoding': 'br' } : {}),
				'Content-Security-Policy':
					"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"
			});
			return response.end(readFileSync(packed ? `${file}.br` : file));
		}
		for (const [method, path, handler] of routes) {
			const match = method === request.method && path.exec(url.pathname);
			if (!match) continue;
			const body = raw.length && request.headers['content-type']?.includes('json') ? JSON.parse(raw.toString()) : {};
			const answer = await handler({ id: match.slice(1), query: url.searchParams, body, raw });
			if (answer === undefined) return response.writeHead(204).end();
			response.writeHead(request.method === 'POST' ? 202 : 200, { 'Content-Type': 'application/json' });
			return response.end(JSON.stringify(answer));
		}
		throw problem(404, 'not_found', 'Nothing is here.');
	} catch (error) {
		const { status = 500, code = 'internal', detail = String(error) } = /** @type {Any} */ (error);
		response.writeHead(status, { 'Content-Type': 'application/problem+json' });
		response.end(JSON.stringify({ status, code, detail, arguments: {} }));
	}
}).listen(port, '127.0.0.1', () => console.log(`A fake house at http://127.0.0.1:${port}`));
