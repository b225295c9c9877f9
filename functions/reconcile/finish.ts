import { mailId } from '../../shared/domain/mailing.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import type { Bookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { PaymentDesk } from './desk.ts';
import { Overtaken } from './desk.ts';
import type { ReconcilePorts } from './ports.ts';
import { readInvoices } from './write-bookings.ts';

const invoicesOf = ({ shares, bookings }: Payment): string[] => [
	...shares.map(({ id }) => id),
	...bookings.flatMap(({ document }) => document ?? []),
];

/**
 * Our copy as the ledger has it with the payment in it. What the payment holds is given back only after this (`settle`): in between, what is free seems less
 * than it is, never more. A delta that brought the same before us changes nothing, since saving goes by the ledger's version.
 */
export const readBack = async ({ payment, ports }: PaymentDesk, books: Bookkeeping): Promise<void> => {
	const { company, ledger } = payment;
	await ports.books.save({ company, ledger }, await readInvoices(books, invoicesOf(payment)), ports.clock.now());
};

/** Null when every part of it found its invoice, once. */
const leftOver = ({ bookings, currency, minor: paid }: Payment): string | null => {
	const over = bookings.reduce((all, { minor }) => all + minor, -paid);
	if (over > 0)
		return `The ledger holds ${toDecimal({ minor: over, currency })} ${currency} more of it than was paid: take the surplus out there.`;
	const left = bookings.find(({ document }) => document === null);
	return left === undefined
		? null
		: `${toDecimal({ minor: left.minor, currency })} ${currency} of it fits no open invoice and stands on the customer's account in the ledger.`;
};

/** Booked and read back: final, and nothing held any more. It wakes once more, for what others are told. */
export const settle = async (desk: PaymentDesk): Promise<void> => {
	const { payment, ports } = desk;
	const { company, id } = payment;
	const now = ports.clock.now();
	const lease = desk.lease();
	const settled: Payment = {
		...payment,
		state: 'booked',
		bookedAt: payment.bookedAt ?? now,
		problem: leftOver(payment),
		tries: 0,
		lease,
		wake: lease,
	};
	if ((await ports.payments.settle(settled)) === 'stale') throw new Overtaken('another worker was faster');
	const latest = await ports.payments.payment(company, id);
	if (!latest) throw new Error('a settled payment is gone');
	desk.work = latest;
};

/** One receipt, planned by its own id: the second time it is there already. */
const planReceipt = async ({ company, id, customer, ledger, currency, minor, day }: Payment, ports: ReconcilePorts): Promise<void> => {
	const now = ports.clock.now();
	const mail = mailId({ kind: 'receipt', payment: id, customer });
	await ports.mailings.plan({
		company,
		id: mail,
		kind: 'receipt',
		customer,
		ledger,
		currency,
		day,
		stage: null,
		policy: '',
		state: 'planned',
		reasons: [],
		facts: null,
		amount: minor,
		language: null,
		subject: null,
		payment: id,
		plannedAt: now,
		lease: null,
		sendingAt: null,
		sentAt: null,
		messageId: null,
		delivery: 'none',
		deliveryAt: null,
		by: null,
		tries: 0,
		wake: now,
		rev: 0,
	});
	await ports.queues.send({ type: 'reminders.send', company, mail });
};

/** Receipt, other ways to pay the same money, and the next read where something went on account. All may be told twice; then the payment is done. */
export const tellOthers = async (desk: PaymentDesk): Promise<void> => {
	const { payment, ports } = desk;
	const { company, customer, ledger, id } = payment;
	await planReceipt(payment, ports);
	await ports.queues.send({ type: 'pay.links', company });
	for (const checkout of await ports.payments.liveCheckouts(company, customer))
		await ports.queues.send({ type: 'pay.tend', company, customer, checkout: checkout.id });
	// Neither ledger tells by webhook of money on account at once: reading makes it visible as unapplied.
	if (payment.bookings.some(({ document }) => document === null))
		await ports.queues.send(
			{ type: 'sync.pull', company, ledger, run: null, step: 0, since: ports.clock.now() },
			{ dedupe: `booked:${id}`.slice(0, 128) },
		);
	await desk.leave({ wake: null });
};
