import { clock } from '../../shared/runtime/clock.ts';
import { companies, connections, mailings } from '../../shared/runtime/data.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { log } from '../../shared/runtime/log.ts';
import { mailer, mailFrom } from '../../shared/runtime/mailer.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { linksLeadTo } from '../../shared/runtime/sending.ts';
import { tellLost } from './tell-lost.ts';
import { warnEnding } from './warn-ending.ts';
import type { TellPorts } from './write-people.ts';

const ports = (): TellPorts => ({
	connections: connections(),
	companies: companies(),
	mailings: mailings(),
	letters,
	mailer,
	clock,
	log,
	settings: { hub: linksLeadTo(), from: mailFrom() },
});

export const handler = onQueue({
	'connect.tell': (message) => tellLost(message, ports()),
	'connect.warn': (message) => warnEnding(message, ports()),
});
