import type { Mermaid } from 'mermaid';
import { t } from '$lib/i18n';
import { scrubbed } from './scrub';
import { cleanSvg, type Drawn } from './svg';

const LONGEST = 50_000;

let loading: Promise<Mermaid> | undefined;
let themed = '';
let count = 0;
/** Mermaid keeps its settings in one place for all: one drawing after the other. */
let turn: Promise<unknown> = Promise.resolve();

/** Draws a diagram in the page's present colours. Rejects with a sentence's end that says what is wrong. */
export function draw(source: string): Promise<Drawn> {
	const drawn = turn.then(() => drawNow(source));
	turn = drawn.catch(() => undefined);
	return drawn;
}

async function drawNow(source: string): Promise<Drawn> {
	if (source.length > LONGEST) throw new Error(t('md.diagramUnknown'));
	loading ??= import('mermaid').then((module) => module.default);
	const mermaid = await loading;
	setTheme(mermaid);
	const stage = document.createElement('div');
	Object.assign(stage.style, {
		position: 'fixed',
		left: '0',
		top: '0',
		width: '800px',
		visibility: 'hidden',
		pointerEvents: 'none',
		contain: 'strict'
	});
	stage.setAttribute('aria-hidden', 'true');
	document.body.append(stage);
	try {
		const { svg } = await mermaid.render(`hearth-diagram-${++count}`, scrubbed(source), stage);
		return cleanSvg(svg);
	} catch (error) {
		throw new Error(reason(error), { cause: error });
	} finally {
		stage.remove();
	}
}

/** The part of Mermaid's message that helps a reader. */
function reason(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	const line = /(?:error|Error) on line (\d+)/.exec(message)?.[1];
	return line ? t('md.diagramLine', { line: Number(line) }) : t('md.diagramUnknown');
}

function setTheme(mermaid: Mermaid): void {
	const look = getComputedStyle(document.documentElement);
	const token = (name: string) => look.getPropertyValue(`--${name}`).trim();
	const names = [
		'paper',
		'sunk',
		'slip',
		'press',
		'raise',
		'line',
		'line-field',
		'ink',
		'ink-2',
		'ink-3',
		'ember-soft',
		'good-soft',
		'warn-soft',
		'bad-soft'
	];
	const [paper, sunk, slip, press, raise, line, lineField, ink, ink2, ink3, ember, good, warn, bad] = names.map(token);
	const key = names.map(token).join() + look.colorScheme;
	if (key === themed) return;
	themed = key;
	const tints = [slip, good, warn, ember, bad, press, sunk, raise];
	mermaid.initialize({
		startOnLoad: false,
		securityLevel: 'strict',
		htmlLabels: false,
		flowchart: { htmlLabels: false },
		class: { htmlLabels: false },
		suppressErrorRendering: true,
		maxTextSize: LONGEST,
		theme: 'base',
		fontFamily: getComputedStyle(document.body).fontFamily,
		themeVariables: {
			darkMode: look.colorScheme.includes('dark'),
			fontSize: '14px',
			background: paper,
			primaryColor: slip,
			primaryTextColor: ink,
			primaryBorderColor: lineField,
			secondaryColor: sunk,
			secondaryBorderColor: lineField,
			tertiaryColor: sunk,
			tertiaryBorderColor: line,
			lineColor: ink3,
			textColor: ink,
			mainBkg: slip,
			nodeBorder: lineField,
			clusterBkg: sunk,
			clusterBorder: line,
			titleColor: ink,
			edgeLabelBackground: sunk,
			actorBkg: slip,
			actorBorder: lineField,
			actorTextColor: ink,
			actorLineColor: line,
			signalColor: ink2,
			signalTextColor: ink,
			labelBoxBkgColor: press,
			labelBoxBorderColor: lineField,
			labelTextColor: ink,
			loopTextColor: ink2,
			noteBkgColor: warn,
			noteBorderColor: line,
			noteTextColor: ink,
			activationBkgColor: press,
			activationBorderColor: lineField,
			sequenceNumberColor: paper,
			gridColor: line,
			todayLineColor: ink3,
			taskBkgColor: press,
			taskTextColor: ink,
			taskTextOutsideColor: ink,
			taskTextDarkColor: ink,
			taskTextLightColor: ink,
			taskBorderColor: lineField,
			sectionBkgColor: sunk,
			altSectionBkgColor: paper,
			pieTitleTextSize: '16px',
			pieSectionTextColor: ink,
			pieLegendTextColor: ink,
			pieStrokeColor: paper,
			pieOuterStrokeColor: line,
			...Object.fromEntries(tints.map((tint, i) => [`pie${i + 1}`, tint])),
			...Object.fromEntries(tints.map((tint, i) => [`cScale${i}`, tint])),
			...Object.fromEntries(tints.map((_, i) => [`cScaleLabel${i}`, ink])),
			...Object.fromEntries(tints.map((tint, i) => [`fillType${i}`, tint]))
		}
	});
}
