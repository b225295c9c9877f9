/**
 * A credit applied to an invoice. A credit memo is applied by a payment of nothing that links both and carries our reference; an unapplied payment gets
 * another line, and our reference at the end of its private note. So ours is always told from others.
 *
 * Where a company lets QuickBooks apply credits by itself, a new credit memo is applied before we do, and that is looked for (`posting-auto-apply.ts`).
 */
import * as z from 'zod/mini';
import {
	amountOf,
	customerOf,
	decimal,
	linksTo,
	noteMax,
	noteOf,
	type Of,
	ourPayments,
	type PaymentRow,
	paymentRow,
	readOne,
	refuse,
	shortOf,
	written,
} from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';
import { minorOf } from './row.ts';

type Allocate = Of<'allocate'>;
type Credit = NonNullable<Allocate['step']['credit']>;
const creditOf = ({ step }: Allocate): Credit => step.credit ?? refuse('nothing says which credit is to be applied');

const mark = ({ reference, key }: Allocate): string => `${reference} (${key})`;
const memoRow = z.extend(written, { LinkedTxn: z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []) });

/** Of this memo on this invoice over this amount, made by QuickBooks itself: it has no note of anybody. 1 call, and 1 for each payment that applied it. */
const appliedByItself = async (client: PostingClient, order: Allocate, memo: string): Promise<boolean> => {
	const row = await readOne(client, 'CreditMemo', memo, memoRow);
	for (const { TxnId, TxnType } of row?.LinkedTxn ?? []) {
		const payment = TxnType === 'Payment' ? await readOne(client, 'Payment', TxnId, paymentRow) : null;
		if (payment?.PrivateNote !== '' || payment.TotalAmt !== 0 || !linksTo(payment, 'CreditMemo', memo)) continue;
		if (
			payment.Line.some((line) => line.Amount === amountOf(order) && linksTo({ ...payment, Line: [line] }, 'Invoice', order.step.invoice))
		)
			return true;
	}
	return false;
};

/** The credit's id. 1–3 calls. */
export const findAllocation = async (client: PostingClient, order: Allocate): Promise<string | null> => {
	const { kind, id } = creditOf(order);
	const { invoice } = order.step;
	if (kind === 'payment') {
		const row = await readOne(client, 'Payment', id, paymentRow);
		return row?.PrivateNote.includes(`${order.reference} (`) && linksTo(row, 'Invoice', invoice) ? id : null;
	}
	if (kind !== 'credit-note') return null;
	if ((await ourPayments(client, order)).some((row) => linksTo(row, 'Invoice', invoice) && linksTo(row, 'CreditMemo', id))) return id;
	return (await appliedByItself(client, order, id)) ? id : null;
};

type Line = PaymentRow['Line'][number];
const isTo =
	(type: string, id: string) =>
	({ LinkedTxn: [to, ...others] }: Line): boolean =>
		others.length === 0 && to?.TxnType === type && to.TxnId === id;
/** QuickBooks wants one line for each thing that is settled, and all of them whenever one changes. */
export const withPart = (
	row: PaymentRow,
	order: Pick<Allocate, 'minor' | 'currency'>,
	type: 'Invoice' | 'Check',
	id: string,
): readonly Line[] => {
	const settled = row.Line.find(isTo(type, id));
	const minor = order.minor + (settled ? minorOf(settled.Amount, order.currency) : 0);
	return [
		...row.Line.filter((line) => line !== settled),
		{ Amount: decimal(minor, order.currency), LinkedTxn: [{ TxnId: id, TxnType: type }] },
	];
};

/** Adds to a note; refused where that is full, since a note is how ours is known again. */
export const addedTo = (note: string, more: string): string => {
	const both = note === '' ? more : `${note}\n${more}`;
	return both.length > noteMax ? refuse('the private note is full in QuickBooks (4,000 letters): shorten it there') : both;
};

const applyPayment = async (client: PostingClient, order: Allocate, id: string): Promise<void> => {
	const row = (await readOne(client, 'Payment', id, paymentRow)) ?? refuse('the payment is not in QuickBooks any more');
	if (row.CurrencyRef && row.CurrencyRef.value !== order.currency) refuse('the payment has another currency');
	if (minorOf(row.UnappliedAmt, order.currency) < order.minor) refuse('less than that is unapplied: it was applied or paid back meanwhile');
	const change = {
		CustomerRef: row.CustomerRef,
		TotalAmt: row.TotalAmt,
		Line: withPart(row, order, 'Invoice', order.step.invoice),
		PrivateNote: addedTo(row.PrivateNote, mark(order)),
	};
	await client.change('Payment', row, change, order.key);
};

/** The credit's id. 1 call for a credit memo, 2 for a payment. */
export const allocate = async (client: PostingClient, order: Allocate): Promise<string> => {
	const { kind, id } = creditOf(order);
	if (kind === 'payment') await applyPayment(client, order, id);
	else if (kind === 'credit-note') {
		const Amount = amountOf(order);
		const payment = {
			CustomerRef: { value: customerOf(order) },
			CurrencyRef: { value: order.currency },
			TotalAmt: 0,
			TxnDate: order.day,
			PaymentRefNum: shortOf(order),
			PrivateNote: noteOf(order),
			Line: [
				{ Amount, LinkedTxn: [{ TxnId: order.step.invoice, TxnType: 'Invoice' }] },
				{ Amount, LinkedTxn: [{ TxnId: id, TxnType: 'CreditMemo' }] },
			],
		};
		await client.make('Payment', payment, order.key);
	} else return refuse(`QuickBooks has no ${kind}s: credit memos and unapplied payments are applied`);
	return id;
};
