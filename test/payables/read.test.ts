/** Reading what is owed at both providers: whole, resumable, replaced by generation, cut between any two lines, and by nobody else's eyes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '../../functions/payables/decide.ts';
import { startXeroSandbox } from '../../local/sandbox/xero/index.ts';
import { openQuickbooksPayables } from '../../shared/adapters/quickbooks/payables.ts';
import { openXeroPayables } from '../../shared/adapters/xero/payables.ts';
import { later } from '../../shared/domain/day.ts';
import { customerId, type LedgerId } from '../../shared/domain/document.ts';
import { currency, toDecimal } from '../../shared/domain/money.ts';
import { owedOf, type Payable, vendorId } from '../../shared/domain/payables.ts';
import { cutter, startClock } from '../reconcile/world.ts';
import { organisation, ledger as qboLedger, realm, startRig } from '../sandbox/quickbooks/rig.ts';
import { orgId, smallBooks, today, ledger as xeroLedger } from '../sandbox/xero/books.ts';
import { aCustomer, type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { startPayablesWorld } from './world.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const vendors = [
	{ id: 'v1', name: 'Slow Payers (supplier)', companyName: 'Slow Payers', email: 'ap@slow.example' },
	{ id: 'v2', name: 'Paper & Co' },
];
const bills = Array.from({ length: 25 }, (_, at) => ({
	id: `b${at}`,
	vendor: at % 3 === 0 ? 'v2' : 'v1',
	currency: 'GBP',
	number: `S-${at}`,
	issued: `-${at + 1}d`,
	due: `+${at}d`,
	total: `${100 + at}.50`,
	paid: at % 5 === 0 ? [{ amount: '10.00', day: '-1d' }] : [],
}));
const credit = { kind: 'bill-credit' as const, id: 'c', vendor: 'v1', currency: 'GBP', number: 'SC', issued: '-1d', total: '33.00' };

/** What the ledger's own store says is open, past its API. */
type Truth = readonly Pick<Payable, 'kind' | 'vendor' | 'currency' | 'open' | 'id'>[];
const setups = {
	xero: async (now: () => string) => {
		const sandbox = await startXeroSandbox({
			port: 0,
			dir: null,
			clientId: 'cobro',
			clientSecret: 'not a secret',
			webhookKey: 'key',
			webhookUrl: null,
			now: now as never,
			limits: false,
		});
		sandbox.load(smallBooks({ documents: [], vendors, bills: [...bills, credit] }), today);
		const truth = (): Truth =>
			sandbox
				.dump(orgId)
				.bills.filter((each) => each.kind !== 'payment' && each.status === 'AUTHORISED')
				.map((each) => ({
					kind: each.kind === 'bill' ? ('bill' as const) : ('vendor-credit' as const),
					id: each.id,
					vendor: vendorId(xeroLedger, each.contact),
					currency: currency(each.currency),
					open: each.rest,
				}));
		return {
			ledger: xeroLedger as LedgerId,
			faults: sandbox.faults,
			path: '/api.xro/',
			open: openXeroPayables(sandbox.origin),
			token: async () => sandbox.consent([orgId]).access_token,
			truth,
			pay: (id: string, minor: number) => void sandbox.edit(orgId).payBill(id, { amount: minor, day: today }),
			calls: () => sandbox.calls(),
			close: () => sandbox.close(),
		};
	},
	quickbooks: async () => {
		const own = { baseCurrency: 'GBP', customers: [], documents: [] };
		const rig = await startRig({ organisation: organisation({ ...own, vendors, bills: [...bills, credit] }) });
		const { sandbox } = rig;
		let token: string | null = null;
		const truth = (): Truth =>
			sandbox
				.dump(realm)
				.payables.filter((each) => each.state === 'live' && each.balance > 0)
				.map((each) => ({
					kind: each.type === 'Bill' ? ('bill' as const) : ('vendor-credit' as const),
					id: String(each.id),
					vendor: vendorId(qboLedger, String(each.vendor)),
					currency: each.currency,
					open: each.balance,
				}));
		return {
			ledger: qboLedger as LedgerId,
			faults: sandbox.faults,
			path: '/v3/company/',
			open: openQuickbooksPayables(sandbox.origin),
			token: async () => {
				token ??= (await rig.connect()).tokens.access;
				return token;
			},
			truth,
			pay: (id: string, minor: number) => {
				const row = sandbox.dump(realm).payables.find((each) => each.type === 'Bill' && each.id === Number(id));
				if (!row) throw new Error('no bill');
				sandbox.editPayables(realm).payBills({ vendor: row.vendor, day: today, total: minor, bills: [{ id: row.id, minor }] });
			},
			calls: () => sandbox.calls(),
			close: () => rig.close(),
		};
	},
};

describe.each(['xero', 'quickbooks'] as const)('payables of %s', (provider) => {
	let ledger: Awaited<ReturnType<(typeof setups)['xero']>>;
	let world: ReturnType<typeof startPayablesWorld>;
	const clock = startClock();
	beforeEach(async () => {
		clock.now = startClock().now;
		ledger = (await setups[provider](() => clock.now)) as typeof ledger;
		// Asking for one may ask the company's name too, which is none of this.
		await ledger.token();
		world = startPayablesWorld(bench.open(), bench.company(), [ledger], clock);
		return () => ledger.close();
	});
	const scope = () => ({ company: world.company, ledger: ledger.ledger });
	/** What people see, as one text a vendor and currency; and the same out of the ledger's store. */
	const shown = async (): Promise<string[]> => {
		const { current } = await world.read();
		if (!current) return [];
		const ids = [...new Set(ledger.truth().map(({ vendor }) => vendor))];
		const owed = await world.owed.owedTo(scope(), current.id, ids);
		return [...owed]
			.flatMap(([id, one]) =>
				one.owed.map((each) => `${id} ${each.currency} ${each.owed} ${each.credit} ${each.bills} ${each.byDay.length}`),
			)
			.sort();
	};
	const expected = (): string[] =>
		[...Map.groupBy(ledger.truth(), ({ vendor }) => vendor)]
			.flatMap(([id, rows]) =>
				owedOf(rows.map((row) => ({ ...row, ledger: ledger.ledger, number: '', issued: today, due: today, total: row.open }))).map(
					(one) => `${id} ${one.currency} ${one.owed} ${one.credit} ${one.bills}`,
				),
			)
			.sort();
	const sums = async (): Promise<string[]> => (await shown()).map((each) => each.replace(/ \d+$/, ''));

	it('reads all that is open, in few calls, and nothing again before its day is over', async () => {
		const before = ledger.calls();
		await world.deliver();
		const { current, run, wake, old } = await world.read();
		expect(current).toMatchObject({ bills: 25, credits: 1, vendors: 2, refusedInAll: 0 });
		expect([run, old, wake]).toEqual([null, [], later(clock.now, 86_400_000)]);
		expect(await sums()).toEqual(expected());
		expect(current?.calls).toBe(ledger.calls() - before);
		expect(current?.calls).toBeLessThanOrEqual(provider === 'xero' ? 3 : 7);
		await world.deliver();
		expect((await world.read()).current).toEqual(current);
	});

	it('leaves the minutes after a first read of the ledger to the person who waits for it, unless that person wants it', async () => {
		const ended = clock.now;
		world.setLastRun({ mode: 'backfill', startedAt: ended, endedAt: ended, calls: 50, changed: 900 });
		const before = ledger.calls();
		await world.deliver();
		await world.deliver();
		expect(await world.read()).toMatchObject({ current: null, run: null, wake: later(ended, 120_000) });
		expect(ledger.calls()).toBe(before);
		clock.now = later(ended, 60_000);
		await world.deliver(undefined, { since: clock.now });
		expect(await sums()).toEqual(expected());
	});

	it('is read by itself when those minutes are over, should everything else be lost', async () => {
		world.setLastRun({ mode: 'backfill', startedAt: clock.now, endedAt: clock.now, calls: 50, changed: 900 });
		await world.deliver();
		await world.liveOn(1);
		expect(await sums()).toEqual(expected());
	});

	it('a bill that is paid disappears with the next read, and the generation before is cleared', async () => {
		await world.deliver();
		const first = (await world.read()).current?.id ?? '';
		const [bill] = ledger.truth().filter(({ kind }) => kind === 'bill');
		ledger.pay(bill?.id ?? '', bill?.open ?? 0);
		expect(await sums()).not.toEqual(expected());
		await world.liveOn(25);
		const { current } = await world.read();
		expect(current?.id).not.toBe(first);
		expect(current?.bills).toBe(24);
		expect(await sums()).toEqual(expected());
		expect(await world.owed.rowsOf(scope(), first, bill?.vendor ?? '', 10)).toEqual([]);
	});

	it('whoever opened a page before the swap still finds what the generation before holds', async () => {
		const id = customerId(ledger.ledger, 'k-slow');
		const slow = aCustomer('slow', { ledger: ledger.ledger, id, name: 'Slow Payers', email: 'ap@slow.example' });
		await world.customer(slow, 500_00, currency('GBP'));
		await world.deliver();
		const vendor = (await world.view()).proposals[0]?.vendor ?? '';
		const ports = { owed: world.owed, books: world.books, clock: { now: () => clock.now } };
		await decide('confirm', world.company, 'u1', { vendor, customer: slow.id }, ports);
		const { parties } = await world.view();
		expect(parties[0]?.amounts[0]?.bills).toBeGreaterThan(0);
		let swapped = false;
		const slowly = {
			...world.owed,
			reads: async (company: string) => {
				const before = await world.owed.reads(company);
				clock.now = later(clock.now, 90_000_000);
				await world.deliver();
				// The end of that read may be told of twice.
				await world.deliver();
				swapped = (await world.read()).current?.id !== before[0]?.current?.id;
				return before;
			},
		};
		expect((await world.view(slowly)).parties).toEqual(parties);
		expect(swapped).toBe(true);
		await world.liveOn(1);
		expect((await world.read()).old).toEqual([]);
	});

	it('cut between any two calls of any port, shows the whole read before or the whole new one, never half', async () => {
		await world.deliver();
		const states = new Set([JSON.stringify(await sums())]);
		const [bill] = ledger.truth().filter(({ kind }) => kind === 'bill');
		ledger.pay(bill?.id ?? '', 100);
		states.add(JSON.stringify(expected()));
		let cuts = 0;
		for (let n = 1; ; n++) {
			clock.now = later(clock.now, 90_000_000);
			const power = cutter(n, n % 2 === 0 ? 'before' : 'after');
			const outcome = await world.deliver(power.wrap);
			if (outcome === 'cut') cuts += 1;
			expect(states).toContain(JSON.stringify(await sums()));
			if (outcome === 'done' && power.calls() < n) break;
			// What is left is taken up by the table alone.
			await world.liveOn(1);
			const { run, old, current } = await world.read();
			expect({ run, old }).toEqual({ run: null, old: [] });
			expect(current).not.toBeNull();
			expect(await sums()).toEqual(expected());
		}
		expect(cuts).toBeGreaterThan(15);
	}, 240_000);

	it('a message that comes twice, or beside another worker, reads once more at most and ends the same', async () => {
		await Promise.all([world.deliver(), world.deliver(), world.deliver()]);
		await world.liveOn(1);
		expect(await sums()).toEqual(expected());
		expect((await world.read()).run).toBeNull();
	});

	it('a button brings a read at once, but not within ten minutes of the last', async () => {
		await world.deliver();
		const first = (await world.read()).current?.id;
		clock.now = later(clock.now, 60_000);
		await world.deliver(undefined, { since: clock.now });
		expect((await world.read()).current?.id).toBe(first);
		clock.now = later(clock.now, 15 * 60_000);
		await world.deliver(undefined, { since: clock.now });
		expect((await world.read()).current?.id).not.toBe(first);
	});

	it('a consent that does not cover bills is said, keeps what was read, and asks again in a day', async () => {
		await world.deliver();
		const { current } = await world.read();
		clock.now = later(clock.now, 90_000_000);
		ledger.faults.add('forbidden', 1, ledger.path);
		await world.deliver();
		const after = await world.read();
		expect(after.current).toEqual(current);
		expect(after.problem).toMatchObject({ reconnect: true, text: expect.stringContaining('Reconnect') as string });
		await world.liveOn(25);
		expect(await world.read()).toMatchObject({ problem: null, run: null });
	});

	it.each(['server-error', 'throttled-minute', 'truncated-page', 'unavailable-html'] as const)(
		'after %s it goes on by itself',
		async (kind) => {
			ledger.faults.add(kind, 1, ledger.path);
			await world.deliver();
			expect((await world.read()).problem).not.toBeNull();
			await world.liveOn(25);
			expect(await sums()).toEqual(expected());
			expect((await world.read()).problem).toBeNull();
		},
	);

	it('a broken row is refused with its reason; the others are read', async () => {
		ledger.faults.add('broken-row', 1, ledger.path);
		await world.deliver();
		const { current } = await world.read();
		expect(current).toMatchObject({ refusedInAll: 1, bills: 24 });
	});

	it('proposes, confirms, remembers a rejection, and takes back; of another company nothing is known', async () => {
		const slow = aCustomer('slow', {
			ledger: ledger.ledger,
			id: customerId(ledger.ledger, 'k-slow'),
			name: 'Slow Payers',
			email: 'ap@slow.example',
		});
		await world.customer(slow, 500_00, currency('GBP'));
		await world.deliver();
		const asked = await world.view();
		expect(asked.proposals).toMatchObject([
			{ customer: slow.id, reasons: expect.arrayContaining([expect.objectContaining({ sign: 'email', strength: 'strong' })]) as object },
		]);
		const pair = { vendor: asked.proposals[0]?.vendor ?? '', customer: slow.id };
		const ports = { owed: world.owed, books: world.books, clock: { now: () => clock.now } };
		const say = (what: 'confirm' | 'reject' | 'undo', of = pair) => decide(what, world.company, 'u1', of, ports);
		await say('reject');
		expect(await world.view()).toMatchObject({ proposals: [], rejected: [{ customer: slow.id }] });
		clock.now = later(clock.now, 90_000_000);
		await world.liveOn(1);
		expect((await world.view()).proposals).toEqual([]);
		await say('undo');
		await say('confirm');
		await say('confirm');
		const both = await world.view();
		expect(both.proposals).toEqual([]);
		const owed = ledger.truth().filter(({ vendor, kind }) => vendor === pair.vendor && kind === 'bill');
		const sum = owed.reduce((all, { open }) => all + open, 0);
		expect(both.parties).toMatchObject([
			{
				customer: slow.id,
				vendors: [{ how: 'person' }],
				amounts: [
					{
						currency: 'GBP',
						theyOwe: '500.00',
						weOwe: toDecimal({ minor: sum, currency: currency('GBP') }),
						credits: '33.00',
						bills: owed.length,
					},
				],
			},
		]);
		expect(await world.owed.confirmedOf(world.company, slow.id)).toEqual([pair.vendor]);
		const other = aCustomer('other', { ledger: ledger.ledger, id: customerId(ledger.ledger, 'k-other') });
		await world.customer(other, 100, currency('GBP'));
		await expect(say('confirm', { ...pair, customer: other.id })).rejects.toMatchObject({ code: 'VENDOR_TAKEN' });
		await expect(say('confirm', { vendor: `${ledger.ledger}~nobody`, customer: slow.id })).rejects.toMatchObject({ status: 404 });
		await expect(decide('confirm', `${world.company}x`, 'u1', pair, ports)).rejects.toMatchObject({ status: 404 });
		await say('undo');
		expect((await world.view()).parties).toEqual([]);
	});
});

it('two ledgers of one company stand side by side: a supplier in one is a customer in the other', async () => {
	const clock = startClock();
	const [xero, quickbooks] = await Promise.all([setups.xero(() => clock.now), setups.quickbooks()]);
	try {
		const world = startPayablesWorld(bench.open(), bench.company(), [xero, quickbooks], clock);
		const customer = aCustomer('paper', { ledger: quickbooks.ledger, id: customerId(quickbooks.ledger, '77'), name: 'Paper & Co' });
		await world.customer(customer, 1000, currency('GBP'));
		await world.deliver(undefined, { ledger: xero.ledger });
		await world.deliver(undefined, { ledger: quickbooks.ledger });
		const view = await world.view();
		expect(view.ledgers.map(({ bills: count }) => count)).toEqual([25, 25]);
		expect(new Set(view.proposals.map(({ vendorLedger }) => vendorLedger))).toEqual(new Set([xero.ledger, quickbooks.ledger]));
		const ports = { owed: world.owed, books: world.books, clock: { now: () => clock.now } };
		for (const { vendor } of view.proposals) await decide('confirm', world.company, 'u1', { vendor, customer: customer.id }, ports);
		const [party] = (await world.view()).parties;
		const one = xero.truth().filter(({ kind }) => kind === 'bill').length;
		expect(party?.vendors.length).toBe(2);
		expect(party?.amounts[0]?.bills).toBeLessThan(2 * one);
		expect(party?.amounts.map(({ currency: code }) => code)).toEqual(['GBP']);
		const stranger = startPayablesWorld(bench.open(), bench.company(), [], clock);
		expect(await stranger.view()).toMatchObject({ ledgers: [], parties: [], proposals: [], rejected: [] });
	} finally {
		await Promise.all([xero.close(), quickbooks.close()]);
	}
});
