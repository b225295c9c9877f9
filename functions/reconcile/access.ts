import { msOf } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { AccountingFault, asked } from '../../shared/ports/accounting.ts';
import type { Bookkeeping } from '../../shared/ports/bookkeeping.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import type { LedgerPorts, ReconcilePorts } from './ports.ts';

/** A token with less than this left is not begun with. */
const spareMs = 45_000;

export type Ledger = { readonly company: CompanyId; readonly ledger: LedgerId };

/** `meter`: of the calls made through `books`; to be kept at the end. */
export type Access = { readonly books: Bookkeeping; readonly meter: LedgerMeter };

/**
 * The ledger's access token: three reads and one KMS call an invocation. `unauthorised` when the token has run out; `forbidden`, in the words of `mended`, when a
 * person must connect it. What is written goes with the last calls that the provider takes.
 */
export const tokenFor = async (
	{ company, ledger }: Ledger,
	mended: string,
	ports: LedgerPorts,
): Promise<{ readonly token: string; readonly meter: LedgerMeter }> => {
	const connection = await ports.connections.connection(company, ledger);
	if (connection?.state !== 'connected') throw new AccountingFault('forbidden', mended);
	const grant = await ports.connections.grant(company, connection.grant);
	if (grant?.state !== 'alive') throw new AccountingFault('forbidden', mended);
	if (msOf(grant.accessExpiresAt) - msOf(ports.clock.now()) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; it goes on by itself.');
	const token = await ports.vault.open({ company, purpose: 'access' }, grant.access);
	return { token, meter: await LedgerMeter.open({ company, ledger }, 'booking', ports) };
};

/** The payment's ledger, opened. */
export const accessTo = async (payment: Payment, ports: ReconcilePorts): Promise<Access> => {
	const mended = 'The ledger is not connected. Press Reconnect: the payment is safe and is booked then.';
	const { token, meter } = await tokenFor(payment, mended, ports);
	const opened = await asked(ports.openBookkeeping(payment.ledger, token, ports.clock.now, meter));
	// `refused` is for `book` alone: only a no to a write may undo what was planned.
	const books: Bookkeeping = {
		invoices: (ids) => asked(opened.invoices(ids)),
		find: (order) => asked(opened.find(order)),
		book: (order) => opened.book(order),
	};
	return { books, meter };
};

/** A refused token is refreshed now, unless someone does so already. */
export const renewToken = async (
	{ company, ledger }: Ledger,
	{ connections, queues, clock }: Pick<LedgerPorts, 'connections' | 'queues' | 'clock'>,
): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	const grant = connection && (await connections.grant(company, connection.grant));
	if (grant?.state !== 'alive') return;
	const now = clock.now();
	if (!grant.refreshing && msOf(grant.accessExpiresAt) - msOf(now) >= spareMs)
		await connections.saveGrant({ ...grant, accessExpiresAt: now, wake: now });
	await queues.send({ type: 'connect.refresh', company, grant: grant.id });
};
