/** The other side of the books: bills of suppliers and their credits. Paid by `payBill`, taken back by `deletePayment`. */
import { newGuid } from '../ids.ts';
import type { DocumentRow, PayableKind } from '../store.ts';
import { contactOf, documentOf, type EditContext, positive, realCurrency, realDay, refuse, save, saveUnless } from './context.ts';

export type NewBill = {
	readonly id?: string;
	readonly contact: string;
	/** The supplier's own number: not unique. */
	readonly number?: string;
	readonly reference?: string;
	readonly description?: string;
	readonly currency: string;
	readonly issued: string;
	/** Bills only. */
	readonly due?: string;
	/** Minor units. */
	readonly total: number;
	readonly tax?: number;
};
export type BillChange = { readonly issued?: string; readonly due?: string; readonly total?: number; readonly contact?: string };

export const billEdits = (context: EditContext) => {
	const add = (kind: PayableKind, given: NewBill): string =>
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
				description: given.description ?? 'Supplies',
				status: 'AUTHORISED',
				currency: realCurrency(given.currency),
				issued: realDay(given.issued, 'issued'),
				due: kind === 'bill' ? realDay(given.due ?? given.issued, 'due') : null,
				total: positive(given.total, 'the total'),
				tax: given.tax ?? 0,
				paid: 0,
				credited: 0,
				rest: 0,
				settled: null,
				updated: 0,
			};
			save(context, row, 'CREATE');
			return id;
		});
	const live = (kind: PayableKind, id: string): DocumentRow => {
		const row = documentOf(context, kind, id);
		return row.status === 'VOIDED' || row.status === 'DELETED' ? refuse(`${row.number || kind} is ${row.status.toLowerCase()}`) : row;
	};
	return {
		/** Approved at once. Returns the bill's id. */
		addBill: (given: NewBill): string => add('bill', given),
		/** What a supplier owes back. Returns the credit's id. */
		addBillCredit: (given: NewBill): string => add('bill-credit', given),
		/** An amount below what is paid and credited is refused. */
		changeBill: (id: string, change: BillChange): DocumentRow =>
			context.store.transaction(() => {
				const row = live('bill', id);
				if (change.contact !== undefined && row.paid + row.credited > 0) refuse(`${row.number} has payments or credits: its contact stays`);
				return save(context, {
					...row,
					contact: change.contact === undefined ? row.contact : contactOf(context, change.contact).id,
					issued: realDay(change.issued ?? row.issued, 'issued'),
					due: realDay(change.due ?? row.due ?? row.issued, 'due'),
					total: positive(change.total ?? row.total, 'the total'),
				});
			}),
		/** Payments and credits must be taken off first, as in Xero. */
		voidBill: (kind: PayableKind, id: string): DocumentRow =>
			context.store.transaction(() => {
				const row = live(kind, id);
				if (row.paid + row.credited > 0) refuse('it has payments or credits: take them off first');
				return saveUnless(context, 'silent-delete', { ...row, status: 'VOIDED' });
			}),
		/** Applies part of a supplier's credit to a bill of the same contact and currency. Returns the allocation's id; `unallocate` takes it off. */
		allocateBillCredit: (credit: string, given: { bill: string; amount: number; day: string }): string =>
			context.store.transaction(() => {
				const from = live('bill-credit', credit);
				const to = live('bill', given.bill);
				if (from.currency !== to.currency || from.contact !== to.contact) refuse('the credit is of another contact or in another currency');
				if (positive(given.amount, 'an allocation') > Math.min(from.rest, to.rest)) refuse('there is less left than that');
				const id = newGuid();
				const { org } = context;
				const day = realDay(given.day, 'the allocation');
				context.store.putAllocation({ org: org.id, id, kind: 'bill-credit', credit, invoice: to.id, amount: given.amount, day });
				save(context, from);
				save(context, to);
				return id;
			}),
	};
};
