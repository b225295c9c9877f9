/**
 * One QuickBooks company as `Accounting`, through node-quickbooks. Costs: organisation 2 calls; each page 1 call of at most 1,000 rows; what is open
 * 7 calls (one of them the report that says what journal entries left) and its pages; documents by id as said in `look.ts`; a delta 1 call, one more where the company's time zone is not known (then weekly), one where a journal entry changed or was paid, and as said in `changes.ts` where more than 1,000 objects changed; the control
 * figure as said in `control.ts`.
 */
import { type Accounting, type OpenAccounting, unmetered } from '../../ports/accounting.ts';
import { openClient } from './client.ts';
import { organisation } from './company.ts';
import { control } from './control.ts';
import { deltaRead, openRead, readCursor, readWatermark, wholeRead, writeCursor } from './cursor.ts';
import { atOnce, lookingAt } from './look.ts';
import { type Reader, readPage } from './page.ts';

/**
 * Of how much is read of a row. To be raised with every change of what a mapper takes from one (documents.ts, details.ts, customers.ts,
 * customer-details.ts): what lies unchanged in a ledger is read anew by nothing else. 2: with `details`. 3: refund receipts.
 */
const mapping = 3;

/**
 * @param apiUrl `https://quickbooks.api.intuit.com`, or the sandbox's origin
 * @param timeoutMs for each call; kept on the SDK's axios and so for the whole process
 */
export const openQuickbooks =
	(apiUrl: string, timeoutMs = 15_000): OpenAccounting =>
	async (ledger, accessToken, now, meter = unmetered): Promise<Accounting> => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		const reader: Reader = { client, ledger, now, timeoutMs };
		return {
			mapping,
			openItems: () => writeCursor(openRead()),
			atOnce,
			look: lookingAt(client, ledger, now),
			organisation: () => organisation(client),
			everything: (horizon) => writeCursor(wholeRead(horizon)),
			changes: (since) => writeCursor(deltaRead(readWatermark(since), now())),
			page: async (cursor) => readPage(reader, readCursor(cursor, now())),
			control: () => control(client),
		};
	};
