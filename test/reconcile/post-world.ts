/** A ledger, our copy of it and everything that postings need, in memory; workers that can lose power at any call of a port. */
import { askPosting } from '../../functions/reconcile/ask-posting.ts';
import { readAsked } from '../../functions/reconcile/asked-posting.ts';
import type { PostPorts } from '../../functions/reconcile/ports.ts';
import { sweepBookings } from '../../functions/reconcile/sweep-bookings.ts';
import { writePosting } from '../../functions/reconcile/write-posting.ts';
import { later } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Payable } from '../../shared/domain/payables.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { keepsSubjects, type Posting, subjectsOf } from '../../shared/domain/posting.ts';
import { newPostingSettings, type PostingSettings } from '../../shared/domain/posting-accounts.ts';
import { reconcileWorkId } from '../../shared/domain/reconcile-work.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { DeadLetter } from '../../shared/ports/dead-letters.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { memoryBooks } from '../model/memory/books.ts';
import { Shelves } from '../model/memory/shelf.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { fake } from '../support/fake.ts';
import { MemoryLedger } from './post-ledger.ts';
import { type cutter, PowerCut, startClock } from './world.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
/** Of postings as well as of what asks for them. */
type Ports = Omit<PostPorts, 'postings' | 'payments' | 'books'> & {
	readonly postings: Postings;
	readonly payments: Payments;
	readonly books: Books;
	readonly companies: Companies;
	readonly owed: Pick<OwedBooks, 'read' | 'confirmedOf' | 'rowsOf'>;
};
const unharmed: Wrap = (port) => port;

export const company = 'co1';
export const ledger = 'xero-11111111-1111-4111-8111-111111111111';
export const customer = customerId(ledger, 'acme');
const gbp = currency('GBP');

const memoryPostings = () => {
	const all = new Map<string, Posting>();
	let settings: PostingSettings = {
		...newPostingSettings(company, ledger),
		chosen: { banks: { [gbp]: 'bank' }, discount: 'disc', 'write-off': 'bad', 'late-fee': 'fees', clearing: 'clear' },
		rev: 1,
	};
	const locks = new Map<string, string>();
	/** The index that lags: not what was stored since. */
	let listed: readonly Posting[] | null = null;
	const namesOf = ({ what }: Posting) => subjectsOf(what).map((each) => `${each.kind}|${each.id}`);
	const holderOf = (posting: Posting) =>
		namesOf(posting)
			.flatMap((name) => locks.get(name) ?? [])
			.find((id) => id !== posting.id);
	const put = (posting: Posting): 'saved' | 'stale' => {
		if (all.get(posting.id)?.rev !== posting.rev) return 'stale';
		all.set(posting.id, structuredClone({ ...posting, rev: posting.rev + 1 }));
		return 'saved';
	};
	const take = (posting: Posting) => {
		for (const name of namesOf(posting)) locks.set(name, posting.id);
	};
	const writtenOff = (invoice: string) =>
		[...all.values()].reduce(
			(sum, { what, state, minor }) => sum + (what.kind === 'write-off' && what.invoice === invoice && state !== 'cancelled' ? minor : 0),
			0,
		);
	const port: Postings = fake<Postings>({
		create: async (posting, most) => {
			const known = all.get(posting.id);
			if (known) return { outcome: 'stored', posting: known };
			const holder = holderOf(posting);
			if (holder !== undefined) return { outcome: 'taken', by: all.get(holder) ?? null };
			const before = posting.what.kind === 'write-off' ? writtenOff(posting.what.invoice) : 0;
			if (posting.what.kind === 'write-off' && before + posting.minor > most) return { outcome: 'above', before };
			take(posting);
			const stored = { ...posting, rev: 1 };
			all.set(posting.id, stored);
			return { outcome: 'stored', posting: stored };
		},
		posting: async (_company, id) => all.get(id) ?? null,
		savePosting: async (posting) => {
			const saved = put(posting);
			if (saved === 'saved' && !keepsSubjects(posting))
				for (const name of namesOf(posting)) if (locks.get(name) === posting.id) locks.delete(name);
			return saved;
		},
		resume: async (posting) => {
			if (holderOf(posting) !== undefined) return 'taken';
			const saved = put(posting);
			if (saved === 'saved') take(posting);
			return saved;
		},
		postingsOf: async (_company, who) => (listed ?? [...all.values()]).filter((each) => each.customer === who).toReversed(),
		settings: async () => settings,
		saveSettings: async (next) => {
			if (next.rev !== settings.rev) return 'stale';
			settings = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
	});
	const lag = (): void => {
		listed = [...all.values()];
	};
	return { all, locks, port, lag };
};

export type PostWorld = Awaited<ReturnType<typeof startPostWorld>>;

/** An invoice of 100.00 and one of 60.00, a credit of 30.00, a bill of 50.00, and a payment of ours over 40.00 that is booked in two entries. */
export const startPostWorld = async () => {
	const clock = startClock();
	const there = new MemoryLedger(ledger);
	const books: Books = memoryBooks(new Shelves());
	const { all, locks, lag, port: postings } = memoryPostings();
	const invoice = there.put('invoice', customer, { id: 'inv-1', open: 10_000 });
	const other = there.put('invoice', customer, { id: 'inv-2', open: 6_000 });
	const credit = there.put('credit-note', customer, { id: 'cn-1', unapplied: 3_000 });
	there.put('payment', customer, { id: 'pay-1', total: 3_500, reference: other });
	there.put('overpayment', customer, { id: 'over-1', unapplied: 500 });
	there.bills.set('bill-1', 5_000);
	there.vendors.set('bill-1', customer);
	await books.saveCustomers(
		{ company, ledger },
		[
			{
				ledger,
				id: customer,
				version: '1',
				name: 'Acme',
				email: null,
				language: null,
				country: null,
				currency: gbp,
				accountNumber: null,
				archived: false,
			},
		],
		clock.now,
	);
	await books.repair({ company, ledger }, [...there.documents.values()], clock.now);
	const booked: Payment = {
		company,
		id: 'pi_1',
		customer,
		ledger,
		currency: gbp,
		minor: 4_000,
		fee: null,
		method: 'card',
		last4: null,
		receivedAt: clock.now,
		day: clock.now.slice(0, 10) as Payment['day'],
		checkout: null,
		shares: [],
		state: 'booked',
		bookings: [
			{ n: 0, document: other, minor: 3_500, state: 'booked', external: 'pay-1' },
			{ n: 1, document: null, minor: 500, state: 'booked', external: 'over-1' },
		],
		problem: null,
		tries: 0,
		bookedAt: clock.now,
		wake: null,
		rev: 1,
	};
	let payment = booked;
	/** As payables were read last: of the customer itself, and of its other contact `${ledger}~twin`. */
	const bills: Payable[] = [];
	let confirmed: readonly string[] = [`${ledger}~twin`, 'quickbooks-1~7'];
	const letters = new Map<string, DeadLetter>();
	let queue: Message[] = [];
	let state: 'connected' | 'needs-reconnecting' = 'connected';
	const payments = fake<Payments>({
		payment: async (_company, id) => (id === payment.id ? payment : null),
		savePayment: async (next) => {
			if (next.rev !== payment.rev) return 'stale';
			payment = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		dueBookings: async (now) =>
			[...all.values()].flatMap((each) =>
				each.wake !== null && each.wake <= now ? [{ company, id: reconcileWorkId({ kind: 'posting', id: each.id }) }] : [],
			),
	});
	const connections = fake<Connections>({
		connection: async () => ({ company, ledger, grant: 'g', phase: 'live', state }) as Awaited<ReturnType<Connections['connection']>>,
		grant: async () =>
			({ company, id: 'g', state: 'alive', access: 'sealed', accessExpiresAt: later(clock.now, 3_600_000) }) as Awaited<
				ReturnType<Connections['grant']>
			>,
		saveGrant: async () => 'saved',
	});
	const allowances = memoryAllowances().port;
	const portsOf = (wrap: Wrap, change: Partial<Ports> = {}): Ports => ({
		postings: wrap(postings),
		payments: wrap(payments),
		books: wrap(books),
		allowances: wrap(allowances),
		connections: wrap(connections),
		owed: wrap(
			fake<OwedBooks>({
				read: async () => ({ current: { id: 'g1' } }) as Awaited<ReturnType<OwedBooks['read']>>,
				confirmedOf: async () => confirmed,
				rowsOf: async (_scope, _generation, vendor) => bills.filter((each) => each.vendor === vendor),
			}),
		),
		companies: wrap(fake<Companies>({ company: async () => ({ timeZone: 'UTC' }) as Awaited<ReturnType<Companies['company']>> })),
		deadLetters: wrap({ record: async (letter: DeadLetter) => void letters.set(letter.id, letter) }),
		queues: wrap({ send: async (message: Message) => void queue.push(message) }),
		vault: wrap({ seal: async () => '', open: async () => 'token' }),
		openAccounting: async () => {
			const { atOnce, look } = there.reading();
			return fake<Accounting>({ atOnce, look: wrap({ look }).look });
		},
		openPosting: async () => wrap(there.posting()),
		booksForReal: true,
		clock: { now: () => clock.now },
		...change,
	});
	const ask = async (
		fields: Readonly<Record<string, unknown>>,
		token = 'a token of the form'.replaceAll(' ', '-'),
		wrap: Wrap = unharmed,
	) => askPosting({ company, user: 'u1' }, customer, readAsked(fields), token, portsOf(wrap));
	const posting = (id: string): Posting => {
		const found = all.get(id);
		if (!found) throw new Error('the posting is gone');
		return found;
	};
	const deliver = async (id: string, wrap: Wrap = unharmed, change: Partial<Ports> = {}): Promise<'done' | 'cut'> => {
		try {
			await writePosting({ type: 'reconcile.post', company, posting: id }, portsOf(wrap, change));
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	/** All queues lost: only what is saved wakes anybody. Until nothing is due any more, for `hours` at most. */
	const liveOn = async (id: string, hours = 3, change: Partial<Ports> = {}): Promise<void> => {
		const until = later(clock.now, hours * 3_600_000);
		for (;;) {
			const { wake } = posting(id);
			if (wake === null || wake > until) return;
			if (wake > clock.now) clock.now = wake;
			queue = [];
			await sweepBookings(portsOf(unharmed));
			if (!queue.some((each) => each.type === 'reconcile.post' && each.posting === id)) throw new Error('the sweep did not find it');
			await deliver(id, unharmed, change);
		}
	};
	return {
		clock,
		there,
		books,
		invoice,
		other,
		credit,
		bills,
		letters,
		postings,
		all,
		locks,
		lag,
		ask,
		posting,
		deliver,
		liveOn,
		portsOf,
		payment: () => payment,
		hold: (held: number) => books.document(company, ledger, 'invoice', invoice).then((found) => ({ ...found, held })),
		undo: () => {
			confirmed = [];
		},
		connect: (on: boolean) => {
			state = on ? 'connected' : 'needs-reconnecting';
		},
	};
};

/** One of each kind, and what must stand in the ledger when it is written. */
export const wishes = {
	credit: { fields: { kind: 'credit', invoice: 'inv-1', amount: '20.00', reason: 'discount' }, steps: ['credit-note', 'allocate'] },
	'write-off': { fields: { kind: 'write-off', invoice: 'inv-1', amount: '4.50' }, steps: ['credit-note', 'allocate'] },
	'late-fee': { fields: { kind: 'late-fee', invoice: 'inv-1', amount: '40.00', due: '2026-12-06' }, steps: ['late-fee'] },
	allocation: { fields: { kind: 'allocation', invoice: 'inv-1', credit: 'credit-note|cn-1', amount: '30.00' }, steps: ['allocate'] },
	refund: { fields: { kind: 'refund', credit: 'credit-note|cn-1', amount: '12.00' }, steps: ['refund'] },
	'set-off': { fields: { kind: 'set-off', invoice: 'inv-1', amount: '50.00', bill: 'bill-1' }, steps: ['clear-bill', 'clear-invoice'] },
	note: { fields: { kind: 'note', invoice: 'inv-1', text: 'Spoke with Ms Lee' }, steps: ['note'] },
	'expected-date': { fields: { kind: 'expected-date', invoice: 'inv-1', expected: '2026-12-01' }, steps: ['expected-date'] },
	reversal: { fields: { kind: 'reversal', payment: 'pi_1' }, steps: ['take-back', 'take-back'] },
} as const;
