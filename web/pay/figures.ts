/** Amounts, days and moments in the customer's own way of writing. Amounts stay decimal texts from end to end: no float ever sees one. */
import { type Day, dayIn, type Instant, isTimeZone, msOf } from '../../shared/domain/day.ts';
import { type Currency, exponentOf, toDecimal } from '../../shared/domain/money.ts';
import type { Forms, Language, Words } from './word-shape.ts';
import { catalogue, localeOf, plural } from './words.ts';

/** One customer's language and locale, with what is written in it. */
export type Voice = {
	readonly language: Language;
	readonly words: Words;
	/** `EUR 1,234.50`, `1.234,50 EUR`, on one line: the currency is always said by its code. */
	readonly amount: (minor: number, currency: Currency) => string;
	/** As it stands in a field: no grouping, no currency. */
	readonly typed: (minor: number, currency: Currency) => string;
	/** What separates decimals. */
	readonly point: '.' | ',';
	readonly day: (day: Day) => string;
	readonly moment: (at: Instant, timeZone: string) => string;
	readonly hour: (at: Instant, timeZone: string) => string;
	readonly count: (forms: Forms, n: number) => string;
};

const pointOf = (locale: string): '.' | ',' =>
	new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';

/** @param tags BCP 47, what is preferred first */
export const voiceOf = (language: Language, tags: readonly string[]): Voice => {
	const locale = localeOf(language, tags);
	const point = pointOf(locale);
	const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
	const zone = (timeZone: string): string => (isTimeZone(timeZone) ? timeZone : 'UTC');
	const hour = (at: Instant, timeZone: string): string =>
		new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone(timeZone) }).format(msOf(at));
	const day = (of: Day): string => days.format(Date.parse(`${of}T00:00:00Z`));
	const formats = new Map<Currency, Intl.NumberFormat>();
	const format = (currency: Currency): Intl.NumberFormat => {
		// Exponents are ISO 4217's, not Intl's: sixteen differ.
		const places = exponentOf(currency);
		const made =
			formats.get(currency) ??
			new Intl.NumberFormat(locale, {
				style: 'currency',
				currency,
				currencyDisplay: 'code',
				minimumFractionDigits: places,
				maximumFractionDigits: places,
				useGrouping: 'always',
			});
		formats.set(currency, made);
		return made;
	};
	return {
		language,
		words: catalogue[language],
		point,
		day,
		hour,
		moment: (at, timeZone) => `${day(dayIn(zone(timeZone), at))}, ${hour(at, timeZone)} (${zone(timeZone)})`,
		amount: (minor, currency) =>
			format(currency)
				.format(toDecimal({ minor, currency }) as Intl.StringNumericLiteral)
				.replaceAll(' ', '\u00a0'),
		typed: (minor, currency) => toDecimal({ minor, currency }).replace('.', point),
		count: (forms, n) => plural(language, forms, n),
	};
};
