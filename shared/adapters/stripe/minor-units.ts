/**
 * Stripe's own rules for amounts; they are not ISO 4217's. Source: docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies",
 * "Special cases", "Minimum and maximum charge amounts".
 */
import { type Currency, exponentOf } from '../../domain/money.ts';

/** Sent with two decimals, which must be 00, although ISO 4217 gives them none. */
const twoZeros = new Set(['ISK', 'UGX']);
/** Every currency one can be charged in that Stripe counts as we do, or that is in `twoZeros`. Others are not taken. */
const taken = new Set(
	`USD AED ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD
EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL
MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SOS SRD STD
SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW`.split(/\s+/),
);
/** In Stripe's units. What is not listed has no minimum that Stripe names in its own currency. */
const leastOf: Readonly<Record<string, number>> = {
	USD: 50,
	AED: 200,
	AUD: 50,
	BGN: 100,
	BRL: 50,
	CAD: 50,
	CHF: 50,
	CZK: 1500,
	DKK: 250,
	EUR: 50,
	GBP: 30,
	HKD: 400,
	HUF: 17_500,
	INR: 50,
	JPY: 50,
	MXN: 1000,
	MYR: 200,
	NOK: 300,
	NZD: 50,
	PLN: 200,
	RON: 200,
	SEK: 300,
	SGD: 50,
	THB: 1000,
};
/** Eight digits. */
const most = 99_999_999;

const factor = (currency: Currency): number => (twoZeros.has(currency) ? 100 : 1);

/** Our minor units as Stripe counts them. */
export const toStripe = (minor: number, currency: Currency): number => minor * factor(currency);
/** And back. Throws `RangeError` for an amount that is no whole number of our units: it would be lost. */
export const fromStripe = (amount: number, currency: Currency): number => {
	const minor = amount / factor(currency);
	if (!Number.isSafeInteger(minor)) throw new RangeError('an amount of Stripe is finer than the currency');
	return minor;
};

export const least = (currency: Currency): number | null => {
	const amount = leastOf[currency];
	return amount === undefined ? null : Math.ceil(amount / factor(currency));
};

/** Three-decimal currencies are rounded to ten by the card networks: the last digit must be 0. */
export const isWhole = (minor: number, currency: Currency): boolean => exponentOf(currency) !== 3 || minor % 10 === 0;

export const takes = (currency: Currency, minor: number): boolean =>
	taken.has(currency) && Number.isSafeInteger(minor) && minor > 0 && toStripe(minor, currency) <= most && isWhole(minor, currency);
