import type { Clock } from '../../shared/ports/clock.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { notedMails } from './times.ts';

type Ports = { readonly mailings: Pick<Mailings, 'dueNotes'>; readonly queues: Queues; readonly clock: Clock };

/** A few of the mails that are to be noted in their ledgers, longest waiting first: a flood of them never fills the queue that payments go by. 4 small queries. */
export const sweepNotes = async ({ mailings, queues, clock }: Ports): Promise<number> => {
	const due = await mailings.dueNotes(clock.now(), notedMails);
	for (const { company, id } of due) await queues.send({ type: 'reconcile.note', company, mail: id });
	return due.length;
};
