import { appearance } from '$lib/ui/appearance.svelte';
import { en, zh, type Key, type Text } from './catalogue';
import type { Names } from './words';

type Values<K extends Key> = [Names<Text<K>>] extends [never] ? [] : [values: Record<Names<Text<K>>, string | number>];

/** Fills a text: `{name}` by its value; of `one|other` the first when `n` is 1. */
export function fill(text: string, values: Record<string, string | number> = {}): string {
	const forms = text.split('|');
	const form = forms.length > 1 && Number(values['n']) !== 1 ? forms[1] : forms[0];
	return (form ?? '').replace(/\{(\w+)\}/g, (whole, name: string) => {
		const value = values[name];
		if (value === undefined) return whole;
		return typeof value === 'number' ? number(value) : value;
	});
}

/** The text in the page's language; in a template it changes with it. */
export function t<K extends Key>(key: K, ...[values]: Values<K>): string {
	return fill((appearance.language === 'zh-CN' ? zh : en)[key], values);
}

export function number(value: number, digits = 0): string {
	return new Intl.NumberFormat(appearance.language, { maximumFractionDigits: digits }).format(value);
}

/** Seconds as `8.4 s` below ten, `12 s`, `2 min 5 s`; unit and number never part. */
export function duration(ms: number): string {
	const seconds = ms / 1000;
	if (seconds < 9.95) return t('common.seconds', { n: number(ms > 0 ? Math.max(seconds, 0.1) : 0, 1) });
	const whole = Math.round(seconds);
	if (whole < 60) return t('common.seconds', { n: whole });
	return t('common.minutes', { m: Math.floor(whole / 60), s: whole % 60 });
}

/** `256k`, `1M`: a window as people name it. */
export function tokens(count: number): string {
	if (count >= 1_000_000) return `${number(count / 1_000_000, 1)}M`;
	if (count >= 1000) return `${Math.round(count / (count % 1024 === 0 ? 1024 : 1000))}k`;
	return number(count);
}

export function bytes(count: number): string {
	if (count < 1000) return `${number(count)}\u00a0B`;
	if (count < 1_000_000) return `${number(count / 1000)}\u00a0kB`;
	if (count < 1_000_000_000) return `${number(count / 1_000_000, count < 10_000_000 ? 1 : 0)}\u00a0MB`;
	return `${number(count / 1_000_000_000, 1)}\u00a0GB`;
}

export type Age = 'today' | 'yesterday' | 'week' | 'month' | 'earlier';

/** How many midnights lie between, in the reader's own time. */
export function age(at: number, now = Date.now()): Age {
	const midnight = new Date(now).setHours(0, 0, 0, 0);
	if (at >= midnight) return 'today';
	const days = Math.round((midnight - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
	if (days <= 1) return 'yesterday';
	if (days <= 7) return 'week';
	return days <= 30 ? 'month' : 'earlier';
}

/** `14:20` today, `yesterday`, then the date; as short as it stays clear. */
export function when(at: number, now = Date.now()): string {
	const language = appearance.language;
	const old = age(at, now);
	if (old === 'today') {
		if (now - at < 60_000) return t('common.justNow');
		return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
	}
	if (old === 'yesterday') return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-1, 'day');
	const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
	return new Intl.DateTimeFormat(language, { year: sameYear ? undefined : 'numeric', month: 'short', day: 'numeric' }).format(at);
}

/** The language of a text for its `lang`: over a fifth Han is Chinese. */
export function languageOf(text: string): 'zh' | 'en' {
	const sample = text.slice(0, 2000);
	const letters = sample.match(/[\p{L}]/gu)?.length ?? 0;
	const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
	if (letters === 0) return appearance.language === 'zh-CN' ? 'zh' : 'en';
	return han * 5 > letters ? 'zh' : 'en';
}

export type { Key };
