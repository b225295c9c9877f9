/** `PUT /CreditNotes|Overpayments|Prepayments/{id}/Allocations`: what is left of a credit, applied to an invoice of the same contact and currency. */
import * as z from 'zod';
import { isDay } from '../../../../shared/domain/day.ts';
import type { CreditKind, DocumentRow } from '../store.ts';
import { allocationWire } from './credits.ts';
import { allocationsOf } from './documents.ts';
import { lockedOn, minorOf } from './new-payments.ts';
import { notFound } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

const body = z.object({
	Allocations: z.array(z.object({ Invoice: z.object({ InvoiceID: z.string() }), Amount: z.number(), Date: z.string() })).length(1),
});
type Sent = z.infer<typeof body>['Allocations'][number];

const wrongs = ({ store, org }: Writing, sent: Sent, credit: DocumentRow, invoice: DocumentRow | null): string[] => {
	const found: string[] = [];
	if (!invoice) return ['The invoice could not be found'];
	const day = sent.Date.slice(0, 10);
	if (!isDay(day)) found.push('Date is not valid');
	const locked = lockedOn(store, org, day);
	if (locked) found.push(locked);
	const minor = minorOf(sent.Amount, credit.currency);
	if (minor <= 0) found.push('Allocation amount must be greater than zero');
	if (credit.currency !== invoice.currency) found.push('The currency of the credit is not the currency of the invoice');
	if (credit.contact !== invoice.contact) found.push('The credit and the invoice must have the same contact');
	if (!['AUTHORISED', 'PAID'].includes(credit.status)) found.push('The credit is not of valid status for allocation');
	else if (minor > credit.rest) found.push('Allocation amount exceeds the remaining credit of this document');
	if (!['AUTHORISED', 'PAID'].includes(invoice.status)) found.push('Invoice not of valid status for allocation');
	else if (minor > invoice.rest) found.push('Allocation amount exceeds the amount outstanding on this document');
	return found;
};

export const addAllocations =
	(kind: CreditKind) =>
	(writing: Writing, json: unknown, id: string): { Allocations: unknown[] } => {
		const { store, org, edit } = writing;
		const credit = store.document(org.id, kind, id.toLowerCase());
		if (!credit) throw notFound();
		const read = body.safeParse(json);
		const [sent] = read.data?.Allocations ?? [];
		if (!sent) throw invalid([read.success ? 'There is no allocation' : z.prettifyError(read.error)]);
		const invoice = store.document(org.id, 'invoice', sent.Invoice.InvoiceID.toLowerCase());
		const wrong = wrongs(writing, sent, credit, invoice);
		if (wrong.length > 0 || !invoice) throw invalid(wrong);
		const amount = minorOf(sent.Amount, credit.currency);
		const made = edit.allocate(kind, credit.id, { invoice: invoice.id, amount, day: sent.Date.slice(0, 10) });
		const applied = allocationsOf(store, org.id, kind, [credit.id]).get(credit.id) ?? [];
		return { Allocations: applied.filter((each) => each.id === made).map(allocationWire) };
	};
