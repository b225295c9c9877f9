/** Makes a thing on first use and keeps it while the function is warm. */
export const once = <T>(make: () => T): (() => T) => {
	let made: { readonly value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
};
