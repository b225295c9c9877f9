import { randomUUID } from 'node:crypto';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { SyncPorts } from './ports.ts';
import { begun, isAsked, retried } from './run.ts';
import { isRunning, type Running } from './running.ts';
import { sweepsNow } from './sweep-time.ts';
import { stoppedRetryMs } from './times.ts';

type Pull = Pick<MessageOf<'sync.pull'>, 'run' | 'step' | 'since' | 'sweep'>;

const isFor = ({ run }: Running, message: Pull): boolean => message.run === run.id && message.step === run.step;

/**
 * A stopped step is taken up by whoever asked after its last try, and by the sweeper once its hour is over. A message that comes again after its function
 * was cut is neither: it ends here instead of among the dead letters.
 */
const takesUp = (connection: Running, message: Pull, now: Instant): boolean => {
	const triedAt = connection.stopped?.triedAt ?? null;
	if (message.run === null) return triedAt === null || message.since === undefined || message.since > triedAt;
	return isFor(connection, message) && (triedAt === null || now >= later(triedAt, stoppedRetryMs));
};

/** A sweep shows what is open, not what changed: the delta before it may have been enough. */
const isSince = ({ run, freshAsOf }: Running, since: string): boolean =>
	run.mode === 'sweep' ? freshAsOf !== null && freshAsOf >= since : run.startedAt >= since;

/** What is asked for now is not in a read that began before: it is noted, and read as soon as that one ends. */
const asking = (connection: Running, { run, since }: Pull, now: Instant): Connection =>
	run === null && since !== undefined && !isSince(connection, since) && !isAsked(connection) ? { ...connection, askedAt: now } : connection;

/** Somebody waits for this very read, which the clock or a webhook began: it may ask for what they may not. */
const waitedFor = (connection: Running, { run, since }: Pull): Running =>
	run !== null || since === undefined || connection.run.mode === 'sweep' || connection.run.asked === true || !isSince(connection, since)
		? connection
		: { ...connection, run: { ...connection.run, asked: true } };

/** A wish for a sweep is kept until one has been made; everything is more than what is open. After one that was given up, who asks anew does not wait. */
const wishing = (connection: Connection, { sweep }: Pull, now: Instant): Connection => {
	if (sweep === undefined) return connection;
	const { sweepAsked, sweepDue, lastSweep } = connection;
	const again = lastSweep !== undefined && lastSweep.failed !== null && sweepDue !== undefined && sweepDue > now ? { sweepDue: now } : {};
	const wish = sweepAsked === sweep || sweepAsked === 'everything' ? {} : { sweepAsked: sweep };
	return 'sweepDue' in again || 'sweepAsked' in wish ? { ...connection, ...again, ...wish } : connection;
};

/** Was cut before its first step ended, and goes on at once; or makes way for what is more pressing, and here is somebody who asks. */
const isIdle = ({ run }: Running, { since }: Pull): boolean =>
	(run.step === 0 && run.failures === 0) || (run.held === true && since !== undefined);

/**
 * The run this message is for, begun if need be; null when there is nothing to do: a stale copy, a strange ledger, a run already under way, a read that
 * was made since it was asked for.
 */
export const runFor = async (message: MessageOf<'sync.pull'>, { connections, clock }: SyncPorts): Promise<Running | null> => {
	for (;;) {
		const known = await connections.connection(message.company, message.ledger);
		if (known?.state !== 'connected') return null;
		const now = clock.now();
		if (!isRunning(known)) {
			if (message.run !== null) return null;
			if (message.since !== undefined && known.freshAsOf !== null && known.freshAsOf >= message.since) return null;
			// Whoever says since when, or waits for the end of another read, wants what changed.
			const wished = wishing(known, message, now);
			const sweeps = message.since === undefined && !isAsked(known) && sweepsNow(wished, now);
			const asked = message.since !== undefined || isAsked(known);
			const fresh = begun(wished, randomUUID(), now, { sweeps, copyOnly: message.copyOnly === true, asked });
			if ((await connections.saveConnection(fresh)) === 'saved') return { ...fresh, rev: known.rev + 1 };
			continue;
		}
		const goesOn = known.stopped ? takesUp(known, message, now) : message.run === null ? isIdle(known, message) : isFor(known, message);
		const next = wishing(asking(waitedFor(known.stopped && goesOn ? retried(known, now) : known, message), message, now), message, now);
		if (next === known) return goesOn ? known : null;
		if ((await connections.saveConnection(next)) === 'stale') continue;
		return goesOn && isRunning(next) ? { ...next, rev: known.rev + 1 } : null;
	}
};
