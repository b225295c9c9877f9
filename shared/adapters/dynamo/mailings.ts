/** The port `mailings` over the table. */
import { createHash } from 'node:crypto';
import type { Day, Instant } from '../../domain/day.ts';
import { operatorCompany } from '../../domain/dead-letter.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import type { Mailing, MailState, Sending } from '../../domain/mailing.ts';
import type { RowPage } from '../../ports/books.ts';
import type { Due } from '../../ports/connections.ts';
import type { DueCustomer, Mailings } from '../../ports/mailings.ts';
import { byDay, byOwner, isKeyPart, keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { BrokenItem, currencyAt, dayAt, type Item, instantAt, keyOf, keyText, mustBelongTo, text } from './item.ts';
import { mailingFrom, mailingItem, mailingKey } from './mailing-item.ts';
import { moveThrough, readStanding, settleWith } from './move-through.ts';
import { type Query, rowsOf } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

/** The name of a company's sending in the work index, where every mail goes by its own id. */
const sendingId = 'sending';
/** Both kinds of work lie side by side in the index, so more is looked at than asked for. */
const workLooked = 1000;

const dueOf = async (store: Store, now: Instant, limit: number, wanted: (id: string) => boolean): Promise<Due[]> =>
	(await dueAt(store, 'reminders', now, Math.max(limit, workLooked))).filter(({ id }) => wanted(id)).slice(0, limit);

/** One more than asked for says whether there is a next page. */
const pageOf = async (
	store: Store,
	query: Query & { readonly partition: string },
	parts: { readonly partition: string; readonly key: readonly string[] },
	limit: number,
	from: string | null,
): Promise<RowPage<Item>> => {
	const after = from === null ? null : { ...fromCursor(query.partition, from, parts.key), [parts.partition]: query.partition };
	const found = await rowsOf(store, { ...query, limit: limit + 1, after });
	const rows = found.slice(0, limit);
	const last = rows.at(-1);
	return { rows, next: last && found.length > limit ? toCursor(query.partition, keyParts(last, parts.key)) : null };
};

const dueCustomers = async (
	store: Store,
	company: CompanyId,
	today: Day,
	limit: number,
	from: string | null,
): Promise<RowPage<DueCustomer>> => {
	// `~` sorts behind `#`: everything up to and on that day.
	const query = { index: 'byDay', partition: byDay.nextOf(company), range: { from: '0', to: `${today}~` } } as const;
	const { rows, next } = await pageOf(store, query, { partition: 'g2p', key: ['pk', 'sk', 'g2s'] }, limit, from);
	return {
		rows: rows.map((row) => {
			mustBelongTo(row, company);
			const next = dayAt({ next: text(row, 'g2s').slice(0, 10) }, 'next');
			return { customer: text(row, 'cust'), currency: currencyAt(row, 'ccy'), next };
		}),
		next,
	};
};

const ofDay = async (
	store: Store,
	company: CompanyId,
	day: Day,
	state: MailState | null,
	limit: number,
	from: string | null,
): Promise<RowPage<Mailing>> => {
	const partition = byOwner.decisions(company, day);
	const query = { index: 'byOwner', partition, ...(state === null ? {} : { range: { prefix: `${state}#` } }) } as const;
	const { rows, next } = await pageOf(store, query, { partition: 'g1p', key: ['pk', 'sk', 'g1s'] }, limit, from);
	const items = await getAll(store, rows.map(keyOf), 'consistent');
	const mailings = rows.flatMap((row) => {
		const item = items.get(keyText(keyOf(row)));
		const mailing = item && mailingFrom(item, company);
		// The index is a moment late: what has another state by now is left out.
		return mailing && (state === null || mailing.state === state) ? [mailing] : [];
	});
	return { rows: mailings, next };
};

const mailsOf = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	prefix: 'REM#' | 'RCP#' | 'NTC#',
	limit: number,
): Promise<Mailing[]> => {
	if (!isKeyPart(customer)) return [];
	const partition = keys.customer(company, customer).pk;
	const rows = await rowsOf(store, { partition, range: { prefix }, descending: true, consistent: true, limit });
	return rows.map((row) => mailingFrom(row, company));
};

const ofCustomer = async (store: Store, company: CompanyId, customer: CustomerId, limit: number): Promise<Mailing[]> => {
	const read = (prefix: 'REM#' | 'RCP#' | 'NTC#') => mailsOf(store, company, customer, prefix, limit);
	const [reminders, receipts, notices] = await Promise.all([read('REM#'), read('RCP#'), read('NTC#')]);
	return [...reminders, ...[...receipts, ...notices].sort((a, b) => (a.plannedAt < b.plannedAt ? 1 : -1))];
};

/** Addresses are compared as mail systems do in practice, and kept as a hash: this item holds nothing personal. */
const hashOf = (address: string): string => createHash('sha256').update(address.trim().toLowerCase()).digest('hex');

const stopFrom = (item: Item) => (item.at === undefined ? null : { by: text(item, 'by'), at: instantAt(item, 'at') });

export const dynamoMailings = (store: Store): Mailings => ({
	sending: async (company) => {
		const item = await store.get(keys.sending(company), 'consistent');
		return item && recordFrom<Sending>(item, 'company', company);
	},
	saveSending: (sending) => {
		const { company, wake } = sending;
		return saveRecord(store, recordItem(keys.sending(company), sending, wakeKey('reminders', company, sendingId, wake)));
	},
	dueSendings: (now, limit) => dueOf(store, now, limit, (id) => id === sendingId),
	stoppedEverywhere: async () => {
		const item = await store.get(keys.sendingStop(operatorCompany), 'consistent');
		return item && stopFrom(item);
	},
	stopEverywhere: (stop) => store.put({ ...keys.sendingStop(operatorCompany), co: operatorCompany, ...stop }),

	dueCustomers: (company, today, limit, from) => dueCustomers(store, company, today, limit, from),
	standing: async (company, customer, currency) => {
		const standing = await readStanding(store, { company, customer, currency });
		if (!standing) return null;
		const { ledger, rungs, unapplied, through, exceptions, since } = standing;
		return { ledger, ladder: rungs, unapplied, through, exceptions, since };
	},
	moveThrough: (company, customer, currency, to) => moveThrough(store, { company, customer, currency }, to),

	plan: async (mailing) => {
		if (mailing.rev !== 0) throw new BrokenItem('rev');
		return (await saveRecord(store, mailingItem(mailing))) === 'saved' ? 'planned' : 'exists';
	},
	mailing: async (company, id) => {
		const key = mailingKey(company, id);
		const item = key && (await store.get(key, 'consistent'));
		return item && mailingFrom(item, company);
	},
	save: (mailing) => saveRecord(store, mailingItem(mailing)),
	settle: (mailing, through) =>
		through === null || mailing.kind !== 'reminder' ? saveRecord(store, mailingItem(mailing)) : settleWith(store, mailing, through),
	ofDay: (company, day, state, limit, from) => ofDay(store, company, day, state, limit, from),
	ofCustomer: (company, customer, limit) => ofCustomer(store, company, customer, limit),
	remindersOf: (company, customer, limit) => mailsOf(store, company, customer, 'REM#', limit),
	refuseAddress: (company, customer, address, at) =>
		store.put({ ...keys.refusedAddress(company, customer, hashOf(address)), co: company, at }),
	isRefused: async (company, customer, address) =>
		(await store.get(keys.refusedAddress(company, customer, hashOf(address)), 'consistent')) !== null,
	dueNotes: (now, limit) => dueAt(store, 'notes', now, limit),
	dueMailings: (now, limit) => dueOf(store, now, limit, (id) => id !== sendingId),
});
