import { createHighlighterCore, type GrammarState, type HighlighterCore, type ThemeRegistrationRaw } from '@shikijs/core';
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript';
import { loadGrammar } from './languages';

/** One line's colours: lengths and kinds in turn, `[4, 'key', 9, '']`. */
export type Line = (number | Kind)[];
export type Kind = '' | 'key' | 'str' | 'num' | 'fn' | 'com';

/** Longer lines, of minified files mostly, stay plain. */
const LONGEST_LINE = 2_000;

/** Shiki's way to name a kind is a colour; these five stand for the page's tokens and are never shown. */
const KINDS: Record<string, Kind> = { '#000001': 'key', '#000002': 'str', '#000003': 'num', '#000004': 'fn', '#000005': 'com' };
const [key, str, num, fn, com] = Object.keys(KINDS);

const theme: ThemeRegistrationRaw = {
	name: 'hearth',
	type: 'light',
	fg: '#000000',
	bg: '#ffffff',
	settings: [
		{ settings: { foreground: '#000000' } },
		{ scope: ['comment', 'punctuation.definition.comment'], settings: { foreground: com ?? '' } },
		{
			scope: [
				'string',
				'punctuation.definition.string',
				'constant.other.symbol',
				'markup.inserted',
				'markup.inline.raw',
				'string.regexp'
			],
			settings: { foreground: str ?? '' }
		},
		{
			scope: ['constant.numeric', 'constant.language', 'constant.character', 'keyword.other.unit', 'constant.other.color'],
			settings: { foreground: num ?? '' }
		},
		{
			scope: [
				'keyword',
				'storage',
				'variable.language',
				'entity.name.tag',
				'markup.heading',
				'markup.deleted',
				'keyword.operator.new',
				'keyword.operator.logical.python',
				'keyword.operator.expression'
			],
			settings: { foreground: key ?? '' }
		},
		{
			scope: [
				'keyword.operator',
				'storage.type.function.arrow',
				'punctuation',
				'meta.template.expression',
				'string meta.embedded',
				'string meta.interpolation'
			],
			settings: { foreground: '#000000' }
		},
		{
			scope: [
				'entity.name.function',
				'support.function',
				'entity.name.type',
				'entity.name.class',
				'entity.other.inherited-class',
				'support.type.property-name',
				'support.class',
				'entity.other.attribute-name',
				'meta.decorator entity',
				'markup.underline.link',
				'meta.property-name',
				'entity.name.section'
			],
			settings: { foreground: fn ?? '' }
		},
		{
			scope: ['punctuation.definition.string', 'punctuation.support.type.property-name.begin.json'],
			settings: { foreground: str ?? '' }
		},
		{ scope: ['punctuation.definition.comment'], settings: { foreground: com ?? '' } },
		{ scope: ['support.type.property-name.json punctuation'], settings: { foreground: fn ?? '' } }
	]
};

let shiki: Promise<HighlighterCore> | undefined;
const loaded = new Map<string, Promise<void>>();

async function ready(grammar: string): Promise<HighlighterCore> {
	shiki ??= createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
	const core = await shiki;
	let loading = loaded.get(grammar);
	if (!loading) loaded.set(grammar, (loading = loadGrammar(grammar).then((grammars) => core.loadLanguage(...grammars))));
	await loading;
	return core;
}

/** Colours a text that arrives in pieces of whole lines; each line is read once. */
export class Colouring {
	#state: GrammarState | undefined;

	constructor(readonly grammar: string) {}

	async colour(lines: string[]): Promise<Line[]> {
		const core = await ready(this.grammar);
		const options = { lang: this.grammar, theme: 'hearth', tokenizeMaxLineLength: LONGEST_LINE, tokenizeTimeLimit: 0 };
		const tokens = core.codeToTokensBase(lines.join('\n'), this.#state ? { ...options, grammarState: this.#state } : options);
		this.#state = core.getLastGrammarState(tokens);
		return tokens.map((line) => {
			const out: Line = [];
			for (const { content, color } of line) {
				const kind = KINDS[color?.toLowerCase() ?? ''] ?? '';
				const last = out.length;
				if (last > 0 && out[last - 1] === kind) out[last - 2] = (out[last - 2] as number) + content.length;
				else out.push(content.length, kind);
			}
			return out;
		});
	}
}
