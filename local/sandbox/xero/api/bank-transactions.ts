/** Bank transactions: overpayments that came by one, and money that moved for other reasons than documents. Transfers are listed elsewhere, as at Xero. */
import type { BankTransaction } from 'xero-node/dist/gen/model/accounting/bankTransaction';
import type { LocalRequest } from '../../server.ts';
import { accountsOf } from '../accounts.ts';
import { isGuid } from '../ids.ts';
import type { OrganisationRow, Store } from '../store.ts';
import { rateOf } from './documents.ts';
import { listRows, type Resource } from './list.ts';
import { oneOverpayment } from './new-overpayments.ts';
import { amount, civil, moment, type Pagination, type Wire } from './wire.ts';

type Row = {
	readonly id: string;
	readonly type: string;
	readonly account: string;
	readonly currency: string;
	readonly day: string;
	readonly total: number;
	readonly reconciled: 0 | 1;
	readonly status: 'AUTHORISED' | 'DELETED';
	readonly updated: number;
};

const transactions: Resource = {
	from: `(SELECT org, id, type, account, currency, day, total, reconciled, status, updated FROM bank_entry UNION ALL
		SELECT d.org, d.id, 'RECEIVE-OVERPAYMENT', coalesce(a.code, '090'), d.currency, d.issued, d.total, 0,
			CASE d.status WHEN 'VOIDED' THEN 'DELETED' ELSE 'AUTHORISED' END, d.updated
		FROM document d LEFT JOIN payment_account a ON a.org = d.org AND a.payment = d.id WHERE d.kind = 'overpayment'
			AND NOT EXISTS (SELECT 1 FROM credit_type t WHERE t.org = d.org AND t.kind = d.kind AND t.id = d.id))`,
	fields: {
		BankTransactionID: { sql: 'id', holds: 'text' },
		Type: { sql: 'type', holds: 'text' },
		Status: { sql: 'status', holds: 'text' },
		Date: { sql: 'day', holds: 'day' },
		IsReconciled: { sql: 'reconciled', holds: 'flag' },
		UpdatedDateUTC: { sql: 'updated', holds: 'moment' },
	},
};

const wire = (org: OrganisationRow, row: Row): Wire<BankTransaction> => {
	const account = accountsOf(org).find(({ code }) => code === row.account);
	const total = amount(row.total, row.currency);
	return {
		BankTransactionID: row.id,
		Type: row.type,
		Status: row.status,
		BankAccount: { AccountID: account?.id ?? '', Code: row.account, Name: account?.name ?? '' },
		IsReconciled: row.reconciled === 1,
		HasAttachments: false,
		Date: civil(row.day),
		DateString: `${row.day}T00:00:00`,
		CurrencyCode: row.currency,
		CurrencyRate: rateOf(org, row.currency),
		LineAmountTypes: 'NoTax',
		LineItems: [{ Description: 'Bank statement line', Quantity: 1, UnitAmount: total, LineAmount: total, TaxAmount: 0 }],
		SubTotal: total,
		TotalTax: 0,
		Total: total,
		UpdatedDateUTC: moment(row.updated),
	};
};

const wireOf = (store: Store, org: OrganisationRow, row: Row): Wire<BankTransaction> =>
	row.type === 'RECEIVE-OVERPAYMENT' ? (oneOverpayment(store, org, row.id).BankTransactions[0] ?? wire(org, row)) : wire(org, row);

export const listBankTransactions = (
	store: Store,
	org: OrganisationRow,
	request: LocalRequest,
): { BankTransactions: Wire<BankTransaction>[]; pagination: Pagination | undefined } => {
	const { rows, pagination } = listRows<Row>(store, org.id, request, transactions);
	return { BankTransactions: rows.map((row) => wireOf(store, org, row)), pagination };
};

export const oneBankTransaction = (store: Store, org: OrganisationRow, id: string) => {
	const row = isGuid(id) ? store.one<Row>('SELECT * FROM bank_entry WHERE org = ? AND id = ?', org.id, id.toLowerCase()) : null;
	return row ? { BankTransactions: [wire(org, row)] } : oneOverpayment(store, org, id);
};
