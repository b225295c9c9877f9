import type { MailId } from '../../shared/domain/mailing.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { staffMail } from '../../shared/ports/mailer.ts';
import { dealtWithOn } from './deliver-mail.ts';
import { mailAfter } from './delivery.ts';
import { type MailEvent, readMailEvent } from './mail-event.ts';
import type { SendPorts } from './ports.ts';

type Ports = Pick<SendPorts, 'mailings' | 'log'>;

const tries = 10;

const note = async (company: string, id: MailId, event: MailEvent, { mailings, log }: Ports): Promise<void> => {
	for (let i = 0; i < tries; i++) {
		const mailing = await mailings.mailing(company, id);
		if (!mailing) return log.warn('MAIL_EVENT_STRANGE', { company });
		if (mailing.messageId !== null && mailing.messageId !== event.messageId) log.error('MAIL_DOUBLED', { company });
		for (const address of event.refused) await mailings.refuseAddress(company, mailing.customer, address, event.at);
		const next = mailAfter(mailing, event);
		if (!next) return;
		const saved = mailing.state === 'sent' ? await mailings.save(next) : await mailings.settle(next, dealtWithOn(next));
		if (saved === 'saved') return;
	}
	throw new TryLater('a mail kept changing while its event was noted');
};

/** An event of the mail service: what became of a mail. Those of others' mails, and kinds that tell nothing, are dropped. Throws `BrokenEvent`. */
export const noteEvent = async (body: string, ports: Ports): Promise<void> => {
	const event = readMailEvent(body);
	// What the hub writes to a company's own people is no mailing: nothing waits for its events.
	if (event?.tag && !event.tag.mail.startsWith(staffMail)) await note(event.tag.company, event.tag.mail, event, ports);
};
