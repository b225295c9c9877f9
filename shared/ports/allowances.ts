/** How many calls each ledger was asked, by whichever function, and what is left. ADR 0012. */
import type { Allowance, AppMonth } from '../domain/allowance.ts';
import type { CompanyId, LedgerId, Provider } from '../domain/document.ts';
import type { Fresh } from './connections.ts';

export type Allowances = {
	/** Strong read. Null: nothing was asked yet. 1 RCU. */
	allowance(company: CompanyId, ledger: LedgerId): Promise<Allowance | null>;
	/** Of all ledgers of a company. One Query, 0.5 RCU for six. */
	allowances(company: CompanyId): Promise<ReadonlyMap<LedgerId, Allowance>>;
	/** Saves with `rev = allowance.rev + 1` if the stored one is at `allowance.rev` (0: none yet). 1 WCU. */
	saveAllowance(allowance: Allowance): Promise<Fresh>;
	/** Reads of all companies at one provider in one month, `of` as in 2026-11. Eventually consistent: 0.5 RCU. */
	appMonth(provider: Provider, of: string): Promise<AppMonth>;
	/** Adds to them; may add twice when an answer is lost, never too little. `first`: of a ledger that was not read in this month before. 1 WCU. */
	addToMonth(provider: Provider, of: string, reads: number, first: boolean): Promise<void>;
};
