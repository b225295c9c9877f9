import type { CompanyId } from '../../shared/domain/document.ts';
import { isLate } from '../../shared/domain/lag.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';

/**
 * How many of the ledgers that a consent opens are older than is promised. Asked when the consent is tended: that comes round for every connected ledger
 * within the hour, also for one that was told to wait 18 hours and which no sweep looks at before. One Query, 0.5–1 RCU a consent and half an hour.
 */
export const lateLedgers = async (
	company: CompanyId,
	grant: string,
	{ connections, clock }: { readonly connections: Connections; readonly clock: Clock },
): Promise<number> => {
	const now = clock.now();
	return (await connections.connections(company)).filter((each) => each.grant === grant && isLate(each, now)).length;
};
