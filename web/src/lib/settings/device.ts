export type DeviceKind = 'computer' | 'phone' | 'tablet' | 'program';

/** What a browser says of itself, in words that people use. Names are proper names, the same in every language; null when not told. */
export interface DeviceWords {
	browser: string | null;
	system: string | null;
	kind: DeviceKind;
}

// The first that fits: most browsers also claim to be those that stand below them.
const BROWSERS: readonly [RegExp, string][] = [
	[/MicroMessenger\//, 'WeChat'],
	[/DingTalk\//, 'DingTalk'],
	[/(?:Lark|Feishu)\//i, 'Feishu'],
	[/\bQQ\//, 'QQ'],
	[/AliApp\(/, 'Alipay'],
	[/MQQBrowser\/|QQBrowser\//, 'QQ Browser'],
	[/UCBrowser\/|UCWEB/, 'UC Browser'],
	[/HuaweiBrowser\//, 'Huawei Browser'],
	[/MiuiBrowser\//, 'Mi Browser'],
	[/VivoBrowser\//, 'vivo Browser'],
	[/HeyTapBrowser\//, 'OPPO Browser'],
	[/SamsungBrowser\//, 'Samsung Internet'],
	[/QuarkPC\/|Quark\//, 'Quark'],
	[/Vivaldi\//, 'Vivaldi'],
	[/YaBrowser\//, 'Yandex'],
	[/OPR\/|OPiOS\//, 'Opera'],
	[/Edg(?:e|A|iOS)?\//, 'Edge'],
	[/FxiOS\/|Firefox\//, 'Firefox'],
	[/HeadlessChrome\//, 'Headless Chrome'],
	[/CriOS\/|Chrome\//, 'Chrome'],
	[/Chromium\//, 'Chromium'],
	[/Version\/[\d.]+.*Safari\//, 'Safari'],
	[/iPhone|iPad/, 'Safari']
];

const SYSTEMS: readonly [RegExp, string, DeviceKind][] = [
	[/iPad/, 'iPad', 'tablet'],
	[/iPhone|iPod/, 'iPhone', 'phone'],
	[/OpenHarmony|HarmonyOS/, 'HarmonyOS', 'phone'],
	[/Android(?!.*Mobile)/, 'Android', 'tablet'],
	[/Android/, 'Android', 'phone'],
	[/CrOS/, 'ChromeOS', 'computer'],
	[/Windows/, 'Windows', 'computer'],
	[/Macintosh|Mac OS X/, 'macOS', 'computer'],
	[/FreeBSD/, 'FreeBSD', 'computer'],
	[/Linux|X11/, 'Linux', 'computer']
];

export function deviceWords(agent: string): DeviceWords {
	const system = SYSTEMS.find(([pattern]) => pattern.test(agent));
	const browser = agent.startsWith('Mozilla/') ? BROWSERS.find(([pattern]) => pattern.test(agent))?.[1] : undefined;
	if (browser || agent.startsWith('Mozilla/')) {
		return { browser: browser ?? null, system: system?.[1] ?? null, kind: system?.[2] ?? 'computer' };
	}
	// Programs say `name/version (more)`.
	const program = /^([\w.+ -]{1,40}?)(?:\/|\s*\(|$)/.exec(agent.trim())?.[1]?.trim();
	return { browser: program || null, system: system?.[1] ?? null, kind: 'program' };
}
