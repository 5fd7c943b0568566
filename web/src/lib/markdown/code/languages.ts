import type { LanguageRegistration } from '@shikijs/core';

type Grammar = () => Promise<{ default: LanguageRegistration[] }>;

/** The grammars that can be loaded, each a chunk of its own. */
const grammars: Record<string, Grammar> = {
	bash: () => import('@shikijs/langs/bash'),
	c: () => import('@shikijs/langs/c'),
	cpp: () => import('@shikijs/langs/cpp'),
	csharp: () => import('@shikijs/langs/csharp'),
	css: () => import('@shikijs/langs/css'),
	dart: () => import('@shikijs/langs/dart'),
	docker: () => import('@shikijs/langs/docker'),
	go: () => import('@shikijs/langs/go'),
	graphql: () => import('@shikijs/langs/graphql'),
	html: () => import('@shikijs/langs/html'),
	ini: () => import('@shikijs/langs/ini'),
	java: () => import('@shikijs/langs/java'),
	javascript: () => import('@shikijs/langs/javascript'),
	json: () => import('@shikijs/langs/json'),
	jsonc: () => import('@shikijs/langs/jsonc'),
	jsx: () => import('@shikijs/langs/jsx'),
	kotlin: () => import('@shikijs/langs/kotlin'),
	latex: () => import('@shikijs/langs/latex'),
	lua: () => import('@shikijs/langs/lua'),
	makefile: () => import('@shikijs/langs/makefile'),
	markdown: () => import('@shikijs/langs/markdown'),
	matlab: () => import('@shikijs/langs/matlab'),
	nginx: () => import('@shikijs/langs/nginx'),
	php: () => import('@shikijs/langs/php'),
	powershell: () => import('@shikijs/langs/powershell'),
	python: () => import('@shikijs/langs/python'),
	r: () => import('@shikijs/langs/r'),
	ruby: () => import('@shikijs/langs/ruby'),
	rust: () => import('@shikijs/langs/rust'),
	scala: () => import('@shikijs/langs/scala'),
	sql: () => import('@shikijs/langs/sql'),
	swift: () => import('@shikijs/langs/swift'),
	toml: () => import('@shikijs/langs/toml'),
	tsx: () => import('@shikijs/langs/tsx'),
	typescript: () => import('@shikijs/langs/typescript'),
	vue: () => import('@shikijs/langs/vue'),
	xml: () => import('@shikijs/langs/xml'),
	yaml: () => import('@shikijs/langs/yaml')
};

const aliases: Record<string, string> = {
	'c#': 'csharp',
	'c++': 'cpp',
	cc: 'cpp',
	cjs: 'javascript',
	conf: 'ini',
	console: 'bash',
	cs: 'csharp',
	dockerfile: 'docker',
	env: 'ini',
	golang: 'go',
	gql: 'graphql',
	h: 'c',
	hpp: 'cpp',
	htm: 'html',
	js: 'javascript',
	json5: 'jsonc',
	kt: 'kotlin',
	make: 'makefile',
	md: 'markdown',
	mjs: 'javascript',
	mysql: 'sql',
	pgsql: 'sql',
	postgresql: 'sql',
	properties: 'ini',
	ps1: 'powershell',
	py: 'python',
	python3: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'bash',
	shell: 'bash',
	shellscript: 'bash',
	sqlite: 'sql',
	svg: 'xml',
	tex: 'latex',
	ts: 'typescript',
	yml: 'yaml',
	zsh: 'bash'
};

/** The grammar's name for a fence's word, or undefined where there is none. */
export function grammarFor(lang: string): string | undefined {
	const name = lang.toLowerCase();
	const known = Object.hasOwn(aliases, name) ? aliases[name] : name;
	return known !== undefined && Object.hasOwn(grammars, known) ? known : undefined;
}

/** Loads a grammar by the name that `grammarFor` gave. */
export async function loadGrammar(name: string): Promise<LanguageRegistration[]> {
	return (await grammars[name]?.())?.default ?? [];
}
