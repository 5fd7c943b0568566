/** What is no text of the answer: its buttons and what is said to screen readers only. */
const CONTROLS = 'button, [role="status"], .vh';

/**
 * What is selected, with each formula as its LaTeX source, as a fragment that can be laid out. KaTeX draws a formula twice, once for
 * screen readers: copied as it stands it comes out double. Null where no formula is touched.
 */
export function withSources(selection: Selection): DocumentFragment | null {
	const whole = document.createDocumentFragment();
	let found = false;
	for (let i = 0; i < selection.rangeCount; i++) {
		const range = selection.getRangeAt(i).cloneRange();
		const [first, last] = [formulaAround(range.startContainer), formulaAround(range.endContainer)];
		// half a formula has no source
		if (first) range.setStartBefore(first);
		if (last) range.setEndAfter(last);
		const part = range.cloneContents();
		for (const formula of part.querySelectorAll<HTMLElement>('.math[data-source]')) {
			found = true;
			const source = document.createElement(formula.classList.contains('display') ? 'div' : 'span');
			source.textContent = formula.dataset.source ?? '';
			formula.replaceWith(source);
		}
		for (const control of part.querySelectorAll(CONTROLS)) control.remove();
		whole.append(part);
	}
	return found ? whole : null;
}

function formulaAround(node: Node): Element | null {
	return (node instanceof Element ? node : node.parentElement)?.closest('.math[data-source]') ?? null;
}

/** Puts the selection into the clipboard by this rule, where it holds a formula. */
export function copySelection(event: ClipboardEvent): void {
	const selection = document.getSelection();
	if (event.defaultPrevented || !event.clipboardData || !selection || selection.isCollapsed) return;
	if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
	const fragment = withSources(selection);
	if (!fragment) return;
	// laid out out of sight: only so does a browser tell a text with its lines
	const stage = document.createElement('div');
	stage.className = 'md copying';
	stage.append(fragment);
	document.body.append(stage);
	event.clipboardData.setData('text/plain', stage.innerText);
	event.clipboardData.setData('text/html', stage.innerHTML);
	stage.remove();
	event.preventDefault();
}
