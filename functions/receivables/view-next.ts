import { agreedOn } from '../../shared/domain/arrangements/at-hand.ts';
import { addDays, type Day, type Instant } from '../../shared/domain/day.ts';
import { type Decision, decide } from '../../shared/domain/decision.ts';
import { type CustomerId, ledgerOfCustomer, type StoredCustomer } from '../../shared/domain/document.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import { type LetterOrder, reminderOrder } from '../../shared/domain/letter.ts';
import { finalStates, type Mailing, type Reason, type Sending } from '../../shared/domain/mailing.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { defaultPolicy, type Stage } from '../../shared/domain/policy.ts';
import { reasonWords } from '../../shared/domain/reasons.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Company } from '../../shared/ports/companies.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import { LetterFault, type Letters } from '../../shared/ports/letters.ts';
import type { DueCustomer, Mailings } from '../../shared/ports/mailings.ts';

export type NextMail = {
	readonly customer: CustomerId;
	readonly currency: string;
	readonly day: Day;
	readonly stage: Pick<Stage, 'day' | 'by'> | null;
	/** Decimal text. */
	readonly amount: string | null;
	readonly letter: { readonly language: string; readonly subject: string; readonly text: string } | null;
	/** Why it would not be sent as things stand. */
	readonly why: string | null;
};
export type NextMails = { readonly mails: readonly NextMail[]; readonly until: Day; readonly more: boolean };

export type NextPorts = {
	readonly mailings: Mailings;
	readonly arrangements: Pick<Arrangements, 'current'>;
	readonly books: Books;
	/** Loaded when the first text is wanted. */
	readonly letters: () => Promise<Letters>;
	/** Origin people see: pay links in previews begin with it. */
	readonly hub: string;
};
export type Today = {
	readonly company: Company;
	readonly today: Day;
	readonly now: Instant;
	readonly connections: readonly Connection[];
	readonly sending: Sending | null;
	/** Today's candidates. */
	readonly mails: readonly Mailing[];
};

const daysAhead = 14;
const shown = 5;
/** Those of today come first in the index and are passed over. 0.5 RCU for 30. */
const looked = 200;
/** Customers with more open invoices are named without the text. */
const documentsRead = 50;

const notBefore = (first: Day, day: Day): Day => {
	if (day < first) return first;
	return day;
};

type Coming = DueCustomer & { readonly day: Day };

/** Who comes next, each on the day it will be decided; not those whose mail of today is still on its way. */
const upcoming = (due: readonly DueCustomer[], { today, sending, mails }: Today): Coming[] => {
	const busy = new Set(
		mails.filter(({ state }) => !finalStates.includes(state)).map(({ customer, currency }) => `${customer}#${currency}`),
	);
	const first = sending?.plannedFor === today ? addDays(today, 1) : today;
	return due
		.filter(({ customer, currency }) => !busy.has(`${customer}#${currency}`))
		.map((each) => ({ ...each, day: notBefore(first, each.next) }))
		.sort((a, b) => (a.day === b.day ? 0 : a.day < b.day ? -1 : 1));
};

/** Days of earlier reminders are named by the firm stage only. */
const earlierShown = 5;
const earlierLooked = 12;
const earlierOf = async ({ customer, currency }: DueCustomer, { company }: Today, { mailings }: NextPorts): Promise<Day[]> =>
	(await mailings.ofCustomer(company.id, customer, earlierLooked))
		.filter((mail) => mail.kind === 'reminder' && mail.currency === currency && (mail.state === 'sent' || mail.state === 'unknown'))
		.map(({ day }) => day)
		.slice(0, earlierShown)
		.toSorted();

const rendered = async (order: LetterOrder, letters: NextPorts['letters']): Promise<NextMail['letter']> => {
	try {
		const { language, subject, text } = (await letters()).render(order);
		return { language, subject, text };
	} catch (error) {
		if (error instanceof LetterFault) return null;
		throw error;
	}
};

const reasonsOf = ({ reasons, stage }: Decision, { email, doubt }: StoredCustomer): readonly Reason[] => {
	if (doubt) return ['LEDGER_UNSURE'];
	if (stage?.by === 'person') return [];
	return reasons.length === 0 && !email ? ['NO_ADDRESS'] : reasons;
};

const nextOf = async (due: Coming, at: Today, ports: NextPorts): Promise<NextMail> => {
	const { customer: id, currency, day } = due;
	const [standing, page, customer, arrangements] = await Promise.all([
		ports.mailings.standing(at.company.id, id, currency),
		ports.books.documentsOf(at.company.id, id, documentsRead, null),
		ports.books.customer(at.company.id, id),
		ports.arrangements.current(at.company.id, id),
	]);
	const connection = at.connections.find(({ ledger }) => ledger === ledgerOfCustomer(id));
	// Open ones come first: with a closed one on the page, all open ones are.
	const whole = page.next === null || page.rows.some(({ open, unapplied }) => open === 0 && unapplied === 0);
	if (!standing || !customer || !connection || !whole)
		return { customer: id, currency, day, stage: null, amount: null, letter: null, why: null };
	const { through, exceptions, since, unapplied } = standing;
	const documents = page.rows.filter((document) => document.currency === currency);
	const freshAsOf = connection.freshAsOf ?? at.now;
	const agreed = await agreedOn(arrangements, { today: day, currency, documents, unapplied }, ({ ledger }, invoice) =>
		ports.books.document(at.company.id, ledger, 'invoice', invoice),
	);
	const known = { through, exceptions, since, documents, unapplied, freshAsOf, plannedAt: at.now, agreed };
	const decision = decide({ policy: defaultPolicy, today: day, ...known });
	const { stage, asked } = decision;
	const writes = !customer.doubt && stage !== null && stage.by === 'mail' && decision.reasons.length === 0;
	const around = { customer, seller: sellerOf(connection), timeZone: at.company.timeZone, asOf: freshAsOf };
	const earlier = stage?.tone === 'firm' ? await earlierOf(due, at, ports) : [];
	// The link leads nowhere; mails get a token of their own.
	const order = writes
		? { ...reminderOrder({ currency }, decision, stage, day, earlier, around), payUrl: `${ports.hub}/pay/preview` }
		: null;
	const letter = order && (await rendered(order, ports.letters));
	const broken: readonly Reason[] = order && !letter ? ['TEMPLATE_BROKEN'] : [];
	const why = [...reasonsOf(decision, customer), ...broken];
	return {
		customer: id,
		currency,
		day,
		stage: stage && { day: stage.day, by: stage.by },
		amount: asked > 0 ? toDecimal({ minor: asked, currency }) : null,
		letter,
		why: why.length > 0 ? why.map((reason) => reasonWords[reason]).join(' ') : null,
	};
};

/**
 * The next customers to hear from the company within two weeks, with the words they would get if nothing changed. Reads the index of who is due, then
 * for each of five the ladder, the customer, what was agreed with it and at most 50 documents: ≈ 20 RCU, at most 150. Who is chased only by days that were agreed is
 * not among them before the ladder of due days names them.
 */
export const viewNext = async (at: Today, ports: NextPorts): Promise<NextMails> => {
	const until = addDays(at.today, daysAhead);
	if (at.sending === null || at.sending.mode === 'off') return { mails: [], until, more: false };
	const live = new Set(
		at.connections.filter(({ phase, state }) => phase === 'live' && state !== 'disconnected').map(({ ledger }) => ledger),
	);
	const page = await ports.mailings.dueCustomers(at.company.id, until, looked, null);
	const coming = upcoming(page.rows, at).filter(({ customer }) => live.has(ledgerOfCustomer(customer)));
	const mails = await Promise.all(coming.slice(0, shown).map((due) => nextOf(due, at, ports)));
	return { mails, until, more: page.next !== null || coming.length > shown };
};
