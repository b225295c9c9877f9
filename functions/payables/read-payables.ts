import { randomUUID } from 'node:crypto';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import { firstMinutesUntil } from '../../shared/domain/first-minutes.ts';
import {
	begun,
	dropped,
	isDue,
	mayClear,
	newPayablesRead,
	type PayablesRead,
	type PayablesRun,
	payablesEveryMs,
	payablesLeaseMs,
	payablesPauseAfter,
	refusedKept,
	resting,
	swapped,
} from '../../shared/domain/payables-read.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { Held, LedgerMeter } from '../../shared/ports/meter.ts';
import type { Payables, PayablesPage } from '../../shared/ports/payables.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import type { PayablesPorts } from './ports.ts';
import { reckon } from './reckon.ts';

/** A token with less than this left is not begun with. */
const spareMs = 30_000;
/** An invocation begins no further page after this: well inside the function's time-out, and inside what its access token has left. */
const invocationMs = 20_000;
/** While a token is being renewed. */
const tokenMs = 2 * 60_000;
/** Tries of one read; then it is given up and begun anew later. */
const triesOfRead = 6;

type Reading = PayablesRead & { readonly run: PayablesRun };
const isReading = (known: PayablesRead): known is Reading => known.run !== null;

/** Somebody else was faster: what they do is enough, and what is left wakes by itself. */
class Overtaken extends Error {
	override readonly name = 'Overtaken';
}
const save = async (next: PayablesRead, { owed }: PayablesPorts): Promise<PayablesRead> => {
	if ((await owed.saveRead(next)) !== 'saved') throw new Overtaken('somebody else reads this');
	return { ...next, rev: next.rev + 1 };
};

const accessTo = async ({ company, ledger, grant: id }: Connection, asked: boolean, ports: PayablesPorts) => {
	const grant = await ports.connections.grant(company, id);
	if (grant?.state !== 'alive') throw new AccountingFault('forbidden', 'there is no permission to read this ledger');
	if (msOf(grant.accessExpiresAt) - msOf(ports.clock.now()) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; reading goes on by itself.');
	const token = await ports.vault.open({ company, purpose: 'access' }, grant.access);
	const meter = await LedgerMeter.open({ company, ledger }, asked ? 'asked' : 'comparing', ports);
	return { meter, payables: await ports.openPayables(ledger, token, ports.clock.now, meter) };
};

const withRefused = (run: PayablesRun, { refused }: PayablesPage): PayablesRun => {
	const fresh = refused.filter(({ what, id }) => !run.refused.some((one) => one.what === what && one.id === id));
	return { ...run, refused: [...run.refused, ...fresh].slice(0, refusedKept), refusedInAll: run.refusedInAll + fresh.length };
};

/** One page: its rows are written, then where the read goes on. Cut in between, the same rows are written again. */
const readPage = async (known: Reading, payables: Payables, meter: LedgerMeter, ports: PayablesPorts): Promise<PayablesRead> => {
	const { run } = known;
	const before = meter.made;
	const page = await payables.page(run.cursor ?? payables.everything());
	await ports.owed.put(known, run.id, page);
	const next: PayablesRun = {
		...withRefused(run, page),
		stage: page.next === null ? 'reckon' : 'pages',
		cursor: page.next,
		step: run.step + 1,
		calls: run.calls + meter.made - before,
	};
	return save({ ...known, run: next, failures: 0, wake: later(ports.clock.now(), payablesLeaseMs) }, ports);
};

/** Generations that nobody reads any more; by the next wake again, if that was cut. */
const clearOld = async (known: PayablesRead, ports: PayablesPorts): Promise<void> => {
	for (const generation of known.old) while (!(await ports.owed.clear(known, generation)));
	await save(resting({ ...known, old: [] }, ports.clock.now()), ports);
};

const wordsOf = (fault: AccountingFault): string =>
	fault.kind === 'forbidden'
		? 'The permission does not let us read bills and suppliers. Press Reconnect on this ledger to allow it; receivables are not touched by this.'
		: fault.message;

const failed = async (known: PayablesRead, connection: Connection, error: unknown, ports: PayablesPorts): Promise<void> => {
	if (!(error instanceof AccountingFault || error instanceof TryLater)) throw error;
	const now = ports.clock.now();
	if (error instanceof AccountingFault && error.kind === 'unauthorised') {
		await save({ ...known, wake: later(now, tokenMs) }, ports);
		await ports.queues.send({ type: 'connect.refresh', company: known.company, grant: connection.grant });
		return;
	}
	const text = error instanceof AccountingFault ? wordsOf(error) : 'Our own table is busy. Reading goes on by itself.';
	const told = error instanceof AccountingFault ? error.retryAfterMs : null;
	// What is kept for others is no failure.
	const failures = error instanceof Held ? known.failures : known.failures + 1;
	const reconnect = error instanceof AccountingFault && error.kind === 'forbidden';
	const pause = reconnect ? payablesEveryMs : (told ?? payablesPauseAfter(Math.max(1, failures)));
	const over = reconnect || failures >= triesOfRead || (error instanceof AccountingFault && error.kind === 'refused');
	const next = over ? dropped(known) : known;
	const wake = later(now, pause);
	const given = over ? { wanted: null, retryAt: wake } : {};
	await save({ ...next, ...given, failures, problem: { text, at: now, reconnect }, wake }, ports);
};

const readOn = async (known: PayablesRead, connection: Connection, ports: PayablesPorts): Promise<void> => {
	const until = later(ports.clock.now(), invocationMs);
	let latest = known;
	let meter: LedgerMeter | null = null;
	try {
		if (isReading(latest) && latest.run.stage === 'pages') {
			const access = await accessTo(connection, latest.run.asked, ports);
			meter = access.meter;
			while (isReading(latest) && latest.run.stage === 'pages' && ports.clock.now() < until)
				latest = await readPage(latest, access.payables, meter, ports);
		}
		if (isReading(latest) && latest.run.stage === 'reckon')
			latest = await save(swapped(latest, await reckon(latest, latest.run.id, ports), ports.clock.now()), ports);
		if (isReading(latest)) await ports.queues.send({ type: 'payables.read', company: latest.company, ledger: latest.ledger });
		// The first read replaces nothing. Otherwise it wakes again soon, to clear what was replaced.
		else if (latest.old.length === 0) await save(resting(latest, ports.clock.now()), ports);
	} catch (error) {
		if (error instanceof Overtaken) return;
		meter?.failed(error);
		await failed(latest, connection, error, ports);
	} finally {
		await meter?.keep();
	}
};

const wantedOf = ({ wanted }: PayablesRead, { since }: Pick<MessageOf<'payables.read'>, 'since'>): Instant | null => {
	const asked = (since ?? null) as Instant | null;
	return asked !== null && (wanted === null || asked > wanted) ? asked : wanted;
};

/**
 * Reads what a company owes in one ledger: begins a read when it is due or somebody asked, goes on with one under way. Several pages while there is time; each
 * is saved before the next begins, so whatever is cut or comes twice is done again and changes nothing. A new read fills a generation of its own, which one
 * save makes the one that is shown.
 */
export const readPayables = async (message: MessageOf<'payables.read'>, ports: PayablesPorts): Promise<void> => {
	const { company, ledger } = message;
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) return;
	const now = ports.clock.now();
	const stored = (await ports.owed.read(company, ledger)) ?? newPayablesRead({ company, ledger });
	const known = { ...stored, wanted: wantedOf(stored, message) };
	if (connection.state !== 'connected') {
		// Reconnecting sends this message again.
		if (stored.wake !== null) await ports.owed.saveRead({ ...dropped(stored), wake: null, wanted: null });
		return;
	}
	const isUnderWay = known.run !== null && known.wake !== null && known.wake > now && message.since !== undefined;
	try {
		if (isUnderWay) {
			// Someone is at it: only the wish is noted.
			if (known.wanted !== stored.wanted) await save(known, ports);
			return;
		}
		if (isReading(known)) return await readOn(await save({ ...known, wake: later(now, payablesLeaseMs) }, ports), connection, ports);
		const waits = known.wanted === null ? firstMinutesUntil(connection, now) : null;
		if (waits !== null) return void (await save({ ...known, wake: waits }, ports));
		if (isDue(known, now)) return await readOn(await save(begun(known, randomUUID(), now), ports), connection, ports);
		if (mayClear(known, now) && (known.old.length > 0 || known.wake === null || known.wake <= now)) await clearOld(known, ports);
	} catch (error) {
		if (!(error instanceof Overtaken)) throw error;
	}
};
