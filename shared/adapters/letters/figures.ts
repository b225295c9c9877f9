/** Days, amounts and counts as a language writes them. Making a formatter is dear (≈ 20 µs): they are kept, and so are the days, which come again in every letter. */
import { type Day, type Instant, msOf } from '../../domain/day.ts';
import { type Currency, exponentOf, money, toDecimal } from '../../domain/money.ts';

export type Figures = {
	/** Minor units, with the currency's code always beside them: `EUR 4,210.00`, `4.210,00 EUR`. Exact: Intl is given the decimal text, and the ISO decimals. */
	amount(minor: number, currency: Currency): string;
	/** `27 November 2026`; without the Russian «г.», which would make two full stops at the end of a sentence. */
	day(of: Day): string;
	/** `22 November 2026 at 14:02 CET`. Throws `RangeError` for a zone that is unknown. */
	moment(at: Instant, zone: string): string;
	/** `1,042` */
	count(of: number): string;
	/** Which of one, other (English, Spanish) or one, few, many (Russian) goes with the number. */
	form(of: number, forms: readonly string[]): string;
	/** `a, b and c` */
	list(of: readonly string[]): string;
};

const latin = { numberingSystem: 'latn' } as const;
const civil = { ...latin, calendar: 'gregory', day: 'numeric', month: 'long', year: 'numeric' } as const;

const keeping = <T>(make: (key: string) => T): ((key: string) => T) => {
	const kept = new Map<string, T>();
	return (key) => {
		const known = kept.get(key);
		if (known !== undefined) return known;
		const made = make(key);
		kept.set(key, made);
		return made;
	};
};

/** Currency formatters by code and locale: decimals come from ISO 4217, never from Intl (16 real currencies differ). */
const moneyFormat = (locale: string) =>
	keeping((code) => {
		const digits = exponentOf(code as Currency);
		return new Intl.NumberFormat(locale, {
			...latin,
			style: 'currency',
			currency: code,
			currencyDisplay: 'code',
			minimumFractionDigits: digits,
			maximumFractionDigits: digits,
			// Spanish would write 4210,00 beside 14.210,00.
			useGrouping: 'always',
		});
	});

/** Formatters of one locale (BCP 47, known to be well formed). */
export const figuresOf: (locale: string) => Figures = keeping((locale) => {
	const moneyOf = moneyFormat(locale);
	const dayFormat = new Intl.DateTimeFormat(locale, { ...civil, timeZone: 'UTC' });
	const momentOf = keeping(
		(timeZone) => new Intl.DateTimeFormat(locale, { ...civil, hour: 'numeric', minute: '2-digit', timeZone, timeZoneName: 'short' }),
	);
	const countFormat = new Intl.NumberFormat(locale, { ...latin, maximumFractionDigits: 0 });
	const plurals = new Intl.PluralRules(locale);
	const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
	return {
		amount: (minor, currency) => {
			const decimal = toDecimal(money(minor, currency)) as Intl.StringNumericLiteral;
			return moneyOf(currency).format(decimal).replace('-', '−');
		},
		day: keeping((of) => dayFormat.format(Date.parse(`${of}T00:00:00Z`)).replace(/\sг\.$/, '')),
		moment: (at, zone) => momentOf(zone).format(msOf(at)),
		count: (of) => countFormat.format(of),
		form: (of, forms) => {
			const rule = plurals.select(of);
			return (rule === 'one' ? forms[0] : rule === 'few' ? forms[1] : forms.at(-1)) ?? '';
		},
		list: (of) => lists.format(of),
	};
});
