/** From a reminder that was delivered to the note in the ledger, over both sandboxes by the real adapters and our real table; the power goes at each call of the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteMail } from '../../functions/reconcile/note-mail.ts';
import { sweepNotes } from '../../functions/reconcile/sweep-notes.ts';
import { writePosting } from '../../functions/reconcile/write-posting.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoDeadLetters } from '../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoMailings } from '../../shared/adapters/dynamo/mailings.ts';
import { dynamoOwed } from '../../shared/adapters/dynamo/owed.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { day, later } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { mailId } from '../../shared/domain/mailing.ts';
import { noteTo } from '../../shared/domain/reminder-note.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { type PostLedger, postLedgers } from './post-ledgers.ts';
import { cutter, PowerCut, startClock } from './world.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
const unharmed: Wrap = (port) => port;
let bench: Bench;
let store: Store;
const clock = startClock();
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());

const start = async (there: PostLedger) => {
	const company = bench.company();
	const { ledger } = there;
	const person = there.customer();
	const customer = customerId(ledger, person);
	const invoices = [there.invoice(person, 10_000), there.invoice(person, 6_000)];
	const [books, mailings, postings] = [dynamoBooks(store), dynamoMailings(store), dynamoPostings(store)];
	const reading = await there.openAccounting(ledger, await there.token(), () => clock.now);
	await books.repair({ company, ledger }, (await reading.look('invoice', invoices)).documents, clock.now);
	const today = day(clock.now.slice(0, 10));
	const mail = mailId({ kind: 'reminder', day: today, currency: there.currency, customer });
	await mailings.saveSending({
		company,
		mode: 'live',
		stopped: null,
		notedIn: [ledger],
		plannedFor: today,
		cursor: null,
		wake: null,
		rev: 0,
	});
	await mailings.plan({
		company,
		id: mail,
		kind: 'reminder',
		customer,
		ledger,
		currency: there.currency,
		day: today,
		stage: { day: 21, tone: 'firm' },
		policy: 'default/1',
		state: 'sent',
		reasons: [],
		facts: {
			freshAsOf: clock.now,
			documents: invoices.map((id) => ({ id, number: id, due: today, open: 1, held: 0, stage: 21, out: null })),
			unapplied: 0,
			hash: '',
		},
		amount: 16_000,
		language: 'en',
		subject: 's',
		payment: null,
		note: { ...noteTo('ana@acme.example'), state: 'owed' },
		plannedAt: clock.now,
		lease: null,
		sendingAt: clock.now,
		sentAt: clock.now,
		messageId: 'm',
		delivery: 'delivered',
		deliveryAt: clock.now,
		by: null,
		tries: 0,
		wake: clock.now,
		rev: 0,
	});
	const queue: Message[] = [];
	const ports = (wrap: Wrap = unharmed) => ({
		books,
		mailings,
		postings,
		payments: dynamoPayments(store),
		allowances: dynamoAllowances(store),
		owed: dynamoOwed(store),
		connections: fake<Connections>({
			connection: async () =>
				({ company, ledger, grant: 'g', phase: 'live', state: 'connected' }) as Awaited<ReturnType<Connections['connection']>>,
			grant: async () =>
				({ company, id: 'g', state: 'alive', access: 'sealed', accessExpiresAt: later(clock.now, 3_600_000) }) as Awaited<
					ReturnType<Connections['grant']>
				>,
		}),
		companies: fake<Companies>({ company: async () => ({ timeZone: 'UTC' }) as Awaited<ReturnType<Companies['company']>> }),
		deadLetters: dynamoDeadLetters(store, () => clock.now),
		queues: { send: async (message: Message) => void queue.push(message) },
		vault: { seal: async () => '', open: () => there.token() },
		openAccounting: there.openAccounting,
		openPosting: async (...args: Parameters<PostLedger['openPosting']>) => wrap(await there.openPosting(...args)),
		booksForReal: true,
		clock: { now: () => clock.now },
	});
	const deliver = async (message: Message, wrap: Wrap = unharmed): Promise<'done' | 'cut'> => {
		try {
			if (message.type === 'reconcile.note') await noteMail(message, ports());
			if (message.type === 'reconcile.post') await writePosting(message, ports(wrap));
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	const sweep = async (): Promise<readonly Message[]> => {
		await sweepNotes(ports());
		return queue.splice(0).filter((message) => 'company' in message && message.company === company);
	};
	return { company, person, mail, mailings, postings, deliver, sweep, taken: () => queue.splice(0) };
};

describe.each(Object.entries(postLedgers))('%s', (name, open) => {
	let there: PostLedger;
	beforeAll(async () => {
		there = await open(() => clock.now);
	});
	afterAll(() => there.close());

	it('one note of each invoice, wherever the power goes', async () => {
		let cuts = 0;
		for (let n = 1; ; n++) {
			const on = await start(there);
			const asked = await on.sweep();
			expect(asked).toHaveLength(1);
			for (const message of asked) for (let twice = 0; twice < 2; twice++) await on.deliver(message);
			const posts = [...new Map(on.taken().map((message) => [JSON.stringify(message), message])).values()];
			expect(posts).toHaveLength(2);
			const power = cutter(Math.ceil(n / 2), n % 2 === 1 ? 'before' : 'after');
			const outcomes = [];
			for (const message of posts) outcomes.push(await on.deliver(message, power.wrap));
			const ended = outcomes.every((each) => each === 'done');
			if (!ended) cuts += 1;
			clock.now = later(clock.now, 10 * 60_000);
			for (let twice = 0; twice < 2; twice++) for (const message of posts) await on.deliver(message);
			expect(there.inBooks(on.person)).toMatchObject({ notes: 2 });
			const notes = await Promise.all(
				posts.flatMap((message) => (message.type === 'reconcile.post' ? [on.postings.posting(on.company, message.posting)] : [])),
			);
			expect(notes.map((each) => each?.state)).toEqual(['written', 'written']);
			expect(await on.mailings.mailing(on.company, on.mail)).toMatchObject({ note: { state: 'done' }, wake: null });
			expect(await on.sweep()).toEqual([]);
			// Not on the page of what people asked for, nor among the customer's last ones.
			expect((await on.postings.postings(on.company, 10, null)).rows).toEqual([]);
			expect(await on.postings.postingsOf(on.company, customerId(there.ledger, on.person), 10)).toEqual([]);
			if (!ended) continue;
			// By the meter, under a purpose of their own: other calls of the sandbox are those for a token.
			const used = (await dynamoAllowances(store).allowance(on.company, there.ledger))?.day.used;
			console.log(`${name}: ${used?.noting} provider calls for two notes, ${cuts} cuts`);
			expect(used).toEqual({ booking: 0, asked: 0, reading: 0, comparing: 0, noting: name === 'xero' ? 2 : 4 });
			break;
		}
		expect(cuts).toBeGreaterThan(1);
	}, 60_000);
});
