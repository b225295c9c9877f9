import { type LedgerId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { mailRef } from '../../shared/domain/mailing.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { notedLooked, notedMails, notedOfLedger } from './times.ts';

type Ports = { readonly mailings: Pick<Mailings, 'dueNotes'>; readonly queues: Queues; readonly clock: Clock };

/**
 * A few of the mails that are to be noted in their ledgers, longest waiting first, and of no ledger more than its part: a flood of them never fills the queue that
 * payments go by. 4 small queries; 0.5 RCU for some 25 that wait.
 */
export const sweepNotes = async ({ mailings, queues, clock }: Ports): Promise<number> => {
	const due = await mailings.dueNotes(clock.now(), notedLooked);
	const taken = new Map<LedgerId, number>();
	let sent = 0;
	for (const { company, id } of due) {
		if (sent >= notedMails) break;
		const ref = mailRef(id);
		const ledger = `${company} ${ref ? ledgerOfCustomer(ref.customer) : ''}`;
		const before = taken.get(ledger) ?? 0;
		if (before >= notedOfLedger) continue;
		taken.set(ledger, before + 1);
		sent += 1;
		await queues.send({ type: 'reconcile.note', company, mail: id });
	}
	return sent;
};
