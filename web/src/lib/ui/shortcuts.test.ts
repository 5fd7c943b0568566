// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { pressed } from './shortcuts';

const key = (init: KeyboardEventInit, target?: EventTarget) => {
	const event = {
		isComposing: false,
		repeat: false,
		ctrlKey: false,
		metaKey: false,
		altKey: false,
		shiftKey: false,
		code: '',
		...init
	};
	return { ...event, target: target ?? null } as KeyboardEvent;
};

describe('a shortcut', () => {
	test('is the same with Ctrl and with ⌘', () => {
		expect(pressed(key({ key: 'k', ctrlKey: true }))).toBe('search');
		expect(pressed(key({ key: 'k', metaKey: true }))).toBe('search');
	});

	test('is found by its place where Shift makes another sign of the key', () => {
		expect(pressed(key({ key: ':', code: 'Semicolon', ctrlKey: true, shiftKey: true }))).toBe('copyCode');
		expect(pressed(key({ key: 'O', ctrlKey: true, shiftKey: true }))).toBe('newChat');
	});

	test('is none with one key more or less', () => {
		expect(pressed(key({ key: 'k' }))).toBeNull();
		expect(pressed(key({ key: 'k', ctrlKey: true, altKey: true }))).toBeNull();
		expect(pressed(key({ key: 'k', ctrlKey: true, shiftKey: true }))).toBeNull();
	});

	test('is none while an input method composes, nor when the key is held down', () => {
		expect(pressed(key({ key: 'k', ctrlKey: true, isComposing: true }))).toBeNull();
		expect(pressed(key({ key: 'k', ctrlKey: true, repeat: true }))).toBeNull();
	});

	test('that shows them all is a question mark too', () => {
		expect(pressed(key({ key: '?', code: 'Slash', shiftKey: true }))).toBe('help');
		expect(pressed(key({ key: '/', code: 'Slash', ctrlKey: true }))).toBe('help');
	});
});
