/**
 * Stripe's own rules for amounts: which currencies have no minor unit, where the last digits must be 0, the least and the most a charge may be.
 * Source: docs.stripe.com/currencies ("Special cases", "Minimum and maximum charge amounts"). They are not ISO 4217's (UGX, ISK, MGA differ).
 */
import { StripeRefused } from './refused.ts';

const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));
/** Sent as if they had two decimals, which must be 00. */
const twoZeros = new Set(['isk', 'ugx']);
const known = new Set(
	'usd aed all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel ghs gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'.split(
		' ',
	),
);
/** In the currency's smallest unit as sent. Currencies that are not listed: worth half a dollar, of which 50 stands in. */
const least: Readonly<Record<string, number>> = {
	aed: 200,
	bgn: 100,
	czk: 1500,
	dkk: 250,
	gbp: 30,
	hkd: 400,
	huf: 17_500,
	mxn: 1000,
	myr: 200,
	nok: 300,
	pln: 200,
	ron: 200,
	sek: 300,
	thb: 1000,
};
const most = 99_999_999;

export const isStripeCurrency = (code: string): boolean => known.has(code);
/** Decimals of an amount as Stripe counts them: JPY 0, EUR 2, KWD 3, UGX 2. */
export const decimalsOf = (code: string): number => (zeroDecimal.has(code) ? 0 : threeDecimal.has(code) ? 3 : 2);

/** `12.50 EUR`. */
export const shown = (amount: number, code: string): string => {
	const decimals = decimalsOf(code);
	const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
	const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
	return `${amount < 0 ? '−' : ''}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''} ${code.toUpperCase()}`;
};

/** Throws when the last digits of an amount cannot be in its currency. */
export const checkUnits = (amount: number, code: string, param: string): void => {
	const step = threeDecimal.has(code) ? 10 : twoZeros.has(code) ? 100 : 1;
	if (amount % step !== 0)
		throw new StripeRefused(
			`Invalid amount. Amounts of ${code.toUpperCase()} must be evenly divisible by ${step} (its last ${step === 10 ? 'digit' : 'two digits'} must be 0).`,
			{ code: 'parameter_invalid_integer', param },
		);
};

/** Throws `amount_too_small` or `amount_too_large` for what cannot be charged. */
export const checkCharge = (amount: number, code: string, param: string): void => {
	const floor = least[code] ?? 50;
	if (amount < floor)
		throw new StripeRefused(`The Checkout Session's total amount must be at least ${shown(floor, code)}.`, {
			code: 'amount_too_small',
			param,
		});
	if (amount > most)
		throw new StripeRefused(`The Checkout Session's total amount due must be no more than ${shown(most, code)}.`, {
			code: 'amount_too_large',
			param,
		});
};
