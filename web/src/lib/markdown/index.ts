export { default as Markdown } from './Markdown.svelte';
export { langOf } from './lang';
export { safeHref, safeImage } from './links';
export { lastCode, plain } from './plain';
export { picturesAround } from './view/pictures';
export { view } from './view/view';
