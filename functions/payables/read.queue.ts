import { clock } from '../../shared/runtime/clock.ts';
import { allowances, books, connections, owed } from '../../shared/runtime/data.ts';
import { openPayables } from '../../shared/runtime/ledgers.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { vault } from '../../shared/runtime/vault.ts';
import type { PayablesPorts } from './ports.ts';
import { readPayables } from './read-payables.ts';

const ports = (): PayablesPorts => ({
	allowances: allowances(),
	books: books(),
	connections: connections(),
	owed: owed(),
	openPayables,
	queues: queues(),
	vault: vault(),
	clock,
});

export const handler = onQueue({ 'payables.read': (message) => readPayables(message, ports()) });
