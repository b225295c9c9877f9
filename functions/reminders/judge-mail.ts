import { dayIn } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { MailId, Mailing } from '../../shared/domain/mailing.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { dealtWithOn } from './deliver-mail.ts';
import type { SendPorts } from './ports.ts';

type Ports = Pick<SendPorts, 'mailings' | 'companies' | 'queues' | 'clock'>;

const tooLate = (detail: string): Refusal => new Refusal(409, 'MAIL_NOT_WAITING', 'This mail does not wait for you', detail);

const waiting = async (company: CompanyId, id: MailId, { mailings, companies, clock }: Ports): Promise<Mailing> => {
	const [mailing, owner] = await Promise.all([mailings.mailing(company, id), companies.company(company)]);
	if (!mailing || !owner) throw notFound('mail');
	if (mailing.state !== 'awaiting') throw tooLate('It was already approved, rejected, sent or put away. Look at the list again.');
	if (mailing.day < dayIn(owner.timeZone, clock.now())) throw tooLate('Its day is over; today decided anew. Look at the list of today.');
	return mailing;
};

/** It goes out with the next fresh read, if it is still true then. */
export const approveMail = async (company: CompanyId, id: MailId, by: string, ports: Ports): Promise<void> => {
	const mailing = await waiting(company, id, ports);
	const approved: Mailing = { ...mailing, state: 'planned', reasons: [], by, wake: ports.clock.now() };
	if ((await ports.mailings.save(approved)) === 'stale') throw tooLate('Somebody else was faster. Look at the list again.');
	await ports.queues.send({ type: 'reminders.send', company, mail: id });
};

/** A person decided that this stage is not to be: the customer's next stage comes on its own day. */
export const rejectMail = async (company: CompanyId, id: MailId, by: string, ports: Ports): Promise<void> => {
	const mailing = await waiting(company, id, ports);
	const rejected: Mailing = { ...mailing, state: 'suppressed', reasons: ['REJECTED'], by, wake: null };
	if ((await ports.mailings.settle(rejected, dealtWithOn(mailing))) === 'stale')
		throw tooLate('Somebody else was faster. Look at the list again.');
};
