import { admin, type HouseSetting } from '$lib/api/admin';
import { expect, test, vi } from 'vitest';
import { HouseSettings } from './settings.svelte';

test('a change that is made while another is under way builds on what that one makes', async () => {
	const params = (value: unknown) => ({ name: 'params', value: JSON.stringify(value) }) as HouseSetting;
	const asked: { value: unknown; answer: (one: HouseSetting) => void }[] = [];
	vi.spyOn(admin, 'settings').mockResolvedValue({ settings: [params({})] } as Awaited<ReturnType<typeof admin.settings>>);
	vi.spyOn(admin, 'changeSetting').mockImplementation((_, value) => new Promise((answer) => asked.push({ value, answer })));
	const settings = new HouseSettings();
	await settings.load();
	const known = () => JSON.parse(settings.value('params')) as Record<string, number>;
	const first = settings.change('params', () => ({ ...known(), temperature: 0.5 }));
	const second = settings.change('params', () => ({ ...known(), maxTokens: 700 }));
	for (let i = 0; i < 2; i++) {
		await vi.waitFor(() => expect(asked).toHaveLength(i + 1));
		asked[i]!.answer(params(asked[i]!.value));
	}
	await Promise.all([first, second]);
	expect(known()).toEqual({ temperature: 0.5, maxTokens: 700 });
	vi.restoreAllMocks();
});
