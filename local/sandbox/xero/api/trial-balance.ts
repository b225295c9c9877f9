/**
 * Reports/TrialBalance of a day, from the store alone: what was posted to receivables by then, document by document. Invoices, credit notes and overpayments
 * are on the control account of debtors, prepayments on one of their own. Amounts in other currencies are posted at the organisation's rate, each rounded, and what
 * is left when a document is settled is a realised gain. The rest of the ledger is one balancing row of sales.
 */
import type { ReportRows } from 'xero-node/dist/gen/model/accounting/reportRows';
import type { ReportWithRow } from 'xero-node/dist/gen/model/accounting/reportWithRow';
import { isDay } from '../../../../shared/domain/day.ts';
import { type Currency, exponentOf, money, toDecimal } from '../../../../shared/domain/money.ts';
import type { LocalRequest } from '../../server.ts';
import { accountsOf } from '../accounts.ts';
import type { OrganisationRow, Store } from '../store.ts';
import { rateOf } from './documents.ts';
import { moment, queryRefused, type Wire } from './wire.ts';

type Posted = {
	readonly kind: 'invoice' | 'credit-note' | 'overpayment' | 'prepayment';
	readonly currency: string;
	readonly total: number;
	readonly parts: string | null;
};

/** Each document that is in the books by that day, and what was taken off it by then: payments, refunds, credits. */
const postings = `SELECT d.kind, d.currency, d.total - ifnull((SELECT deduction FROM cis c WHERE c.org = d.org AND c.kind = d.kind AND c.id = d.id), 0) AS total,
	(SELECT group_concat(amount) FROM (
		SELECT amount FROM payment p WHERE p.org = d.org AND p.kind = d.kind AND p.document = d.id AND p.status = 'AUTHORISED' AND p.day <= ?2
		UNION ALL SELECT amount FROM allocation a WHERE a.org = d.org AND a.invoice = d.id AND d.kind = 'invoice' AND a.day <= ?2
		UNION ALL SELECT amount FROM allocation a WHERE a.org = d.org AND a.kind = d.kind AND a.credit = d.id AND d.kind <> 'invoice' AND a.day <= ?2)) AS parts
	FROM document d WHERE d.org = ?1 AND d.kind IN ('invoice', 'credit-note', 'overpayment', 'prepayment') AND d.status IN ('AUTHORISED', 'PAID') AND d.issued <= ?2`;

type Balances = { readonly debtors: number; readonly prepaid: number; readonly gains: number };

/** Hundredths of the documents' rates, where the books are revalued. */
const today = 103n;
const million = 1_000_000n;

const balances = (store: Store, org: OrganisationRow, on: string): Balances => {
	const places = (code: string): bigint => 10n ** BigInt(exponentOf(code as Currency));
	/** `per`: hundredths of the rate that is taken. Rounded half away from zero. */
	const based = (minor: number, code: string, per = 100n): number => {
		if (code === org.base) return minor;
		const [top, bottom] = [
			BigInt(minor) * places(org.base) * million * per,
			places(code) * BigInt(Math.round(rateOf(org, code) * 1e6)) * 100n,
		];
		return Number((2n * top + bottom) / (2n * bottom));
	};
	let [debtors, prepaid, gains] = [0, 0, 0];
	for (const { kind, currency, total, parts } of store.all<Posted>(postings, org.id, on)) {
		const taken = (parts ?? '').split(',').filter(Boolean).map(Number);
		const rest = total - taken.reduce((all, part) => all + part, 0);
		if (rest === 0) continue;
		const booked = based(total, currency) - taken.reduce((all, part) => all + based(part, currency), 0);
		const now = store.rough.is('revalued') && kind !== 'prepayment' ? based(rest, currency, today) : booked;
		const sign = kind === 'invoice' ? 1 : -1;
		if (kind === 'prepayment') prepaid += booked;
		else debtors += sign * now;
		gains += sign * (kind === 'prepayment' ? 0 : now - booked);
	}
	return { debtors, prepaid, gains };
};

const dayIn = (store: Store, request: LocalRequest): string => {
	const date = request.query.get('date');
	if (date === null) return new Date(store.nowMs()).toISOString().slice(0, 10);
	if (!isDay(date)) throw queryRefused('date is not a date');
	return date;
};

const words = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Debits are positive. Accounts of the balance sheet have no movement of the period here: only the columns of the year are told. */
export const trialBalance = (store: Store, org: OrganisationRow, request: LocalRequest): { Reports: Wire<ReportWithRow>[] } => {
	const on = dayIn(store, request);
	const { debtors, prepaid, gains } = balances(store, org, on);
	const named = (code: string) => accountsOf(org).find((account) => account.code === code);
	const cell = (Value: string, account: string) => ({ Value, Attributes: [{ Value: account, Id: 'account' }] });
	const text = (minor: number): string => (minor > 0 ? toDecimal(money(minor, org.base as Currency)) : '');
	const row = (code: string, minor: number): Wire<ReportRows>[] => {
		const account = named(code);
		if (!account || minor === 0) return [];
		const values = [`${account.name} (${code})`, '', '', text(minor), text(-minor)];
		return [{ RowType: 'Row', Cells: values.map((value) => cell(value, account.id)) }];
	};
	const section = (Title: string, Rows: Wire<ReportRows>[]): Wire<ReportRows>[] =>
		Rows.length === 0 ? [] : [{ RowType: 'Section', Title, Rows }];
	const header = ['Account', 'Debit', 'Credit', 'YTD Debit', 'YTD Credit'];
	const date = words.format(new Date(`${on}T00:00:00Z`));
	return {
		Reports: [
			{
				ReportName: 'Trial Balance',
				ReportType: 'TrialBalance',
				ReportTitles: ['Trial Balance', org.name, `As at ${date}`],
				ReportDate: date,
				UpdatedDateUTC: moment(store.nowMs()),
				Fields: [],
				Rows: [
					{ RowType: 'Header', Cells: header.map((Value) => ({ Value })) },
					...section('Revenue', [...row('200', -(debtors - prepaid - gains)), ...row('497', -gains)]),
					...section('Assets', row('610', debtors)),
					...section('Liabilities', row('835', -prepaid)),
				],
			},
		],
	};
};
