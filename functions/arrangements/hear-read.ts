import { arrangementKinds } from '../../shared/domain/arrangements/kinds.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { ArrangementPorts } from './ports.ts';

const atOnce = 50;

/**
 * A read of a ledger changed something: every customer of it who has something that is not over is looked at, page by page, kind by kind. One message a page, so that
 * whoever is cut goes on there. Cost: 0.5 RCU for some 20 rows, and `tend` a customer.
 */
export const hearRead = async (
	{ company, ledger, kind, from }: MessageOf<'arrangements.read'>,
	{ arrangements, queues }: Pick<ArrangementPorts, 'arrangements' | 'queues'>,
): Promise<void> => {
	const of = kind ?? arrangementKinds[0];
	if (of === undefined) return;
	const { rows, next } = await arrangements.customersWith(company, ledger, of, atOnce, from);
	for (const customer of rows) await queues.send({ type: 'arrangements.tend', company, customer });
	const after = arrangementKinds[arrangementKinds.indexOf(of) + 1];
	if (next !== null) await queues.send({ type: 'arrangements.read', company, ledger, kind: of, from: next });
	else if (after !== undefined) await queues.send({ type: 'arrangements.read', company, ledger, kind: after, from: null });
};
