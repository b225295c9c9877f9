import { randomUUID } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import { type CompanyId, type Customer, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { languageOf } from '../../shared/domain/language.ts';
import { type Currency, toDecimal } from '../../shared/domain/money.ts';
import type { PaymentLink } from '../../shared/domain/payment.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { CollectingFault } from '../../shared/ports/collecting.ts';
import { isInsolvent } from './agreed.ts';
import { openDocuments } from './open-page.ts';
import type { PayPorts } from './ports.ts';
import { balancesOf, sameShares, sharesOf, totalOf } from './standing.ts';
import { linkLeaseMs, linkLookMs, mostShares } from './times.ts';

const refuse = (status: number, code: string, detail: string): Refusal => new Refusal(status, code, 'No payment link was made', detail);

/** Makes it at Stripe, or learns that it is made: the key is the link's own id. Null when somebody else moved it meanwhile. */
export const makeAtStripe = async (link: PaymentLink, { payments, collecting, clock }: PayPorts): Promise<PaymentLink | null> => {
	const { company, customer, id, currency, shares, total, locale } = link;
	try {
		const made = await collecting.makeLink({
			key: `link-${id}`,
			for: { company, customer, checkout: id },
			currency,
			shares,
			total,
			locale,
		});
		const active: PaymentLink = { ...link, external: made.id, url: made.url, state: 'active', wake: later(clock.now(), linkLookMs) };
		return (await payments.savePaymentLink(active)) === 'saved' ? { ...active, rev: link.rev + 1 } : null;
	} catch (error) {
		// What Stripe refuses now it will refuse again.
		if (error instanceof CollectingFault && error.kind === 'refused')
			await payments.savePaymentLink({ ...link, state: 'closed', wake: null });
		throw error;
	}
};

const payableOf = async (company: CompanyId, customer: string, currency: Currency, ports: PayPorts) => {
	const documents = await openDocuments(company, customer, ports, 'consistent');
	const [first] = documents;
	const balance = first && balancesOf(documents, [], first.issued).find((each) => each.currency === currency);
	return { shares: balance ? sharesOf(balance, 'all', mostShares) : [], unsure: balance?.unsure ?? 0 };
};

const readable = async (company: CompanyId, customer: string, ports: PayPorts): Promise<Customer> => {
	const known = await ports.books.customer(company, customer);
	const connection = known && (await ports.connections.connection(company, ledgerOfCustomer(customer)));
	if (!known || !connection) throw notFound('customer');
	if (connection.phase !== 'live')
		throw refuse(409, 'LEDGER_COUNTING', 'The ledger is being read for the first time. Try again when its figures are there.');
	if (await isInsolvent(company, customer, ports))
		throw refuse(
			409,
			'CUSTOMER_INSOLVENT',
			'This customer is insolvent: nothing is taken from it by card or debit. Lodge the claim instead.',
		);
	if (connection.state === 'disconnected') throw refuse(409, 'LEDGER_DISCONNECTED', 'The ledger of this customer is disconnected.');
	return known;
};

/** A durable link at Stripe for all that the customer owes in one currency and is not paying otherwise. The same question again gives the same link. */
export const makeLink = async (company: CompanyId, customer: string, currency: Currency, ports: PayPorts): Promise<PaymentLink> => {
	const locale = languageOf(await readable(company, customer, ports));
	const { shares, unsure } = await payableOf(company, customer, currency, ports);
	const total = totalOf(shares);
	if (shares.length === 0 && unsure > 0) {
		const amount = `${toDecimal({ minor: unsure, currency })} ${currency}`;
		throw refuse(
			409,
			'LEDGER_UNSURE',
			`The ledger has rows of the open ${amount} that we cannot read, so nobody knows what is still owed. Connections says which; correct them in the ledger.`,
		);
	}
	if (shares.length === 0) throw refuse(409, 'NOTHING_OWED', `This customer owes nothing in ${currency} that is not being paid already.`);
	const least = ports.collecting.least(currency);
	const amount = `${toDecimal({ minor: total, currency })} ${currency}`;
	if (least !== null && total < least)
		throw refuse(409, 'BELOW_LEAST', `Stripe takes ${toDecimal({ minor: least, currency })} ${currency} at least; ${amount} is owed.`);
	if (!ports.collecting.takes(currency, total)) throw refuse(409, 'NOT_TAKEN', `Stripe takes no payment of ${amount}.`);
	const live = await ports.payments.livePaymentLinks(company);
	const known = live.find((each) => each.customer === customer && each.currency === currency && sameShares(each.shares, shares));
	if (known?.state === 'active') return known;
	const now = ports.clock.now();
	const fresh: PaymentLink = {
		company,
		id: randomUUID(),
		customer,
		ledger: ledgerOfCustomer(customer),
		currency,
		shares,
		total,
		locale,
		external: null,
		url: null,
		state: 'making',
		createdAt: now,
		wake: later(now, linkLeaseMs),
		rev: 0,
	};
	const begun = known?.state === 'making' ? known : fresh;
	if (begun === fresh && (await ports.payments.savePaymentLink(fresh)) === 'stale') throw new Error('a new id was taken');
	try {
		const made = await makeAtStripe(begun === fresh ? { ...fresh, rev: 1 } : begun, ports);
		// Older links of the customer ask for another sum now.
		await ports.queues.send({ type: 'pay.links', company });
		if (made) return made;
		throw refuse(503, 'TRY_LATER', 'Somebody else was making the same link. Try again.');
	} catch (error) {
		if (!(error instanceof CollectingFault)) throw error;
		throw error.kind === 'refused'
			? refuse(409, 'STRIPE_REFUSED', `Stripe refuses this link${error.code === null ? '' : ` (${error.code})`}.`)
			: refuse(503, 'STRIPE_SILENT', 'Stripe does not answer. Try again in a minute; nothing was lost.');
	}
};
