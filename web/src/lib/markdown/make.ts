/** An element of our own, with its class. */
export function make(tag: string, className: string): HTMLElement {
	const made = document.createElement(tag);
	if (className !== '') made.className = className;
	return made;
}
