import type { APIRequestContext } from '@playwright/test';
import type { Upstream } from '../e2e/upstream';
import { uuid } from '../src/lib/api/uuid';

/** What the model of the long chat answers to question `n`: a list, a formula, code; a table now and then. */
function answer(n: number): string {
	const table = n % 10 ? '' : `\n| step | takes |\n| --- | ---: |\n| ${n} | ${n * 3} ms |\n| ${n + 1} | ${n * 4} ms |\n`;
	return [
		`Step ${n} does **two things**:`,
		'- it reads what step before it left\n- it writes what the next one needs',
		`Its cost is $c_{${n % 10}} = a^2 + b^2$, and in code:`,
		`\`\`\`python\ndef step_${n}(n: int) -> int:\n    """One step."""\n    return n * ${n} + 1\n\`\`\``,
		table + `That is all about step ${n}.`
	].join('\n\n');
}

/** Asks question after question in one chat, as a person would over months; the chat's id and how long it took. */
export async function longChat(
	api: APIRequestContext,
	upstream: Upstream,
	messages: number
): Promise<{ chat: string; seconds: number }> {
	const chat = uuid();
	const began = Date.now();
	let parent: string | null = null;
	for (let n = 0; n < messages / 2; n++) {
		const question = `Question ${n}: how does step ${n} work?`;
		upstream.script(question, [answer(n)]);
		const [id, reply]: [string, string] = [uuid(), uuid()];
		const sent = await api.post(`api/chats/${chat}/messages`, {
			data: { id, parent, parts: [{ type: 'text', text: question }], replies: [{ id: reply, model: 'scripted' }] }
		});
		if (!sent.ok()) throw new Error(await sent.text());
		const events = await (await api.get(`api/events?run=${reply}:1-0`)).text(); // ends with the run
		if (!events.includes('"state":"done"')) throw new Error(`Question ${n}: ${events.slice(-400)}`);
		parent = reply;
	}
	return { chat, seconds: (Date.now() - began) / 1000 };
}
