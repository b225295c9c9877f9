import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import { sameLegal } from '../../shared/domain/legal.ts';
import { type Accounting, AccountingFault } from '../../shared/ports/accounting.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { deltaEveryMs, organisationEveryMs } from './times.ts';

type Said = Pick<Connection, 'name' | 'legal' | 'baseCurrency' | 'timeZone'>;

const differing = (known: Said, said: Said): Partial<Said> => ({
	...(known.name === said.name ? {} : { name: said.name }),
	...(sameLegal(known.legal, said.legal) ? {} : { legal: said.legal }),
	...(known.baseCurrency === said.baseCurrency ? {} : { baseCurrency: said.baseCurrency }),
	...(known.timeZone === said.timeZone ? {} : { timeZone: said.timeZone }),
});

/**
 * What the organisation says of itself that is new since it was last asked, once a day: letters and payment pages carry it. Reading never waits for it:
 * what the provider does not tell now is asked for with the next hour's read. A new time zone is the ledger's alone and shown with it; the company's day,
 * by which reminders are planned, stays in the zone that it took from its first ledger or that a person set. 1 call, 2 at QuickBooks.
 *
 * @throws AccountingFault `unauthorised`: the token is renewed, and it is asked again
 */
export const learnt = async (
	known: Connection,
	accounting: Accounting,
	clock: Clock,
): Promise<Partial<Said> & { readonly organisationDue?: Instant }> => {
	const now = clock.now();
	if (known.organisationDue !== undefined && known.organisationDue > now) return {};
	try {
		const said = await accounting.organisation();
		return { ...differing(known, said), organisationDue: later(now, organisationEveryMs) };
	} catch (error) {
		if (!(error instanceof AccountingFault) || error.kind === 'unauthorised') throw error;
		return { organisationDue: later(now, deltaEveryMs) };
	}
};
