import { addDays, dayIn } from '../../shared/domain/day.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { PlanPorts } from './ports.ts';
import { changeSending } from './sending-of.ts';

const mailsAPage = 100;

/**
 * A ledger was read to its end: what waited for that is looked at now. Also the first sight of a company whose ledger has just become readable, and, on
 * the day of its first full read, the moment to look for candidates again: its customers were not there when the day was planned.
 */
export const releaseLedger = async ({ company: id, ledger }: MessageOf<'reminders.release'>, ports: PlanPorts): Promise<number> => {
	const { mailings, companies, connections, queues, clock } = ports;
	const [company, connection] = await Promise.all([companies.company(id), connections.connection(id, ledger)]);
	if (!company || connection?.phase !== 'live') return 0;
	const today = dayIn(company.timeZone, clock.now());
	const firstReadToday = connection.lastFullAt !== null && dayIn(company.timeZone, connection.lastFullAt) === today;
	const sending = await changeSending(id, ports, (known) => {
		if (known.rev === 0) return known; // never looked at: it begins
		// Also when the day is being planned this moment: that planner may have passed over these customers, and its save must fail.
		return firstReadToday && known.mode !== 'off' ? { ...known, plannedFor: null, cursor: null, wake: clock.now() } : null;
	});
	if (sending.mode === 'off') return 0;
	if (sending.plannedFor === null || sending.plannedFor < today) await queues.send({ type: 'reminders.plan', company: id });
	let released = 0;
	// Yesterday's leftovers too: they are closed, so that nothing is left open.
	for (const day of [addDays(today, -1), today])
		for (let from: string | null = null, more = true; more; ) {
			const page = await mailings.ofDay(id, day, 'planned', mailsAPage, from);
			for (const mailing of page.rows) {
				if (mailing.ledger !== ledger) continue;
				await queues.send({ type: 'reminders.send', company: id, mail: mailing.id });
				released += 1;
			}
			from = page.next;
			more = from !== null;
		}
	return released;
};
