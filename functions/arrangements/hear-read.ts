import { arrangementKinds } from '../../shared/domain/arrangements/kinds.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { ArrangementPorts } from './ports.ts';

const atOnce = 50;

/**
 * A read of a ledger changed something: every customer of it who has something that is not over is looked at. The first page of each kind at once; of a kind that has
 * more, each further page by a message of its own. Cost: 0.5 RCU a kind and for some 20 rows, and `tend` a customer.
 */
export const hearRead = async (
	{ company, ledger, kind, from }: MessageOf<'arrangements.read'>,
	{ arrangements, queues }: Pick<ArrangementPorts, 'arrangements' | 'queues'>,
): Promise<void> => {
	const customers = new Set<CustomerId>();
	for (const each of kind === null ? arrangementKinds : [kind]) {
		const { rows, next } = await arrangements.customersWith(company, ledger, each, atOnce, kind === null ? null : from);
		for (const customer of rows) customers.add(customer);
		if (next !== null) await queues.send({ type: 'arrangements.read', company, ledger, kind: each, from: next });
	}
	for (const customer of customers) await queues.send({ type: 'arrangements.tend', company, customer });
};
