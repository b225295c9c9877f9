/** QuickBooks keeps a customer's country as free text. Only what is beyond doubt becomes a code. */

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** What people write besides the two-letter code and the English name. */
const others: Readonly<Record<string, string>> = {
	USA: 'US',
	'U.S.A.': 'US',
	'U.S.': 'US',
	'UNITED STATES OF AMERICA': 'US',
	UK: 'GB',
	GBR: 'GB',
	'GREAT BRITAIN': 'GB',
	ENGLAND: 'GB',
	MEX: 'MX',
	MÉXICO: 'MX',
	CAN: 'CA',
	AUS: 'AU',
	DEU: 'DE',
	DEUTSCHLAND: 'DE',
	ESP: 'ES',
	ESPAÑA: 'ES',
	FRA: 'FR',
	IRL: 'IE',
	ITA: 'IT',
	NLD: 'NL',
	RUSSIA: 'RU',
	RUS: 'RU',
	РОССИЯ: 'RU',
};

/** Codes that Intl has a name for and ISO 3166-1 does not assign: the European Union, the Canary Islands, “Unknown Region” … */
const unassigned = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ']);
/** Codes of countries that are no more (DD, SU, YU …) and `UK` stand for others in CLDR: only a code that stands for itself counts. */
const nameOf = (code: string): string | undefined =>
	unassigned.has(code) || new Intl.Locale(`und-${code}`).region !== code ? undefined : names.of(code);

let english: ReadonlyMap<string, string> | null = null;
/** English names of all two-letter codes, made on first use: 676 look-ups. */
const englishNames = (): ReadonlyMap<string, string> => {
	if (english) return english;
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const found = new Map<string, string>();
	for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
		const name = nameOf(code);
		if (name && !found.has(name.toUpperCase())) found.set(name.toUpperCase(), code);
	}
	english = found;
	return found;
};

/** ISO 3166-1 alpha-2, or null where the text is empty or not clear. */
export const countryCode = (text: string | undefined): string | null => {
	const written = (text ?? '').trim().toUpperCase();
	if (written === '') return null;
	const other = others[written];
	if (other) return other;
	if (/^[A-Z]{2}$/.test(written)) return nameOf(written) ? written : null;
	return englishNames().get(written) ?? null;
};
