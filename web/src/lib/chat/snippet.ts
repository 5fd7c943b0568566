/** A cut from a message without its Markdown: fences, rules of tables, headings and emphasis say nothing out of their place. */
export function withoutMarks(text: string): string {
	return text
		.replace(/```[\w-]*|~~~/g, ' ')
		.replace(/\|?\s*:?-{3,}:?\s*(?=\||$)/g, ' ')
		.replace(/\s*\|\s*/g, ' · ')
		.replace(/(?:\s*·\s*){2,}/g, ' · ')
		.replace(/(^|\s)(?:#{1,6}|>|[*+-])(?=\s)/g, '$1')
		.replace(/\*\*|__|~~/g, '')
		.replace(/[ \t]{2,}/g, ' ');
}
