import { type BankRecord, newBankRecord } from '../../shared/domain/books-fresh.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { BankRecords } from '../../shared/ports/bank-postings.ts';

/** Saves what `move` makes of the record as it is now; a person and a look may write at once. Null from `move`: nothing is to change. */
export const changeBank = async (
	company: CompanyId,
	ledger: LedgerId,
	banks: BankRecords,
	move: (known: BankRecord) => BankRecord | null,
): Promise<BankRecord> => {
	for (;;) {
		const known = (await banks.bank(company, ledger)) ?? newBankRecord({ company, ledger });
		const next = move(known);
		if (next === null) return known;
		if ((await banks.saveBank(next)) === 'saved') return { ...next, rev: next.rev + 1 };
	}
};
