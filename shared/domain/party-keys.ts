/**
 * What a party says of itself, written one way, so that two spellings of one thing are equal. Nothing here decides: `same-party.ts` weighs it. A key is null
 * where the text is missing, too short or a filler (“n/a”, 000000000) and so says nothing of anybody.
 */

const foldMarks = (text: string): string =>
	text
		.normalize('NFKD')
		.replaceAll(/\p{M}/gu, '')
		.toLowerCase()
		.replaceAll('ß', 'ss')
		.replaceAll('ø', 'o')
		.replaceAll('ł', 'l')
		.replaceAll('æ', 'ae');

const lettersAndDigits = (text: string): string =>
	text
		.normalize('NFKC')
		.toUpperCase()
		.replaceAll(/[^\p{L}\p{N}]/gu, '');

const digitsIn = (text: string): string => text.replaceAll(/\D/g, '');

/** 000000000, 999 999, 123456789: typed to fill a field that must not be empty. */
const isFiller = (text: string): boolean => /^(\d)\1*$/.test(digitsIn(text)) || /^0?1234567890?$/.test(text);

/** Prefixes of VAT numbers: the EU's, and those of its neighbours that write one. Greece writes EL, Northern Ireland XI. */
const vatPrefixes = new Set('AT BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI'.split(' '));
const countryOfPrefix: Readonly<Record<string, string>> = { EL: 'GR', XI: 'GB' };

/** `body`: letters and digits without the country's prefix, which `country` says where there was one (ISO 3166-1 alpha-2). */
export type TaxKey = { readonly body: string; readonly country: string | null };

/** `ES B-12345678`, `esb12345678` and `B12345678` have one body. At least six letters and digits, five of them digits. */
export const taxKey = (taxId: string | undefined): TaxKey | null => {
	const whole = lettersAndDigits(taxId ?? '').replace(/(?:MWST|TVA|IVA|MVA|VAT)$/u, '');
	const prefix = whole.slice(0, 2);
	const hasPrefix = vatPrefixes.has(prefix) && whole.length >= 9;
	const body = hasPrefix ? whole.slice(2) : whole;
	if (body.length < 6 || digitsIn(body).length < 5 || isFiller(body)) return null;
	return { body, country: hasPrefix ? (countryOfPrefix[prefix] ?? prefix) : null };
};

/** A number in a register of companies; leading zeros are often left out. */
export const companyNumberKey = (number: string | undefined): string | null => {
	const whole = lettersAndDigits(number ?? '').replace(/^0+/, '');
	return whole.length >= 5 && digitsIn(whole).length >= 4 && !isFiller(whole) ? whole : null;
};

/** Where anybody gets a mailbox: one host in two addresses says nothing there. */
const publicHosts = new Set(
	`gmail.com googlemail.com outlook.com outlook.es outlook.fr outlook.de hotmail.com hotmail.co.uk hotmail.es hotmail.fr live.com live.co.uk msn.com
	yahoo.com yahoo.co.uk yahoo.es yahoo.fr yahoo.de ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me zoho.com fastmail.com
	gmx.de gmx.net gmx.at gmx.com web.de t-online.de freenet.de orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it
	telefonica.net terra.es btinternet.com btconnect.com sky.com talktalk.net virginmedia.com ntlworld.com comcast.net verizon.net att.net
	mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru qq.com 163.com 126.com ukr.net seznam.cz wp.pl o2.pl onet.pl interia.pl
	bigpond.com bigpond.net.au optusnet.com.au xtra.co.nz rediffmail.com uol.com.br example.com example.org example.net`.split(/\s+/),
);

/** Trimmed and in small letters; null when it has no single `@` with something on each side. */
export const emailKey = (email: string | null | undefined): string | null => {
	const address = (email ?? '').normalize('NFKC').trim().toLowerCase();
	return /^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$/u.test(address) ? address : null;
};

/** The host of an address, where it is the party's own. */
export const ownHostKey = (email: string | null | undefined): string | null => {
	const host = emailKey(email)?.split('@')[1];
	return host === undefined || publicHosts.has(host) ? null : host;
};

/** IBAN or an account number of a country: letters and digits, at least eight of them digits. */
export const bankKey = (account: string | undefined): string | null => {
	const whole = lettersAndDigits(account ?? '').replace(/^IBAN/u, '');
	return digitsIn(whole).length >= 8 && whole.length <= 40 && !isFiller(whole) ? whole : null;
};
export const isIban = (key: string): boolean => /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/u.test(key);

/** The last nine digits: numbers are written with and without the country's code. */
export const phoneKey = (phone: string | undefined): string | null => {
	const digits = digitsIn(phone ?? '');
	return digits.length >= 8 && !isFiller(digits) ? digits.slice(-9) : null;
};

const shorter: Readonly<Record<string, string>> = {
	street: 'st',
	road: 'rd',
	avenue: 'ave',
	lane: 'ln',
	drive: 'dr',
	square: 'sq',
	suite: 'ste',
	floor: 'fl',
	strasse: 'str',
	calle: 'c',
	avenida: 'av',
	avda: 'av',
	улица: 'ул',
	проспект: 'пр',
	дом: 'д',
};

const wordsOf = (text: string): string[] =>
	foldMarks(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');

/** Ledgers break and order the lines differently: a set of words, with a number among them, else it is only a town. */
export const addressKey = (lines: readonly string[] | undefined): string | null => {
	const words = wordsOf((lines ?? []).join(' ')).map((word) => shorter[word] ?? word.replace(/(?<=\p{L}{3})strasse$/u, 'str'));
	const unique = [...new Set(words)].sort();
	return unique.length >= 4 && unique.some((word) => /\d/.test(word)) ? unique.join(' ') : null;
};

/** Each spelling, as it is without dots and spaces, and the form that it means. Only forms of one kind of company in one country are one form. */
const legalForms: Readonly<Record<string, string>> = Object.fromEntries(
	[
		'ltd limited',
		'plc',
		'llp',
		'llc',
		'lp',
		'inc incorporated',
		'corp corporation',
		'pty',
		'gmbh',
		'ug',
		'ag',
		'kg',
		'kgaa',
		'ohg',
		'gbr',
		'ev',
		'se',
		'sl slu sociedadlimitada',
		'sa sau',
		'sas sasu',
		'sarl sàrl',
		'eurl',
		'srl srls',
		'spa',
		'snc',
		'bv',
		'nv',
		'vof',
		'ab',
		'aps',
		'oy',
		'oyj',
		'as asa',
		'lda',
		'sro',
		'spzoo',
		'kft',
		'zrt',
		'doo',
		'ооо ooo тов',
		'ао ao',
		'оао oao',
		'зао zao',
		'пао pao',
		'ип ip',
		'too тоо',
		'sadecv',
		'sapidecv',
		'ltda',
		'pvt',
		'co company',
		'cia',
	].flatMap((line) => {
		const [form = '', ...others] = line.split(' ');
		return [form, ...others].map((word) => [foldMarks(word), form]);
	}),
);
/** Those that stand before the name. */
const leading = new Set(['ооо', 'ао', 'оао', 'зао', 'пао', 'ип', 'too', 'ab']);
const joining = new Set(['and', 'und', 'y', 'et', 'e', 'и', 'the']);

/** `core`: the name without what its kind of company adds to it. `forms`: these, in order of the alphabet. */
export type NameKey = { readonly core: string; readonly forms: readonly string[] };

/** `S. L.`, `S.L.` and `SL` are one word; `A. B. C.` is `abc`. */
const joinLetters = (words: readonly string[]): string[] => {
	const joined: string[] = [];
	let isRun = false;
	for (const word of words) {
		const isLetter = word.length === 1 && /\p{L}/u.test(word);
		const last = joined.at(-1);
		if (isLetter && isRun && last !== undefined) joined[joined.length - 1] = last + word;
		else joined.push(word);
		isRun = isLetter;
	}
	return joined;
};

/** Longest first: `S.A. de C.V.` is one form of three words. */
const formAt = (words: readonly string[], isEnd: boolean): { readonly form: string; readonly length: number } | null => {
	for (const length of [3, 2, 1]) {
		if (words.length < length) continue;
		const form = legalForms[(isEnd ? words.slice(-length) : words.slice(0, length)).join('')];
		if (form !== undefined && (isEnd || leading.has(form))) return { form, length };
	}
	return null;
};

/** Without the joining words that it ends with: of `Smith and Co` remains `smith`. */
const endless = (words: readonly string[]): string[] => {
	const last = words.findLastIndex((word) => !joining.has(word));
	return words.slice(0, last === -1 ? words.length : last + 1);
};

/** Legal forms are taken off at both ends, as far as something is left. Null for less than three letters or digits. */
export const nameKey = (name: string): NameKey | null => {
	// Dots and apostrophes stand inside words: `S.L.`, `O'Neill`.
	let words = joinLetters(wordsOf(name.normalize('NFKC').replaceAll(/(?<=\p{L})['’.](?=\p{L})/gu, '')));
	const forms = new Set<string>();
	for (const isEnd of [true, false]) {
		for (let at = formAt(words, isEnd); at !== null && words.length > at.length; at = formAt(words, isEnd)) {
			forms.add(at.form);
			words = isEnd ? endless(words.slice(0, -at.length)) : words.slice(at.length);
		}
	}
	const core = words.filter((word) => !joining.has(word)).join(' ') || words.join(' ');
	return core.replaceAll(' ', '').length >= 3 ? { core, forms: [...forms].sort() } : null;
};
