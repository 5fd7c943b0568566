import type { Message } from '$lib/api';

/** A question and what answered it: one reply, or several side by side. */
export interface Turn {
	/** Stays the same while the question does. */
	key: string;
	question: Message | null;
	/** In the order of their columns. */
	replies: Message[];
	/** The reply that the branch goes on from. */
	chosen: string | null;
}

/** The branch, oldest first, cut into turns; `beside` are the other columns' replies. */
export function turnsOf(branch: readonly Message[], beside: readonly Message[]): Turn[] {
	const turns: Turn[] = [];
	for (const message of branch) {
		const last = turns.at(-1);
		if (message.role === 'user') {
			turns.push({ key: message.id, question: message, replies: [], chosen: null });
		} else if (last?.question && last.replies.length === 0 && message.parent === last.question.id) {
			last.replies.push(message);
			last.chosen = message.id;
		} else {
			turns.push({ key: message.parent ?? message.id, question: null, replies: [message], chosen: message.id });
		}
	}
	for (const turn of turns) {
		const parent = turn.question?.id ?? turn.replies[0]?.parent;
		const own = new Set(turn.replies.map((reply) => reply.id));
		const columns = new Set(turn.replies.map((reply) => reply.column));
		for (const other of beside) {
			if (other.parent !== parent || own.has(other.id) || columns.has(other.column)) continue;
			columns.add(other.column);
			turn.replies.push(other);
		}
		turn.replies.sort((a, b) => a.column - b.column);
		turn.chosen ??= turn.replies[0]?.id ?? null;
	}
	return turns;
}

/** The branch with what is on its way to the server: each of its messages stands below its parent and ends what stood there. */
export function withUnsent(branch: readonly Message[], unsent: readonly Message[][]): Message[] {
	let list = [...branch];
	for (const messages of unsent) {
		const first = messages[0];
		if (!first || list.some((message) => message.id === first.id)) continue;
		const at = list.findIndex((message) => message.id === first.parent);
		list = [...(first.parent === null ? [] : at < 0 ? list : list.slice(0, at + 1)), ...messages];
	}
	return list;
}

/** What a message says, without its thoughts. */
export function textOf(message: Pick<Message, 'parts'>): string {
	return message.parts
		.filter((part) => part.type === 'text')
		.map((part) => part.text)
		.join('\n\n');
}
