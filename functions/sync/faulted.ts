/** What a failed step means: put off what time mends, mark what a person must mend, throw the rest. A comparison that fails never stops a read. */
import { type Connection, consentLost, type TokenRefused } from '../../shared/domain/connection.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { Held } from '../../shared/ports/meter.ts';
import { spareMs } from './access.ts';
import { move } from './move.ts';
import type { SyncPorts } from './ports.ts';
import { finishedUntied, postponed } from './run.ts';
import { called, type Running } from './running.ts';
import { sweepGivenUp } from './sweep-moves.ts';
import { nextSweep } from './sweep-time.ts';
import { tellNext } from './tell-next.ts';
import { forbiddenApartMs, renewedRefusals, sweepTries, sweepWaitMs } from './times.ts';

/** `calls`: provider calls not yet in the run. `generation`: of the token that was used; null when none was. */
export type Failure = { readonly error: unknown; readonly calls: number; readonly generation: number | null };

const savesNothing = async (saved: Promise<Connection | null>): Promise<void> => void (await saved);

/** A person must agree again. What was read stays; the ledger's own wake has its people told. */
export const lostConsent = (running: Running, text: string, calls: number, ports: SyncPorts): Promise<void> => {
	return savesNothing(move(running, (latest) => consentLost(called(latest, calls), text, ports.clock.now()), ports));
};

/** The run ends without a comparison. */
export const endUntied = async (running: Running, text: string, calls: number, ports: SyncPorts): Promise<void> => {
	const over = await move(running, (latest) => finishedUntied(called(latest, calls), text, ports.clock.now()), ports);
	if (over) await tellNext(over, ports);
};

type Putting = { readonly text: string; readonly calls: number; readonly retryAfterMs?: number | null; readonly waitsForToken?: boolean };

const putOff = (running: Running, put: Putting, ports: SyncPorts, more: Partial<Running['run']> = {}): Promise<void> => {
	const { text, calls, retryAfterMs = null, waitsForToken = false } = put;
	const later = (latest: Running): Connection => {
		const next = postponed(called(latest, calls), text, retryAfterMs, ports.clock.now(), waitsForToken);
		return { ...next, run: { ...next.run, ...more } };
	};
	return savesNothing(move(running, later, ports));
};

const refusedForGood = 'The provider refuses our permission although it was renewed. Press Reconnect; nothing that was read is lost.';

/**
 * A token is refused, or has run out: the grant is refreshed, and whoever refreshes it sends this step again. One that has not run out is renewed once;
 * from then on refusals of what was given out later count, and nothing else does.
 */
const awaitToken = async (running: Running, fault: AccountingFault, { calls, generation }: Failure, ports: SyncPorts): Promise<void> => {
	const { company, grant: id, run } = running;
	const { message: text } = fault;
	const now = ports.clock.now();
	const grant = await ports.connections.grant(company, id);
	const unexpired = grant !== null && msOf(grant.accessExpiresAt) - msOf(now) >= spareMs;
	// Renewed while this step was at work: the new one is tried before anything is said of it.
	if (unexpired && generation !== grant.generation) return putOff(running, { text, calls }, ports);
	const before = run.tokenRefused ?? null;
	if (unexpired && before !== null && grant.generation > before.generation) {
		const tokenRefused: TokenRefused = { ...before, renewed: before.renewed + 1 };
		if (tokenRefused.renewed < renewedRefusals) return putOff(running, { text, calls }, ports, { tokenRefused });
		if (run.stage === 'tie-out') return endUntied(running, text, calls, ports);
		return lostConsent(running, refusedForGood, calls, ports);
	}
	// Marked as run out, so that it is refreshed now; not while a refresh is under way, whose answer brings a new one anyway.
	if (unexpired && !grant.refreshing) await ports.connections.saveGrant({ ...grant, accessExpiresAt: now, wake: now });
	const tokenRefused = unexpired ? (before ?? { generation: grant.generation, renewed: 0 }) : before;
	await putOff(running, { text, calls, waitsForToken: true }, ports, { tokenRefused });
	await ports.queues.send({ type: 'connect.refresh', company, grant: id });
};

/** Said once it may be anybody's between us and the ledger; said again, some time later, a person must look. */
const forbidden = (running: Running, fault: AccountingFault, calls: number, ports: SyncPorts): Promise<void> => {
	const now = ports.clock.now();
	const first: Instant = running.run.forbiddenAt ?? now;
	const until = later(first, forbiddenApartMs);
	if (now >= until) return lostConsent(running, fault.message, calls, ports);
	const text = `The provider does not let us read this ledger: ${fault.message}. We ask once more before a person must look.`;
	return putOff(running, { text, calls, retryAfterMs: msOf(until) - msOf(now) }, ports, { forbiddenAt: first });
};

/** Deltas must not wait for a sweep that cannot go on. `due`: when it is begun anew; some hours later, if nothing is said. */
const giveUpSweep = async (running: Running, text: string, calls: number, ports: SyncPorts, due?: Instant): Promise<void> => {
	const over = await move(running, (latest) => sweepGivenUp(called(latest, calls), text, ports.clock.now(), due), ports);
	if (over) await tellNext(over, ports);
};

/** A tie-out that does not come after so many tries is given up for now. */
const tieOutTries = 2;

/** Longer than a minute's limit lasts: it is the day's, or the month's. */
const heldLongMs = 3 * 60_000;

/**
 * What the provider still takes is kept for what is more pressing. Nothing failed: it goes on when there is more, or when somebody asks. A sweep goes on another
 * night, and a copy that is complete is not held up by its totals.
 */
const makeWay = (running: Running, held: Held, calls: number, ports: SyncPorts): Promise<void> => {
	const { message: text, retryAfterMs } = held;
	const { mode, stage, failures } = running.run;
	const now = ports.clock.now();
	if (stage === 'tie-out') {
		// It costs more than a minute takes, perhaps: not again and again.
		if ((retryAfterMs ?? 0) > heldLongMs || failures + 1 >= tieOutTries) return endUntied(running, text, calls, ports);
		return putOff(running, { text, calls, retryAfterMs }, ports, { held: true });
	}
	if ((retryAfterMs ?? 0) > heldLongMs && mode === 'sweep') return giveUpSweep(running, text, calls, ports, nextSweep(running, now));
	return putOff(running, { text, calls, retryAfterMs }, ports, { failures, held: true });
};

const faulted = async (running: Running, fault: AccountingFault, failure: Failure, ports: SyncPorts): Promise<void> => {
	const { calls } = failure;
	const { mode, stage, failures } = running.run;
	if (fault instanceof Held) return makeWay(running, fault, calls, ports);
	if (fault.kind === 'unauthorised') return awaitToken(running, fault, failure, ports);
	const givenUp = fault.kind === 'refused' || fault.kind === 'forbidden' || failures + 1 >= tieOutTries;
	if (stage === 'tie-out' && givenUp) return endUntied(running, fault.message, calls, ports);
	if (mode === 'sweep') {
		if (failures + 1 >= sweepTries || (fault.retryAfterMs ?? 0) > sweepWaitMs) return giveUpSweep(running, fault.message, calls, ports);
		return putOff(running, { text: fault.message, calls, retryAfterMs: fault.retryAfterMs }, ports);
	}
	if (fault.kind === 'forbidden') return forbidden(running, fault, calls, ports);
	if (fault.kind !== 'refused') return putOff(running, { text: fault.message, calls, retryAfterMs: fault.retryAfterMs }, ports);
	await move(running, (latest) => called(latest, calls), ports);
	throw fault;
};

export const failed = async (running: Running, failure: Failure, ports: SyncPorts): Promise<void> => {
	const { error, calls } = failure;
	if (error instanceof AccountingFault) return faulted(running, error, failure, ports);
	if (!(error instanceof TryLater)) throw error;
	return putOff(running, { text: 'Our own table is busy. Reading goes on by itself.', calls }, ports);
};
