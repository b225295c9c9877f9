import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 200;

type Ports = { readonly arrangements: Pick<Arrangements, 'dueArrangements'>; readonly queues: Queues; readonly clock: Clock };

/** Arrangements whose day has come: their own station looks at them. 4 small queries. */
export const sweepArrangements = async ({ arrangements, queues, clock }: Ports): Promise<number> => {
	const due = await arrangements.dueArrangements(clock.now(), atOnce);
	// All of a customer are looked at together.
	const customers = new Map(
		due.map(({ company, id }) => {
			const customer = id.slice(0, id.lastIndexOf('|'));
			return [`${company}#${customer}`, { company, customer }];
		}),
	);
	for (const each of customers.values()) await queues.send({ type: 'arrangements.tend', ...each });
	return customers.size;
};
