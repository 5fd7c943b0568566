import { expect, test } from 'vitest';
import type { House, Me } from '$lib/api';
import { detour } from './guard';

const house = (signUp: House['signUp']): House => ({ name: '', version: '', secure: true, signUp });
const me = (role: Me['role']): Me => ({
	id: '',
	name: '',
	email: '',
	role,
	language: null,
	preferences: {},
	founder: false,
	createdAt: 0
});

test('strangers go to the door, the first of all to sign-up', () => {
	expect(detour('/(house)', house('open'), null)).toBe('#/sign-in');
	expect(detour('/(house)', house('first'), null)).toBe('#/sign-up');
	expect(detour('/(door)/sign-up', house('closed'), null)).toBe('#/sign-in');
	expect(detour('/(door)/sign-up', house('open'), null)).toBeNull();
});

test('a pending account waits, everyone else may come in', () => {
	expect(detour('/(house)/c/[chat]', house('open'), me('pending'))).toBe('#/waiting');
	expect(detour('/(door)/waiting', house('open'), me('pending'))).toBeNull();
	expect(detour('/(door)/waiting', house('open'), me('user'))).toBe('#/');
	expect(detour('/(house)/c/[chat]', house('open'), me('user'))).toBeNull();
});

test('administration is for administrators', () => {
	expect(detour('/(house)/admin/[tab]', house('open'), me('user'))).toBe('#/');
	expect(detour('/welcome', house('open'), me('user'))).toBe('#/');
	expect(detour('/welcome', house('open'), me('admin'))).toBeNull();
});
