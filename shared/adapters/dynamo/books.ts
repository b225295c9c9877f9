/** The port `books` over the table. */
import type { CompanyId, LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { Books, LedgerLadder } from '../../ports/books.ts';
import { isKeyPart, keys, partitions } from '../../wire/table.ts';
import { comparing } from './compare-ladders.ts';
import { documentFrom } from './document-item.ts';
import { currencyAt, mustBelongTo } from './item.ts';
import { nothing, type Standing } from './ladder-item.ts';
import { customerLadders, customerOf, customersByOverdue, laddersOf, namesOf } from './list-customers.ts';
import { documentsOf, latestDocumentsOf, openDocumentsOf } from './list-documents.ts';
import { loadingDocuments } from './load-documents.ts';
import { readMonth } from './month-item.ts';
import { pages, rowsOf } from './query.ts';
import { recountWriting } from './recount.ts';
import { roll } from './roll.ts';
import { loadCustomers, repairCustomers, saveCustomers } from './save-customers.ts';
import { savingDocuments } from './save-documents.ts';
import type { Store } from './store.ts';
import { unreadRows } from './unread.ts';
import { versionsBelow } from './versions.ts';

export type BooksOptions = {
	/** First pause between two looks at drift; an index is expected to catch up within about seven of them. Default 500. */
	readonly settleMs?: number;
};

const currenciesOf = async (store: Store, company: CompanyId): Promise<Currency[]> => {
	const rows = await rowsOf(store, { partition: partitions.currencies(company), consistent: true });
	return rows.map((row) => currencyAt({ ccy: mustBelongTo(row, company).sk }, 'ccy'));
};

/** Puts the marker of a currency once per process: idempotent, so it may stand outside the transaction, before it. */
const notingCurrencies = (store: Store) => {
	const noted = new Set<string>();
	return async (company: CompanyId, code: Currency): Promise<void> => {
		const name = `${company}#${code}`;
		if (noted.has(name)) return;
		await store.put({ ...keys.currency(company, code), co: company });
		noted.add(name);
	};
};

/** Consistent, because a ledger is tied out on it: 3 RCU at 27 months. */
const laddersOfCompany = async (store: Store, company: CompanyId, currency: Currency): Promise<LedgerLadder[]> => {
	const byLedger = new Map<LedgerId, Standing>();
	const into = (ledger: LedgerId): Standing => {
		const standing = byLedger.get(ledger) ?? nothing();
		byLedger.set(ledger, standing);
		return standing;
	};
	for await (const page of pages(store, { partition: partitions.companyLadder(company, currency), consistent: true }))
		for (const item of page) readMonth(item, company, into);
	return [...byLedger].map(([ledger, { rungs, unapplied }]) => ({ ledger, currency, ladder: rungs, unapplied }));
};

export const dynamoBooks = (store: Store, { settleMs = 500 }: BooksOptions = {}): Books => {
	const currencies = (company: CompanyId) => currenciesOf(store, company);
	const noteCurrency = notingCurrencies(store);
	const { save, repair } = savingDocuments(store, async (company, documents) => {
		for (const code of new Set(documents.map(({ currency }) => currency))) await noteCurrency(company, code);
	});
	const recountWrite = recountWriting(store, currencies, noteCurrency);
	const compare = comparing(store, currencies, settleMs);
	return {
		save,
		repair,
		load: loadingDocuments(store, save),
		saveCustomers: (scope, customers, at) => saveCustomers(store, scope, customers, at),
		repairCustomers: (scope, customers, at) => repairCustomers(store, scope, customers, at),
		loadCustomers: (scope, customers, at) => loadCustomers(store, scope, customers, at),
		...unreadRows(store),
		recount: (scope, mode, today) => (mode === 'write' ? recountWrite(scope, today) : compare(scope)),
		ladders: (company, currency) => laddersOfCompany(store, company, currency),
		currencies,
		customersByOverdue: (company, currency, limit, from) => customersByOverdue(store, company, currency, limit, from),
		customerLadders: (company, currency) => customerLadders(store, company, currency),
		names: (company, customers) => namesOf(store, company, customers),
		customer: (company, id, read = 'eventual') => customerOf(store, company, id, read),
		laddersOf: (company, id) => laddersOf(store, company, id),
		documentsOf: (company, customer, limit, from) => documentsOf(store, company, customer, limit, from),
		openDocumentsOf: (company, customer, most, read) => openDocumentsOf(store, company, customer, most, read),
		latestDocumentsOf: (company, customer, limit, from) => latestDocumentsOf(store, company, customer, limit, from),
		document: async (company, ledger, kind, id) => {
			// They may come from an address somebody typed.
			if (!isKeyPart(ledger) || !isKeyPart(id)) return null;
			const item = await store.get(keys.document(company, ledger, kind, id), 'consistent');
			return item && documentFrom(item, company);
		},
		versions: async (company, ledger, kind, id) => {
			const { pk } = keys.document(company, ledger, kind, id);
			const rows = await rowsOf(store, { partition: pk, range: { prefix: 'V#' }, consistent: true });
			return rows.map((row) => documentFrom(row, company));
		},
		versionsBelow: (company, document, rev, limit) => versionsBelow(store, company, document, rev, limit),
		roll: (company, since, today) => roll(store, company, since, today),
	};
};
