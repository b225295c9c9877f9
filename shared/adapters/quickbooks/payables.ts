/**
 * Reads what a company owes at QuickBooks: open bills, vendors' credits, vendors. Cost: 1 call for the home currency, then for each list a count and a page
 * for each 1,000 rows; a list that came short is read once more. Credits are read whatever their age: QuickBooks does not let one filter them by what is
 * left. Read from the end backwards, as all lists are (`paging.ts`).
 */
import * as z from 'zod/mini';
import type { LedgerId } from '../../domain/document.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import type { Payable, PayableKind, PayableRefused, Vendor } from '../../domain/payables.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { OpenPayables, PayablesPage } from '../../ports/payables.ts';
import { type Client, type Criterion, openClient, type PayableEntity } from './client.ts';
import { homeIn } from './company.ts';
import { TooSlow } from './faults.ts';
import { anyCustomer } from './lists.ts';
import { advance, firstPace, firstTurn, halved, orderField, pace, pageOf, turn } from './paging.ts';
import { type Place, rowReason, seenIn } from './row.ts';
import { payableFrom, vendorFrom } from './vendors.ts';

type List = { readonly entity: PayableEntity; readonly what: PayableKind | 'vendor'; readonly where: readonly Criterion[] };
const lists: readonly List[] = [
	{ entity: 'Bill', what: 'bill', where: [{ field: 'Balance', operator: '>', value: '0' }] },
	{ entity: 'VendorCredit', what: 'vendor-credit', where: [] },
	// Inactive ones too: they may still be owed.
	{ entity: 'Vendor', what: 'vendor', where: [anyCustomer] },
];

const shape = z.object({
	home: z.nullable(z.custom<Currency>(isCurrency)),
	/** The list that is read; null before the home currency is known. */
	list: z.nullable(z.enum(['Bill', 'VendorCredit', 'Vendor'])),
	/** Null: it is to be counted. */
	turn: z.nullable(turn),
	pace,
	again: z.boolean(),
});
type State = z.infer<typeof shape>;
const write = (state: State): string => JSON.stringify(state);

const stateIn = (cursor: string): State => {
	try {
		return shape.parse(JSON.parse(cursor));
	} catch {
		throw new AccountingFault('refused', 'this is not a place in a read of QuickBooks');
	}
};

const nothing = { vendors: [], payables: [], refused: [] } as const;
/** The list after this one, or the end. */
const following = (state: State, after: List | null): string | null => {
	const next = lists[after === null ? 0 : lists.indexOf(after) + 1];
	return next ? write({ ...state, list: next.entity, turn: null, again: false }) : null;
};

const became = (place: Place, { what }: List, rows: readonly unknown[]): Omit<PayablesPage, 'next'> => {
	const page: { vendors: Vendor[]; payables: Payable[]; refused: PayableRefused[] } = { vendors: [], payables: [], refused: [] };
	for (const row of rows)
		try {
			if (what === 'vendor') page.vendors.push(vendorFrom(place)(row));
			else page.payables.push(...[payableFrom(place, what)(row)].filter((one) => one !== null));
		} catch (error) {
			const reason = rowReason(error);
			if (reason === null) throw error;
			page.refused.push({ what, id: seenIn(row).id, reason });
		}
	return page;
};

const readRows = async (client: Client, ledger: LedgerId, state: State, list: List, at: z.infer<typeof turn>): Promise<PayablesPage> => {
	const { start, max } = pageOf(at, state.pace.size);
	const { is: rows } = await client.rows(list.entity, list.where, orderField[at.by], start, max);
	const page = became({ ledger, home: state.home, zone: 'UTC' }, list, rows);
	const next = advance(at, start, rows.map(seenIn), 0);
	if (next.rest > 0) return { ...page, next: write({ ...state, turn: next }) };
	const short = next.items - next.distinct;
	// What was paid meanwhile left the list, and equal times may have been shuffled: once more in order of Id before anything is said of it.
	if ((short > 0 || next.blurred) && !state.again) return { ...page, next: write({ ...state, turn: null, again: true }) };
	const reason = `QuickBooks counts ${short} more than it gave, though asked twice`;
	const said = short > 0 ? [{ what: list.what, id: `list ${list.entity}`, reason }] : [];
	return { ...page, refused: [...page.refused, ...said], next: following(state, list) };
};

const readPage = async (client: Client, ledger: LedgerId, cursor: string): Promise<PayablesPage> => {
	const state = stateIn(cursor);
	const list = lists.find(({ entity }) => entity === state.list) ?? null;
	if (list === null) {
		const home = homeIn((await client.preferences()).is);
		return { ...nothing, next: following({ ...state, home }, null) };
	}
	try {
		if (state.turn !== null) return await readRows(client, ledger, state, list, state.turn);
		const { is: items } = await client.count(list.entity, list.where);
		if (items === 0) return { ...nothing, next: following(state, list) };
		return { ...nothing, next: write({ ...state, turn: firstTurn(state.again ? 'id' : 'time', items) }) };
	} catch (error) {
		const slower = error instanceof TooSlow && state.turn !== null ? halved(state.pace) : null;
		if (slower === null) throw error;
		return { ...nothing, next: write({ ...state, pace: slower }) };
	}
};

export const openQuickbooksPayables =
	(apiUrl: string, timeoutMs = 15_000): OpenPayables =>
	async (ledger, accessToken, _now, meter = unmetered) => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		return {
			everything: () => write({ home: null, list: null, turn: null, pace: firstPace, again: false }),
			page: (cursor) => readPage(client, ledger, cursor),
		};
	};
