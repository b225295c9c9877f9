/** What mails want read by id before they go, and when it was: kept outside the process, so that nothing is taken for read that was not. ADR 0019. */
import type { CompanyId, LedgerId } from '../domain/document.ts';
import type { Look } from '../domain/look.ts';
import type { MailId } from '../domain/mailing.ts';
import type { Fresh } from './connections.ts';

export type Looks = {
	/** Strong read. Null: this mail wanted nothing read, or is no reminder of ours. 1 RCU for some 60 documents. */
	look(company: CompanyId, ledger: LedgerId, mail: MailId): Promise<Look | null>;
	/** Those of the same ledger and day that come after this mail's, at most so many. Eventually consistent: 0.5 RCU a 4 KB. */
	lookedBeside(company: CompanyId, ledger: LedgerId, mail: MailId, limit: number): Promise<readonly Look[]>;
	/** Saves with `rev = look.rev + 1` if the stored one is at `look.rev` (0: none yet). Ends by TTL a day after `until`. 1 WCU for some 15 documents. */
	saveLook(look: Look): Promise<Fresh>;
};
