import type { Code } from '../tree';
import { grammarFor } from './languages';

/** By the grammar's name where it is not that name, and for words that have no grammar. */
const EXTENSIONS: Record<string, string> = {
	bash: 'sh',
	csharp: 'cs',
	docker: 'dockerfile',
	javascript: 'js',
	kotlin: 'kt',
	latex: 'tex',
	makefile: 'mk',
	markdown: 'md',
	matlab: 'm',
	nginx: 'conf',
	powershell: 'ps1',
	python: 'py',
	ruby: 'rb',
	rust: 'rs',
	typescript: 'ts',
	yaml: 'yml',
	batch: 'bat',
	bat: 'bat',
	cmd: 'bat',
	clojure: 'clj',
	csv: 'csv',
	diff: 'diff',
	elixir: 'ex',
	erlang: 'erl',
	fish: 'fish',
	gradle: 'gradle',
	groovy: 'groovy',
	haskell: 'hs',
	hcl: 'tf',
	julia: 'jl',
	mermaid: 'mmd',
	objectivec: 'm',
	patch: 'patch',
	ocaml: 'ml',
	perl: 'pl',
	prisma: 'prisma',
	proto: 'proto',
	protobuf: 'proto',
	sass: 'sass',
	scss: 'scss',
	less: 'less',
	solidity: 'sol',
	svelte: 'svelte',
	svg: 'svg',
	terraform: 'tf',
	tsv: 'tsv',
	vb: 'vb',
	verilog: 'v',
	vhdl: 'vhd',
	zig: 'zig'
};
/** Known by these names rather than by an ending. */
const WHOLE: Record<string, string> = { docker: 'Dockerfile', makefile: 'Makefile' };
const LONGEST = 100;
/** Names that Windows keeps for its devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The ending of a file in this language, `txt` where it is not known. */
export function extensionOf(lang: string): string {
	const word = lang.toLowerCase();
	if (Object.hasOwn(EXTENSIONS, word)) return EXTENSIONS[word] ?? 'txt';
	const grammar = grammarFor(word);
	if (grammar === undefined) return 'txt';
	return Object.hasOwn(EXTENSIONS, grammar) ? (EXTENSIONS[grammar] ?? 'txt') : grammar;
}

/** What a code block is called as a file: its title's last step if it has one, else `code.` and the language's ending. */
export function fileNameOf({ lang, title }: Pick<Code, 'lang' | 'title'>): string {
	const grammar = grammarFor(lang) ?? '';
	const extension = extensionOf(lang);
	const name = safeName(title);
	if (name !== '') return /[^.]\.\w+$|^\.\w/.test(name) || Object.hasOwn(WHOLE, grammar) ? name : `${name}.${extension}`;
	return Object.hasOwn(WHOLE, grammar) ? (WHOLE[grammar] ?? '') : `code.${extension}`;
}

/** A name that stays in its folder and that every system takes; empty where nothing is left. */
export function safeName(name: string): string {
	const last = name.split(/[/\\]/).at(-1) ?? '';
	const clean = last
		.replace(/[<>:"|?*]+/g, '-')
		.replace(/^\.{2,}|[. ]+$/g, '')
		.trim()
		.slice(-LONGEST);
	return DEVICE.test(clean) ? `_${clean}` : clean;
}
