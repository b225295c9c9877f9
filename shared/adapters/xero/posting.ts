/**
 * Writes to a Xero organisation what is no received payment: one step, one thing in its books. Each step is looked for before it is written again, since
 * Xero forgets an `Idempotency-Key` after a while; by what, and what a step costs, is said at each.
 */
import { asked, unmetered } from '../../ports/accounting.ts';
import type { LedgerPosting, OpenPosting, PostOrder } from '../../ports/posting.ts';
import { call, rowsOf } from './call.ts';
import { metered } from './metered.ts';
import { listed } from './posting-accounts.ts';
import { allocate, findAllocation } from './posting-allocate.ts';
import type { At, Of } from './posting-at.ts';
import { findCreditNote, writeCreditNote } from './posting-credit.ts';
import { findExpected, findLateFee, writeExpected, writeLateFee } from './posting-invoice.ts';
import { findNote, writeNote } from './posting-note.ts';
import { findPay, pay } from './posting-pay.ts';
import { findTakenBack, takeBack } from './posting-take-back.ts';
import { wordOf } from './rows.ts';

type Do = PostOrder['step']['do'];
type Hand<Which extends Do> = {
	readonly find: (at: At, order: Of<Which>) => Promise<string | null>;
	readonly write: (at: At, order: Of<Which>) => Promise<string>;
};
const hands: { readonly [Which in Do]: Hand<Which> } = {
	'take-back': { find: findTakenBack, write: takeBack },
	'credit-note': { find: findCreditNote, write: writeCreditNote },
	allocate: { find: findAllocation, write: allocate },
	'late-fee': { find: findLateFee, write: writeLateFee },
	refund: { find: findPay, write: pay },
	'clear-invoice': { find: findPay, write: pay },
	'clear-bill': { find: findPay, write: pay },
	note: { find: findNote, write: writeNote },
	'expected-date': { find: findExpected, write: writeExpected },
};
/** The hand for a step takes this very step: they were found by the same word. */
const handFor = ({ step }: PostOrder): Hand<Do> => hands[step.do] as Hand<Do>;

/** `apiUrl`: `https://api.xero.com`, or the sandbox's origin. `timeoutMs` is for tests: a call that is silent for so long is given up. */
export const openXeroPosting =
	(apiUrl: string, timeoutMs = 15_000): OpenPosting =>
	async (ledger, accessToken, _now, meter = unmetered): Promise<LedgerPosting> => {
		const sdk = await import('./sdk.cjs');
		sdk.giveUpAfter(timeoutMs);
		const plain = new sdk.AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		const tenant = ledger.slice('xero-'.length);
		let known: ReturnType<At['accounts']> | null = null;
		const accounts: At['accounts'] = () => {
			known ??= asked(
				call(() => api.getAccounts(tenant, undefined, 'Status=="ACTIVE"', 'Code ASC')).then(({ body }) =>
					rowsOf(body.accounts).filter((row) => wordOf(row.status) === 'ACTIVE'),
				),
			);
			// A question that failed is asked again.
			known.catch(() => {
				known = null;
			});
			return known;
		};
		const at: At = { sdk, api, tenant, ledger, accounts };
		return {
			accounts: async () => listed(await accounts()),
			find: (order) => handFor(order).find(at, order),
			write: (order) => handFor(order).write(at, order),
		};
	};
