/** From what was sent to what the domain is asked for. Amounts become minor units of the invoices' own currency. */
import type { Arrangement, Instalment } from '../../shared/domain/arrangements/arrangement.ts';
import {
	newDispute,
	newExtension,
	newHold,
	newInsolvency,
	newPause,
	newPlan,
	newPromise,
	newReward,
	newSetOff,
	newSettlement,
} from '../../shared/domain/arrangements/ask.ts';
import { type Asking, type Known, partsOf } from '../../shared/domain/arrangements/asking.ts';
import { equalInstalments } from '../../shared/domain/arrangements/instalments.ts';
import { type Currency, exponentOf, isFinerThanMinor, MoneyError, parseMoney } from '../../shared/domain/money.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { type AskedArrangement, instalmentLines } from '../../shared/wire/arrangement-asked.ts';

type Asked<K extends AskedArrangement['kind']> = Extract<AskedArrangement, { readonly kind: K }>;

/** Invoices that are named, in the order in which they are. */
export const invoicesIn = (asked: AskedArrangement): readonly string[] => {
	if ('invoices' in asked) return asked.invoices;
	return 'invoice' in asked && asked.invoice !== undefined ? [asked.invoice] : [];
};

const wrong = (path: string, message: string): Refusal =>
	new Refusal(400, 'FIELD_WRONG', 'Something is missing', message, { fields: [{ path, message }] });

/** @throws Refusal 400 for more decimals than the currency has */
export const minorIn = (text: string, currency: Currency, path: string): number => {
	if (isFinerThanMinor(text, currency)) throw wrong(path, `${currency} has ${exponentOf(currency)} decimals.`);
	try {
		return parseMoney(text, currency).minor;
	} catch (error) {
		if (error instanceof MoneyError) throw wrong(path, 'Write an amount like 12.50, and not as great as that.');
		throw error;
	}
};

const currencyOf = (invoices: readonly string[], known: Known): Currency => {
	const invoice = known.invoices.get(invoices[0] ?? '');
	if (!invoice) throw notFound('invoice');
	return invoice.currency;
};

const equal = (asked: Asked<'plan'>, currency: Currency, known: Known): readonly Instalment[] => {
	const { count, first, every, down, downOn } = asked;
	if (count === undefined) throw wrong('count', 'Say how many instalments: 1 to 60.');
	if (first === undefined) throw wrong('first', 'Choose the day of the first instalment.');
	if (every === undefined) throw wrong('every', 'Choose how often.');
	if (down !== undefined && downOn === undefined) throw wrong('downOn', 'Choose the day of the down payment.');
	const parts = partsOf(
		asked.invoices.map((invoice) => ({ invoice, minor: null })),
		known,
	);
	const whole = parts.reduce((all, { minor }) => all + minor, 0);
	const paid = down === undefined || downOn === undefined ? null : { due: downOn, minor: minorIn(down, currency, 'down') };
	if (paid && paid.minor >= whole) throw wrong('down', 'The down payment leaves nothing for the instalments.');
	return equalInstalments(whole, currency, { count: Number(count), first, every, down: paid });
};

const instalmentsOf = (asked: Asked<'plan'>, currency: Currency, known: Known): readonly Instalment[] => {
	if (asked.cut === 'equal') return equal(asked, currency, known);
	const lines = instalmentLines(asked.lines ?? '');
	if (lines === null) throw wrong('lines', 'Write each instalment on its own line: its day and its amount, like 2026-12-01 250.00.');
	return lines.map(({ due, amount }) => ({ due, minor: minorIn(amount, currency, 'lines') }));
};

const limitOf = ({ limit, currency }: Asked<'hold'>) => {
	if (limit === undefined) return null;
	if (currency === undefined) throw wrong('currency', 'Choose the currency of the limit.');
	return { minor: minorIn(limit, currency, 'limit'), currency };
};

/** @throws Refusal in words for the person who asked */
export const begunFrom = (asked: AskedArrangement, asking: Asking, known: Known): Arrangement => {
	const amount = (text: string, path = 'amount'): number => minorIn(text, currencyOf(invoicesIn(asked), known), path);
	switch (asked.kind) {
		case 'dispute': {
			const { invoice, reason, text } = asked;
			return newDispute(asking, { invoice, minor: asked.amount === undefined ? null : amount(asked.amount), reason, text }, known);
		}
		case 'promise':
			return newPromise(asking, { invoices: asked.invoices, minor: amount(asked.amount), by: asked.by }, known);
		case 'plan': {
			const instalments = instalmentsOf(asked, currencyOf(asked.invoices, known), known);
			return newPlan(asking, { wishes: asked.invoices.map((invoice) => ({ invoice, minor: null })), instalments }, known);
		}
		case 'extension':
			return newExtension(asking, { invoices: asked.invoices, to: asked.to }, known);
		case 'settlement': {
			const wishes = asked.invoices.map((invoice) => ({ invoice, minor: null }));
			return newSettlement(asking, { wishes, pays: amount(asked.pays, 'pays'), by: asked.by }, known);
		}
		case 'reward':
			return newReward(asking, { invoices: asked.invoices, minor: amount(asked.amount), by: asked.by }, known);
		case 'set-off':
			return newSetOff(asking, { invoice: asked.invoice, minor: amount(asked.amount), bill: asked.bill }, known);
		case 'pause':
			return newPause(asking, { invoice: asked.invoice ?? null, until: asked.until, why: asked.why }, known);
		case 'hold': {
			const { level, review, why } = asked;
			return newHold(asking, { level, limit: limitOf(asked), review: review ?? null, why }, known);
		}
		case 'insolvency': {
			const { since, claimBy, reference } = asked;
			return newInsolvency(asking, { since, claimBy: claimBy ?? null, reference }, known);
		}
	}
};
