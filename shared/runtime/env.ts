/** The only reader of the environment. A variable that a function needs and was not granted fails by its name. */
export const read = (name: string): string => {
	const value = process.env[name];
	if (!value) throw new Error(`the variable ${name} is not set for this function`);
	return value;
};

/** For a variable that may be empty: null then. */
export const readOrNull = (name: string): string | null => process.env[name] || null;
