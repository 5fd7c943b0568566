/** What the server says, as its contract has it. Times are epoch milliseconds, ids lower-case UUIDs. */

export type Role = 'admin' | 'user' | 'pending';
export type SignUp = 'first' | 'open' | 'closed';

/** What a person chose about the page; the server keeps it key by key. Unknown keys survive. */
export interface Preferences {
	enterSends?: boolean;
	foldThinking?: boolean;
	showUsage?: boolean;
	model?: string;
	[key: string]: unknown;
}

export interface Me {
	id: string;
	name: string;
	email: string;
	role: Role;
	language: string | null;
	preferences: Preferences;
	founder: boolean;
	createdAt: number;
}

export interface House {
	name: string;
	version: string;
	signUp: SignUp;
	secure: boolean;
}

export interface Start {
	house: House;
	me: Me | null;
}

export interface Problem {
	code: string;
	detail: string;
}

export type ProviderKind = 'openai' | 'ollama' | 'bailian' | 'local';
export type Thinks = 'none' | 'switch' | 'always' | 'effort' | 'unknown';

export interface PickerModel {
	id: string;
	name: string;
	description: string | null;
	connection: string;
	connectionName: string;
	provider: ProviderKind;
	vision: boolean | null;
	tools: boolean | null;
	thinks: Thinks;
	efforts: string[];
	budget: { min: number; max: number } | null;
	window: number | null;
	maxOutput: number | null;
	/** ¥ per million tokens. */
	priceIn: number | null;
	priceOut: number | null;
	demonstration: boolean;
}

export interface PickerConnection {
	id: string;
	name: string;
	provider: ProviderKind;
	problem: Problem | null;
}

export interface Picker {
	models: PickerModel[];
	connections: PickerConnection[];
	default: string | null;
	pins: string[];
}

export interface ConnectionDraft {
	provider: ProviderKind;
	name?: string;
	baseUrl: string;
	/** Absent: keep; empty: remove. */
	key?: string;
	headers?: Record<string, string>;
	region?: string | null;
	prefix?: string;
	models?: string[];
	enabled?: boolean;
	id?: string;
}

export interface Connection {
	id: string;
	provider: ProviderKind;
	name: string;
	baseUrl: string;
	hasKey: boolean;
	headers: Record<string, string>;
	prefix: string;
	region: string | null;
	models: string[];
	enabled: boolean;
	position: number;
	fixed: string | null;
}

export interface Starter {
	available: boolean;
	state: 'absent' | 'fetching' | 'ready' | 'failed';
	done: number;
	total: number;
	problem: Problem | null;
}

export interface Nearby {
	ollama: { url: string; version: string; models: number } | null;
	starter: Starter;
}

export interface ChatParams {
	temperature?: number | null;
	topP?: number | null;
	maxTokens?: number | null;
	systemPrompt?: string | null;
}

export interface Thinking {
	mode: 'unset' | 'off' | 'on' | 'effort';
	effort?: string | null;
	budget?: number | null;
}

export interface Chat {
	id: string;
	title: string;
	model: string | null;
	params: ChatParams;
	thinking: Thinking | null;
	pinned: boolean;
	archived: boolean;
	leaf: string | null;
	createdAt: number;
	updatedAt: number;
}

/** What `PATCH /api/chats/{chat}` may change. */
export type ChatPatch = Partial<Pick<Chat, 'title' | 'pinned' | 'archived' | 'model' | 'params' | 'thinking'>>;

/** A chat in the sidebar. */
export interface Row {
	id: string;
	title: string;
	pinned: boolean;
	archived: boolean;
	model: string | null;
	running: boolean;
	unread: boolean;
	createdAt: number;
	updatedAt: number;
}

export interface Rows {
	pinned: Row[];
	chats: Row[];
	next: string | null;
}

export type Part =
	| { type: 'text'; text: string }
	| { type: 'reasoning'; text: string; ms?: number | null }
	| { type: 'image'; file: string; name?: string | null; width?: number | null; height?: number | null }
	| { type: 'file'; file: string; name: string; size?: number | null };

export interface Stats {
	firstTokenMs: number | null;
	totalMs: number | null;
	reasoningMs: number | null;
	promptTokens: number | null;
	completionTokens: number | null;
	reasoningTokens: number | null;
	cachedTokens: number | null;
	tokensPerSecond: number | null;
	estimated: boolean | null;
	window: number | null;
	/** How many older messages did not fit the window. */
	trimmed: number | null;
	attempts: number | null;
}

export type MessageState = 'done' | 'running' | 'cancelled' | 'interrupted' | 'failed';

export interface MessageError {
	code: string;
	detail: string;
	/** The upstream's own words can be read at `/api/runs/{run}/request`. */
	raw: boolean;
}

export interface Message {
	id: string;
	chat: string;
	parent: string | null;
	role: 'user' | 'assistant';
	state: MessageState;
	model: string | null;
	modelName: string | null;
	parts: Part[];
	stats: Stats | null;
	error: MessageError | null;
	createdAt: number;
	editedAt: number | null;
	column: number;
	siblings: string[];
	epoch: number;
	seq: number;
}

export interface Queued {
	id: string;
	parts: Part[];
	model: string | null;
}

export interface Page {
	messages: Message[];
	beside: Message[];
	more: boolean;
	leaf: string | null;
	queued: Queued[];
}

/** A question with the replies it asks for. The client makes the ids, so sending twice is sending once. */
export interface Send {
	id: string;
	parent: string | null;
	parts: Part[];
	replies: { id: string; model: string }[];
	thinking?: Thinking | null;
	params?: ChatParams | null;
	title?: string | null;
}

export interface Sent {
	chat: Chat;
	message: Message;
	replies: Message[];
}

export interface Regenerate {
	id: string;
	parent: string;
	model?: string;
	hint?: 'shorter' | 'longer';
	thinking?: Thinking | null;
	params?: ChatParams | null;
	column?: number;
}

export interface TemporaryRun {
	id: string;
	messages: { role: 'user' | 'assistant'; parts: Part[] }[];
	model: string;
	thinking?: Thinking | null;
	params?: ChatParams | null;
}

export interface ExactRequest {
	url: string;
	/** JSON, as it went out. */
	body: string;
	raw: string | null;
}

export interface StoredFile {
	id: string;
	name: string;
	type: string;
	size: number;
	width: number | null;
	height: number | null;
	kind: 'image' | 'text';
}

export interface Hit {
	chat: string;
	title: string;
	message: string | null;
	at: number;
	snippet: { text: string; hit: boolean }[];
}

export interface Change {
	n: number;
	kind: 'chat' | 'chats' | 'models' | 'me';
	object: string;
}

/** One frame of `GET /api/events`. */
export type RunEvent =
	| { event: 'text' | 'reasoning'; data: { run: string; text: string } }
	| {
			event: 'state';
			data: {
				run: string;
				state: 'waiting' | 'retrying' | 'answering';
				attempt?: number | null;
				waitMs?: number | null;
				code?: string | null;
				detail?: string | null;
			};
	  }
	| { event: 'usage'; data: { run: string; promptTokens: number | null; completionTokens: number | null } }
	| { event: 'reset' | 'end'; data: { run: string; message: Message } };
