/** Money in for an invoice, money back for a credit; both can be deleted, never changed. */
import { newGuid } from '../ids.ts';
import type { DocumentKind, PaymentRow } from '../store.ts';
import { documentOf, type EditContext, paymentOf, positive, realDay, refuse, save, saveUnless } from './context.ts';

export type NewPayment = { readonly amount: number; readonly day: string; readonly id?: string; readonly reference?: string };

export const paymentEdits = (context: EditContext) => {
	const put = (kind: DocumentKind, document: string, given: NewPayment): string =>
		context.store.transaction(() => {
			const row = documentOf(context, kind, document);
			if (row.status !== 'AUTHORISED') refuse(`${row.number || row.id} is ${row.status.toLowerCase()}: nothing can be paid on it`);
			if (positive(given.amount, 'a payment') > row.rest) refuse(`${row.number || row.id} has less left than that`);
			const id = given.id ?? newGuid();
			if (context.store.payment(context.org.id, id)) refuse(`there is a payment ${id} already`);
			context.store.putPayment({
				org: context.org.id,
				id,
				kind,
				document,
				amount: given.amount,
				day: realDay(given.day, 'the payment'),
				reference: given.reference ?? '',
				status: 'AUTHORISED',
				updated: context.store.tick(),
			});
			save(context, row);
			return id;
		});
	return {
		/** Returns the payment's id. */
		pay: (invoice: string, given: NewPayment): string => put('invoice', invoice, given),
		/** Money to a supplier for a bill. Returns the payment's id. */
		payBill: (bill: string, given: NewPayment): string => put('bill', bill, given),
		/** Money back to the customer out of a credit. Returns the payment's id. */
		refund: (kind: Exclude<DocumentKind, 'invoice'>, credit: string, given: NewPayment): string => put(kind, credit, given),
		/** Nothing may be booked through the API on or before this day; null unlocks. */
		lockBooks: (until: string | null): void =>
			context.store.transaction(() => {
				context.store.run(
					'INSERT OR REPLACE INTO locked VALUES (?, ?)',
					context.org.id,
					until === null ? null : realDay(until, 'the lock date'),
				);
			}),
		deletePayment: (id: string): PaymentRow =>
			context.store.transaction(() => {
				const payment = paymentOf(context, id);
				if (payment.status === 'DELETED') refuse('the payment is deleted already');
				const deleted: PaymentRow = { ...payment, status: 'DELETED', updated: context.store.tick() };
				context.store.putPayment(deleted);
				saveUnless(context, 'silent-delete', documentOf(context, payment.kind, payment.document));
				return deleted;
			}),
	};
};
