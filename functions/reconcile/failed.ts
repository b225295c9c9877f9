import { createHash } from 'node:crypto';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { Held } from '../../shared/ports/meter.ts';
import { renewToken } from './access.ts';
import { type Desk, Overtaken, type PaymentDesk, type Work } from './desk.ts';
import type { LedgerPorts } from './ports.ts';
import { personMs, refusalMs, refusalsUntilStuck, silenceMs, tokenMs } from './times.ts';

/** What differs between a payment and a posting. */
export type Rescue = {
	readonly ports: Pick<LedgerPorts, 'connections' | 'queues' | 'clock'>;
	/** Since when it waits for the ledger. */
	readonly since: Instant;
	/** `Booking`, as in "Booking goes on by itself." */
	readonly doing: string;
	/** The ledger says no to it. */
	readonly refused: (reason: string) => Promise<void>;
};

/** Waits and says why; the sweep takes it up again. */
const postpone = async <T extends Work>(desk: Desk<T>, ms: number, problem: string, change: Partial<Work> = {}): Promise<void> => {
	await desk.leave({ ...change, problem, wake: later(desk.clock.now(), ms) });
};

/** One letter for each time it gets stuck: a booking's number is never used again. */
const letterId = ({ company, id, bookings }: Payment): string =>
	createHash('sha256')
		.update(`${company}#${id}#${Math.max(-1, ...bookings.map(({ n }) => n))}`)
		.digest('hex')
		.slice(0, 24);

/** The ledger says no to what it was asked as well as to what was allocated anew. The next try allocates again; after some, a person must look. */
const refused = async (desk: PaymentDesk, reason: string): Promise<void> => {
	const { payment, ports } = desk;
	const tries = payment.tries + 1;
	if (tries < refusalsUntilStuck) return postpone(desk, refusalMs(payment.tries), reason, { tries });
	const { company } = payment;
	await ports.deadLetters.record({
		company,
		id: letterId(payment),
		station: 'reconcile',
		type: 'reconcile.book',
		reason,
		at: ports.clock.now(),
	});
	await desk.leave({ state: 'stuck', problem: reason, tries, wake: null });
};

const faulted = async <T extends Work>(
	desk: Desk<T>,
	fault: AccountingFault,
	{ ports, since, doing, refused: no }: Rescue,
): Promise<void> => {
	const byItself = `${doing} goes on by itself.`;
	switch (fault.kind) {
		case 'unauthorised':
			await postpone(desk, tokenMs, `The permission is being renewed; ${byItself.toLowerCase()}`);
			return renewToken(desk.work, ports);
		case 'forbidden':
			return postpone(desk, personMs, fault.message);
		case 'throttled':
			if (fault instanceof Held) return postpone(desk, fault.retryAfterMs ?? 60_000, fault.message);
			return postpone(desk, Math.max(1000, fault.retryAfterMs ?? 60_000), `${fault.message}; ${byItself.toLowerCase()}`);
		case 'unavailable':
			return postpone(desk, silenceMs(since, desk.clock.now()), `${fault.message}; ${byItself.toLowerCase()}`);
		case 'refused':
			return no(fault.message);
	}
};

/** Nobody foresaw it: the next delivery tries again at once. Should this save fail too, the lease passes. */
const giveBack = async <T extends Work>(desk: Desk<T>): Promise<void> => {
	await desk.leave({}).catch((reason: unknown) => {
		if (!(reason instanceof Overtaken || reason instanceof TryLater)) throw reason;
	});
};

/** Puts off what time mends, marks what a person must mend, throws the rest. */
export const failed = async <T extends Work>(desk: Desk<T>, error: unknown, rescue: Rescue): Promise<void> => {
	try {
		if (error instanceof AccountingFault) await faulted(desk, error, rescue);
		else if (error instanceof TryLater) await postpone(desk, tokenMs, `Our own table is busy. ${rescue.doing} goes on by itself.`);
		else if (!(error instanceof Overtaken)) {
			await giveBack(desk);
			throw error;
		}
	} catch (reason) {
		if (!(reason instanceof Overtaken)) throw reason;
	}
};

/** The same for a payment, which the ledger is asked to take a few times before a person must look. */
export const bookingFailed = (desk: PaymentDesk, error: unknown): Promise<void> =>
	failed(desk, error, {
		ports: desk.ports,
		since: desk.payment.receivedAt,
		doing: 'Booking',
		refused: (reason) => refused(desk, reason),
	});
