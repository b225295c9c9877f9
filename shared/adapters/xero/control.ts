/**
 * Xero's own receivables, listed afresh and added up apart from our copy.
 *
 * Cost: one call per 1,000 open invoices, credit notes, over- and prepayments (each at least one), plus one for every list longer than a page.
 * At 60 calls a minute an organisation with more than about 50,000 open invoices is throttled on the way.
 */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Pagination } from 'xero-node/dist/gen/model/accounting/pagination';
import type { Currency } from '../../domain/money.ts';
import type { Control } from '../../ports/accounting.ts';
import { AccountingFault } from '../../ports/accounting.ts';
import { call, rowsOf, TooSlow } from './call.ts';
import { overpaymentTypes, prepaymentTypes } from './map.ts';
import { advance, firstTurn, halved, pageOf } from './paging.ts';
import { currencyOf, minorOf, msIn } from './rows.ts';
import { order } from './slices.ts';
import { anyOf } from './where.ts';

const basis =
	'Amount due of all approved sales invoices less what is left of credit notes, overpayments and prepayments, listed afresh from Xero in each currency. ' +
	"Drafts are left out. Xero's own contact balances add currencies up unconverted, so they cannot be compared.";

type Line = { readonly id: string; readonly at: number | null; readonly currency: unknown; readonly amount: unknown };
type Listed = { readonly rows: readonly Line[]; readonly pagination: Pagination | undefined };
type Ask = { readonly api: AccountingApi; readonly tenant: string; readonly page: number; readonly size: number };
type List = { readonly name: string; readonly sign: 1 | -1; readonly read: (ask: Ask) => Promise<Listed> };

const open = (types: readonly string[]): string => `${anyOf(types)} AND Status=="AUTHORISED"`;

type Row = { readonly currencyCode?: unknown; readonly updatedDateUTC?: unknown };
const line = (row: Row, id: string | undefined, amount: unknown): Line => ({
	id: id?.toLowerCase() ?? '',
	at: msIn(row.updatedDateUTC),
	currency: row.currencyCode,
	amount,
});

const lists: readonly List[] = [
	{
		name: 'invoices',
		sign: 1,
		read: async ({ api, tenant, page, size }) => {
			const none = undefined;
			const { body } = await call(() =>
				api.getInvoices(tenant, none, anyOf(['ACCREC']), order, none, none, none, ['AUTHORISED'], page, none, none, none, true, size),
			);
			return { rows: rowsOf(body.invoices).map((row) => line(row, row.invoiceID, row.amountDue)), pagination: body.pagination };
		},
	},
	{
		name: 'credit notes',
		sign: -1,
		read: async ({ api, tenant, page, size }) => {
			const { body } = await call(() => api.getCreditNotes(tenant, undefined, open(['ACCRECCREDIT']), order, page, undefined, size));
			return { rows: rowsOf(body.creditNotes).map((row) => line(row, row.creditNoteID, row.remainingCredit)), pagination: body.pagination };
		},
	},
	{
		name: 'overpayments',
		sign: -1,
		read: async ({ api, tenant, page, size }) => {
			const { body } = await call(() => api.getOverpayments(tenant, undefined, open(overpaymentTypes), order, page, undefined, size));
			return {
				rows: rowsOf(body.overpayments).map((row) => line(row, row.overpaymentID, row.remainingCredit)),
				pagination: body.pagination,
			};
		},
	},
	{
		name: 'prepayments',
		sign: -1,
		read: async ({ api, tenant, page, size }) => {
			const { body } = await call(() => api.getPrepayments(tenant, undefined, open(prepaymentTypes), order, page, undefined, size));
			return { rows: rowsOf(body.prepayments).map((row) => line(row, row.prepaymentID, row.remainingCredit)), pagination: body.pagination };
		},
	},
];

type Sums = Map<Currency, number>;
const addTo = (sums: Sums, line: Line, sign: 1 | -1): void => {
	const code = currencyOf(line.currency);
	sums.set(code, (sums.get(code) ?? 0) + sign * minorOf(line.amount, code, 'amount'));
};

type Lines = { readonly lines: ReadonlyMap<string, Line>; readonly calls: number; readonly short: boolean };

/** Backwards like every read, so that no row is missed; a row seen twice counts as it was last seen. A page that takes too long is asked for in halves. */
const readList = async (api: AccountingApi, tenant: string, list: List): Promise<Lines> => {
	const lines = new Map<string, Line>();
	let turn = firstTurn();
	for (let calls = 1; ; calls++) {
		let listed: Listed;
		try {
			listed = await list.read({ api, tenant, page: pageOf(turn), size: turn.size });
		} catch (error) {
			const half = error instanceof TooSlow ? halved(turn) : null;
			if (half === null) throw error;
			turn = half;
			continue;
		}
		const step = advance(turn, listed);
		if (step.takes) for (const each of listed.rows) lines.set(each.id, each);
		if (step.turn === null) return { lines, calls, short: step.counted !== null && lines.size < step.counted };
		turn = step.turn;
	}
};

/** The list changed while it was read, or some of it did not come: it is read once more, and no figure is better than one that is short. */
const wholeList = async (api: AccountingApi, tenant: string, list: List): Promise<Lines> => {
	const first = await readList(api, tenant, list);
	if (!first.short) return first;
	const second = await readList(api, tenant, list);
	if (second.short) throw new AccountingFault('refused', `Xero counts more open ${list.name} than it gives, though asked twice`);
	return { ...second, calls: first.calls + second.calls };
};

/** A row that cannot be read here makes the figure unknowable: the whole is refused rather than left short. */
export const control = async (api: AccountingApi, tenant: string): Promise<Control> => {
	const sums: Sums = new Map();
	let calls = 0;
	for (const list of lists) {
		const found = await wholeList(api, tenant, list);
		calls += found.calls;
		for (const line of found.lines.values()) {
			try {
				addTo(sums, line, list.sign);
			} catch (error) {
				throw new AccountingFault(
					'refused',
					`a row of Xero's open list cannot be added up: ${error instanceof Error ? error.message : 'unreadable'}`,
				);
			}
		}
	}
	return { figures: [...sums].map(([code, minor]) => ({ currency: code, minor })), basis, calls };
};
