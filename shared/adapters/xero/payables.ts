/**
 * Reads what a company owes at Xero: open bills, open suppliers' credits, and the contacts that are suppliers. Cost: 1 call a page of at most 1,000 rows,
 * one more for a list longer than a page, and a list that came short is read once more. Lists are read backwards, as all are (`paging.ts`).
 *
 * Left out: overpayments and prepayments to suppliers (SPEND-…), which Xero keeps apart from bills.
 */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Pagination } from 'xero-node/dist/gen/model/accounting/pagination';
import * as z from 'zod/mini';
import type { LedgerId } from '../../domain/document.ts';
import type { Payable, PayableKind, PayableRefused, Vendor } from '../../domain/payables.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { OpenPayables, PayablesPage } from '../../ports/payables.ts';
import { call, rowsOf, TooSlow } from './call.ts';
import { isAboutTheRow } from './listed.ts';
import { metered } from './metered.ts';
import { advance, firstTurn, halved, pageOf, type Turn, turn } from './paging.ts';
import { msIn } from './rows.ts';
import { order } from './slices.ts';
import { billOf, supplierCreditOf, vendorOf } from './vendors.ts';
import { anyOf } from './where.ts';

type Became = { readonly vendor: Vendor } | { readonly payable: Payable } | null;
type Row = { readonly id: string; readonly at: number | null; readonly read: (ledger: LedgerId) => Became };
type Asked = { readonly api: AccountingApi; readonly tenant: string; readonly turn: Turn };
type List = {
	readonly name: string;
	readonly what: PayableKind | 'vendor';
	readonly ask: (asked: Asked) => Promise<{ readonly rows: readonly Row[]; readonly pagination: Pagination | undefined }>;
};

const none = undefined;
const payable = (of: Payable | null): Became => of && { payable: of };
const lists: readonly [List, ...List[]] = [
	{
		name: 'bills',
		what: 'bill',
		ask: async ({ api, tenant, turn: at }) => {
			const { body } = await call(() =>
				api.getInvoices(
					tenant,
					none,
					anyOf(['ACCPAY']),
					order,
					none,
					none,
					none,
					['AUTHORISED'],
					pageOf(at),
					none,
					none,
					none,
					none,
					at.size,
				),
			);
			return {
				pagination: body.pagination,
				rows: rowsOf(body.invoices).map((row) => ({
					id: row.invoiceID ?? '?',
					at: msIn(row.updatedDateUTC),
					read: (ledger) => payable(billOf(ledger, row)),
				})),
			};
		},
	},
	{
		name: 'credits',
		what: 'vendor-credit',
		ask: async ({ api, tenant, turn: at }) => {
			const where = `${anyOf(['ACCPAYCREDIT'])} AND Status=="AUTHORISED"`;
			const { body } = await call(() => api.getCreditNotes(tenant, none, where, order, pageOf(at), none, at.size));
			return {
				pagination: body.pagination,
				rows: rowsOf(body.creditNotes).map((row) => ({
					id: row.creditNoteID ?? '?',
					at: msIn(row.updatedDateUTC),
					read: (ledger) => payable(supplierCreditOf(ledger, row)),
				})),
			};
		},
	},
	{
		name: 'suppliers',
		what: 'vendor',
		ask: async ({ api, tenant, turn: at }) => {
			// Archived ones too: they may still be owed.
			const { body } = await call(() =>
				api.getContacts(tenant, none, 'IsSupplier==true', order, none, pageOf(at), true, none, none, at.size),
			);
			return {
				pagination: body.pagination,
				rows: rowsOf(body.contacts).map((row) => ({
					id: row.contactID ?? '?',
					at: msIn(row.updatedDateUTC),
					read: (ledger) => ({ vendor: vendorOf(ledger, row) }),
				})),
			};
		},
	},
];

const shape = z.object({ list: z.string(), turn, again: z.boolean() });
type Place = z.infer<typeof shape>;
const write = (place: Place): string => JSON.stringify(place);
const start = (list: string, again = false): string => write({ list, turn: firstTurn(), again });

const placeIn = (cursor: string): { place: Place; list: List } => {
	let said: unknown = null;
	try {
		said = JSON.parse(cursor);
	} catch {
		throw new AccountingFault('refused', 'this is not a place in a read of Xero');
	}
	const read = shape.safeParse(said);
	const list = read.success ? lists.find(({ name }) => name === read.data.list) : undefined;
	if (!read.success || !list) throw new AccountingFault('refused', 'this is not a place in a read of Xero');
	return { place: read.data, list };
};

const became = (ledger: LedgerId, { what }: List, rows: readonly Row[]): Omit<PayablesPage, 'next'> => {
	const page: { vendors: Vendor[]; payables: Payable[]; refused: PayableRefused[] } = { vendors: [], payables: [], refused: [] };
	for (const row of rows)
		try {
			const one = row.read(ledger);
			if (one && 'vendor' in one) page.vendors.push(one.vendor);
			if (one && 'payable' in one) page.payables.push(one.payable);
		} catch (error) {
			if (!isAboutTheRow(error)) throw error;
			page.refused.push({ what, id: row.id, reason: error.message });
		}
	return page;
};

const nothing = { vendors: [], payables: [], refused: [] };
const readPage = async (api: AccountingApi, tenant: string, ledger: LedgerId, cursor: string): Promise<PayablesPage> => {
	const { place, list } = placeIn(cursor);
	let answer: Awaited<ReturnType<List['ask']>>;
	try {
		answer = await list.ask({ api, tenant, turn: place.turn });
	} catch (error) {
		const half = error instanceof TooSlow ? halved(place.turn) : null;
		if (half === null) throw error;
		return { ...nothing, next: write({ ...place, turn: half }) };
	}
	const step = advance(place.turn, answer);
	const page = became(ledger, list, step.takes ? answer.rows : []);
	if (step.turn !== null) return { ...page, next: write({ ...place, turn: step.turn }) };
	const short = step.counted === null ? 0 : step.counted - step.distinct;
	// What was paid meanwhile left the list: it is read once more before anything is said of it.
	if (short > 0 && !place.again) return { ...page, next: start(list.name, true) };
	const said =
		short > 0 ? [{ what: list.what, id: `list ${list.name}`, reason: `Xero counts ${short} more than it gave, though asked twice` }] : [];
	const following = lists[lists.indexOf(list) + 1];
	return { ...page, refused: [...page.refused, ...said], next: following ? start(following.name) : null };
};

export const openXeroPayables =
	(apiUrl: string, timeoutMs = 15_000): OpenPayables =>
	async (ledger, accessToken, _now, meter = unmetered) => {
		const { AccountingApi, giveUpAfter } = await import('./sdk.cjs');
		giveUpAfter(timeoutMs);
		const plain = new AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		return {
			everything: () => start(lists[0].name),
			page: (cursor) => readPage(api, ledger.slice('xero-'.length), ledger, cursor),
		};
	};
