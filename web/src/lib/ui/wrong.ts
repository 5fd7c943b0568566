import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** Of a form: where something was wrong, the focus goes to the first such field, whether the page found it or the server. */
export const toWrong: Attachment<HTMLFormElement> = (form) => {
	const focus = () => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
	const watch = new MutationObserver((changes) => {
		if (changes.some(({ target }) => (target as Element).getAttribute('aria-invalid') === 'true')) focus();
	});
	watch.observe(form, { attributeFilter: ['aria-invalid'], subtree: true });
	// what was wrong before and still is changes no attribute
	const again = () => void tick().then(focus);
	form.addEventListener('submit', again);
	return () => {
		watch.disconnect();
		form.removeEventListener('submit', again);
	};
};
