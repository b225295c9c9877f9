import { journalList } from '../../shared/domain/document.ts';
import { type Accounting, AccountingFault, type Looked } from '../../shared/ports/accounting.ts';

/**
 * `look` of journals. They are a report of the ledger's, and no document of it: one that cannot be had holds up neither a sweep of everything else nor a mail; what we
 * hold stands, and that is said. Throws `AccountingFault` for what only waiting, or another token, helps against. 1 call.
 */
export const lookJournals = async (accounting: Pick<Accounting, 'look'>, ids: readonly string[]): Promise<Looked> => {
	try {
		return await accounting.look('journal', ids);
	} catch (error) {
		if (!(error instanceof AccountingFault) || error.kind === 'throttled' || error.kind === 'unauthorised') throw error;
		return { documents: [], refused: [{ kind: 'journal', id: journalList, reason: error.message }], gone: [], calls: 0 };
	}
};
