/** Credit notes, over- and prepayments: new, applied to invoices, taken off again, voided. */
import { newGuid } from '../ids.ts';
import type { DocumentMore } from '../more.ts';
import type { AllocationRow, CreditKind, DocumentRow } from '../store.ts';
import { contactOf, documentOf, type EditContext, noteMore, positive, realCurrency, realDay, refuse, save, saveUnless } from './context.ts';

export type NewCredit = Pick<DocumentMore, 'lines' | 'sent' | 'attachments'> & {
	readonly id?: string;
	readonly contact: string;
	readonly number?: string;
	readonly reference?: string;
	readonly currency: string;
	readonly issued: string;
	/** Of its one line. */
	readonly description?: string;
	/** Minor units. */
	readonly total: number;
	/** Of it. */
	readonly tax?: number;
	/** AROVERPAYMENT, ARPREPAYMENT: made by Xero itself. Unset: received at a bank. */
	readonly type?: 'AROVERPAYMENT' | 'ARPREPAYMENT';
};

export const creditEdits = (context: EditContext) => ({
	/** Returns the credit's id. */
	addCredit: (kind: CreditKind, given: NewCredit): string =>
		context.store.transaction(() => {
			const id = given.id ?? newGuid();
			if (context.store.document(context.org.id, kind, id)) refuse(`there is a ${kind} ${id} already`);
			const row: DocumentRow = {
				org: context.org.id,
				kind,
				id,
				contact: contactOf(context, given.contact).id,
				number: given.number ?? '',
				reference: given.reference ?? '',
				description: given.description ?? kind,
				status: 'AUTHORISED',
				currency: realCurrency(given.currency),
				issued: realDay(given.issued, 'issued'),
				due: null,
				total: positive(given.total, 'the total'),
				tax: given.tax ?? 0,
				paid: 0,
				credited: 0,
				rest: 0,
				settled: null,
				updated: 0,
			};
			if (given.type !== undefined && given.type !== `AR${kind.toUpperCase()}`) refuse(`${kind} is never of type ${given.type}`);
			if (given.type !== undefined) context.store.run('INSERT INTO credit_type VALUES (?,?,?,?)', context.org.id, kind, id, given.type);
			noteMore(context, kind, id, given);
			save(context, row, 'CREATE');
			return id;
		}),
	/** Applies part of a credit to an invoice of the same contact and currency. Returns the allocation's id. */
	allocate: (kind: CreditKind, credit: string, given: { invoice: string; amount: number; day: string }): string =>
		context.store.transaction(() => {
			const from = documentOf(context, kind, credit);
			const to = documentOf(context, 'invoice', given.invoice);
			if (from.status !== 'AUTHORISED') refuse(`${from.number || kind} is ${from.status.toLowerCase()}`);
			if (to.status !== 'AUTHORISED') refuse(`${to.number} is ${to.status.toLowerCase()}`);
			if (from.currency !== to.currency) refuse(`${from.currency} cannot be applied to ${to.currency}`);
			if (from.contact !== to.contact) refuse(`${from.number || kind} and ${to.number} belong to different contacts`);
			if (positive(given.amount, 'an allocation') > from.rest) refuse(`${from.number || kind} has less left than that`);
			if (given.amount > to.rest) refuse(`${to.number} has less left than that`);
			const id = newGuid();
			context.store.putAllocation({
				org: context.org.id,
				id,
				kind,
				credit,
				invoice: to.id,
				amount: given.amount,
				day: realDay(given.day, 'the allocation'),
			});
			save(context, from);
			save(context, to);
			return id;
		}),
	unallocate: (id: string): void =>
		context.store.transaction(() => {
			const row =
				context.store.one<AllocationRow>('SELECT * FROM allocation WHERE org = ? AND id = ?', context.org.id, id) ??
				refuse(`there is no allocation ${id}`);
			context.store.run('DELETE FROM allocation WHERE org = ? AND id = ?', context.org.id, id);
			save(context, documentOf(context, row.kind, row.credit));
			save(context, documentOf(context, row.kind === 'bill-credit' ? 'bill' : 'invoice', row.invoice));
		}),
	voidCredit: (kind: CreditKind, id: string): DocumentRow =>
		context.store.transaction(() => {
			const row = documentOf(context, kind, id);
			if (row.status === 'VOIDED') refuse('it is void already');
			if (row.paid + row.credited > 0) refuse('it is applied or refunded: take that off first');
			return saveUnless(context, 'silent-delete', { ...row, status: 'VOIDED' });
		}),
	redateCredit: (kind: CreditKind, id: string, issued: string): DocumentRow =>
		context.store.transaction(() => save(context, { ...documentOf(context, kind, id), issued: realDay(issued, 'issued') })),
});
