import { later } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { PaymentLink } from '../../shared/domain/payment.ts';
import { CollectingFault } from '../../shared/ports/collecting.ts';
import { isInsolvent } from './agreed.ts';
import { makeAtStripe } from './make-link.ts';
import { openDocuments } from './open-page.ts';
import type { PayPorts } from './ports.ts';
import { balancesOf, sameShares, sharesOf } from './standing.ts';
import { takeSession } from './take-session.ts';
import { linkLeaseMs, linkLookMs, linksMs, mostShares, silenceMs } from './times.ts';

/**
 * The link still asks for what is owed and not being paid otherwise. We are asked within milliseconds of the write, and an index is a moment late; that is
 * enough, since what it lists is read as it is now: a link never asks for what is paid or held. An invoice that was opened just now may be missed: then the link asks
 * for less than is owed, which is all that it takes, until the next read of the ledger or the next look at the link.
 */
const stillTrue = async ({ company, customer, ledger, currency, shares }: PaymentLink, ports: PayPorts): Promise<boolean> => {
	// Of a ledger that is given up, or another company's by now, nobody knows what is owed; and nothing could be booked.
	if ((await ports.connections.connection(company, ledger))?.state === 'disconnected') return false;
	if (await isInsolvent(company, customer, ports)) return false;
	const documents = await openDocuments(company, customer, ports, 'consistent');
	// Holds count here, the customer's own too: what is being paid on our page is not to be paid by the link as well. The day decides nothing.
	const day = documents[0]?.issued;
	const balance = day === undefined ? undefined : balancesOf(documents, [], day).find((each) => each.currency === currency);
	return balance !== undefined && sameShares(sharesOf(balance, 'all', mostShares), shares);
};

/** Switched off at Stripe with its open sessions; a payment that came meanwhile is taken first. */
export const closeLink = async (link: PaymentLink, ports: PayPorts): Promise<void> => {
	const { payments, collecting, clock } = ports;
	const closing: PaymentLink = { ...link, state: 'closing', wake: later(clock.now(), linkLeaseMs) };
	if ((await payments.savePaymentLink(closing)) === 'stale') return;
	for (const id of link.external === null ? [] : await collecting.closeLink(link.external)) {
		const session = await collecting.session(id);
		if (session) await takeSession(session, ports);
	}
	await payments.savePaymentLink({ ...closing, state: 'closed', wake: null, rev: link.rev + 1 });
};

/** What was paid by it is found even if no event of Stripe ever tells. */
const lookAt = async (link: PaymentLink, external: string, ports: PayPorts): Promise<void> => {
	for (const id of await ports.collecting.paidByLink(external)) {
		const session = await ports.collecting.session(id);
		if (session) await takeSession(session, ports);
	}
	await ports.payments.savePaymentLink({ ...link, wake: later(ports.clock.now(), linkLookMs) });
};

/** One that was being made is made to its end first, so that Stripe has none that we do not know. */
const tendLink = async (link: PaymentLink, ports: PayPorts): Promise<boolean> => {
	const made = link.state === 'making' ? await makeAtStripe(link, ports) : link;
	if (!made || made.state === 'closed') return false;
	if (made.state === 'active' && (await stillTrue(made, ports))) {
		const { external, wake } = made;
		if (external !== null && wake !== null && wake <= ports.clock.now()) await lookAt(made, external, ports);
		return false;
	}
	await closeLink(made, ports);
	return true;
};

/** True when Stripe does not answer just now, and this link will wake us again. */
const stripeSilent = async ({ company, id }: PaymentLink, error: unknown, { payments, clock }: PayPorts): Promise<boolean> => {
	if (!(error instanceof CollectingFault) || error.kind === 'refused') return false;
	const link = await payments.paymentLink(company, id);
	if (!link || link.state === 'closed') return true;
	const now = clock.now();
	return (await payments.savePaymentLink({ ...link, wake: later(now, silenceMs(link.createdAt, now)) })) === 'saved';
};

/**
 * Closes every payment link of a company that no longer asks for what is owed. One that cannot be dealt with does not keep the others from it; while Stripe is
 * silent it gives up soon, and those that were tried wake us again. How many were closed.
 */
export const tendLinks = async (company: CompanyId, ports: PayPorts): Promise<number> => {
	let closed = 0;
	const broken: unknown[] = [];
	const until = later(ports.clock.now(), linksMs);
	for (const link of await ports.payments.livePaymentLinks(company)) {
		try {
			if (await tendLink(link, ports)) closed += 1;
		} catch (error) {
			if (!(await stripeSilent(link, error, ports))) broken.push(error);
			else if (ports.clock.now() > until) break;
		}
	}
	if (broken.length > 0) throw broken[0];
	return closed;
};
