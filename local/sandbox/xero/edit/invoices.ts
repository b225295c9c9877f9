/** Invoices: new, changed, authorised, re-dated, voided, deleted. */
import { newGuid } from '../ids.ts';
import type { DocumentMore } from '../more.ts';
import type { DocumentRow } from '../store.ts';
import {
	contactOf,
	documentOf,
	type EditContext,
	noteMore,
	notNegative,
	realCurrency,
	realDay,
	refuse,
	save,
	saveUnless,
} from './context.ts';

export type NewInvoice = DocumentMore & {
	readonly id?: string;
	readonly contact: string;
	readonly number?: string;
	readonly reference?: string;
	readonly description?: string;
	readonly currency: string;
	readonly issued: string;
	readonly due: string;
	/** Minor units. */
	readonly total: number;
	readonly tax?: number;
	/** CISDeduction, minor units: the customer pays it to the tax office instead. */
	readonly deduction?: number;
	readonly status?: 'DRAFT' | 'AUTHORISED';
};
export type InvoiceChange = DocumentMore & {
	readonly contact?: string;
	readonly number?: string;
	readonly reference?: string;
	readonly issued?: string;
	readonly due?: string;
	readonly total?: number;
};

const nextNumber = ({ store, org }: EditContext): string => {
	store.run('INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1', `number ${org.id}`);
	const value = store.one<{ value: number }>('SELECT value FROM meta WHERE key = ?', `number ${org.id}`)?.value ?? 1;
	return `INV-${String(value).padStart(4, '0')}`;
};

export const invoiceEdits = (context: EditContext) => {
	const live = (id: string): DocumentRow => {
		const row = documentOf(context, 'invoice', id);
		return row.status === 'VOIDED' || row.status === 'DELETED' ? refuse(`${row.number} is ${row.status.toLowerCase()}`) : row;
	};
	return {
		/** Returns the invoice's id. */
		addInvoice: (given: NewInvoice): string =>
			context.store.transaction(() => {
				const id = given.id ?? newGuid();
				if (context.store.document(context.org.id, 'invoice', id)) refuse(`there is an invoice ${id} already`);
				const row: DocumentRow = {
					org: context.org.id,
					kind: 'invoice',
					id,
					contact: contactOf(context, given.contact).id,
					number: given.number || nextNumber(context),
					reference: given.reference ?? '',
					description: given.description ?? 'Services',
					status: given.status ?? 'AUTHORISED',
					currency: realCurrency(given.currency),
					issued: realDay(given.issued, 'issued'),
					due: realDay(given.due, 'due'),
					total: notNegative(given.total, 'the total'),
					tax: given.tax ?? 0,
					paid: 0,
					credited: 0,
					rest: 0,
					settled: null,
					updated: 0,
				};
				if (given.deduction !== undefined)
					context.store.run(
						'INSERT INTO cis VALUES (?,?,?,?)',
						context.org.id,
						'invoice',
						id,
						notNegative(given.deduction, 'the deduction'),
					);
				noteMore(context, 'invoice', id, given);
				save(context, row, 'CREATE');
				return id;
			}),
		/** An amount below what is paid and credited is refused. */
		changeInvoice: (id: string, change: InvoiceChange): DocumentRow =>
			context.store.transaction(() => {
				const row = live(id);
				if (change.contact !== undefined && row.paid + row.credited > 0) refuse(`${row.number} has payments or credits: its contact stays`);
				noteMore(context, 'invoice', id, change);
				const isDate = change.due !== undefined && change.total === undefined && change.contact === undefined;
				const next = {
					...row,
					contact: change.contact === undefined ? row.contact : contactOf(context, change.contact).id,
					number: change.number ?? row.number,
					reference: change.reference ?? row.reference,
					issued: realDay(change.issued ?? row.issued, 'issued'),
					due: realDay(change.due ?? row.due ?? row.issued, 'due'),
					total: notNegative(change.total ?? row.total, 'the total'),
				};
				return isDate ? saveUnless(context, 'silent-date', next) : save(context, next);
			}),
		authorise: (id: string): DocumentRow =>
			context.store.transaction(() => {
				const row = live(id);
				if (row.status !== 'DRAFT' && row.status !== 'SUBMITTED') refuse(`${row.number} is not a draft`);
				return save(context, { ...row, status: 'AUTHORISED' });
			}),
		deleteDraft: (id: string): DocumentRow =>
			context.store.transaction(() => {
				const row = live(id);
				if (row.status !== 'DRAFT' && row.status !== 'SUBMITTED') refuse(`${row.number} is not a draft: void it`);
				return saveUnless(context, 'silent-delete', { ...row, status: 'DELETED' });
			}),
		/** Payments and credits must be taken off first, as in Xero. */
		voidInvoice: (id: string): DocumentRow =>
			context.store.transaction(() => {
				const row = live(id);
				if (row.status === 'DRAFT' || row.status === 'SUBMITTED') refuse(`${row.number} is a draft: delete it`);
				if (row.paid + row.credited > 0) refuse(`${row.number} has payments or credits: take them off first`);
				return saveUnless(context, 'silent-delete', { ...row, status: 'VOIDED' });
			}),
	};
};
