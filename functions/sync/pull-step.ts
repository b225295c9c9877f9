import { randomUUID } from 'node:crypto';
import { msOf } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { accessTo, spareMs } from './access.ts';
import { move } from './move.ts';
import type { SyncPorts } from './ports.ts';
import { ReadAhead } from './read-ahead.ts';
import { begun, finishedUntied, isRunning, postponed, type Running } from './run.ts';
import { doStep } from './steps.ts';

/** The run this message is for, begun if need be; null when there is nothing to do: a stale copy, a strange ledger, a run already under way. */
const runFor = async ({ company, ledger, run, step }: MessageOf<'sync.pull'>, ports: SyncPorts): Promise<Running | null> => {
	for (;;) {
		const connection = await ports.connections.connection(company, ledger);
		if (connection?.state !== 'connected') return null;
		if (isRunning(connection)) {
			// Asked to begin: a stopped run takes its page up again, and one that was cut before its first step ended goes on at once.
			const untouched = connection.run.step === 0 && connection.run.failures === 0;
			if (run === null) return connection.stopped || untouched ? connection : null;
			return connection.run.id === run && connection.run.step === step ? connection : null;
		}
		if (run !== null) return null;
		const fresh = begun(connection, randomUUID(), ports.clock.now());
		if ((await ports.connections.saveConnection(fresh)) === 'saved') return { ...fresh, rev: connection.rev + 1 };
	}
};

/** This read changed something: `freshAsOf` is when it began. */
const changed = ({ changedAt, freshAsOf }: Connection): boolean => changedAt !== null && freshAsOf !== null && changedAt >= freshAsOf;

/** The message of what is left; when nothing is, mails that waited for this read may go, and payment links may ask for what is no longer owed. */
const tellNext = async (next: Connection, { queues }: SyncPorts): Promise<void> => {
	const { company, ledger, run } = next;
	if (!run) {
		if (changed(next)) await queues.send({ type: 'pay.links', company });
		return queues.send({ type: 'reminders.release', company, ledger });
	}
	await queues.send({ type: 'sync.pull', company, ledger, run: run.id, step: run.step }, { dedupe: `${run.id}:${run.step}` });
};

/** A token that has not run out and is refused again and again will not be mended by refreshing it. */
const refusalsUntilAPersonMustLook = 3;

const lostConsent = (running: Running, text: string, ports: SyncPorts) =>
	move(
		running,
		(latest) => ({
			...latest,
			state: 'needs-reconnecting',
			wake: null,
			stopped: null,
			lastError: { text, at: ports.clock.now(), retryAt: null },
		}),
		ports,
	);

/** A token is refused, or has run out: the grant is refreshed, and whoever refreshes it sends this step again. */
const awaitToken = async (running: Running, text: string, ports: SyncPorts): Promise<void> => {
	const { company, grant: id, run } = running;
	const now = ports.clock.now();
	const grant = await ports.connections.grant(company, id);
	const unexpired = grant !== null && msOf(grant.accessExpiresAt) - msOf(now) >= spareMs;
	if (unexpired && run.failures >= refusalsUntilAPersonMustLook) {
		await lostConsent(
			running,
			'The provider refuses our permission although it was renewed. Press Reconnect; nothing that was read is lost.',
			ports,
		);
		return;
	}
	// Marked as run out, so that it is refreshed now; not while a refresh is under way, whose answer brings a new one anyway.
	if (unexpired && !grant.refreshing) await ports.connections.saveGrant({ ...grant, accessExpiresAt: now, wake: now });
	await move(running, (latest) => postponed(latest, text, null, now, true), ports);
	await ports.queues.send({ type: 'connect.refresh', company, grant: id });
};

/** A tie-out that cannot be had after so many tries is given up until the next delta: the copy itself is complete. */
const tieOutTries = 2;

const faulted = async (running: Running, fault: AccountingFault, ports: SyncPorts): Promise<void> => {
	const now = ports.clock.now();
	const { stage, failures } = running.run;
	if (fault.kind === 'unauthorised') return awaitToken(running, fault.message, ports);
	if (fault.kind === 'forbidden') {
		await lostConsent(running, fault.message, ports);
		return;
	}
	if (stage === 'tie-out' && (fault.kind === 'refused' || failures + 1 >= tieOutTries)) {
		const over = await move(running, (latest) => finishedUntied(latest, fault.message, now), ports);
		if (over) await tellNext(over, ports);
		return;
	}
	if (fault.kind === 'refused') throw fault;
	await move(running, (latest) => postponed(latest, fault.message, fault.retryAfterMs, now), ports);
};

/** Puts off what time mends, marks what a person must mend, throws the rest. */
const failed = async (running: Running, error: unknown, ports: SyncPorts): Promise<void> => {
	if (error instanceof AccountingFault) return faulted(running, error, ports);
	if (!(error instanceof TryLater)) throw error;
	await move(running, (latest) => postponed(latest, 'Our own table is busy. Reading goes on by itself.', null, ports.clock.now()), ports);
};

/**
 * Reads on for one ledger: a page, the adding up, the tie-out; several pages while there is time, the next fetched as the last is written. Each step
 * saves how far it came before the next begins, and the message for what is left is sent at the end; whatever is cut in between is done again from
 * the saved state, and every write of a step may be repeated.
 */
export const pullStep = async (message: MessageOf<'sync.pull'>, ports: SyncPorts): Promise<void> => {
	const first = await runFor(message, ports);
	if (!first) return;
	const begunAt = first.run.step;
	let running = first;
	try {
		const ahead = new ReadAhead(await accessTo(running, ports), ports.clock);
		for (;;) {
			const next = await move(running, await doStep(running, ahead, ports), ports);
			if (!next) return;
			if (!isRunning(next) || !ahead.waiting) return await tellNext(next, ports);
			running = next;
		}
	} catch (error) {
		await failed(running, error, ports).catch(async (reason: unknown) => {
			// This message is for an earlier step: delivered again it would be dropped as old. The step that failed gets its own.
			if (running.run.step === begunAt) throw reason;
			await tellNext(running, ports);
		});
	}
};
