/** The five ages of what is owed: their words, and how they are drawn. Everywhere the same order, colour and pattern. */
import { type Bucket, buckets } from '../shared/domain/aging.ts';
import type { Amount } from '../shared/wire/http.ts';
import { amountText, isZero, millionths, permille } from './amount.ts';
import { type Html, html } from './markup.ts';

export const ageText: Readonly<Record<Bucket, string>> = {
	current: 'Not due yet',
	'1-30': '1–30 days late',
	'31-60': '31–60 days late',
	'61-90': '61–90 days late',
	'91+': '91+ days late',
};

const patterned = (index: number): boolean => index >= 1 && index <= 3;
type Box = { readonly x: string; readonly width: string; readonly height: string };
/** A piece of a bar, in the colour and pattern of one of five looks. */
export const rect = (index: number, { x, width, height }: Box, pattern: boolean): Html =>
	html`<rect class="b${index}" x="${x}" width="${width}" height="${height}"/>${pattern && patterned(index) && html`<rect class="p" fill="url(#p${index})" x="${x}" width="${width}" height="${height}"/>`}`;

export const percent = (thousandths: number): string => `${thousandths / 10}%`;

/** The little square that says which colour and pattern a look has. */
export const lookKey = (index: number): Html =>
	html`<svg class="bar key" width="16" height="16" aria-hidden="true">${rect(index, { x: '0', width: '16', height: '16' }, true)}</svg>`;
export const ageKey = (age: Bucket): Html => lookKey(buckets.indexOf(age));

export type AgeBar = {
	readonly amounts: Readonly<Record<Bucket, Amount>>;
	readonly currency: string;
	/** Which ages are drawn; the bar's whole length is `whole`, by default their sum. */
	readonly ages?: readonly Bucket[];
	readonly whole?: bigint;
	/** `mini`: for rows of a table, without patterns. */
	readonly size?: 'mini' | 'large';
	/** What the bar is about, in front of its text alternative. */
	readonly label: string;
};

const positive = (amount: Amount): bigint => {
	const units = millionths(amount);
	return units > 0n ? units : 0n;
};

/** One horizontal bar, its ages stacked. Its text alternative names every amount that is not zero. */
export const ageBar = ({ amounts, currency, ages = buckets, whole, size = 'large', label }: AgeBar): Html => {
	const all = whole ?? ages.reduce((sum, age) => sum + positive(amounts[age]), 0n);
	let before = 0n;
	const parts = ages.map((age) => {
		const from = permille(before, all);
		before += positive(amounts[age]);
		const width = permille(before, all) - from;
		return width > 0 && rect(buckets.indexOf(age), { x: percent(from), width: percent(width), height: '100%' }, size === 'large');
	});
	const words = ages.filter((age) => !isZero(amounts[age])).map((age) => `${ageText[age]} ${amountText(amounts[age], currency)}`);
	return html`<svg class="bar ${size === 'mini' && 'mini'}" role="img" aria-label="${label}: ${words.join(', ') || 'nothing'}" width="100%" height="${size === 'mini' ? 9 : 32}">${parts}</svg>`;
};
