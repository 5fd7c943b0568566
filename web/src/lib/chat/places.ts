/** Where a chat was left: the turn at the top of the view, and how far into it. */
export interface Place {
	key: string;
	into: number;
}

/** Of chats that were not left at their end; going back shows what one had read. */
export const places = new Map<string, Place>();
