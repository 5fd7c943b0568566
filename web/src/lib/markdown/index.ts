export { default as Markdown } from './Markdown.svelte';
export { copyText } from './copy';
export { langOf } from './lang';
export { safeHref, safeImage } from './links';
export { plain } from './plain';
