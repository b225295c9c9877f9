/**
 * Documents asked for by their ids.
 *
 * Cost: invoices 1 call, and 1 more for each that the answer leaves out; every other kind 1 call each. One more where a day has to be the company's and its
 * time zone is not known yet. One after the other: an organisation has five calls at once for everybody.
 */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Document, DocumentKind, Refused } from '../../domain/document.ts';
import type { Looked } from '../../ports/accounting.ts';
import { call, NotTaken, NotThere } from './call.ts';
import { creditNotesIn, invoicesIn, type Listed, overpaymentsIn, paymentsIn, prepaymentsIn, sort } from './listed.ts';
import type { Reader } from './read-page.ts';

/** Forty ids are an address of 1,500 letters. Kinds that Xero gives only one by one: few enough for the 60 calls of a minute. */
export const atOnce = (kind: DocumentKind): number => (kind === 'invoice' ? 40 : 10);

type One = (api: AccountingApi, tenant: string, id: string) => Promise<readonly Listed[]>;
/** Kinds that Xero has. */
const ones: Readonly<Partial<Record<DocumentKind, One>>> = {
	invoice: async (api, tenant, id) => invoicesIn((await call(() => api.getInvoice(tenant, id))).body),
	'credit-note': async (api, tenant, id) => creditNotesIn((await call(() => api.getCreditNote(tenant, id))).body),
	overpayment: async (api, tenant, id) => overpaymentsIn((await call(() => api.getOverpayment(tenant, id))).body),
	prepayment: async (api, tenant, id) => prepaymentsIn((await call(() => api.getPrepayment(tenant, id))).body),
	payment: async (api, tenant, id) => paymentsIn((await call(() => api.getPayment(tenant, id))).body),
};

/** With a page Xero answers whole invoices. What it leaves out is not gone for that: only an answer about this very one says so. */
const invoicesBy = async ({ api, tenant }: Reader, ids: readonly string[]): Promise<readonly Listed[]> => {
	const none = undefined;
	const { body } = await call(() => api.getInvoices(tenant, none, none, none, [...ids], none, none, none, 1, true));
	return invoicesIn(body);
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Answer = { readonly rows: readonly Listed[] } | { readonly gone: true } | { readonly reason: string };
const askedAlone = async ({ api, tenant }: Reader, kind: DocumentKind, id: string): Promise<Answer> => {
	try {
		// Asked by an id, some of Xero's resources take it for a number too.
		const one = ones[kind];
		if (!one) return { reason: 'Xero has nothing of this kind' };
		const rows = (await one(api, tenant, id)).filter((row) => row.id === id);
		return rows.length > 0 ? { rows } : { reason: 'asked for this very one, Xero answered without it' };
	} catch (error) {
		if (error instanceof NotThere) return { gone: true };
		if (error instanceof NotTaken) return { reason: error.message };
		throw error;
	}
};

const isEstimated = ({ entries }: Document): boolean => entries.some(({ estimated }) => estimated);

/** Throws `AccountingFault` where nothing can be said of any. */
export const look = async (reader: Reader, kind: DocumentKind, ids: readonly string[]): Promise<Looked> => {
	const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
	const known = wanted.filter((id) => guid.test(id));
	// Never asked for: an address made of anything else may be that of another question, and a list of ids is refused whole for one of them.
	const refused: Refused[] = wanted.filter((id) => !guid.test(id)).map((id) => ({ kind, id, reason: 'Xero gives no such id' }));
	const listed = kind === 'invoice' && known.length > 0;
	const rows = listed ? [...(await invoicesBy(reader, known))].filter(({ id }) => known.includes(id)) : [];
	let calls = listed ? 1 : 0;
	const gone: string[] = [];
	for (const id of known.filter((each) => !rows.some((row) => row.id === each))) {
		const answer = await askedAlone(reader, kind, id);
		calls += 1;
		if ('rows' in answer) rows.push(...answer.rows);
		else if ('reason' in answer) refused.push({ kind, id, reason: answer.reason });
		else gone.push(id);
	}
	let sorted = sort(reader.ledger, kind, rows, 'UTC');
	if (sorted.documents.some(isEstimated)) {
		const { zone, calls: more } = await reader.zone(null);
		calls += more;
		sorted = sort(reader.ledger, kind, rows, zone.name);
	}
	return { documents: sorted.documents, refused: [...refused, ...sorted.refused], gone, calls };
};
