/** What every edit of the sandbox's books stands on: find a row or refuse in words, settle a document again, give it a new version, tell the webhooks. */

import { isDay } from '../../../../shared/domain/day.ts';
import { isCurrency } from '../../../../shared/domain/money.ts';
import { type DocumentMore, putMore, wrongMore } from '../more.ts';
import type { Roughness } from '../rough.ts';
import type { ContactRow, DocumentKind, DocumentRow, OrganisationRow, PaymentRow, Store } from '../store.ts';

/** An edit that Xero would refuse too, in words for a person. Nothing was changed. */
export class EditRefused extends Error {
	override readonly name = 'EditRefused';
}

export type Change = {
	readonly org: string;
	readonly category: 'CONTACT' | 'INVOICE' | 'CREDITNOTE';
	readonly type: 'CREATE' | 'UPDATE';
	readonly id: string;
	/** Credit notes only. */
	readonly status?: string;
	readonly side?: 'ACCRECCREDIT' | 'ACCPAYCREDIT';
};

export type EditContext = { readonly store: Store; readonly org: OrganisationRow; readonly changed: (change: Change) => void };

export const refuse = (reason: string): never => {
	throw new EditRefused(reason);
};

export const contactOf = ({ store, org }: EditContext, id: string): ContactRow =>
	store.contact(org.id, id) ?? refuse(`there is no contact ${id} in ${org.name}`);
export const documentOf = ({ store, org }: EditContext, kind: DocumentKind, id: string): DocumentRow =>
	store.document(org.id, kind, id) ?? refuse(`there is no ${kind} ${id} in ${org.name}`);
export const paymentOf = ({ store, org }: EditContext, id: string): PaymentRow =>
	store.payment(org.id, id) ?? refuse(`there is no payment ${id} in ${org.name}`);

export const positive = (minor: number, what: string): number =>
	Number.isSafeInteger(minor) && minor > 0 ? minor : refuse(`${what} must be more than nothing`);
/** A bill over nothing is allowed: it is settled at once. */
export const notNegative = (minor: number, what: string): number =>
	Number.isSafeInteger(minor) && minor >= 0 ? minor : refuse(`${what} must not be negative`);
export const realDay = (text: string, what: string): string => (isDay(text) ? text : refuse(`${what}: "${text}" is not a day`));
export const realCurrency = (code: string): string =>
	isCurrency(code) ? code : refuse(`"${code}" is not an ISO 4217 currency we can account in`);

const sumOf = (store: Store, sql: string, ...values: string[]): number =>
	store.one<{ total: number | null }>(`SELECT sum(amount) AS total FROM ${sql}`, ...values)?.total ?? 0;

/** The document with AmountPaid, AmountCredited, AmountDue and status as its payments and allocations say. Integer sums, nothing carried over. */
const settled = (store: Store, row: DocumentRow, fresh: boolean): DocumentRow => {
	const paid = fresh
		? 0
		: sumOf(store, "payment WHERE org = ? AND kind = ? AND document = ? AND status = 'AUTHORISED'", row.org, row.kind, row.id);
	const credited = fresh
		? 0
		: row.kind === 'invoice' || row.kind === 'bill'
			? sumOf(store, 'allocation WHERE org = ? AND invoice = ?', row.org, row.id)
			: sumOf(store, 'allocation WHERE org = ? AND kind = ? AND credit = ?', row.org, row.kind, row.id);
	if (row.status === 'VOIDED' || row.status === 'DELETED') return { ...row, paid: 0, credited: 0, rest: 0, settled: null };
	const rest = row.total - paid - credited - store.deduction(row.org, row.kind, row.id);
	if (rest < 0) refuse(`${row.number || row.id}: more is paid and credited than its total`);
	if (row.status === 'DRAFT' || row.status === 'SUBMITTED') return { ...row, paid, credited, rest, settled: null };
	if (rest > 0) return { ...row, paid, credited, rest, status: 'AUTHORISED', settled: null };
	const last = fresh
		? null
		: store.one<{ day: string | null }>(
				`SELECT max(day) AS day FROM (SELECT day FROM payment WHERE org = ?1 AND kind = ?2 AND document = ?3 AND status = 'AUTHORISED'
		 UNION ALL SELECT day FROM allocation WHERE org = ?1 AND ((?2 IN ('invoice', 'bill') AND invoice = ?3) OR (kind = ?2 AND credit = ?3)))`,
				row.org,
				row.kind,
				row.id,
			);
	return { ...row, paid, credited, rest: 0, status: 'PAID', settled: last?.day ?? row.issued };
};

/** Settles the document again and saves it under a new version. Every edit that touches a document ends here. */
export const save = (context: EditContext, row: DocumentRow, type: 'CREATE' | 'UPDATE' = 'UPDATE'): DocumentRow => {
	const saved = { ...settled(context.store, row, type === 'CREATE'), updated: context.store.tick() };
	context.store.putDocument(saved);
	const change = { org: row.org, type, id: row.id };
	if (row.kind === 'invoice' || row.kind === 'bill') context.changed({ ...change, category: 'INVOICE' });
	if (row.kind === 'credit-note') context.changed({ ...change, category: 'CREDITNOTE', status: saved.status });
	if (row.kind === 'bill-credit') context.changed({ ...change, category: 'CREDITNOTE', status: saved.status, side: 'ACCPAYCREDIT' });
	return saved;
};

/** Settled again under the version it had, and nobody is told: no delta shows it. */
const saveSilently = ({ store }: EditContext, row: DocumentRow): DocumentRow => {
	const saved = settled(store, row, false);
	store.putDocument(saved);
	return saved;
};
/** Saves; silently where the books are rough in that way. */
export const saveUnless = (context: EditContext, rough: Roughness, row: DocumentRow): DocumentRow =>
	context.store.rough.is(rough) ? saveSilently(context, row) : save(context, row);

/** What is given beyond the figures. */
export const noteMore = ({ store, org }: EditContext, kind: DocumentKind, id: string, given: DocumentMore): void => {
	const wrong = wrongMore(given);
	if (wrong !== null) refuse(wrong);
	putMore(store, org.id, kind, id, given);
};

export const saveContact = (context: EditContext, row: ContactRow, type: 'CREATE' | 'UPDATE' = 'UPDATE'): ContactRow => {
	const saved = { ...row, updated: context.store.tick() };
	context.store.putContact(saved);
	context.changed({ org: row.org, category: 'CONTACT', type, id: row.id });
	return saved;
};
