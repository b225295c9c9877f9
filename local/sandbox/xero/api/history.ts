/** `GET` and `PUT /{documents}/{id}/History`: notes on a document. The newest first; none is ever taken out. */
import type { HistoryRecord } from 'xero-node/dist/gen/model/accounting/historyRecord';
import * as z from 'zod';
import type { DocumentKind, OrganisationRow, Store } from '../store.ts';
import { moment, notFound, type Wire } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

type Subject = DocumentKind | 'payment';
export const withHistory: Readonly<Record<string, Subject>> = {
	Invoices: 'invoice',
	CreditNotes: 'credit-note',
	Overpayments: 'overpayment',
	Prepayments: 'prepayment',
	Payments: 'payment',
};
const detailsMax = 250;

const isThere = (store: Store, org: string, of: Subject, id: string): boolean =>
	(of === 'payment' ? store.payment(org, id) : store.document(org, of, id)) !== null;

type Row = { readonly at: number; readonly details: string };
const rowsOn = (store: Store, org: string, of: Subject, id: string): Row[] =>
	store.all<Row>('SELECT at, details FROM history WHERE org = ? AND kind = ? AND id = ? ORDER BY rowid DESC', org, of, id);
const wire = ({ at, details }: Row): Wire<HistoryRecord> => ({ Changes: 'Note', User: 'Cobro', Details: details, DateUTC: moment(at) });

export const historyOf = (store: Store, org: OrganisationRow, name: string, id: string): { HistoryRecords: Wire<HistoryRecord>[] } => {
	const of = withHistory[name];
	if (!of || !isThere(store, org.id, of, id.toLowerCase())) throw notFound();
	return { HistoryRecords: rowsOn(store, org.id, of, id.toLowerCase()).map(wire) };
};

const body = z.object({ HistoryRecords: z.array(z.object({ Details: z.string().min(1).max(detailsMax) })).min(1) });

export const addHistory =
	(name: string) =>
	({ store, org }: Writing, json: unknown, id: string): { HistoryRecords: Wire<HistoryRecord>[] } => {
		const of = withHistory[name];
		if (!of || !isThere(store, org.id, of, id.toLowerCase())) throw notFound();
		const read = body.safeParse(json);
		if (!read.success) throw invalid([z.prettifyError(read.error)]);
		const at = store.nowMs();
		for (const { Details } of read.data.HistoryRecords)
			store.run('INSERT INTO history VALUES (?,?,?,?,?)', org.id, of, id.toLowerCase(), at, Details);
		return { HistoryRecords: read.data.HistoryRecords.map(({ Details }) => wire({ at, details: Details })) };
	};
