import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';

/** All that arrangements need from outside. */
export type ArrangementPorts = {
	readonly arrangements: Arrangements;
	readonly books: Pick<Books, 'customer' | 'document' | 'laddersOf' | 'openDocumentsOf' | 'names'>;
	readonly companies: Pick<Companies, 'company' | 'users'>;
	readonly connections: Pick<Connections, 'connection'>;
	readonly postings: Pick<Postings, 'posting' | 'settings'>;
	readonly queues: Queues;
	readonly clock: Clock;
};
