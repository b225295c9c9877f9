/** Debtors over a real table: the search, what people decide, cut in the middle and two at once, and what the pages are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmProposal, rejectProposal, splitDebtor } from '../../functions/receivables/decide-debtors.ts';
import { searchDebtors } from '../../functions/receivables/search-debtors.ts';
import { sweepCompanies } from '../../functions/receivables/sweep-companies.ts';
import { debtorRowOf, viewDebtor } from '../../functions/receivables/view-debtor.ts';
import { viewDebtors } from '../../functions/receivables/view-debtors.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoDebtors } from '../../shared/adapters/dynamo/debtors.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { addDays, later } from '../../shared/domain/day.ts';
import { type Customer, customerId, type LedgerId } from '../../shared/domain/document.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { cutAt, PowerCut } from '../shared/adapters/dynamo/power-cut.ts';
import {
	aCredit,
	aCustomer,
	anInvoice,
	at,
	type Bench,
	eur,
	gbp,
	ledger,
	otherLedger,
	startBench,
	today,
	version,
	who,
} from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const pace = { pageSize: 3, pagesAtOnce: 2 };
const strange = (name: string): string => customerId(otherLedger, name);

const world = (id = bench.company()) => {
	const store = bench.open();
	const sent: Message[] = [];
	const ledgers = [
		{ ledger, name: 'Lumen', provider: 'xero', state: 'connected', phase: 'live' },
		{ ledger: otherLedger, name: 'Mesa', provider: 'quickbooks', state: 'connected', phase: 'live' },
	];
	let ids = 0;
	let now = at;
	const ports = {
		books: dynamoBooks(store, { settleMs: 5 }),
		companies: dynamoCompanies(store),
		debtors: dynamoDebtors(store, () => now),
		connections: fake<Connections>({ connections: async () => ledgers as unknown as Connection[] }),
		queues: { send: async (message: Message) => void sent.push(message) },
		freshId: () => `id${++ids}`,
		clock: { now: () => now },
	};
	const company = { id, name: 'Co', timeZone: 'UTC', timeZoneKnown: true, rolledTo: today, wake: null, rev: 1 };
	const view = { company, today, asOf: today };
	const by = { company: id, user: 'ana' };
	const keep = async (of: LedgerId, customers: readonly Customer[]): Promise<void> => {
		await ports.books.saveCustomers({ company: id, ledger: of }, customers, at);
	};
	/** One invoice of so much, due ten days ago. */
	const owe = async (customer: string, open: number, code = eur): Promise<void> => {
		const of = customer.slice(0, customer.indexOf('~'));
		const name = customer.replace('~', '-').slice(-30);
		const invoice = anInvoice({ id: `i-${name}-${code}`, ledger: of, customer, open, currency: code, due: addDays(today, -10) });
		await ports.books.save({ company: id, ledger: of }, [invoice], at);
	};
	/** All steps of a search, as the queue brings them. */
	const search = async (): Promise<void> => {
		await searchDebtors(id, null, ports, pace);
		for (let message = sent.shift(); message; message = sent.shift())
			if (message.type === 'receivables.debtors') await searchDebtors(id, message.run, ports, pace);
	};
	const page = () => viewDebtors(view, { from: undefined, proposals: undefined }, ports);
	const proposed = async () => (await page()).proposals;
	return {
		id,
		store,
		ports,
		by,
		view,
		ledgers,
		sent,
		keep,
		owe,
		search,
		page,
		proposed,
		tick: (): void => {
			now = later(now, 60_000);
		},
	};
};
type World = ReturnType<typeof world>;

/** Three customers of one tax id in two ledgers, two of one mailbox, four of nobody. */
const acme = async (w: World): Promise<void> => {
	const taxId = { taxId: 'ESB12345678' };
	await w.keep(ledger, [
		aCustomer('acme-eur', { details: taxId }),
		aCustomer('acme-gbp', { details: taxId }),
		aCustomer('one', { email: 'ap@firm.es' }),
		aCustomer('two', { email: 'AP@firm.es' }),
		...['p', 'q', 'r', 's'].map((name) => aCustomer(name)),
	]);
	await w.keep(otherLedger, [{ ...aCustomer('x'), ledger: otherLedger, id: strange('acme'), details: taxId }]);
	await w.owe(who('acme-eur'), 50_000);
	await w.owe(who('acme-gbp'), 90_000, gbp);
	await w.owe(strange('acme'), 10_000);
	for (const name of ['one', 'two', 'p', 'q', 'r', 's']) await w.owe(who(name), 1_000);
};

describe('the search', () => {
	it('proposes what shares something, over pages and currencies, with reasons in words', async () => {
		const w = world();
		await acme(w);
		await w.search();
		const { proposals, search } = await w.page();
		expect(proposals.map(({ members }) => members.map(({ customer }) => customer))).toEqual([
			[who('acme-gbp'), who('acme-eur'), strange('acme')],
			[who('one'), who('two')],
		]);
		expect(proposals.map(({ reasons }) => reasons.map(({ sign, strength, shared }) => [sign, strength, shared]))).toEqual([
			[['tax-id', 'strong', 'B12345678']],
			[['email', 'strong', 'ap@firm.es']],
		]);
		expect(search).toEqual({ reading: null, shown: { at, found: 2, kept: 2, customers: 9, crowded: 0, cut: false, tooGreat: 0 } });
		expect(w.sent).toEqual([]);
	});

	it('shows the old proposals until the new ones are there, and begins no second run beside one', async () => {
		const w = world();
		await acme(w);
		await w.search();
		w.tick();
		await searchDebtors(w.id, null, w.ports, pace);
		await searchDebtors(w.id, null, w.ports, pace);
		expect(w.sent).toHaveLength(1);
		expect(await w.page()).toMatchObject({ search: { reading: 6, shown: { at } }, proposals: { length: 2 } });
	});

	it('a step that comes twice, or late, changes nothing; one that was lost is sent again', async () => {
		const w = world();
		await acme(w);
		await searchDebtors(w.id, null, w.ports, pace);
		const [next] = w.sent.splice(0);
		if (next?.type !== 'receivables.debtors') throw new Error('no next step');
		await Promise.all([searchDebtors(w.id, next.run, w.ports, pace), searchDebtors(w.id, next.run, w.ports, pace)]);
		await searchDebtors(w.id, next.run, w.ports, pace);
		await searchDebtors(w.id, next.run, w.ports, pace);
		expect((await w.proposed()).length).toBe(2);
		// And lost:
		w.tick();
		await searchDebtors(w.id, null, w.ports, pace);
		w.sent.splice(0);
		for (let n = 0; n < 16; n++) w.tick();
		await sweepCompanies(w.ports);
		expect(w.sent.filter((message) => 'company' in message && message.company === w.id)).toEqual([
			{ type: 'receivables.debtors', company: w.id, run: null },
		]);
		w.sent.splice(0);
		await searchDebtors(w.id, null, w.ports, pace);
		await w.search();
		expect((await w.page()).search).toMatchObject({ reading: null, shown: { customers: 9 } });
	});

	it('cut at any request, and done again, proposes the same', async () => {
		const whole = world();
		await acme(whole);
		await whole.search();
		const expected = (await whole.proposed()).map(({ members }) => members.map(({ customer }) => customer));
		let cuts = 0;
		for (let n = 1; n < 60; n += 9) {
			for (const when of ['before', 'after'] as const) {
				const w = world();
				await acme(w);
				const other = world(w.id);
				cutAt(other.store, n, when);
				const end = await other.search().catch((error: unknown) => error);
				if (end === undefined) continue;
				expect(end).toBeInstanceOf(PowerCut);
				cuts += 1;
				for (let k = 0; k < 16; k++) w.tick();
				await w.search();
				expect((await w.proposed()).map(({ members }) => members.map(({ customer }) => customer))).toEqual(expected);
			}
		}
		expect(cuts).toBeGreaterThan(4);
	});

	it('what more than fifty share proposes nothing and is counted', async () => {
		const w = world();
		const names = Array.from({ length: 51 }, (_, i) => `c${i}`);
		await w.keep(
			ledger,
			names.map((name) => aCustomer(name, { email: 'us@ours.es' })),
		);
		const invoices = names.map((name) => anInvoice({ id: name, customer: who(name) }));
		await w.ports.books.save({ company: w.id, ledger }, invoices, at);
		await searchDebtors(w.id, null, w.ports);
		// The mailbox and the host of it.
		expect((await w.page()).search.shown).toMatchObject({ found: 0, crowded: 2, customers: 51 });
	});
});

describe('deciding', () => {
	const searched = async (): Promise<World> => {
		const w = world();
		await acme(w);
		await w.search();
		return w;
	};
	const first = async (w: World) => {
		const [proposal] = await w.proposed();
		if (!proposal) throw new Error('nothing is proposed');
		return proposal;
	};

	it('adds up what its customers owe, each currency by itself, and says who decided', async () => {
		const w = await searched();
		const proposal = await first(w);
		const id = await confirmProposal(
			w.by,
			proposal.id,
			proposal.members.map(({ customer }) => customer),
			w.ports,
		);
		await w.ports.books.save({ company: w.id, ledger }, [aCredit({ id: 'cn', customer: who('acme-eur'), unapplied: 2_500 })], at);
		const view = await viewDebtor(w.view, id, w.ports);
		expect(
			view.totals.map(({ currency, open, overdue, unapplied, net, buckets }) => [
				currency,
				open,
				overdue,
				unapplied,
				net,
				buckets['1-30'].invoices,
			]),
		).toEqual([
			['EUR', '600.00', '600.00', '25.00', '575.00', 2],
			['GBP', '900.00', '900.00', '0.00', '900.00', 1],
		]);
		expect(view.history.map(({ by, did, customers }) => [by, did, customers.length])).toEqual([['ana', 'joined', 3]]);
		expect(await debtorRowOf(w.view, strange('acme'), w.ports)).toMatchObject({ id, members: 3, totals: view.totals });
		expect(await debtorRowOf(w.view, who('one'), w.ports)).toBeNull();
		expect((await w.proposed()).map(({ members }) => members[0]?.customer)).toEqual([who('one')]);
		w.tick();
		await w.search();
		expect((await w.proposed()).map(({ members }) => members[0]?.customer)).toEqual([who('one')]);
	});

	it('near fifty customers a proposal holds what fits, and what has grown since says so', async () => {
		const w = world();
		const taxId = { taxId: 'ESB12345678' };
		const names = Array.from({ length: 50 }, (_, n) => `n${String(n).padStart(2, '0')}`);
		await w.keep(
			ledger,
			names.map((name) => aCustomer(name, { details: taxId })),
		);
		const invoices = (some: readonly string[]) => some.map((name) => anInvoice({ id: name, customer: who(name) }));
		await w.ports.books.save({ company: w.id, ledger }, invoices(names.slice(0, 49)), at);
		await searchDebtors(w.id, null, w.ports);
		const all = await first(w);
		const id = await confirmProposal(
			w.by,
			all.id,
			all.members.map(({ customer }) => customer),
			w.ports,
		);
		// Of the debtor only one still owes; two of the same tax id are new.
		await w.ports.books.save(
			{ company: w.id, ledger },
			invoices(names.slice(1, 49)).map((one) => ({ ...one, version: version(2), state: 'closed' as const, open: 0, entries: [] })),
			at,
		);
		await w.keep(ledger, [aCustomer('new', { details: taxId })]);
		await w.ports.books.save({ company: w.id, ledger }, invoices(['n49', 'new']), at);
		w.tick();
		await searchDebtors(w.id, null, w.ports);
		const proposal = await first(w);
		expect(proposal).toMatchObject({ inAll: 50, tooGreat: false, members: { length: 2 } });
		expect((await w.page()).search.shown).toMatchObject({ found: 1, tooGreat: 1 });
		const chosen = proposal.members.map(({ customer }) => customer);
		expect(await confirmProposal(w.by, proposal.id, chosen, w.ports)).toBe(id);
		expect((await viewDebtor(w.view, id, w.ports)).members).toHaveLength(50);
	});

	it('stands when a customer is archived or gone, or its ledger disconnected, and says so', async () => {
		const w = await searched();
		const proposal = await first(w);
		const id = await confirmProposal(
			w.by,
			proposal.id,
			proposal.members.map(({ customer }) => customer),
			w.ports,
		);
		await w.keep(ledger, [aCustomer('acme-eur', { archived: true, version: version(2) })]);
		w.ledgers[1] = { ledger: otherLedger, name: 'Mesa', provider: 'quickbooks', state: 'disconnected', phase: 'live' };
		const { members, totals } = await viewDebtor(w.view, id, w.ports);
		expect(members.map(({ customer, state, counted }) => [customer, state, counted])).toEqual([
			[who('acme-gbp'), 'active', true],
			[who('acme-eur'), 'archived', true],
			[strange('acme'), 'active', false],
		]);
		expect(totals.map(({ currency, open }) => [currency, open])).toEqual([
			['EUR', '500.00'],
			['GBP', '900.00'],
		]);
		expect((await w.page()).debtors).toMatchObject([{ id, members: 3, uncounted: 1 }]);
	});

	it('a part of a proposal: the rest is told apart, and not proposed again until somebody says so', async () => {
		const w = await searched();
		const proposal = await first(w);
		const id = await confirmProposal(w.by, proposal.id, [who('acme-gbp'), who('acme-eur')], w.ports);
		w.tick();
		await w.search();
		expect((await w.proposed()).flatMap(({ members }) => members.map(({ customer }) => customer))).toEqual([who('one'), who('two')]);
		const [told] = (await w.page()).apart;
		expect(told?.parts.map((part) => part.map(({ customer }) => customer))).toEqual([
			[who('acme-gbp'), who('acme-eur')],
			[strange('acme')],
		]);
		await w.ports.debtors.forgetApart(w.id, told?.id ?? '');
		w.tick();
		await w.search();
		const again = await first(w);
		expect(again.debtors).toMatchObject([{ id, customers: [who('acme-gbp'), who('acme-eur')] }]);
		expect(await confirmProposal(w.by, again.id, [strange('acme'), who('acme-eur')], w.ports)).toBe(id);
		expect((await viewDebtor(w.view, id, w.ports)).members.map(({ customer }) => customer)).toEqual([
			who('acme-gbp'),
			who('acme-eur'),
			strange('acme'),
		]);
	});

	it('rejected is remembered; decided once is decided', async () => {
		const w = await searched();
		const { id, members } = await first(w);
		await rejectProposal(w.by, id, w.ports);
		await expect(rejectProposal(w.by, id, w.ports)).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
		await expect(
			confirmProposal(
				w.by,
				id,
				members.map(({ customer }) => customer),
				w.ports,
			),
		).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
		w.tick();
		await w.search();
		expect((await w.proposed()).map((one) => one.members[0]?.customer)).toEqual([who('one')]);
	});

	it('is taken back by splitting: every customer stands alone as before, and the history stays', async () => {
		const w = await searched();
		const proposal = await first(w);
		const all = proposal.members.map(({ customer }) => customer);
		const id = await confirmProposal(w.by, proposal.id, all, w.ports);
		w.tick();
		await splitDebtor(w.by, id, [who('acme-gbp')], false, w.ports);
		expect(await w.ports.debtors.debtorOf(w.id, who('acme-gbp'))).toBeNull();
		expect(await w.ports.debtors.debtorOf(w.id, strange('acme'))).toBe(id);
		w.tick();
		// One alone is no debtor: both leave.
		await splitDebtor(w.by, id, [who('acme-eur')], false, w.ports);
		for (const customer of all) expect(await w.ports.debtors.debtorOf(w.id, customer)).toBeNull();
		const view = await viewDebtor(w.view, id, w.ports);
		expect([view.members, view.totals, view.history.map(({ did }) => did)]).toEqual([[], [], ['split', 'split', 'joined']]);
		expect((await w.page()).debtors).toEqual([]);
		await expect(splitDebtor(w.by, id, [who('acme-eur')], false, w.ports)).rejects.toMatchObject({ code: 'NOT_A_MEMBER' });
		w.tick();
		await w.search();
		expect((await w.proposed()).map(({ members }) => members[0]?.customer)).toEqual([who('one')]);
	});

	it('two people at once about the same customers: one is told to look again, and no customer is in two debtors', async () => {
		const w = await searched();
		const other = world(w.id);
		const proposal = await first(w);
		const [a = '', b = '', c = ''] = proposal.members.map(({ customer }) => customer);
		// Two overlapping choices, one from each of two runs' pages.
		w.tick();
		await w.search();
		const newer = await first(w);
		expect(newer.id).not.toBe(proposal.id);
		const ends = await Promise.allSettled([
			confirmProposal(w.by, proposal.id, [a, b], w.ports),
			confirmProposal({ ...w.by, user: 'bob' }, newer.id, [b, c], { ...other.ports, freshId: () => 'bobs' }),
		]);
		expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'CHANGED_MEANWHILE', status: 409 });
		const { debtors } = await w.page();
		expect(debtors).toMatchObject([{ members: 2 }]);
	});

	it('cut at any request, a decision is made whole or not at all', async () => {
		const outcomes = new Set<string>();
		for (let n = 1; n <= 4; n++)
			for (const when of ['before', 'after'] as const) {
				const w = await searched();
				const proposal = await first(w);
				const all = proposal.members.map(({ customer }) => customer);
				const other = world(w.id);
				cutAt(other.store, n, when);
				await confirmProposal(w.by, proposal.id, all, other.ports).catch(() => undefined);
				const places = new Set(await Promise.all(all.map((customer) => w.ports.debtors.debtorOf(w.id, customer))));
				expect(places.size).toBe(1);
				const [place] = places;
				const open = (await w.proposed()).some(({ id }) => id === proposal.id);
				expect(open).toBe(place === null);
				if (typeof place === 'string') expect((await viewDebtor(w.view, place, w.ports)).history).toHaveLength(1);
				outcomes.add(place === null ? 'not at all' : 'whole');
			}
		expect(outcomes).toEqual(new Set(['not at all', 'whole']));
	}, 30_000);

	it('is no other company’s', async () => {
		const w = await searched();
		const stranger = world();
		const proposal = await first(w);
		const id = await confirmProposal(
			w.by,
			proposal.id,
			proposal.members.map(({ customer }) => customer),
			w.ports,
		);
		await expect(viewDebtor(stranger.view, id, stranger.ports)).rejects.toMatchObject({ status: 404 });
		await expect(splitDebtor(stranger.by, id, [who('acme-eur')], false, stranger.ports)).rejects.toMatchObject({ status: 404 });
		const [second] = await w.proposed();
		await expect(rejectProposal(stranger.by, second?.id ?? '', stranger.ports)).rejects.toMatchObject({ status: 404 });
		expect(await stranger.ports.debtors.debtorOf(stranger.id, who('acme-eur'))).toBeNull();
		expect(await stranger.page()).toMatchObject({ debtors: [], proposals: [], apart: [] });
	});
});
