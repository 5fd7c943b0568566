import { Colouring } from './highlighter';
import type { Answer, Question } from './highlight';

// Grammars are large and their patterns slow on odd input: off the page's thread nothing waits for them.
const colourings = new Map<number, Colouring>();
let turn = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
	turn = turn.then(() => answer(data));
});

async function answer(question: Question): Promise<void> {
	const { session, grammar, lines } = question;
	if (lines === undefined) {
		colourings.delete(session);
		return;
	}
	let colouring = colourings.get(session);
	if (!colouring) colourings.set(session, (colouring = new Colouring(grammar)));
	let result: Answer;
	try {
		result = { session, lines: await colouring.colour(lines) };
	} catch {
		result = { session, lines: undefined };
	}
	self.postMessage(result);
}
