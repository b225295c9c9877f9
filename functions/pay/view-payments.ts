import type { Currency } from '../../shared/domain/money.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Payment, PaymentLink } from '../../shared/domain/payment.ts';
import type { Amount } from '../../shared/wire/http.ts';

const amount = (minor: number, currency: Currency): Amount => toDecimal({ minor, currency });

/** GET /pay/payments: what customers paid, and what became of it in the ledger. Amounts are decimal texts. */
export const paymentView = (payment: Payment) => {
	const { id, customer, ledger, currency, minor, fee, method, last4, receivedAt, day, state, bookings, problem, bookedAt, shares } =
		payment;
	return {
		id,
		customer,
		ledger,
		currency,
		amount: amount(minor, currency),
		fee: fee === null ? null : amount(fee, currency),
		method,
		last4,
		receivedAt,
		day,
		state,
		problem,
		bookedAt,
		/** Still held on invoices: not yet read back from the ledger. */
		held: shares.map((share) => ({ invoice: share.id, number: share.number, amount: amount(share.minor, currency) })),
		bookings: bookings.map((booking) => ({
			n: booking.n,
			invoice: booking.document,
			amount: amount(booking.minor, currency),
			state: booking.state,
			external: booking.external,
		})),
	};
};

export const paymentLinkView = ({ id, customer, currency, total, url, state, shares, createdAt }: PaymentLink) => ({
	id,
	customer,
	currency,
	amount: amount(total, currency),
	url,
	state,
	invoices: shares.map((share) => ({ invoice: share.id, number: share.number, amount: amount(share.minor, currency) })),
	createdAt,
});
