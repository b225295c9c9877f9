import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, books, companies, connections, postings } from '../../shared/runtime/data.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { hearRead } from './hear-read.ts';
import type { ArrangementPorts } from './ports.ts';
import { tend } from './tend.ts';

const ports = (): ArrangementPorts => ({
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	postings: postings(),
	queues: queues(),
	clock,
});

export const handler = onQueue({
	'arrangements.tend': (message) => tend(message, ports()),
	'arrangements.read': (message) => hearRead(message, ports()),
});
