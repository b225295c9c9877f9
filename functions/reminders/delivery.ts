/** What an event makes of its mail. Pure; the same in any order and any number of times. */
import { later } from '../../shared/domain/day.ts';
import type { Delivery, Mailing } from '../../shared/domain/mailing.ts';
import type { MailEvent } from './mail-event.ts';
import { eventMs } from './times.ts';

/** The later in this list is the more that is known: a delivery that is told of after its bounce changes nothing. */
const knowing: readonly Delivery[] = ['none', 'sent', 'delayed', 'delivered', 'rejected', 'bounced', 'complained'];
const knows = (delivery: Delivery): number => knowing.indexOf(delivery);

/** When it is looked at again: no more, but for its note in the ledger, which waits to hear whether it came back. */
const watched = (mailing: Mailing, { at, sentAt }: Pick<MailEvent, 'at' | 'sentAt'>): Pick<Mailing, 'wake' | 'note'> => {
	const { note, delivery } = mailing;
	if (note === undefined || note.state === 'done') return { wake: null };
	// Also one that was said to be delivered before: nobody read it.
	if (delivery === 'bounced' || delivery === 'rejected') return { note: { ...note, state: 'done' }, wake: null };
	if (note.state === 'owed') return { wake: mailing.wake };
	if (delivery === 'delivered' || delivery === 'complained') return { note: { ...note, state: 'owed' }, wake: at };
	return { wake: later(sentAt, eventMs) };
};

/**
 * Null: it tells nothing new. Whatever state the mail is in, its event proves that SES took it: one that was thought unsent, or that nobody knew about,
 * was sent; a worker about to send it again finds another revision and does not.
 */
export const mailAfter = (mailing: Mailing, event: Pick<MailEvent, 'messageId' | 'delivery' | 'sentAt' | 'at'>): Mailing | null => {
	const news = knows(event.delivery) > knows(mailing.delivery);
	const told = news ? { ...mailing, delivery: event.delivery, deliveryAt: event.at } : mailing;
	if (mailing.state === 'sent') {
		const next = { ...told, ...watched(told, { ...event, sentAt: mailing.sentAt ?? event.sentAt }) };
		const same = !news && mailing.messageId !== null && next.wake === mailing.wake;
		return same ? null : { ...next, messageId: mailing.messageId ?? event.messageId };
	}
	return {
		...told,
		...watched(told, event),
		state: 'sent',
		reasons: [],
		sentAt: event.sentAt,
		messageId: event.messageId,
		lease: null,
	};
};
