import { clock } from '../../shared/runtime/clock.ts';
import { companies, connections, directory, ledgerMoves, mailings, people } from '../../shared/runtime/data.ts';
import { letters } from '../../shared/runtime/letters.ts';
import { log } from '../../shared/runtime/log.ts';
import { mailer, mailFrom } from '../../shared/runtime/mailer.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { linksLeadTo } from '../../shared/runtime/sending.ts';
import { tellLost } from './tell-lost.ts';
import { type MovePorts, tendMove } from './tend-move.ts';
import { warnEnding } from './warn-ending.ts';
import { writeInvitation } from './write-invitation.ts';

const ports = (): MovePorts => ({
	connections: connections(),
	companies: companies(),
	directory: directory(),
	moves: ledgerMoves(),
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
	'connect.move': (message) => tendMove(message, ports()),
	'connect.invite': (message) => writeInvitation(message, { ...ports(), people: people(), letters }),
});
