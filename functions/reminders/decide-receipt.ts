import { later, msOf } from '../../shared/domain/day.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import { receiptOrder, type Settled } from '../../shared/domain/letter.ts';
import type { Mailing, Sending } from '../../shared/domain/mailing.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { addressOf } from './judge-address.ts';
import type { LetterPorts } from './ports.ts';
import { receiptMs, unsureMs } from './times.ts';
import { suppress, type Verdict } from './verdict.ts';

/** What it was booked on: a booked payment holds no shares any more. 1 RCU an invoice. */
const settledBy = async ({ company, ledger, bookings }: Payment, { books }: Pick<LetterPorts, 'books'>): Promise<Settled[]> => {
	const settled = await Promise.all(
		bookings.map(async ({ document, minor }) => {
			if (document === null) return [];
			const invoice = await books.document(company, ledger, 'invoice', document);
			return [{ number: invoice?.number ?? '', minor }];
		}),
	);
	return settled.flat();
};

/**
 * A receipt says what happened, so no fresh read is needed; what remains is as of the last one. Where it goes to must be known. A payment that was taken back meanwhile is not thanked
 * for.
 */
export const decideReceipt = async (
	mailing: Mailing,
	timeZone: string,
	{ mode }: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<Verdict> => {
	const { company, customer: id, currency, ledger } = mailing;
	const payment = mailing.payment === null ? null : await ports.payments.payment(company, mailing.payment);
	if (!payment || payment.state === 'reversed') return suppress('NOTHING_DUE');
	const found = { facts: null, amount: payment.minor };
	const customer = await ports.books.customer(company, id, 'consistent');
	const now = ports.clock.now();
	if (customer?.doubt && msOf(now) - msOf(mailing.plannedAt) < receiptMs)
		return { is: 'wait', reason: 'LEDGER_UNSURE', wake: later(now, unsureMs) };
	const address = await addressOf(company, customer, ports.mailings);
	if (typeof address === 'string') return suppress(address, found);
	const [standing, connection, settled] = await Promise.all([
		ports.mailings.standing(company, id, currency),
		ports.connections.connection(company, ledger),
		settledBy(payment, ports),
	]);
	const remaining = [...(standing?.ladder.values() ?? [])].reduce((all, { minor }) => all + minor, 0);
	const order = receiptOrder(mailing, payment, settled, remaining, {
		customer: address.customer,
		seller: sellerOf(connection ?? { name: '', legal: null }),
		timeZone,
		asOf: connection?.freshAsOf ?? payment.receivedAt,
	});
	return mode === 'shadow' ? suppress('SHADOW', found, order) : { is: 'send', found, order, to: address.to };
};
