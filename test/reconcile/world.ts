/** A payment that was captured, our table and a ledger's sandbox, both over HTTP; workers that can lose power at any call of a port. */
import { bookPayment } from '../../functions/reconcile/book-payment.ts';
import type { ReconcilePorts } from '../../functions/reconcile/ports.ts';
import { sweepBookings } from '../../functions/reconcile/sweep-bookings.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoDeadLetters } from '../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoMailings } from '../../shared/adapters/dynamo/mailings.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import type { Checkout, Payment } from '../../shared/domain/payment.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Message, MessageOf } from '../../shared/wire/messages.ts';
import type { Bench } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import type { TestLedger } from './ledgers.ts';

export class PowerCut extends Error {
	override readonly name = 'PowerCut';
}

export type Clock = { now: Instant };
export const startClock = (): Clock => ({ now: instant('2026-11-22T12:00:00Z') });

let runs = 0;

/** Counts every call of every port; at the n-th the power goes, before it or after it. After that nothing more is heard of this worker. */
export const cutter = (n: number, when: 'before' | 'after') => {
	let calls = 0;
	let dead = false;
	const die = (): never => {
		dead = true;
		throw new PowerCut('the power was cut');
	};
	const wrap = <Port extends object>(port: Port): Port =>
		new Proxy(port, {
			get: (target, name, receiver) => {
				const member: unknown = Reflect.get(target, name, receiver);
				if (typeof member !== 'function') return member;
				return async (...args: unknown[]): Promise<unknown> => {
					calls += 1;
					const mine = calls === n;
					if (dead || (mine && when === 'before')) die();
					try {
						return (await Reflect.apply(member, target, args)) as unknown;
					} finally {
						// Also where the answer is a no: nobody hears it.
						if (dead || mine) die();
					}
				};
			},
		});
	return { wrap, calls: () => calls };
};
type Wrap = ReturnType<typeof cutter>['wrap'];
const unharmed: Wrap = (port) => port;

export type World = Awaited<ReturnType<typeof startWorld>>;

/** `owed` invoices; of each `meant` was paid for through us. `extra` was paid beyond that. */
export const startWorld = async (
	bench: Bench,
	store: Store,
	ledger: TestLedger,
	clock: Clock,
	{ owed, meant, extra = 0 }: { owed: readonly number[]; meant: readonly number[]; extra?: number },
) => {
	const company = bench.company();
	const id = `pi_${String(++runs).padStart(4, '0')}abcdefghijklmnopqrst`;
	const person = ledger.customer();
	const customer = customerId(ledger.ledger, person);
	const invoices = owed.map((minor) => ledger.invoice(person, minor));
	const books = dynamoBooks(store);
	const payments = dynamoPayments(store);
	const read = async () => (await ledger.open(ledger.ledger, await ledger.token(), () => clock.now)).invoices(invoices);
	await books.save({ company, ledger: ledger.ledger }, await read(), clock.now);
	const shares = invoices.flatMap((invoice, at) => (meant[at] ? [{ id: invoice, number: `N-${at}`, minor: meant[at] }] : []));
	const checkout: Checkout = {
		company,
		id: 'chk',
		customer,
		ledger: ledger.ledger,
		currency: ledger.currency,
		shares,
		total: shares.reduce((all, { minor }) => all + minor, 0),
		state: 'reserving',
		reserved: 0,
		session: null,
		url: null,
		link: 'link',
		locale: 'en',
		payment: null,
		createdAt: clock.now,
		expiresAt: later(clock.now, 1_860_000),
		wake: later(clock.now, 60_000),
		rev: 0,
	};
	const reserved = await payments.reserve(checkout);
	if (typeof reserved === 'string' || !('reserved' in reserved)) throw new Error('not reserved');
	const captured: Payment = {
		company,
		id,
		customer,
		ledger: ledger.ledger,
		currency: ledger.currency,
		minor: checkout.total + extra,
		fee: null,
		method: 'card',
		last4: '4242',
		receivedAt: clock.now,
		day: clock.now.slice(0, 10) as Payment['day'],
		checkout: checkout.id,
		shares,
		state: 'received',
		bookings: [],
		problem: null,
		tries: 0,
		bookedAt: null,
		wake: clock.now,
		rev: 0,
	};
	if ((await payments.receive(captured, reserved.reserved)) !== 'received') throw new Error('not received');

	let queue: Message[] = [{ type: 'reconcile.book', company, payment: id }];
	const sent: Message[] = [];
	const renewals: string[] = [];
	let connected = true;
	let expiresIn = 3_600_000;
	const connections = fake<Connections>({
		connection: async () =>
			({ company, ledger: ledger.ledger, grant: 'g', state: connected ? 'connected' : 'needs-reconnecting' }) as Awaited<
				ReturnType<Connections['connection']>
			>,
		grant: async () =>
			({ company, id: 'g', state: 'alive', access: 'sealed', accessExpiresAt: later(clock.now, expiresIn), refreshing: null }) as Awaited<
				ReturnType<Connections['grant']>
			>,
		saveGrant: async () => {
			renewals.push('expired');
			return 'saved';
		},
	});
	const portsOf = (wrap: Wrap, change: Partial<ReconcilePorts> = {}): ReconcilePorts => ({
		payments: wrap(dynamoPayments(store)),
		postings: wrap(dynamoPostings(store)),
		allowances: wrap(dynamoAllowances(store)),
		mailings: wrap(dynamoMailings(store)),
		books: wrap(dynamoBooks(store)),
		connections: wrap(connections),
		deadLetters: wrap(dynamoDeadLetters(store, () => clock.now)),
		queues: wrap({
			send: async (message: Message) => {
				sent.push(message);
				queue.push(message);
			},
		}),
		vault: wrap({ seal: async () => '', open: () => ledger.token() }),
		openBookkeeping: async (...args) => wrap(await ledger.open(...args)),
		booksForReal: true,
		clock: { now: () => clock.now },
		...change,
	});
	const message: MessageOf<'reconcile.book'> = { type: 'reconcile.book', company, payment: id };
	const payment = async (): Promise<Payment> => {
		const found = await payments.payment(company, id);
		if (!found) throw new Error('the payment is gone');
		return found;
	};
	/** One delivery by a worker that may die. */
	const deliver = async (wrap: Wrap = unharmed, change: Partial<ReconcilePorts> = {}): Promise<'done' | 'cut'> => {
		try {
			await bookPayment(message, portsOf(wrap, change));
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	/** All queues lost: only what the table says wakes anybody. Until nothing is due any more, for `hours` at most. */
	const liveOn = async (hours = 1, change: Partial<ReconcilePorts> = {}): Promise<number> => {
		queue = [];
		const until = later(clock.now, hours * 3_600_000);
		let wakes = 0;
		for (;;) {
			const { wake } = await payment();
			if (wake === null || wake > until) return wakes;
			if (wake > clock.now) clock.now = wake;
			wakes += 1;
			await sweepBookings(portsOf(unharmed));
			if (!queue.some((each) => each.type === 'reconcile.book' && each.payment === id)) throw new Error('the sweep did not find it');
			queue = [];
			await deliver(unharmed, change);
		}
	};
	return {
		company,
		id,
		customer,
		person,
		invoices,
		captured,
		ledger,
		clock,
		store,
		payments,
		sent,
		renewals,
		payment,
		deliver,
		liveOn,
		portsOf,
		disconnect: (off: boolean) => {
			connected = !off;
		},
		tokenExpiresIn: (ms: number) => {
			expiresIn = ms;
		},
		inBooks: () => ledger.inBooks(person, `Stripe ${id}`),
		receipts: async () => dynamoMailings(store).ofCustomer(company, customer, 10),
		documents: () => Promise.all(invoices.map((invoice) => books.document(company, ledger.ledger, 'invoice', invoice))),
	};
};
