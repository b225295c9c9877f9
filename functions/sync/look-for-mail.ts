import { later } from '../../shared/domain/day.ts';
import { type Look, paused, unread } from '../../shared/domain/look.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { accessTo } from './access.ts';
import { type Done, lookDocuments } from './look-documents.ts';
import type { LookPorts } from './look-ports.ts';

const waitFor = async (look: Look, ms: number, { looks, clock }: LookPorts): Promise<void> => {
	const until = later(clock.now(), ms);
	for (let latest: Look | null = look; latest; latest = await looks.look(look.company, look.ledger, look.mail)) {
		const next = paused(latest, until);
		if (!next || (await looks.saveLook(next)) === 'saved') return;
	}
};

/** Noted before the first call, on whatever was asked anew meanwhile. */
const begun = async (look: Look, { looks }: LookPorts): Promise<Look> => {
	for (let latest = look; ; ) {
		if (latest.begun) return latest;
		if ((await looks.saveLook({ ...latest, begun: true })) === 'saved') return { ...latest, begun: true, rev: latest.rev + 1 };
		latest = (await looks.look(look.company, look.ledger, look.mail)) ?? latest;
	}
};

/** Nothing is taken for read. The mail waits, and asks again after its pause, or when the provider said. */
const failed = async (look: Look, error: unknown, ports: LookPorts): Promise<void> => {
	const { company, ledger } = look;
	if (error instanceof TryLater) return ports.log.warn('LOOK_FAILED', { company, ledger, code: 'busy' });
	if (!(error instanceof AccountingFault)) throw error;
	ports.log.warn('LOOK_FAILED', { company, ledger, code: error.kind });
	if (error.retryAfterMs !== null) await waitFor(look, error.retryAfterMs, ports);
	if (error.kind !== 'unauthorised') return;
	// A delta knows what to do about a token that is refused, and takes the mail up again.
	const now = ports.clock.now();
	const dedupe = `look:${now.slice(0, 16)}:${ledger}`.slice(0, 128);
	await ports.queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0, since: now, copyOnly: true }, { dedupe });
};

const readOn = async (look: Look, connection: Connection, ports: LookPorts): Promise<Done> => {
	const access = await accessTo(connection, 'asked', ports);
	if (!access) return { look, changed: 0 };
	try {
		return await lookDocuments(await begun(look, ports), connection, access.accounting, ports);
	} catch (error) {
		access.meter.failed(error);
		throw error;
	} finally {
		await access.meter.keep();
	}
};

/**
 * Reads by id what a mail speaks of, saves what it finds, and has the mail decided again. Reads only: what comes twice or is cut costs calls and nothing
 * else, and a document counts as read when what was said of it is saved. ⌈n / atOnce⌉ calls a kind, and one for each document that the answer leaves out.
 */
export const lookForMail = async (message: MessageOf<'sync.look'>, ports: LookPorts): Promise<void> => {
	const { company, ledger, mail } = message;
	const { looks, connections, queues, clock, log } = ports;
	const look = await looks.look(company, ledger, mail);
	if (!look || look.until <= clock.now()) return;
	const left = unread(look).length;
	let done: Done = { look, changed: 0 };
	if (left > 0) {
		const connection = await connections.connection(company, ledger);
		// The mail says so itself, and waits.
		if (connection?.state !== 'connected' || connection.phase !== 'live') return;
		try {
			done = await readOn(look, connection, ports);
		} catch (error) {
			return failed(look, error, ports);
		}
	}
	const more = done.look ? unread(done.look).length : 0;
	if (more > 0 && more < left) return queues.send(message, { dedupe: `look:${done.look?.rev}:${more}:${mail}`.slice(0, 128) });
	if (more > 0) return log.warn('LOOK_UNTOLD', { company, ledger, count: more });
	// As after a read that changed something. One that was begun before this message may have been cut, and forgot what it found.
	if (done.changed > 0 || look.begun) {
		await queues.send({ type: 'pay.links', company });
		await queues.send({ type: 'arrangements.read', company, ledger, kind: null, from: null });
	}
	await queues.send({ type: 'reminders.send', company, mail });
};
