/** Amounts and counts for people. Everything is done on the decimal text itself: no float ever sees an amount. */
import type { Amount } from '../shared/wire/http.ts';

const decimal = /^(-?)(\d+)(?:\.(\d+))?$/;
const noBreakSpace = '\u00a0';

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ',');

/** "1234567.80" → "1,234,567.80", "-0.005" → "−0.005". A text that is no decimal is shown as it is: a page neither hides nor invents. */
export const digits = (amount: Amount): string => {
	const match = decimal.exec(amount);
	if (!match) return amount;
	const fraction = match[3] === undefined ? '' : `.${match[3]}`;
	return `${match[1] ? '−' : ''}${grouped(match[2] ?? '')}${fraction}`;
};

/** "GBP 1,234.50", kept on one line. */
export const amountText = (amount: Amount, currency: string): string => `${currency}${noBreakSpace}${digits(amount)}`;

/** 38061 → "38,061". */
export const countText = (count: number): string => digits(String(count));

/** "1 invoice", "2,031 invoices". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
	`${countText(count)}${noBreakSpace}${count === 1 ? one : many}`;

/** The amount in units of 10^-6, which holds every currency's decimals. Zero for a text that is no decimal: used for drawing and comparing only. */
export const millionths = (amount: Amount): bigint => {
	const match = decimal.exec(amount);
	if (!match) return 0n;
	const units = BigInt(`${match[2]}${(match[3] ?? '').slice(0, 6).padEnd(6, '0')}`);
	return match[1] ? -units : units;
};

/** The greatest of them, in the same units; 0 when none is above it. */
export const greatest = (amounts: readonly Amount[]): bigint => {
	let most = 0n;
	for (const amount of amounts) {
		const units = millionths(amount);
		if (units > most) most = units;
	}
	return most;
};

export const isZero = (amount: Amount): boolean => millionths(amount) === 0n;

/** "-12.50" → "12.50": for sentences that say the direction in words. */
export const unsigned = (amount: Amount): Amount => amount.replace(/^-/, '');

/** Thousandths of `whole` that `part` is, 0 to 1000, half up. 0 when there is no whole. For widths. */
export const permille = (part: bigint, whole: bigint): number => {
	if (whole <= 0n || part <= 0n) return 0;
	return part >= whole ? 1000 : Number((part * 2000n + whole) / (whole * 2n));
};

/** "61%"; "under 1%" and "over 99%" where rounding would say none or all. */
export const shareText = (part: Amount, whole: Amount): string => {
	const [some, all] = [millionths(part), millionths(whole)];
	if (some <= 0n || all <= 0n) return '0%';
	if (some >= all) return '100%';
	if (some * 100n < all) return 'under 1%';
	if (some * 100n > all * 99n) return 'over 99%';
	return `${(some * 200n + all) / (all * 2n)}%`;
};
