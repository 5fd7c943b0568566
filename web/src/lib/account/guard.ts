import type { House, Me } from '$lib/api';

/** Where someone has to go instead of `route`, or null when they may be there. `route` is SvelteKit's route id. */
export function detour(route: string | null, house: House, me: Me | null): string | null {
	const door = route?.startsWith('/(door)/') ?? false;
	const at = route?.replace('/(door)', '') ?? '';
	if (!me) {
		if (house.signUp === 'first') return at === '/sign-up' ? null : '#/sign-up';
		if (at === '/sign-up') return house.signUp === 'closed' ? '#/sign-in' : null;
		return at === '/sign-in' ? null : '#/sign-in';
	}
	if (me.role === 'pending') return at === '/waiting' ? null : '#/waiting';
	if (door) return '#/';
	const admins = route?.includes('/admin') || route === '/welcome';
	return admins && me.role !== 'admin' ? '#/' : null;
}
