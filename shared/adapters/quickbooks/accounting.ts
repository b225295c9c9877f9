/**
 * One QuickBooks company as `Accounting`, through node-quickbooks. Costs: organisation 2 calls; each page 1 call of at most 1,000 rows; a delta 1 call,
 * one more where the company's time zone is not known (then weekly), and as said in `changes.ts` where more than 1,000 objects changed; the control
 * figure as said in `control.ts`.
 */
import { dayIn } from '../../domain/day.ts';
import { type Accounting, AccountingFault, type OpenAccounting } from '../../ports/accounting.ts';
import { openClient } from './client.ts';
import { organisation } from './company.ts';
import { control } from './control.ts';
import { deltaRead, readCursor, readWatermark, wholeRead, writeCursor } from './cursor.ts';
import { type Reader, readPage } from './page.ts';

/**
 * @param apiUrl `https://quickbooks.api.intuit.com`, or the sandbox's origin
 * @param timeoutMs for each call; kept on the SDK's axios and so for the whole process
 */
export const openQuickbooks =
	(apiUrl: string, timeoutMs = 15_000): OpenAccounting =>
	async (ledger, accessToken, now): Promise<Accounting> => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs);
		const reader: Reader = { client, ledger, now, timeoutMs };
		return {
			mapping: 1,
			openItems: () => writeCursor(wholeRead(dayIn('UTC', now()))),
			atOnce: () => 10,
			look: async () => {
				throw new AccountingFault('refused', 'documents cannot be asked for by id yet');
			},
			organisation: () => organisation(client),
			everything: (horizon) => writeCursor(wholeRead(horizon)),
			changes: (since) => writeCursor(deltaRead(readWatermark(since), now())),
			page: async (cursor) => readPage(reader, readCursor(cursor, now())),
			control: () => control(client),
		};
	};
