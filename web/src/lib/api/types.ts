/**
 * What the server says. The shapes come from `schema.ts`, which is made of the server's route table (`./hearth api`); here they get short
 * names, and their words the few values they can have. Times are epoch milliseconds, ids lower-case UUIDs.
 */
import type { components } from './schema';

export type Schemas = components['schemas'];
/** `Shape` with some members told more exactly than the document does. */
export type Exact<Shape, Members> = Omit<Shape, keyof Members> & Members;

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

export type Me = Exact<Schemas['Me'], { role: Role; preferences: Preferences }>;

export type House = Exact<Schemas['House'], { signUp: SignUp }>;

export type Start = Exact<Schemas['Start'], { house: House; me: Me | null }>;

export type Problem = Schemas['Trouble'];

export type ProviderKind = 'openai' | 'ollama' | 'bailian' | 'local';
export type Thinks = 'none' | 'switch' | 'always' | 'effort' | 'unknown';

export type PickerModel = Exact<Schemas['PickerModel'], { provider: ProviderKind; thinks: Thinks }>;

export type PickerConnection = Exact<Schemas['PickerConnection'], { provider: ProviderKind }>;

export type Picker = Exact<Schemas['Picker'], { models: PickerModel[]; connections: PickerConnection[] }>;

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

export type Connection = Exact<Schemas['ShownConnection'], { provider: ProviderKind }>;

export type Starter = Exact<Schemas['StarterState'], { state: 'absent' | 'fetching' | 'ready' | 'failed' }>;

export type Nearby = Exact<Schemas['Nearby'], { starter: Starter }>;

export interface ChatParams {
	temperature?: number | null;
	topP?: number | null;
	maxTokens?: number | null;
	systemPrompt?: string | null;
	/** How long an Ollama keeps the model in memory; only a model's own. */
	keepAlive?: string | null;
}

export interface Thinking {
	mode: 'unset' | 'off' | 'on' | 'effort';
	effort?: string | null;
	budget?: number | null;
}

export type Chat = Exact<Schemas['Chat'], { params: ChatParams; thinking: Thinking | null }>;

/** What `PATCH /api/chats/{chat}` may change. */
export type ChatPatch = Partial<Pick<Chat, 'title' | 'pinned' | 'archived' | 'model' | 'params' | 'thinking' | 'folder' | 'tags'>>;

export type Folder = Schemas['Folder'];

/** A folder in the sidebar. */
export type FolderRow = Schemas['FolderRow'];

/** Absent stays, null is taken away. */
export type FolderChange = Partial<Pick<Folder, 'name' | 'parent' | 'position' | 'systemPrompt' | 'model'>>;

export type UsedTag = Schemas['UsedTag'];

export type Bulk = { ids: string[] } & (
	| { action: 'move'; folder: string | null }
	| { action: 'tag' | 'untag'; tags: string[] }
	| { action: 'archive' | 'unarchive' | 'delete' | 'pin' | 'unpin' }
);

export type BulkDone = Schemas['BulkDone'];

/** A chat in the sidebar. */
export type Row = Schemas['Row'];

export type Rows = Schemas['Listed'];

export type Part =
	| { type: 'text'; text: string }
	| { type: 'reasoning'; text: string; ms?: number | null }
	| { type: 'image'; file: string; name?: string | null; width?: number | null; height?: number | null }
	| { type: 'file'; file: string; name: string; size?: number | null };

export type Stats = Schemas['Stats'];

export type MessageState = Message['state'];

/** `raw`: the upstream's own words can be read at `/api/runs/{run}/request`. */
export type MessageError = Schemas['ChatMessageTrouble'];

export type Message = Exact<Schemas['Message'], { parts: Part[] }>;

export type Queued = Exact<Schemas['Queued'], { parts: Part[] }>;

export type Page = Exact<Schemas['Page'], { messages: Message[]; beside: Message[]; queued: Queued[] }>;

/** A question with the replies it asks for. The client makes the ids, so sending twice is sending once. */
export interface Send {
	id: string;
	parent: string | null;
	parts: Part[];
	replies: { id: string; model: string }[];
	thinking?: Thinking | null;
	params?: ChatParams | null;
	title?: string | null;
	/** In which a new chat is begun. */
	folder?: string | null;
}

export type Sent = Exact<Schemas['Sent'], { chat: Chat; message: Message; replies: Message[] }>;

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

export type ExactRequest = Schemas['Request'];

export type StoredFile = Exact<Schemas['File'], { kind: 'image' | 'text' }>;

export type Hit = Schemas['Hit'];

export type Change = Schemas['Change'];

/** `reset`: the server does not know any more what changed since the number one asked after. */
export type Changes = Schemas['Changes'];

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
