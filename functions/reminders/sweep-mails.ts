import type { PlanPorts } from './ports.ts';

const companiesAtOnce = 200;
const mailsAtOnce = 500;

/** Companies whose day is to be planned and mails that somebody must look at again: every lost message is rebuilt from what is stored. 8 small queries. */
export const sweepMails = async ({ mailings, queues, clock }: Pick<PlanPorts, 'mailings' | 'queues' | 'clock'>): Promise<number> => {
	const now = clock.now();
	const companies = await mailings.dueSendings(now, companiesAtOnce);
	for (const { company } of companies) await queues.send({ type: 'reminders.plan', company });
	const mails = await mailings.dueMailings(now, mailsAtOnce);
	for (const { company, id } of mails) await queues.send({ type: 'reminders.send', company, mail: id });
	return companies.length + mails.length;
};
