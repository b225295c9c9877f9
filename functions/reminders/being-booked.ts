import { countedTwice } from '../../shared/domain/counted-twice.ts';
import type { Facts, Mailing } from '../../shared/domain/mailing.ts';
import type { LetterPorts } from './ports.ts';

/** So many of a customer's latest payments are looked through. */
const latestPayments = 50;

/** What the mail is about, open and partly held. */
export const heldIn = ({ documents }: Pick<Facts, 'documents'>): readonly string[] =>
	documents.filter(({ open, held, out }) => open > 0 && held > 0 && out !== 'BACKLOG').map(({ id }) => id);

/**
 * A payment on one of these invoices counts twice at this moment, in what the ledger has and in what we hold: a mail would ask for too little. It is settled with
 * the next read, so the mail can wait; not for a payment that is stuck, which waits for a person. 0.5 RCU, and 1 a payment.
 */
export const isBeingBooked = async (
	{ company, customer }: Pick<Mailing, 'company' | 'customer'>,
	invoices: readonly string[],
	{ payments }: Pick<LetterPorts, 'payments'>,
): Promise<boolean> => {
	const moving = (await payments.paymentsOf(company, customer, latestPayments)).filter(({ state }) => state !== 'stuck');
	const twice = countedTwice(moving);
	return invoices.some((id) => twice.has(id));
};
