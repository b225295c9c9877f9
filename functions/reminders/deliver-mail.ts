import { later } from '../../shared/domain/day.ts';
import type { Order } from '../../shared/domain/letter.ts';
import type { Mailing, Sending } from '../../shared/domain/mailing.ts';
import { noteTo } from '../../shared/domain/reminder-note.ts';
import { type Letter, LetterFault } from '../../shared/ports/letters.ts';
import { MailFault } from '../../shared/ports/mailer.ts';
import { newPayLink, payUrl } from './pay-link.ts';
import type { LetterPorts, SendPorts } from './ports.ts';
import { backoffMs, eventMs } from './times.ts';
import type { Going } from './verdict.ts';

/** Null when the text cannot be written: a template names what is not there. */
export const written = async (order: Order, token: string | undefined, { letters, settings }: LetterPorts): Promise<Letter | null> => {
	try {
		return (await letters()).render({ ...order, payUrl: payUrl(settings.hub, token) });
	} catch (error) {
		if (error instanceof LetterFault) return null;
		throw error;
	}
};

/** What the mail's day is to its customer's reminders, once it is dealt with; what answers is no reminder. */
export const dealtWithOn = ({ kind, day }: Mailing) => (kind === 'reminder' ? day : null);

/** `mailing` as it stands at `sending`. What SES refused was certainly not sent; anything else is left for its event to tell. */
const notSent = async (mailing: Mailing, fault: unknown, { mailings, clock }: SendPorts): Promise<void> => {
	if (!(fault instanceof MailFault) || fault.kind === 'unknown') return;
	const back = { ...mailing, lease: null, sendingAt: null, tries: mailing.tries + 1 };
	// Stale: its event came first, and it was sent after all.
	if (fault.kind === 'throttled')
		await mailings.save({ ...back, state: 'planned', reasons: ['MAIL_BUSY'], wake: later(clock.now(), backoffMs(mailing.tries)) });
	else await mailings.settle({ ...back, state: 'suppressed', reasons: ['MAIL_REFUSED'], wake: null }, null);
};

/**
 * Sends a claimed mail. The link is kept before anybody can follow it, `sending` is written immediately before the call, and the call is made once.
 * Whatever is cut after that is resolved by the mail's own event.
 */
export const deliverMail = async (
	claimed: Mailing,
	{ order, found, to }: Going,
	{ notedIn = [] }: Pick<Sending, 'notedIn'>,
	ports: SendPorts,
): Promise<void> => {
	const { mailings, clock, payments, settings } = ports;
	// Who has the code has nothing to follow: a link beside it would teach people to.
	const pay = claimed.notice?.name === 'code' ? null : newPayLink(claimed, order.language, clock.now());
	const letter = await written(order, pay?.token, ports);
	if (!letter) {
		await mailings.settle({ ...claimed, ...found, state: 'suppressed', reasons: ['TEMPLATE_BROKEN'], lease: null, wake: null }, null);
		return;
	}
	const mailer = await ports.mailer();
	if (pay) await payments.saveLink(pay.link);
	const now = clock.now();
	const sending: Mailing = {
		...claimed,
		...found,
		state: 'sending',
		reasons: [],
		language: letter.language,
		subject: letter.subject,
		sendingAt: now,
		...(claimed.kind === 'reminder' && notedIn.includes(claimed.ledger) ? { note: noteTo(to) } : {}),
		wake: later(now, eventMs),
	};
	if ((await mailings.save(sending)) === 'stale') return;
	const saved = { ...sending, rev: sending.rev + 1 };
	let messageId: string;
	try {
		messageId = await mailer.send({
			from: { name: order.seller.name, address: settings.from },
			replyTo: order.seller.replyTo,
			to,
			...letter,
			tag: { company: saved.company, mail: saved.id },
			date: new Date(now),
		});
	} catch (fault) {
		return notSent(saved, fault, ports);
	}
	const sentAt = clock.now();
	// Stale: its event was faster and has said the same.
	await mailings.settle({ ...saved, state: 'sent', sentAt, messageId, lease: null, wake: later(sentAt, eventMs) }, dealtWithOn(saved));
};
