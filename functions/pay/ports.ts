import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Collecting } from '../../shared/ports/collecting.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Queues } from '../../shared/ports/queues.ts';

/** All that being paid needs from outside. */
export type PayPorts = {
	readonly arrangements: Pick<Arrangements, 'current'>;
	readonly payments: Payments;
	readonly collecting: Collecting;
	readonly books: Pick<Books, 'openDocumentsOf' | 'customer'>;
	readonly companies: Pick<Companies, 'company'>;
	readonly connections: Pick<Connections, 'connection'>;
	readonly queues: Queues;
	readonly clock: Clock;
};
