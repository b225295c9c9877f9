/**
 * The whole road over the real sandboxes and our real table: an invoice of 1,000.00 is disputed about 400.00, finance may not give that up alone, an owner
 * approves, the credit note stands in the ledger, is read back, and the dispute is resolved. Every message comes twice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actOn } from '../../functions/arrangements/act-on.ts';
import { type Asker, begin } from '../../functions/arrangements/begin.ts';
import { hearRead } from '../../functions/arrangements/hear-read.ts';
import { tend } from '../../functions/arrangements/tend.ts';
import { chooseAccounts } from '../../functions/reconcile/choose-accounts.ts';
import { listAccounts } from '../../functions/reconcile/list-accounts.ts';
import { postAgreed } from '../../functions/reconcile/post-agreed.ts';
import { retryPosting } from '../../functions/reconcile/tend-posting.ts';
import { writePosting } from '../../functions/reconcile/write-posting.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoDeadLetters } from '../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoOwed } from '../../shared/adapters/dynamo/owed.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { slicesOf } from '../../shared/domain/arrangements/slices.ts';
import { day, type Instant, later } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import type { Companies, Role } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { type PostLedger, postLedgers } from '../reconcile/post-ledgers.ts';
import { startClock } from '../reconcile/world.ts';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { wish } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());

const clock = startClock();

const startRoad = async (ledger: PostLedger) => {
	const company = bench.company();
	const scope = { company, ledger: ledger.ledger };
	const contact = ledger.customer();
	const customer = customerId(ledger.ledger, contact);
	const invoice = ledger.invoice(contact, 100_000);
	const books = dynamoBooks(store);
	const arrangements = dynamoArrangements(store);
	const postings = dynamoPostings(store);
	let freshAsOf: Instant = clock.now;
	let queue: Message[] = [];
	const ports = {
		arrangements,
		books,
		postings,
		payments: dynamoPayments(store),
		allowances: dynamoAllowances(store),
		connections: fake<Connections>({
			connection: async () =>
				({ ...scope, grant: 'g', phase: 'live', state: 'connected', freshAsOf }) as Awaited<ReturnType<Connections['connection']>>,
			grant: async () =>
				({ company, id: 'g', state: 'alive', access: 'sealed', accessExpiresAt: later(clock.now, 3_600_000) }) as Awaited<
					ReturnType<Connections['grant']>
				>,
		}),
		owed: dynamoOwed(store),
		companies: fake<Companies>({
			company: async () => ({ timeZone: 'UTC' }) as Awaited<ReturnType<Companies['company']>>,
			users: async () => [],
		}),
		deadLetters: dynamoDeadLetters(store, () => clock.now),
		queues: { send: async (message: Message) => void queue.push(message) },
		vault: { seal: async () => '', open: () => ledger.token() },
		openAccounting: ledger.openAccounting,
		openPosting: ledger.openPosting,
		booksForReal: true,
		clock: { now: () => clock.now },
	};
	const customerRow = { ledger: ledger.ledger, id: customer, version: '1', name: 'Acme', email: null, language: null, country: null };
	await books.saveCustomers(scope, [{ ...customerRow, currency: null, accountNumber: null, archived: false }], clock.now);
	await listAccounts({ type: 'reconcile.accounts', ...scope }, ports);
	const listed = (await postings.settings(company, ledger.ledger))?.listed?.accounts ?? [];
	const discount = listed.find(({ fit }) => fit.includes('discount'))?.id ?? '';
	await chooseAccounts(company, ledger.ledger, { discount }, ports);

	/** A complete read of the ledger: what it holds of the invoice now, and everybody who waits for that is told. */
	const read = async (): Promise<void> => {
		clock.now = later(clock.now, 60_000);
		const accounting = await ledger.openAccounting(ledger.ledger, await ledger.token(), () => clock.now);
		await books.repair(scope, (await accounting.look('invoice', [invoice])).documents, clock.now);
		freshAsOf = clock.now;
		queue.push({ type: 'arrangements.read', ...scope, kind: null, from: null });
	};
	const handle = async (message: Message): Promise<void> => {
		if (message.type === 'arrangements.tend') await tend(message, ports);
		else if (message.type === 'arrangements.read') await hearRead(message, ports);
		else if (message.type === 'reconcile.agreed') await postAgreed(message, ports);
		else if (message.type === 'reconcile.post') await writePosting(message, ports);
	};
	const drain = async (): Promise<void> => {
		for (let left = queue; left.length > 0; left = queue) {
			queue = [];
			for (const message of left) for (let twice = 0; twice < 2; twice++) await handle(message);
		}
	};
	const as = (id: string, role: Role): Asker => ({ company, person: { id, name: id, side: 'company' }, roles: [role] });
	const [finance, owner] = [as('finn', 'finance'), as('olga', 'owner')];
	/** Disputed, proposed by finance since it is above what finance gives up alone, approved by an owner. */
	const agreed = async (): Promise<string> => {
		const disputed = wish({ kind: 'dispute', invoice, amount: '400.00', reason: 'quality', text: 'Two of five crates were broken.' });
		const { id } = await begin(finance, customer, disputed, 'one-form', ports);
		const give = { rev: 1, as: 'credit-note', amount: '400.00' } as const;
		await expect(actOn(finance, customer, id, { act: 'concede', ...give }, ports)).rejects.toMatchObject({ code: 'ABOVE_AUTHORITY' });
		await actOn(finance, customer, id, { act: 'propose', ...give }, ports);
		await expect(actOn(finance, customer, id, { act: 'approve', rev: 2 }, ports)).rejects.toMatchObject({ code: 'OWN_APPROVAL' });
		const approve = { act: 'approve', rev: 2 } as const;
		await actOn(owner, customer, id, approve, ports);
		await actOn(owner, customer, id, approve, ports);
		return id;
	};
	const one = async (id: string) => {
		const found = await arrangements.arrangement(company, customer, id);
		if (!found) throw new Error('it is gone');
		return found;
	};
	/** What of the invoice is chased, by the day of each. */
	const chased = async () => {
		const found = await books.document(company, ledger.ledger, 'invoice', invoice);
		if (!found) throw new Error('no invoice');
		const slices = slicesOf(found, await arrangements.current(company, customer), new Map([[invoice, found]]), day(clock.now.slice(0, 10)));
		return slices.map(({ minor, chase }) => `${minor} ${chase.may ? 'chased' : chase.why}`);
	};
	const history = async () => (await arrangements.changes(company, customer, 50, null)).rows.map(({ event }) => event).toReversed();
	return { company, contact, postings, ports, read, drain, agreed, one, chased, history };
};

describe.each(['xero', 'quickbooks'] as const)('%s', (name) => {
	let ledger: PostLedger;
	beforeAll(async () => {
		ledger = await postLedgers[name](() => clock.now);
	});
	afterAll(() => ledger.close());

	it('400.00 of 1,000.00: conceded above authority, approved, credited once, read back, resolved', async () => {
		const road = await startRoad(ledger);
		await road.read();
		const id = await road.agreed();
		expect(await road.chased()).toEqual(['40000 CREDIT_PENDING', '60000 chased']);
		const before = ledger.calls();
		await road.drain();
		expect(await road.one(id)).toMatchObject({ state: 'conceded' });
		expect(ledger.inBooks(road.contact)).toMatchObject({ invoices: [60_000], credits: [] });
		const calls = ledger.calls() - before;
		for (let twice = 0; twice < 2; twice++) {
			await road.read();
			await road.drain();
		}
		expect(await road.one(id)).toMatchObject({ state: 'resolved' });
		expect(await road.chased()).toEqual(['60000 chased']);
		expect(await road.history()).toEqual(['begin', 'propose', 'approve', 'posted']);
		expect((await road.postings.postings(road.company, 10, null)).rows).toHaveLength(1);
		expect(ledger.inBooks(road.contact)).toMatchObject({ invoices: [60_000], credits: [] });
		console.log(`${name}: ${calls} provider calls for the credit note, its allocation and reading both back`);
	});

	it('the ledger refuses (locked books): the dispute is open again with its words; tried again there, it is resolved', async () => {
		const road = await startRoad(ledger);
		await road.read();
		const id = await road.agreed();
		ledger.lock(true);
		await road.drain();
		ledger.lock(false);
		const { posting } = await road.one(id);
		expect((await road.postings.posting(road.company, posting ?? ''))?.state).toBe('stuck');
		await road.read();
		await road.drain();
		expect(await road.one(id)).toMatchObject({ state: 'open', posting });
		expect(await road.chased()).toEqual(['40000 DISPUTED', '60000 chased']);
		await retryPosting(road.company, posting ?? '', road.ports);
		await road.drain();
		await road.read();
		await road.drain();
		expect(await road.one(id)).toMatchObject({ state: 'resolved' });
		expect(await road.history()).toEqual(['begin', 'propose', 'approve', 'rejected', 'posted']);
		expect(ledger.inBooks(road.contact)).toMatchObject({ invoices: [60_000], credits: [] });
	});
});
