import type { Talk } from './talk.svelte';

/** How much of the model's window the last reply filled, in tokens; `all` is 0 where that is not known. */
export function filled(talk: Talk): { used: number; all: number; share: number } {
	const replies = talk.turns.findLast((turn) => turn.replies.some((reply) => reply.stats))?.replies;
	const stats = replies?.find((reply) => reply.stats)?.stats;
	const used = (stats?.promptTokens ?? 0) + (stats?.completionTokens ?? 0);
	const all = stats?.window ?? 0;
	return { used, all, share: all ? used / all : 0 };
}
