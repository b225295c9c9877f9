/** What was asked, held against our copy: what would be written, or why not. The ledger itself is asked again immediately before it is written. */
import { type Day, dayIn } from '../../shared/domain/day.ts';
import {
	type CompanyId,
	type CustomerId,
	type LedgerId,
	ledgerOfCustomer,
	providerOf,
	type StoredDocument,
} from '../../shared/domain/document.ts';
import { type Currency, currency as currencyOf, exponentOf, isFinerThanMinor, parseMoney } from '../../shared/domain/money.ts';
import type { Payable } from '../../shared/domain/payables.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { type Booked, keepsSubjects, type Posting, type PostingWhat, stepsOf, subjectsOf } from '../../shared/domain/posting.ts';
import { newPostingSettings, type PostingSettings, unfit } from '../../shared/domain/posting-accounts.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { AskedPosting } from '../../shared/wire/posting-asked.ts';
import { creditOf, whatOf } from './asked-posting.ts';
import { aboveLimit, amountText, no, underWay, writeOffMost } from './no-posting.ts';
import { type BillPorts, supplierBills } from './supplier-bills.ts';

export type DraftPorts = {
	readonly books: Pick<Books, 'customer' | 'document'>;
	readonly companies: Pick<Companies, 'company'>;
	readonly connections: Pick<Connections, 'connection'>;
	readonly owed: BillPorts;
	readonly payments: Pick<Payments, 'payment'>;
	readonly postings: Pick<Postings, 'postingsOf' | 'settings'>;
	readonly clock: Clock;
};

export type Draft = {
	readonly company: CompanyId;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly minor: number;
	readonly day: Day;
	readonly text: string;
	readonly what: PostingWhat;
	/** The documents it touches, as we know them. */
	readonly invoice: StoredDocument | null;
	readonly credit: StoredDocument | null;
	/** Null where no bill of theirs was read: the ledger alone knows it then. */
	readonly bill: Payable | null;
	readonly settings: PostingSettings;
};

/** So many of a customer's postings are looked at for one that is under way, and for what was written off. */
const recent = 50;

const minorOf = (text: string, currency: Currency): number => {
	if (isFinerThanMinor(text, currency)) throw no('AMOUNT_TOO_FINE', `${currency} has ${exponentOf(currency)} decimals.`, 'amount');
	const { minor } = parseMoney(text, currency);
	if (minor <= 0) throw no('AMOUNT_ZERO', 'The amount must be more than nothing.', 'amount');
	return minor;
};

type At = { readonly company: CompanyId; readonly customer: CustomerId; readonly ledger: LedgerId };

const documentOf = async (
	{ company, customer, ledger }: At,
	{ kind, id }: Pick<StoredDocument, 'kind' | 'id'>,
	{ books }: DraftPorts,
): Promise<StoredDocument> => {
	const found = await books.document(company, ledger, kind, id);
	if (found?.customer !== customer || found.state === 'deleted') throw notFound(kind === 'invoice' ? 'invoice' : 'credit');
	if (found.doubt)
		throw no(
			'LEDGER_UNSURE',
			`The ledger has a newer state of ${found.number || 'it'} that we cannot read: ${found.doubt.why}. Correct it there first.`,
		);
	return found;
};

const mustBeFree = (document: StoredDocument, minor: number): void => {
	const { currency, held, number } = document;
	const invoice = document.kind === 'invoice';
	const left = invoice ? document.open - held : document.unapplied;
	if (minor <= left) return;
	const inFlight = invoice && held > 0 ? `; ${amountText(held, currency)} is being paid right now` : '';
	const what = invoice
		? `Only ${amountText(Math.max(0, left), currency)} of invoice ${number} is open and free`
		: `Only ${amountText(left, currency)} is left of the credit ${number}`;
	throw no('AMOUNT_ABOVE', `${what}${inFlight}.`, 'amount');
};

/** A bill of somebody else must not be paid with this customer's debt. Of one that was not read, the ledger says whose it is before it is paid. */
const billOf = async ({ company, customer }: At, asked: AskedPosting, { owed }: DraftPorts): Promise<Payable | null> => {
	if (asked.kind !== 'set-off') return null;
	const { bills, cut, suppliers } = await supplierBills(company, customer, owed);
	if (suppliers.length === 0)
		throw no(
			'SUPPLIER_UNKNOWN',
			'Nobody confirmed which supplier this customer is, so no bill is known to be theirs. Confirm it under "What you owe your customers" first.',
			'bill',
		);
	const found = bills.find(({ id }) => id === asked.bill) ?? null;
	if (found === null && bills.length > 0 && !cut)
		throw no(
			'BILL_OF_ANOTHER',
			'No open bill of this customer as your supplier has this id. Choose one of theirs; if a new one is missing, press "Read bills now" under "What you owe your customers" first.',
			'bill',
		);
	return found;
};

const mustFitBill = ({ number, open, currency }: Payable, invoice: StoredDocument, minor: number): void => {
	if (currency !== invoice.currency)
		throw no('CURRENCIES_DIFFER', `Their bill is in ${currency}, the invoice in ${invoice.currency}: only one currency is set off.`);
	if (minor > open) throw no('AMOUNT_ABOVE', `Only ${amountText(open, currency)} of their bill ${number} is open.`, 'amount');
};

const mustBeLive = async ({ company, ledger }: At, { connections }: DraftPorts): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection) throw notFound('customer');
	if (connection.state === 'disconnected')
		throw no('LEDGER_DISCONNECTED', 'The ledger of this customer is disconnected. Connect it first.');
	if (connection.phase !== 'live')
		throw no('LEDGER_COUNTING', 'The ledger is being read for the first time. Ask again when its figures are there.');
};

/** Ledger's names of what a payment was booked as. What stands on no invoice first: the ledger refuses it when it was applied or paid back, and all stands still. */
const bookedAs = ({ ledger, bookings }: Payment): readonly Booked[] =>
	bookings
		.toSorted((a, b) => Number(b.document === null) - Number(a.document === null))
		.flatMap(({ external, document }): Booked[] =>
			external === null
				? []
				: [{ kind: document === null && providerOf(ledger) === 'xero' ? 'overpayment' : 'payment', id: external, on: document }],
		);

const texts: Readonly<Record<Exclude<AskedPosting['kind'], 'credit' | 'note'>, string>> = {
	'write-off': 'Small balance written off',
	'late-fee': 'Late fee',
	allocation: 'Credit applied',
	refund: 'Credit paid back',
	'set-off': 'Set off as agreed',
	'expected-date': 'Payment expected',
	reversal: 'Payment taken back',
};
const reasons = { discount: 'Early-payment discount', goodwill: 'Goodwill credit', correction: 'Correction' } as const;
const textOf = (asked: AskedPosting, invoice: StoredDocument | null): string => {
	if (asked.text) return asked.text;
	const head = asked.kind === 'credit' ? reasons[asked.reason] : asked.kind === 'note' ? '' : texts[asked.kind];
	return invoice === null || invoice.number === '' ? head : `${head}, ${invoice.number}`;
};

/** What may be decided by one person alone, and what the ledger has no place for. */
const mustBeAllowed = (draft: Draft, today: Day): void => {
	const { what, minor, invoice, settings, ledger, currency } = draft;
	if (what.kind === 'late-fee' && invoice) {
		if (invoice.due === null || invoice.due >= today)
			throw no('NOT_LATE', `Invoice ${invoice.number} is not late: a fee can only follow a due day that has passed.`);
		if (what.due < today) throw no('DUE_PAST', 'The fee cannot be due before today.', 'due');
		if (minor > invoice.total)
			throw no('AMOUNT_ABOVE', `The fee is more than the whole invoice (${amountText(invoice.total, currency)}).`, 'amount');
	}
	if (what.kind === 'expected-date') {
		if (providerOf(ledger) === 'quickbooks')
			throw no('NO_SUCH_FIELD', 'QuickBooks has no field for an expected payment day. Write a note instead.');
		if (what.expected < today) throw no('DAY_PAST', 'The day has passed. Choose today or a later one.', 'expected');
	}
	const unchosen = unfit(settings.chosen, stepsOf(what), currency, settings.listed?.accounts ?? null);
	if (unchosen !== null) throw no('ACCOUNT_MISSING', unchosen);
};

const named = (what: PostingWhat): readonly string[] => subjectsOf(what).map(({ kind, id }) => `${kind}|${id}`);

/** In pieces it is still one write-off. An early word: the last one is said when it is kept. */
const mustBeSmall = ({ what, minor, currency, invoice, settings }: Draft, known: readonly Posting[]): void => {
	if (what.kind !== 'write-off') return;
	const most = writeOffMost(settings, currency);
	const before = known
		.filter((each) => each.what.kind === 'write-off' && each.what.invoice === what.invoice && each.state !== 'cancelled')
		.reduce((all, each) => all + each.minor, 0);
	if (before + minor > most) throw aboveLimit({ invoice, currency, most, before });
};

/** One at a time. An early word too, from a list that may lag. */
const mustBeAlone = ({ what, minor, day }: Draft, known: readonly Posting[]): void => {
	const mine = named(what);
	const other = known.find((each) => keepsSubjects(each) && named(each.what).some((subject) => mine.includes(subject)));
	if (other) throw underWay(other);
	// The ledger tells two allocations of the same amount on the same day apart by nothing.
	const same = known.find(
		(each) =>
			each.what.kind === 'allocation' &&
			what.kind === 'allocation' &&
			each.day === day &&
			each.minor === minor &&
			each.state !== 'cancelled' &&
			named(each.what).join() === mine.join(),
	);
	if (same)
		throw no(
			'SAME_TODAY',
			'The same credit was applied to the same invoice with the same amount today. Look whether that is what you meant; for more of it choose another amount.',
		);
};

/** @throws Refusal in words for the person who asked */
export const draftPosting = async (
	company: CompanyId,
	customer: CustomerId,
	asked: AskedPosting,
	ports: DraftPorts,
	approved = false,
): Promise<Draft> => {
	const ledger = ledgerOfCustomer(customer);
	const at: At = { company, customer, ledger };
	const [owner, known] = await Promise.all([ports.companies.company(company), ports.books.customer(company, customer)]);
	if (!owner || !known) throw notFound('customer');
	await mustBeLive(at, ports);
	const day = dayIn(owner.timeZone, ports.clock.now());
	const settings = (await ports.postings.settings(company, ledger)) ?? newPostingSettings(company, ledger);
	const payment = asked.kind === 'reversal' ? await ports.payments.payment(company, asked.payment) : null;
	if (asked.kind === 'reversal' && payment?.customer !== customer) throw notFound('payment');
	if (payment && payment.state !== 'booked') throw no('NOT_BOOKED', 'Only a payment that is in the ledger can be taken back there.');
	const invoice = 'invoice' in asked ? await documentOf(at, { kind: 'invoice', id: asked.invoice }, ports) : null;
	const credit = 'credit' in asked ? await documentOf(at, creditOf(asked.credit), ports) : null;
	const bill = await billOf(at, asked, ports);
	const currency = payment?.currency ?? invoice?.currency ?? credit?.currency ?? currencyOf('EUR');
	if (invoice && credit && credit.currency !== invoice.currency)
		throw no(
			'CURRENCIES_DIFFER',
			`The credit is in ${credit.currency}, the invoice in ${invoice.currency}: a credit is applied in its own currency only.`,
		);
	const minor = payment?.minor ?? ('amount' in asked ? minorOf(asked.amount, currency) : 0);
	const what = payment ? ({ kind: 'reversal', payment: payment.id, booked: bookedAs(payment) } as const) : whatOf(asked);
	const draft: Draft = {
		company,
		customer,
		ledger,
		currency,
		minor,
		day,
		text: textOf(asked, invoice),
		what,
		invoice,
		credit,
		bill,
		settings,
	};
	if (bill && invoice) mustFitBill(bill, invoice, minor);
	if (invoice && asked.kind !== 'late-fee') mustBeFree(invoice, minor);
	if (credit) mustBeFree(credit, minor);
	mustBeAllowed(draft, day);
	const earlier = await ports.postings.postingsOf(company, customer, recent);
	if (!approved) mustBeSmall(draft, earlier);
	mustBeAlone(draft, earlier);
	return draft;
};
