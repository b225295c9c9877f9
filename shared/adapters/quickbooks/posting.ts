/**
 * Writes to a QuickBooks company what is no received payment. What is written carries our reference in its private note, where `find` looks for it when the
 * `requestid` is long forgotten; by what it is narrowed down, and what a step costs, is said at each.
 */
import { unmetered } from '../../ports/accounting.ts';
import type { LedgerPosting, OpenPosting, PostOrder } from '../../ports/posting.ts';
import { accountsIn } from './posting-accounts.ts';
import { allocate, findAllocation } from './posting-allocate.ts';
import { type Of, refuse } from './posting-at.ts';
import { clearBill, clearInvoice, findClearedBill, findClearedInvoice } from './posting-clear.ts';
import { openPostingClient, type PostingClient } from './posting-client.ts';
import { findSale, writeCreditMemo, writeLateFee } from './posting-invoice.ts';
import { findNote, writeNote } from './posting-note.ts';
import { findRefund, refund } from './posting-refund.ts';
import { findTakenBack, takeBack } from './posting-take-back.ts';

type Do = PostOrder['step']['do'];
type Hand<Which extends Do> = {
	readonly find: (client: PostingClient, order: Of<Which>) => Promise<string | null>;
	readonly write: (client: PostingClient, order: Of<Which>) => Promise<string>;
};
const hands: { readonly [Which in Do]: Hand<Which> } = {
	'take-back': { find: findTakenBack, write: takeBack },
	'credit-note': { find: findSale, write: writeCreditMemo },
	allocate: { find: findAllocation, write: allocate },
	'late-fee': { find: findSale, write: writeLateFee },
	refund: { find: findRefund, write: refund },
	'clear-invoice': { find: findClearedInvoice, write: clearInvoice },
	'clear-bill': { find: findClearedBill, write: clearBill },
	note: { find: findNote, write: writeNote },
	'expected-date': {
		find: async () => null,
		write: async () => refuse('QuickBooks has no field for the day on which money is expected: it is kept here only'),
	},
};
/** The hand for a step takes this very step: they were found by the same word. */
const handFor = ({ step }: PostOrder): Hand<Do> => hands[step.do] as Hand<Do>;

/** `apiUrl`: `https://quickbooks.api.intuit.com`, or the sandbox's origin. `timeoutMs` is for tests: a call that is silent for so long is given up. */
export const openQuickbooksPosting =
	(apiUrl: string, timeoutMs = 15_000): OpenPosting =>
	async (ledger, accessToken, _now, meter = unmetered): Promise<LedgerPosting> => {
		const client = await openPostingClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		return {
			accounts: () => accountsIn(client),
			find: (order) => handFor(order).find(client, order),
			write: (order) => handFor(order).write(client, order),
		};
	};
