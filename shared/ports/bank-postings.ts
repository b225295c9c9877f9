/** What a ledger says of its bank accounts, and what we keep of it. */
import { type BankAccount, type BankRecord, type BooksFresh, booksFresh, newBankRecord } from '../domain/books-fresh.ts';
import type { Day, Instant } from '../domain/day.ts';
import type { CompanyId, LedgerId } from '../domain/document.ts';
import type { Meter } from './accounting.ts';
import type { Fresh } from './connections.ts';

export type KnownAccounts = { readonly accounts: readonly BankAccount[]; readonly at: Instant };

export type BankAnswer =
	| {
			readonly accounts: readonly BankAccount[];
			readonly accountsAt: Instant;
			/** The ledger says of a payment whether it was found on the bank's statement. */
			readonly reconciles: boolean;
			/** Oldest day of the payments read, where older ones were not; null: all there are. */
			readonly reaches: Day | null;
	  }
	/** The consent does not cover it. Reading goes on; a person agrees again. */
	| { readonly missingScope: string };

/**
 * At most 3 calls a look. `known`: the accounts of an earlier look, which an adapter may use instead of asking for them. Throws `AccountingFault`.
 */
export type BankPostings = { readonly look: (today: Day, known: KnownAccounts | null) => Promise<BankAnswer> };

export type OpenBankPostings = (ledger: LedgerId, accessToken: string, now: () => Instant, meter?: Meter) => Promise<BankPostings>;

/** Its name in the work index of station `books`, beside the comparisons with the general ledger, which go by the ledger's own. */
export const bankWork = (ledger: LedgerId): string => `bank:${ledger}`;
/** Null: not one of these. */
export const ledgerOfBankWork = (id: string): LedgerId | null => (id.startsWith('bank:') ? id.slice('bank:'.length) : null);

export type BankRecords = {
	/** Strong read, 1–2 RCU. Null: nothing is known yet. */
	bank(company: CompanyId, ledger: LedgerId): Promise<BankRecord | null>;
	/** Of all ledgers of a company, eventually consistent: 0.5–1 RCU each. */
	banks(company: CompanyId): Promise<ReadonlyMap<LedgerId, BankRecord>>;
	/** Saves with `rev = record.rev + 1` if the stored one is at `record.rev` (0: none yet). ≤ 6 WCU, mostly 2. */
	saveBank(record: BankRecord): Promise<Fresh>;
};

/** How far the books of one ledger are posted, as a gate asks it. `today` is the company's. 1–2 RCU. */
export const booksFreshFor = async (
	{ company, ledger }: { readonly company: CompanyId; readonly ledger: LedgerId },
	at: { readonly today: Day; readonly now: Instant },
	banks: Pick<BankRecords, 'bank'>,
): Promise<BooksFresh> => booksFresh((await banks.bank(company, ledger)) ?? newBankRecord({ company, ledger }), at.today, at.now);
