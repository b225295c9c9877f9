/** From which amount on a mail's invoices are read once more, one by one: what a company says, by currency. ADR 0019. */
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Sending } from '../../shared/domain/mailing.ts';
import { type Currency, exponentOf, isCurrency, isFinerThanMinor, MoneyError, parseMoney } from '../../shared/domain/money.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { changeSending, type SendingPorts } from './sending-of.ts';

/** Minor units; null: only after a mail of which nobody knows. */
export type LookFromAsked = { readonly currency: Currency; readonly minor: number | null };

const refuse = (code: string, detail: string, path: 'currency' | 'amount'): Refusal =>
	new Refusal(400, code, 'That cannot be taken', detail, { fields: [{ path, message: detail }] });

const minorOf = (text: string, currency: Currency): number => {
	if (isFinerThanMinor(text, currency)) throw refuse('AMOUNT_TOO_FINE', `${currency} has ${exponentOf(currency)} decimals.`, 'amount');
	try {
		return parseMoney(text, currency).minor;
	} catch (error) {
		if (!(error instanceof MoneyError)) throw error;
		throw refuse('AMOUNT_UNREADABLE', 'Write the amount as 1234.50, without separators; leave it empty for none.', 'amount');
	}
};

/** An empty amount is none. Throws the refusal (400). */
export const lookFromAsked = (code: string | undefined, amount: string | undefined): LookFromAsked => {
	const currency = (code ?? '').trim().toUpperCase();
	if (!isCurrency(currency)) throw refuse('CURRENCY_UNKNOWN', 'Name a currency by its three letters, as in EUR.', 'currency');
	if (amount === undefined) throw refuse('AMOUNT_MISSING', 'Say an amount, or leave it empty for none.', 'amount');
	const text = amount.trim();
	if (text === '') return { currency, minor: null };
	const minor = minorOf(text, currency);
	if (minor <= 0) throw refuse('AMOUNT_ZERO', 'The amount must be more than nothing.', 'amount');
	return { currency, minor };
};

/** It holds from the next decision on. */
export const setLookFrom = (company: CompanyId, { currency, minor }: LookFromAsked, ports: SendingPorts): Promise<Sending> =>
	changeSending(company, ports, (known) => {
		const { [currency]: before = null, ...others } = known.lookFrom ?? {};
		if (before === minor) return null;
		return { ...known, lookFrom: minor === null ? others : { ...others, [currency]: minor } };
	});
