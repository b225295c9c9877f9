/**
 * The receivables control account in Xero's trial balance, in the organisation's own currency.
 *
 * Cost: 3 calls: which account it is, the trial balance of today, and that of some years from now, in which everything is that is dated later (Xero's lists
 * of documents know no day, so our figure has it too).
 * Needs accounting.settings.read and accounting.reports.trialbalance.read (consents of apps from before 2 March 2026: accounting.reports.read).
 */
import type { ReportWithRow } from 'xero-node/dist/gen/model/accounting/reportWithRow';
import type { BookFigure } from '../../domain/book-tie.ts';
import { addDays, type Day } from '../../domain/day.ts';
import { type Currency, MoneyError, parseMoney } from '../../domain/money.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import type { OpenLedgerBooks } from '../../ports/ledger-books.ts';
import { call, rowsOf } from './call.ts';
import { metered } from './metered.ts';
import { textOf, wordOf } from './rows.ts';

export const trialBalanceScope = 'accounting.reports.trialbalance.read';
/** Nothing is dated later than this, but for a slip of the pen. */
const farAhead = 3650;

type Row = { readonly account: string; readonly cells: readonly string[] };
type Report = { readonly titles: readonly string[]; readonly rows: readonly Row[] };

const unreadable = (what: string): AccountingFault => new AccountingFault('refused', `Xero's trial balance cannot be read: ${what}`);

/** Rows lie in sections; a row's account is an attribute of its cells. */
const reportOf = ({ rows }: ReportWithRow): Report => {
	const sections = rowsOf(rows);
	const header = sections.find(({ rowType }) => wordOf(rowType) === 'Header');
	const titles = rowsOf(header?.cells).map(({ value }) => textOf(value));
	const data = sections.flatMap((section) => section.rows ?? []).filter(({ rowType }) => wordOf(rowType) === 'Row');
	return {
		titles,
		rows: data.map(({ cells = [] }) => ({
			account: textOf(cells[0]?.attributes?.find(({ id }) => id === 'account')?.value).toLowerCase(),
			cells: cells.map(({ value }) => textOf(value)),
		})),
	};
};

/** Debits less credits of the year so far, which for an account of the balance sheet is its balance. An account without a row has none. */
const balanceOf = ({ titles, rows }: Report, account: string, base: Currency): number | null => {
	const row = rows.find((each) => each.account === account);
	if (!row) return null;
	const cell = (title: string): number => {
		const at = titles.indexOf(title);
		if (at === -1) throw unreadable(`it has no column "${title}"`);
		const text = row.cells[at] ?? '';
		try {
			return text === '' ? 0 : parseMoney(text, base).minor;
		} catch (error) {
			if (error instanceof MoneyError) throw unreadable('an amount of receivables is none');
			throw error;
		}
	};
	return cell('YTD Debit') - cell('YTD Credit');
};

export const openXeroBooks =
	(apiUrl: string, timeoutMs = 15_000): OpenLedgerBooks =>
	async (ledger, accessToken, _now, meter = unmetered) => {
		const { AccountingApi, giveUpAfter } = await import('./sdk.cjs');
		giveUpAfter(timeoutMs);
		const plain = new AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		const tenant = ledger.slice('xero-'.length);

		const trialBalance = async (on: Day): Promise<Report> => {
			const { body } = await call(() => api.getReportTrialBalance(tenant, on));
			const [report] = rowsOf(body.reports);
			if (!report) throw unreadable('it is not there');
			return reportOf(report);
		};
		const systemAccounts = async (): Promise<(name: string) => string | null> => {
			const accounts = rowsOf((await call(() => api.getAccounts(tenant))).body.accounts);
			return (name) => accounts.find(({ systemAccount }) => wordOf(systemAccount) === name)?.accountID?.toLowerCase() ?? null;
		};
		/** Null: the consent does not cover it. */
		const covered = async (on: Day): Promise<Report | null> => {
			try {
				return await trialBalance(on);
			} catch (error) {
				if (error instanceof AccountingFault && error.kind === 'forbidden') return null;
				throw error;
			}
		};

		return {
			receivables: async (base, today) => {
				const now = await covered(today);
				if (now === null) return { missingScope: trialBalanceScope };
				const named = await systemAccounts();
				const debtors = named('DEBTORS');
				if (debtors === null) throw unreadable('no account is the one of debtors');
				const later = await trialBalance(addDays(today, farAhead));
				const gains = named('UNREALISEDCURRENCYGAIN');
				const figure: BookFigure = {
					currency: base,
					today: balanceOf(now, debtors, base) ?? 0,
					allDates: balanceOf(later, debtors, base) ?? 0,
					unrealised: gains === null ? null : (balanceOf(now, gains, base) ?? 0),
				};
				return { figures: [figure], lines: null, partial: false };
			},
		};
	};
