import { clock } from '../../shared/runtime/clock.ts';
import { books, companies, connections } from '../../shared/runtime/data.ts';
import { openAccounting } from '../../shared/runtime/ledgers.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import type { SyncPorts } from './ports.ts';
import { pullStep } from './pull-step.ts';
import { recountLedger } from './recount-ledger.ts';
import { stopRun } from './stop-run.ts';

const ports = (): SyncPorts => ({
	books: books(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	vault: vault(),
	openAccounting,
	clock,
});

export const handler = onQueue(
	{ 'sync.pull': (message) => pullStep(message, ports()), 'sync.recount': (message) => recountLedger(message, ports()) },
	{ 'sync.pull': (message, reason) => stopRun(message, reason, ports()) },
);
