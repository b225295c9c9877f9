/** Whole minor units to a decimal text, and back from a text that people read. No float sees an amount. */

/** ISO 4217's exponents that are not 2, of the currencies companies invoice in. */
const exponents: Readonly<Record<string, number>> = {
	BHD: 3,
	CLP: 0,
	IQD: 3,
	ISK: 0,
	JOD: 3,
	JPY: 0,
	KRW: 0,
	KWD: 3,
	LYD: 3,
	OMR: 3,
	PYG: 0,
	TND: 3,
	UGX: 0,
	VND: 0,
	XAF: 0,
	XOF: 0,
	XPF: 0,
};

/** 1234505, EUR → `12345.05`. */
export const ownDecimal = (minor: number, currency: string): string => {
	const exponent = exponents[currency] ?? 2;
	const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
	const whole = digits.slice(0, digits.length - exponent);
	return `${minor < 0 ? '-' : ''}${whole}${exponent === 0 ? '' : `.${digits.slice(-exponent)}`}`;
};

/** `5.766,45 EUR` and `USD 2,730.94`: letters always write all decimals, so the digits alone are the minor units. Null: no such text. */
export const ownMoney = (text: string): { readonly minor: number; readonly currency: string } | null => {
	const currency = /[A-Z]{3}/.exec(text)?.[0];
	const digits = text.replace(/\D/g, '');
	return currency === undefined || digits === '' ? null : { minor: Number(digits), currency };
};
