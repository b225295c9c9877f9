import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import { debtorSearchWork } from '../../shared/ports/debtors.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 500;

/** Companies whose day has changed, and searches for debtors that stopped half-way. 4 small queries. */
export const sweepCompanies = async ({
	companies,
	queues,
	clock,
}: {
	readonly companies: Companies;
	readonly queues: Queues;
	readonly clock: Clock;
}): Promise<number> => {
	const due = await companies.dueCompanies(clock.now(), atOnce);
	for (const { company, id } of due)
		await queues.send(
			id === debtorSearchWork ? { type: 'receivables.debtors', company, run: null } : { type: 'receivables.roll', company },
		);
	return due.length;
};
