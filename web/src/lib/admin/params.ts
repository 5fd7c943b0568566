import type { ChatParams } from '$lib/api';

export interface ParamsForm {
	temperature: string;
	topP: string;
	maxTokens: string;
}

export type ParamName = keyof ParamsForm;

export const RANGES: Record<ParamName, { min: number; max: number; whole: boolean }> = {
	temperature: { min: 0, max: 2, whole: false },
	topP: { min: 0, max: 1, whole: false },
	maxTokens: { min: 1, max: 1_000_000, whole: true }
};

const shown = (value: number | null | undefined) => (value == null ? '' : String(value));

export function formOfParams(params: ChatParams): ParamsForm {
	return { temperature: shown(params.temperature), topP: shown(params.topP), maxTokens: shown(params.maxTokens) };
}

/** The number, null where the field is empty, undefined where it is none or out of range. */
export function readParam(name: ParamName, text: string): number | null | undefined {
	if (!text.trim()) return null;
	const value = Number(text.trim().replace(',', '.'));
	const { min, max, whole } = RANGES[name];
	if (!Number.isFinite(value) || value < min || value > max) return undefined;
	return whole && !Number.isInteger(value) ? undefined : value;
}
