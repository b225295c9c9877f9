import { type Instant, later } from '../../shared/domain/day.ts';
import { type Booking, inHandMs, type Payment } from '../../shared/domain/payment.ts';
import type { ReconcilePorts } from './ports.ts';

/** Somebody else has the payment in hand, or it was changed by a person: whoever was later stops. */
export class Overtaken extends Error {
	override readonly name = 'Overtaken';
}

/** A worker has it in hand: it wakes by itself when that one is not heard of again. */
export const inHand = ({ lease }: Payment, now: Instant): boolean => typeof lease === 'string' && lease > now;

/** One payment being worked on, always as it was last saved. */
export class Desk {
	payment: Payment;
	readonly ports: ReconcilePorts;

	constructor(payment: Payment, ports: ReconcilePorts) {
		this.payment = payment;
		this.ports = ports;
	}

	/**
	 * Takes the payment in hand, or keeps it there: nobody else works on it meanwhile; should the worker be cut, the sweep comes back when its lease has
	 * passed. Throws `Overtaken`. 1–2 WCU and 2 of indexes.
	 */
	async save(change: Partial<Payment> = {}): Promise<void> {
		const lease = this.lease();
		const next = { ...this.payment, lease, wake: lease, ...change };
		if ((await this.ports.payments.savePayment(next)) === 'stale') throw new Overtaken('another worker was faster');
		this.payment = { ...next, rev: this.payment.rev + 1 };
	}

	/** Saves a change, and gives the payment back. */
	async leave(change: Partial<Payment>): Promise<void> {
		await this.save({ ...change, lease: null });
	}

	async saveBooking(booking: Booking): Promise<void> {
		await this.save({ bookings: this.payment.bookings.map((each) => (each.n === booking.n ? booking : each)) });
	}

	lease() {
		return later(this.ports.clock.now(), inHandMs);
	}
}
