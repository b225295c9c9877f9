/** What the hub's page is made of, over the real table: bounded reads, whatever the books hold; and the reasons a person is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewCustomer } from '../../functions/receivables/view-customer.ts';
import { viewDay } from '../../functions/receivables/view-day.ts';
import { viewHub } from '../../functions/receivables/view-hub.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoBankRecords } from '../../shared/adapters/dynamo/bank-records.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoDeadLetters } from '../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoDebtors } from '../../shared/adapters/dynamo/debtors.ts';
import { dynamoExports } from '../../shared/adapters/dynamo/exports.ts';
import { dynamoLedgerMoves } from '../../shared/adapters/dynamo/ledger-moves.ts';
import { dynamoMailings } from '../../shared/adapters/dynamo/mailings.ts';
import { dynamoOwed } from '../../shared/adapters/dynamo/owed.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { liquidLetters } from '../../shared/adapters/letters/letters.ts';
import { addDays } from '../../shared/domain/day.ts';
import { type MailId, type Mailing, mailId } from '../../shared/domain/mailing.ts';
import type { Connection, Connections } from '../../shared/ports/connections.ts';
import { aCustomer, anInvoice, at, type Bench, eur, ledger, startBench, today, who } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { mail } from '../web/dealing-samples.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const page = { currency: undefined, from: undefined };
const live = {
	ledger,
	name: 'Lumen',
	provider: 'xero',
	state: 'connected',
	phase: 'live',
	freshAsOf: at,
	run: null,
	tieOut: null,
	refused: [],
};

const world = () => {
	const store = bench.open();
	const id = bench.company();
	const ports = {
		allowances: dynamoAllowances(store),
		arrangements: dynamoArrangements(store),
		books: dynamoBooks(store),
		mailings: dynamoMailings(store),
		owed: dynamoOwed(store),
		payments: dynamoPayments(store),
		exports: dynamoExports(store),
		debtors: dynamoDebtors(store, () => at),
		banks: dynamoBankRecords(store),
		deadLetters: dynamoDeadLetters(store, () => at),
		moves: dynamoLedgerMoves(store),
		connections: fake<Connections>({ connections: async () => [live as unknown as Connection] }),
		letters: async () => liquidLetters(),
		hub: 'https://hub.test',
		clock: { now: () => at },
	};
	const company = { id, name: 'Co', timeZone: 'UTC', timeZoneKnown: true, rolledTo: today, wake: null, rev: 1 };
	const hub = () => viewHub({ company, today, asOf: today }, { company: id, roles: ['owner'] }, page, ports);
	const scope = { company: id, ledger };
	const setUp = (plannedFor = today) =>
		ports.mailings.saveSending({ company: id, mode: 'live', stopped: null, plannedFor, cursor: null, wake: null, rev: 0 });
	const candidate = async (customer: string, of: Partial<Mailing>): Promise<MailId> => {
		const ref = { kind: 'reminder', day: today, currency: eur, customer: who(customer) } as const;
		const planned = mail('x', 10, {
			company: id,
			id: mailId(ref),
			customer: who(customer),
			ledger,
			currency: eur,
			state: 'planned',
			rev: 0,
			...of,
		});
		await ports.mailings.plan(planned);
		return planned.id;
	};
	return { store, id, ports, company, hub, scope, setUp, candidate };
};

/** Read units of one view. */
const readsOf = async (store: { readonly count: { reads: number } }, view: () => Promise<unknown>): Promise<number> => {
	const before = store.count.reads;
	await view();
	return store.count.reads - before;
};

describe('the hub', () => {
	it('reads the same of ten times as many invoices, customers and payments it does not show', async () => {
		const costs: number[] = [];
		for (const size of [30, 300]) {
			const { store, ports, scope, hub, setUp } = world();
			const customers = Array.from({ length: size }, (_, i) => `c${String(i).padStart(4, '0')}`);
			await ports.books.saveCustomers(
				scope,
				customers.map((each) => aCustomer(each)),
				at,
			);
			await ports.books.save(
				scope,
				customers.flatMap((each, i) => [
					anInvoice({ id: `a-${each}`, customer: who(each), open: 100 + i, due: addDays(today, -(i % 90)) }),
					anInvoice({ id: `b-${each}`, customer: who(each), open: 200 + i, due: addDays(today, i % 60) }),
				]),
				at,
			);
			await setUp();
			costs.push(await readsOf(store, hub));
		}
		const [few = 0, many = 0] = costs;
		console.log(`the hub reads ${few} units with 60 invoices, ${many} with 600`);
		// The index of who is due is passed over up to 200 rows: that is all that may differ.
		expect(many).toBeLessThan(few + 15);
		expect(many).toBeLessThan(90);
	}, 60_000);

	it('says of the newest decision not sent why it was not, before what was sent', async () => {
		const { ports, scope, hub, setUp, candidate } = world();
		await ports.books.saveCustomers(scope, [aCustomer('ann'), aCustomer('bob')], at);
		await setUp();
		const facts = { freshAsOf: at, documents: [], unapplied: 0, hash: '0'.repeat(64) };
		await candidate('bob', { state: 'sent', facts, sentAt: at, amount: 500 });
		await candidate('ann', { state: 'suppressed', reasons: ['PAID'], facts });
		await candidate('cid', { state: 'planned' });
		const { reminders, names } = await hub();
		expect(reminders.mails.map(({ customer, state }) => [customer, state])).toEqual([
			[who('ann'), 'suppressed'],
			[who('bob'), 'sent'],
			[who('cid'), 'planned'],
		]);
		expect(reminders.counts).toEqual({ sent: 1, suppressed: 1, awaiting: 0, waiting: 1, unknown: 0, more: false });
		expect(names).toEqual(
			new Map([
				[who('ann'), 'ANN'],
				[who('bob'), 'BOB'],
			]),
		);
	});

	it('of a day with more candidates than it reads shows every kind that a person should see, and says that there are more', async () => {
		const { setUp, candidate, hub, company, ports } = world();
		await setUp();
		for (let i = 0; i < 120; i++) await candidate(`s${String(i).padStart(3, '0')}`, { state: 'planned' });
		await candidate('zed', { state: 'suppressed', reasons: ['NO_ADDRESS'] });
		const { reminders } = await hub();
		expect(reminders.counts).toMatchObject({ waiting: 100, suppressed: 1, more: true });
		const first = await viewDay({ company, today }, { day: undefined, from: undefined }, ports);
		const second = await viewDay({ company, today }, { day: today, from: first.next ?? '' }, ports);
		expect([first.mails.length, second.mails.length, second.next === null]).toEqual([50, 50, false]);
		await expect(viewDay({ company, today }, { day: 'x', from: undefined }, ports)).rejects.toMatchObject({ code: 'DAY_UNREADABLE' });
	});

	it('shows who comes next with the words they would get, on the day they would, and why others would not', async () => {
		const { ports, scope, hub, setUp } = world();
		await ports.books.saveCustomers(scope, [aCustomer('ann', { email: 'ann@example.com' }), aCustomer('bob'), aCustomer('old')], at);
		await ports.books.save(
			scope,
			[
				anInvoice({ id: 'i1', number: 'INV-1', customer: who('ann'), open: 12_300, due: addDays(today, 7) }),
				anInvoice({ id: 'i2', number: 'INV-2', customer: who('bob'), open: 45_600, due: addDays(today, 8) }),
				anInvoice({ id: 'i3', number: 'INV-3', customer: who('old'), open: 100, due: addDays(today, 300) }),
			],
			at,
		);
		for (const each of ['ann', 'bob', 'old']) await ports.mailings.moveThrough(scope.company, who(each), eur, today);
		await setUp();
		const { next } = await hub();
		expect(next.until).toBe(addDays(today, 14));
		expect(next.mails.map(({ customer, day, stage, amount, why }) => [customer, day, stage?.day, amount, why])).toEqual([
			[who('ann'), addDays(today, 2), -5, '123.00', null],
			[who('bob'), addDays(today, 3), -5, '456.00', 'The customer has no email address in the ledger.'],
		]);
		expect(next.mails[0]?.letter?.subject).toContain('INV-1');
		expect(next.mails[0]?.letter?.text).toContain('123.00');
		expect(next.mails[0]?.letter?.text).toContain('https://hub.test/pay/preview');
	});

	it('passes over who is being decided today, and asks anew tomorrow about who was merely held up', async () => {
		const { ports, scope, hub, setUp, candidate } = world();
		await ports.books.saveCustomers(scope, [aCustomer('ann'), aCustomer('bob')], at);
		await ports.books.save(
			scope,
			['ann', 'bob'].map((each) => anInvoice({ id: each, customer: who(each), open: 12_300, due: addDays(today, -3) })),
			at,
		);
		await setUp();
		await candidate('ann', { state: 'awaiting' });
		await candidate('bob', { state: 'suppressed', reasons: ['LEDGER_STALE'] });
		const { next } = await hub();
		expect(next.mails.map(({ customer, day }) => [customer, day])).toEqual([[who('bob'), addDays(today, 1)]]);
	});

	it('names nobody to come while sending is off or was never set up', async () => {
		const { ports, scope, hub } = world();
		await ports.books.save(scope, [anInvoice({ id: 'i1', customer: who('ann'), open: 1, due: today })], at);
		expect((await hub()).next.mails).toEqual([]);
	});
});

describe('the customer’s page', () => {
	it('has its own mails and nobody else’s, and refuses a customer of nobody', async () => {
		const { ports, scope, company, candidate } = world();
		await ports.books.saveCustomers(scope, [aCustomer('ann'), aCustomer('bob')], at);
		await candidate('ann', { state: 'suppressed', reasons: ['ARCHIVED'] });
		await candidate('bob', { state: 'sent' });
		const at_ = { company, today, asOf: today };
		const shown = await viewCustomer(at_, who('ann'), undefined, ports);
		expect(shown.mails.map(({ customer, reasons }) => [customer, reasons])).toEqual([[who('ann'), ['ARCHIVED']]]);
		expect(shown.payments.payments).toEqual([]);
		await expect(viewCustomer(at_, who('zed'), undefined, ports)).rejects.toMatchObject({ status: 404 });
	});
});
