import { createHash } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { Held } from '../../shared/ports/meter.ts';
import { renewToken } from './access.ts';
import { type Desk, Overtaken } from './desk.ts';
import { personMs, refusalMs, refusalsUntilStuck, silenceMs, tokenMs } from './times.ts';

/** Waits and says why; the sweep takes it up again. */
const postpone = async (desk: Desk, ms: number, problem: string, change: Partial<Payment> = {}): Promise<void> => {
	await desk.leave({ ...change, problem, wake: later(desk.ports.clock.now(), ms) });
};

/** One letter for each time it gets stuck: a booking's number is never used again. */
const letterId = ({ company, id, bookings }: Payment): string =>
	createHash('sha256')
		.update(`${company}#${id}#${Math.max(-1, ...bookings.map(({ n }) => n))}`)
		.digest('hex')
		.slice(0, 24);

/** The ledger says no to what it was asked as well as to what was allocated anew. The next try allocates again; after some, a person must look. */
const refused = async (desk: Desk, reason: string): Promise<void> => {
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

const faulted = async (desk: Desk, fault: AccountingFault): Promise<void> => {
	const { payment, ports } = desk;
	switch (fault.kind) {
		case 'unauthorised':
			await postpone(desk, tokenMs, 'The permission is being renewed; booking goes on by itself.');
			return renewToken(payment, ports);
		case 'forbidden':
			return postpone(desk, personMs, fault.message);
		case 'throttled':
			if (fault instanceof Held) return postpone(desk, fault.retryAfterMs ?? 60_000, fault.message);
			return postpone(desk, Math.max(1000, fault.retryAfterMs ?? 60_000), `${fault.message}; booking goes on by itself.`);
		case 'unavailable':
			return postpone(desk, silenceMs(payment.receivedAt, ports.clock.now()), `${fault.message}; booking goes on by itself.`);
		case 'refused':
			return refused(desk, fault.message);
	}
};

/** Nobody foresaw it: the next delivery tries again at once. Should this save fail too, the lease passes. */
const giveBack = async (desk: Desk): Promise<void> => {
	await desk.leave({}).catch((reason: unknown) => {
		if (!(reason instanceof Overtaken || reason instanceof TryLater)) throw reason;
	});
};

/** Puts off what time mends, marks what a person must mend, throws the rest. */
export const failed = async (desk: Desk, error: unknown): Promise<void> => {
	try {
		if (error instanceof AccountingFault) await faulted(desk, error);
		else if (error instanceof TryLater) await postpone(desk, tokenMs, 'Our own table is busy. Booking goes on by itself.');
		else if (!(error instanceof Overtaken)) {
			await giveBack(desk);
			throw error;
		}
	} catch (reason) {
		if (!(reason instanceof Overtaken)) throw reason;
	}
};
