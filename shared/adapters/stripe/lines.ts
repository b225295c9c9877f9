/** What is being paid, as Stripe's page lists it. */
import type { Currency } from '../../domain/money.ts';
import type { Share } from '../../domain/payment.ts';
import { isWhole, toStripe } from './minor-units.ts';
import { wordsOf } from './words.ts';

type Line = {
	readonly quantity: 1;
	readonly price_data: { readonly currency: string; readonly unit_amount: number; readonly product_data: { readonly name: string } };
};

/** Sessions take 100 lines and links 20; our reservation is made by 90. */
export const sessionLines = 90;
export const linkLines = 20;

/** Stripe's limit is 250 for a line, which may name three. Control characters and direction marks of a ledger's numbers have no place on a payment page. */
const clean = (text: string): string =>
	text
		.replace(/[\p{Cc}\p{Cf}]/gu, '')
		.trim()
		.slice(0, 70);

const line = (name: string, minor: number, currency: Currency): Line => ({
	quantity: 1,
	price_data: { currency: currency.toLowerCase(), unit_amount: toStripe(minor, currency), product_data: { name } },
});

type Listed = { readonly shares: readonly Share[]; readonly currency: Currency; readonly total: number; readonly locale: string };

/** One line an invoice; one for all where there are too many, or where a share alone is no amount that Stripe takes. */
export const linesOf = ({ shares, currency, total, locale }: Listed, most: number): Line[] => {
	const words = wordsOf(locale);
	const names = shares.map(({ number, id }) => clean(number) || clean(id));
	const [only = '', ...others] = names;
	if (shares.length > most || shares.some(({ minor }) => !isWhole(minor, currency)))
		return [line(others.length === 0 ? words.invoice(only) : words.invoices(names.slice(0, 3), names.length), total, currency)];
	return shares.map(({ minor }, i) => line(words.invoice(names[i] ?? ''), minor, currency));
};
