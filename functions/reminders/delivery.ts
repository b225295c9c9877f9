/** What an event makes of its mail. Pure; the same in any order and any number of times. */
import type { Delivery, Mailing } from '../../shared/domain/mailing.ts';
import type { MailEvent } from './mail-event.ts';

/** The later in this list is the more that is known: a delivery that is told of after its bounce changes nothing. */
const knowing: readonly Delivery[] = ['none', 'sent', 'delayed', 'delivered', 'rejected', 'bounced', 'complained'];
const knows = (delivery: Delivery): number => knowing.indexOf(delivery);

/**
 * Null: it tells nothing new. Whatever state the mail is in, its event proves that SES took it: one that was thought unsent, or that nobody knew about,
 * was sent; a worker about to send it again finds another revision and does not.
 */
export const mailAfter = (mailing: Mailing, event: Pick<MailEvent, 'messageId' | 'delivery' | 'sentAt' | 'at'>): Mailing | null => {
	const news = knows(event.delivery) > knows(mailing.delivery);
	const delivery = news ? { delivery: event.delivery, deliveryAt: event.at } : {};
	if (mailing.state === 'sent')
		return news || mailing.wake !== null || mailing.messageId === null
			? { ...mailing, ...delivery, messageId: mailing.messageId ?? event.messageId, wake: null }
			: null;
	return {
		...mailing,
		...delivery,
		state: 'sent',
		reasons: [],
		sentAt: event.sentAt,
		messageId: event.messageId,
		lease: null,
		wake: null,
	};
};
