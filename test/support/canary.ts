/** Looking for what must not be somewhere: secrets and personal data, as they are and in the forms they travel in. */

/** What it is → its values. */
export type Canaries = Readonly<Record<string, readonly string[]>>;

/** A value as written, in an address, in JSON, in markup, and in base64 at any of its three places. */
const forms = (value: string): readonly string[] => {
	const bytes = Buffer.from(value);
	const shifted = [0, 1, 2].map((shift) => {
		const text = Buffer.concat([Buffer.alloc(shift), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		// The first letters hold the bytes before, the last ones those that follow: what lies between is always the same.
		return text.slice(shift === 0 ? 0 : shift + 1, -2);
	});
	const markup = value.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;');
	return [
		...new Set([
			value,
			encodeURIComponent(value),
			JSON.stringify(value).slice(1, -1),
			markup,
			...shifted.filter((each) => each.length >= 12),
		]),
	];
};

/** Which of them are in the text: `access token` and so on, each told once. */
export const leaksIn = (text: string, canaries: Canaries): readonly string[] =>
	Object.entries(canaries).flatMap(([what, values]) => {
		const found = values.find((value) => value.length >= 5 && forms(value).some((form) => text.includes(form)));
		return found === undefined ? [] : [`${what}: ${found.slice(0, 6)}…`];
	});
