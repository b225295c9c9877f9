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
import { call, rowsOf } from './call.ts';
import { nextPage, start } from './paging.ts';
import { currencyOf, minorOf } from './rows.ts';
import { pageSize } from './slices.ts';

const order = 'UpdatedDateUTC ASC';
const basis =
	'Amount due of all approved sales invoices less what is left of credit notes, overpayments and prepayments, listed afresh from Xero in each currency. ' +
	"Drafts are left out. Xero's own contact balances add currencies up unconverted, so they cannot be compared.";

type Line = { readonly id: string | undefined; readonly currency: unknown; readonly amount: unknown };
type Listed = { readonly lines: readonly Line[]; readonly pagination: Pagination | undefined };
type List = { readonly sign: 1 | -1; readonly read: (api: AccountingApi, tenant: string, page: number) => Promise<Listed> };

const open = (type: string): string => `Type=="${type}" AND Status=="AUTHORISED"`;

const lists: readonly List[] = [
	{
		sign: 1,
		read: async (api, tenant, page) => {
			const { body } = await call(() =>
				api.getInvoices(
					tenant,
					undefined,
					'Type=="ACCREC"',
					order,
					undefined,
					undefined,
					undefined,
					['AUTHORISED'],
					page,
					undefined,
					undefined,
					undefined,
					true,
					pageSize,
				),
			);
			const lines = rowsOf(body.invoices).map((row) => ({ id: row.invoiceID, currency: row.currencyCode, amount: row.amountDue }));
			return { lines, pagination: body.pagination };
		},
	},
	{
		sign: -1,
		read: async (api, tenant, page) => {
			const { body } = await call(() => api.getCreditNotes(tenant, undefined, open('ACCRECCREDIT'), order, page, undefined, pageSize));
			const lines = rowsOf(body.creditNotes).map((row) => ({
				id: row.creditNoteID,
				currency: row.currencyCode,
				amount: row.remainingCredit,
			}));
			return { lines, pagination: body.pagination };
		},
	},
	{
		sign: -1,
		read: async (api, tenant, page) => {
			const { body } = await call(() =>
				api.getOverpayments(tenant, undefined, open('RECEIVE-OVERPAYMENT'), order, page, undefined, pageSize),
			);
			const lines = rowsOf(body.overpayments).map((row) => ({
				id: row.overpaymentID,
				currency: row.currencyCode,
				amount: row.remainingCredit,
			}));
			return { lines, pagination: body.pagination };
		},
	},
	{
		sign: -1,
		read: async (api, tenant, page) => {
			const { body } = await call(() =>
				api.getPrepayments(tenant, undefined, open('RECEIVE-PREPAYMENT'), order, page, undefined, pageSize),
			);
			const lines = rowsOf(body.prepayments).map((row) => ({
				id: row.prepaymentID,
				currency: row.currencyCode,
				amount: row.remainingCredit,
			}));
			return { lines, pagination: body.pagination };
		},
	},
];

type Sums = Map<Currency, number>;
const addTo = (sums: Sums, line: Line, sign: 1 | -1): void => {
	const code = currencyOf(line.currency);
	sums.set(code, (sums.get(code) ?? 0) + sign * minorOf(line.amount, code, 'amount'));
};

/** Backwards like every read, so that no row is missed; a row seen twice counts as it was last seen. */
const readList = async (api: AccountingApi, tenant: string, list: List): Promise<{ lines: Map<string, Line>; calls: number }> => {
	const lines = new Map<string, Line>();
	let calls = 0;
	let place = start('everything', '');
	for (;;) {
		const listed = await list.read(api, tenant, place.page);
		calls += 1;
		for (const line of listed.lines) lines.set(line.id ?? '', line);
		const next = nextPage(place, listed.pagination?.pageCount ?? 1);
		if (!next) return { lines, calls };
		place = { ...place, ...next };
	}
};

/** A row that cannot be read here makes the figure unknowable: the whole is refused rather than left short. */
export const control = async (api: AccountingApi, tenant: string): Promise<Control> => {
	const sums: Sums = new Map();
	let calls = 0;
	for (const list of lists) {
		const found = await readList(api, tenant, list);
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
