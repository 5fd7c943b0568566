/**
 * Makes state that outlives the component at hand. What is `$derived` in it would otherwise die with the component that happened to
 * ask for it first.
 */
export function detached<T>(make: () => T): T {
	let made!: T;
	$effect.root(() => {
		made = make();
	});
	return made;
}
