import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { type Booking, inHandMs, type Payment } from '../../shared/domain/payment.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Fresh } from '../../shared/ports/connections.ts';
import type { ReconcilePorts } from './ports.ts';

/** Somebody else has the work in hand, or it was changed by a person: whoever was later stops. */
export class Overtaken extends Error {
	override readonly name = 'Overtaken';
}

/** What is on its way into a ledger: a payment, or a posting. */
export type Work = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly lease?: Instant | null;
	readonly problem: string | null;
	readonly tries: number;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** A worker has it in hand: it wakes by itself when that one is not heard of again. */
export const inHand = ({ lease }: Pick<Work, 'lease'>, now: Instant): boolean => typeof lease === 'string' && lease > now;

/** One payment or posting being worked on, always as it was last saved. */
export class Desk<T extends Work> {
	work: T;
	readonly clock: Clock;
	readonly #store: (work: T) => Promise<Fresh>;

	constructor(work: T, store: (work: T) => Promise<Fresh>, clock: Clock) {
		this.work = work;
		this.#store = store;
		this.clock = clock;
	}

	/**
	 * Takes the work in hand, or keeps it there: nobody else works on it meanwhile; should the worker be cut, the sweep comes back when its lease has
	 * passed. Throws `Overtaken`. 1–2 WCU and 2 of indexes.
	 */
	async save(change: Partial<T> | Partial<Work> = {}): Promise<void> {
		const lease = this.lease();
		const next = { ...this.work, lease, wake: lease, ...change };
		if ((await this.#store(next)) === 'stale') throw new Overtaken('another worker was faster');
		this.work = { ...next, rev: this.work.rev + 1 };
	}

	/** Saves a change, and gives the work back. */
	async leave(change: Partial<T> | Partial<Work>): Promise<void> {
		await this.save({ ...change, lease: null });
	}

	lease(): Instant {
		return later(this.clock.now(), inHandMs);
	}
}

/** One payment. */
export class PaymentDesk extends Desk<Payment> {
	readonly ports: ReconcilePorts;
	/** The bank account chosen for its currency; null: none was. */
	account: string | null = null;

	constructor(payment: Payment, ports: ReconcilePorts) {
		super(payment, (each) => ports.payments.savePayment(each), ports.clock);
		this.ports = ports;
	}

	get payment(): Payment {
		return this.work;
	}

	async saveBooking(booking: Booking): Promise<void> {
		await this.save({ bookings: this.work.bookings.map((each) => (each.n === booking.n ? booking : each)) });
	}
}
