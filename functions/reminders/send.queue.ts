import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, books, companies, connections, looks, mailings, payments } from '../../shared/runtime/data.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { log } from '../../shared/runtime/log.ts';
import { mailer, mailFrom } from '../../shared/runtime/mailer.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { linksLeadTo, newCompanySending } from '../../shared/runtime/sending.ts';
import type { SendPorts } from './ports.ts';
import { sendMail } from './send-mail.ts';

const ports = (): SendPorts => ({
	mailings: mailings(),
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	payments: payments(),
	looks: looks(),
	queues: queues(),
	letters,
	mailer,
	clock,
	log,
	settings: { hub: linksLeadTo(), from: mailFrom(), newCompanySending: newCompanySending() },
});

export const handler = onQueue({ 'reminders.send': (message) => sendMail(message, ports()) });
