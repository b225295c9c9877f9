import { later } from '../../shared/domain/day.ts';
import type { Booking, Payment } from '../../shared/domain/payment.ts';
import type { ReconcilePorts } from './ports.ts';
import { leaseMs } from './times.ts';

/** Somebody else has the payment in hand, or it was changed by a person: whoever was later stops. */
export class Overtaken extends Error {
	override readonly name = 'Overtaken';
}

/** One payment being worked on, always as it was last saved. */
export class Desk {
	payment: Payment;
	readonly ports: ReconcilePorts;

	constructor(payment: Payment, ports: ReconcilePorts) {
		this.payment = payment;
		this.ports = ports;
	}

	/** Saves a change and keeps it; should the worker be cut after it, the sweep comes back. Throws `Overtaken`. 1–2 WCU and 2 of indexes. */
	async save(change: Partial<Payment>): Promise<void> {
		const next = { ...this.payment, wake: this.lease(), ...change };
		if ((await this.ports.payments.savePayment(next)) === 'stale') throw new Overtaken('another worker was faster');
		this.payment = { ...next, rev: this.payment.rev + 1 };
	}

	async saveBooking(booking: Booking): Promise<void> {
		await this.save({ bookings: this.payment.bookings.map((each) => (each.n === booking.n ? booking : each)) });
	}

	lease() {
		return later(this.ports.clock.now(), leaseMs);
	}
}
