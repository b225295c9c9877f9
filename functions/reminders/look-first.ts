/** The second half of the barrier (DESIGN 9.2, ADR 0019): where much is asked, or the last mail is unknown, what a mail speaks of is read once more by id. */
import { createHash } from 'node:crypto';
import { addDays, type Instant, later, startOfDay } from '../../shared/domain/day.ts';
import { asking, readAt, type Wanted } from '../../shared/domain/look.ts';
import type { Facts, Mailing } from '../../shared/domain/mailing.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { neededSince } from './ask-ledger.ts';
import { hashed } from './gather-facts.ts';
import type { SendPorts } from './ports.ts';
import { backoffMs, staleMs, unreadableMs } from './times.ts';
import type { Going, Verdict } from './verdict.ts';

type Look = MessageOf<'sync.look'>;

const withLook = ({ freshAsOf, documents, unapplied }: Facts, { invoices, of }: Wanted, lookedAt: Instant): Facts =>
	hashed({ freshAsOf, documents, unapplied, lookedAt, ...(invoices < of ? { lookedMost: invoices } : {}) });

/** Not long after its day is over it is looked at in any case, however long the provider wants to be left alone. */
const waits = (until: Instant, now: Instant): Extract<Verdict, { is: 'wait' }> => {
	const latest = later(now, unreadableMs);
	return { is: 'wait', reason: 'CHECKING', wake: until < latest ? until : latest };
};

/**
 * `going` itself where nothing more has to be read, with the moment where it was; otherwise the mail waits, and asks for it unless it did a moment ago. What
 * came into the mail after it was read has it asked for again: with a pause that grows, so that a day brings some thirty of them at most. 1 RCU, 1–2 WCU.
 */
export const lookFirst = async (mailing: Mailing, going: Going, timeZone: string, ports: SendPorts): Promise<Verdict> => {
	const { speaks, found } = going;
	if (!speaks || !(speaks.must || mailing.reasons.includes('CHECKING'))) return going;
	const { company, ledger, id: mail, day } = mailing;
	const now = ports.clock.now();
	const since = neededSince(mailing.plannedAt, now);
	const known = await ports.looks.look(company, ledger, mail);
	const at = known && readAt(known, speaks.names, since);
	if (at) return { ...going, found: { ...found, facts: found.facts && withLook(found.facts, speaks, at) } };
	if (!speaks.must) return going;
	if (known && known.retryAt > now) return waits(known.retryAt, now);
	const until = startOfDay(addDays(day, 1), timeZone);
	const next = asking(known, { company, ledger, mail }, { names: speaks.names, since, until }, { now, pauseMs: backoffMs });
	if ((await ports.looks.saveLook(next)) === 'stale') return waits(later(now, staleMs), now);
	return { ...waits(next.retryAt, now), look: { type: 'sync.look', company, ledger, mail } };
};

/** In the ledger's own lane; once a minute at most, as the pause before the next time is longer. */
export const askLook = (look: Look, { queues, clock }: Pick<SendPorts, 'queues' | 'clock'>): Promise<void> => {
	const who = createHash('sha256').update(look.mail).digest('hex').slice(0, 32);
	return queues.send(look, { dedupe: `look:${clock.now().slice(0, 16)}:${who}` });
};
