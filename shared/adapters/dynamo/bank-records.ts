/** How far bank accounts are posted, over the table. */
import { accountsKept, type BankLook, type BankRecord, newBankRecord } from '../../domain/books-fresh.ts';
import type { CompanyId } from '../../domain/document.ts';
import { type BankRecords, bankWork } from '../../ports/bank-postings.ts';
import { isKeyPart, keys, partitions } from '../../wire/table.ts';
import type { Item } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';

/** What an older one does not say, it did not know. */
const bankFrom = (item: Item, company: CompanyId): BankRecord => {
	const record = recordFrom<BankRecord>(item, 'company', company);
	return { ...newBankRecord(record), ...record };
};

/** A name of a ledger's may be as long as it likes; an item may not. */
const bounded = (look: BankLook): BankLook => ({
	...look,
	accounts: look.accounts.slice(0, accountsKept).map((account) => ({ ...account, name: account.name.slice(0, 100) })),
});

export const dynamoBankRecords = (store: Store): BankRecords => ({
	bank: async (company, ledger) => {
		// It may come from an address somebody typed.
		if (!isKeyPart(ledger)) return null;
		const item = await store.get(keys.bank(company, ledger), 'consistent');
		return item && bankFrom(item, company);
	},
	banks: async (company) => {
		const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'BANK#' } });
		return new Map(rows.map((row) => bankFrom(row, company)).map((each) => [each.ledger, each]));
	},
	saveBank: (record) => {
		const { company, ledger, wake } = record;
		const kept = { ...record, look: record.look && bounded(record.look) };
		return saveRecord(store, recordItem(keys.bank(company, ledger), kept, wakeKey('books', company, bankWork(ledger), wake)));
	},
});
