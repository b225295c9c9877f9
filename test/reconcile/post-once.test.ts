/** Answers that are lost, late or none, two workers, a ledger that says no half-way, a person who tries again or gives up: nothing twice, and nothing hidden. */
import { describe, expect, it } from 'vitest';
import { giveUpPosting, retryPosting } from '../../functions/reconcile/tend-posting.ts';
import { later } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { LedgerPosting, OpenPosting, PostOrder } from '../../shared/ports/posting.ts';
import { account } from './post-ledger.ts';
import { company, customer, ledger, type PostWorld, startPostWorld, wishes } from './post-world.ts';

type Kind = keyof typeof wishes;
const kinds = Object.keys(wishes) as Kind[];
const refused = () => new AccountingFault('refused', 'the books of that day are locked');

/** The ledger behind other words of its own. */
const but =
	(world: PostWorld, change: (own: LedgerPosting) => Partial<LedgerPosting>): OpenPosting =>
	async () => {
		const own = world.there.posting();
		return { ...own, ...change(own) };
	};
const plain = <Port extends object>(port: Port): Port => port;
const begin = async (kind: Kind) => {
	const world = await startPostWorld();
	const { id } = await world.ask(wishes[kind].fields);
	return { world, id, done: () => world.there.of(`Cobro ${id}`) };
};

describe.each(kinds)('%s', (kind) => {
	const { steps } = wishes[kind];

	it('every answer is lost once, and the ledger forgets the keys: found, not written again', async () => {
		const { world, id, done } = await begin(kind);
		const lost = new Set<string>();
		const openPosting = but(world, (own) => ({
			write: async (order) => {
				const made = await own.write(order);
				if (lost.has(order.key)) return made;
				lost.add(order.key);
				throw new AccountingFault('unavailable', 'The ledger did not answer');
			},
		}));
		await world.deliver(id, plain, { openPosting });
		await world.liveOn(id, 3, { openPosting });
		expect(done()).toEqual(steps);
		expect(world.posting(id)).toMatchObject({ state: 'written', problem: null });
	});

	it('an answer that comes late: the no to the second try is not believed before the first can have ended', async () => {
		const { world, id, done } = await begin(kind);
		const flying: (() => Promise<unknown>)[] = [];
		let sent = 0;
		const openPosting = but(world, (own) => ({
			write: async (order: PostOrder) => {
				sent += 1;
				if (sent === 1) {
					flying.push(() => own.write(order));
					throw new AccountingFault('unavailable', 'The ledger did not answer');
				}
				if (flying.length > 0) throw refused();
				return own.write(order);
			},
		}));
		await world.deliver(id, plain, { openPosting });
		world.clock.now = world.posting(id).wake ?? world.clock.now;
		await world.deliver(id, plain, { openPosting });
		expect(world.posting(id).state).toBe('writing');
		await flying.pop()?.();
		await world.liveOn(id, 3, { openPosting });
		expect(done()).toEqual(steps);
		expect(world.posting(id).state).toBe('written');
	});

	it('two workers at once, and the message ten times: one of each', async () => {
		const { world, id, done } = await begin(kind);
		await Promise.all(Array.from({ length: 10 }, () => world.deliver(id)));
		await world.liveOn(id);
		expect(done()).toEqual(steps);
	});

	it('locked books: stuck at once with words and a letter; mended and tried again, under a number the ledger has not refused', async () => {
		const { world, id, done } = await begin(kind);
		world.there.locked = true;
		await world.deliver(id);
		expect(world.posting(id)).toMatchObject({ state: 'stuck', problem: 'the books of that day are locked', wake: null });
		expect([...world.letters.values()]).toMatchObject([{ type: 'reconcile.post', reason: 'the books of that day are locked' }]);
		const [first] = world.posting(id).steps;
		world.there.locked = false;
		await retryPosting(company, id, world.portsOf(plain));
		await world.deliver(id);
		expect(done()).toEqual(steps);
		expect(world.posting(id)).toMatchObject({ state: 'written', problem: null });
		expect(world.posting(id).steps[0]?.n).toBeGreaterThan(first?.n ?? 0);
	});

	it('given up while nothing is written: cancelled, and no message writes it any more', async () => {
		const { world, id, done } = await begin(kind);
		world.there.locked = true;
		await world.deliver(id);
		expect((await giveUpPosting(company, id, 'Ada', world.portsOf(plain))).state).toBe('cancelled');
		world.there.locked = false;
		await world.deliver(id);
		expect(done()).toEqual([]);
		await expect(retryPosting(company, id, world.portsOf(plain))).rejects.toThrow('was given up');
	});
});

it('the ledger says no to the second step: what stands is said, giving up leaves it for a hand, trying again writes only the rest', async () => {
	const { world, id, done } = await begin('credit');
	const openPosting = but(world, (own) => ({
		write: (order) => (order.step.do === 'allocate' ? Promise.reject(refused()) : own.write(order)),
	}));
	await world.deliver(id, plain, { openPosting });
	expect(world.posting(id)).toMatchObject({
		state: 'stuck',
		steps: [{ state: 'written', external: 'credit-note-1' }, { state: 'planned' }],
	});
	const left = await giveUpPosting(company, id, 'Ada', world.portsOf(plain));
	expect(left).toMatchObject({ state: 'stuck', wake: null });
	expect(left.problem).toContain('left to do there by hand');
	await retryPosting(company, id, world.portsOf(plain));
	await world.deliver(id);
	expect(done()).toEqual(['credit-note', 'allocate']);
	expect(world.there.one('invoice', 'inv-1').open).toBe(8_000);
});

it('a ledger that applies new credits by itself: found, not applied again', async () => {
	const { world, id, done } = await begin('credit');
	const openPosting = but(world, (own) => ({
		write: async (order) => {
			const made = await own.write(order);
			if (order.step.do === 'credit-note')
				await own.write({ ...order, step: { do: 'allocate', credit: { kind: 'credit-note', id: made }, invoice: 'inv-1' } });
			return made;
		},
	}));
	await world.deliver(id, plain, { openPosting });
	expect(done()).toEqual(['credit-note', 'allocate']);
	expect(world.posting(id)).toMatchObject({ state: 'written', problem: null });
	expect(world.there.one('invoice', 'inv-1').open).toBe(8_000);
});

it('nothing is given up while its answer is open', async () => {
	const { world, id } = await begin('refund');
	const openPosting = but(world, () => ({ write: () => Promise.reject(new AccountingFault('unavailable', 'silent')) }));
	await world.deliver(id, plain, { openPosting });
	await expect(giveUpPosting(company, id, 'Ada', world.portsOf(plain))).rejects.toThrow('may be in the ledger');
});

describe('what became wrong since it was asked for', () => {
	const stuckWith = async (kind: Kind, change: (world: PostWorld) => void | Promise<void>) => {
		const { world, id, done } = await begin(kind);
		await change(world);
		await world.deliver(id);
		expect(done()).toEqual([]);
		expect(world.posting(id).state).toBe('stuck');
		return world.posting(id).problem;
	};
	it.each(['credit', 'allocation', 'set-off'] as const)('%s: the invoice was paid meanwhile', async (kind) => {
		expect(await stuckWith(kind, (world) => world.there.change('invoice', 'inv-1', { open: -9_500 }))).toMatch(
			/Invoice INV-1: only 5\.00 GBP is open on it, and this is about \d\d\.00 GBP: it was paid or credited meanwhile/,
		);
	});
	it.each(['allocation', 'refund'] as const)('%s: the credit was used meanwhile', async (kind) => {
		expect(await stuckWith(kind, (world) => world.there.change('credit-note', 'cn-1', { unapplied: -2_000 }))).toContain(
			'only 10.00 GBP is left of it',
		);
	});
	it('the invoice is gone', async () => {
		expect(await stuckWith('write-off', (world) => void world.there.documents.delete('invoice#inv-1'))).toContain(
			'not in the ledger any more',
		);
	});
	it('the account that was chosen is archived', async () => {
		const archive = (world: PostWorld) => {
			world.there.accounts = world.there.accounts.filter(({ id }) => id !== 'bad');
		};
		expect(await stuckWith('write-off', archive)).toContain('The account for write-offs is archived or gone');
	});
	it('a customer is paying it right now: not credited away', async () => {
		const { world, id, done } = await begin('credit');
		const books = world.portsOf(plain).books;
		const paying = { ...books, document: async (...args: Parameters<typeof books.document>) => held(await books.document(...args)) };
		const held = <T extends { readonly kind: string } | null>(found: T): T =>
			found?.kind === 'invoice' ? { ...found, held: 9_000 } : found;
		await world.deliver(id, plain, { books: Object.assign(Object.create(books) as typeof books, paying) });
		expect(done()).toEqual([]);
		expect(world.posting(id).problem).toContain('90.00 GBP of that is being paid right now');
	});
});

describe('a provider in trouble', () => {
	const failing = async (fault: AccountingFault) => {
		const { world, id, done } = await begin('allocation');
		await world.deliver(id, plain, { openPosting: but(world, () => ({ write: () => Promise.reject(fault) })) });
		return { world, id, done };
	};
	it.each([
		[new AccountingFault('unauthorised', 'no'), 30_000, 'renewed'],
		[new AccountingFault('forbidden', 'Reconnect to allow writing'), 3_600_000, 'Reconnect to allow writing'],
		[new AccountingFault('throttled', 'The minute is used up', 17_000), 17_000, 'goes on by itself'],
		[new AccountingFault('unavailable', 'The ledger did not answer'), 30_000, 'goes on by itself'],
	])('%s: waits, says so, and goes on', async (fault, ms, words) => {
		const { world, id, done } = await failing(fault);
		expect(world.posting(id)).toMatchObject({ state: 'writing', wake: later(world.clock.now, ms) });
		expect(world.posting(id).problem).toContain(words);
		await world.liveOn(id);
		expect(done()).toEqual(['allocate']);
		expect(world.posting(id)).toMatchObject({ state: 'written', problem: null });
	});

	it('a ledger that needs reconnecting is waited for', async () => {
		const { world, id, done } = await begin('note');
		world.connect(false);
		await world.deliver(id);
		expect(world.posting(id).problem).toContain('Press Reconnect');
		world.connect(true);
		await world.liveOn(id);
		expect(done()).toEqual(['note']);
	});

	it('a hub that may not write shows what it would, and writes once it may', async () => {
		const { world, id, done } = await begin('credit');
		await world.deliver(id, plain, { booksForReal: false });
		expect(world.posting(id).problem).toContain('Would write: 20.00 GBP');
		expect(done()).toEqual([]);
		await world.liveOn(id);
		expect(done()).toEqual(['credit-note', 'allocate']);
	});
});

describe('asking', () => {
	const no = async (fields: Readonly<Record<string, unknown>>, words: RegExp | string) => {
		const world = await startPostWorld();
		await expect(world.ask(fields)).rejects.toThrow(words);
		expect(world.all.size).toBe(0);
	};
	const credit = wishes.credit.fields;
	it.each([
		['more than is open', { ...credit, amount: '100.01' }, /Only 100\.00 GBP of invoice INV-1 is open and free/],
		['nothing', { ...credit, amount: '0.00' }, 'more than nothing'],
		['a minus', { ...credit, amount: '-5' }, 'in digits'],
		['half a penny', { ...credit, amount: '1.005' }, 'GBP has 2 decimals'],
		['no reason', { ...credit, reason: 'because' }, 'Choose why'],
		['no kind', { invoice: 'inv-1' }, 'Choose what to write'],
		['an invoice of nobody', { ...credit, invoice: 'inv-9' }, 'no invoice'],
		['a key that would break out', { ...credit, invoice: 'inv#1' }, 'Choose the invoice'],
		['more words than one line', { ...credit, text: 'a\nb' }, 'in one line'],
		['a large write-off', { ...wishes['write-off'].fields, amount: '10.01' }, /One person alone writes off 10\.00 GBP at most/],
		['more than is left of a credit', { ...wishes.refund.fields, amount: '30.01' }, 'Only 30.00 GBP is left'],
		['a fee due yesterday', { ...wishes['late-fee'].fields, due: '2026-11-21' }, 'cannot be due before today'],
		['a fee above its invoice', { ...wishes['late-fee'].fields, amount: '100.01' }, 'more than the whole invoice'],
		['no day', { ...wishes['expected-date'].fields, expected: '2026-02-30' }, 'Choose the day'],
		['a payment of nobody', { kind: 'reversal', payment: 'pi_9' }, 'no payment'],
	])('%s is refused in words', async (_name, fields, words) => no(fields, words));

	it('the same form for something else is refused', async () => {
		const world = await startPostWorld();
		await world.ask(credit, 'one-form-of-mine');
		for (const amount of ['21.00', '20.001'])
			await expect(world.ask({ ...credit, amount }, 'one-form-of-mine')).rejects.toThrow('nothing was written twice');
	});

	it('ten clicks at once are one posting; another form on the same invoice waits for it', async () => {
		const world = await startPostWorld();
		const all = await Promise.all(Array.from({ length: 10 }, () => world.ask(credit, 'one-form-of-mine')));
		expect(new Set(all.map(({ id }) => id)).size).toBe(1);
		expect(world.all.size).toBe(1);
		await expect(world.ask(wishes['write-off'].fields, 'another-form')).rejects.toThrow('is being written on the same document');
	});

	it('the same allocation on the same day is refused: the ledger could not tell the two apart', async () => {
		const world = await startPostWorld();
		const { id } = await world.ask({ ...wishes.allocation.fields, amount: '10.00' }, 'the-first-form');
		await world.liveOn(id);
		await expect(world.ask({ ...wishes.allocation.fields, amount: '10.00' }, 'the-second-form')).rejects.toThrow('the same amount today');
		expect((await world.ask({ ...wishes.allocation.fields, amount: '20.00' }, 'the-third-form')).customer).toBe(customer);
	});

	it('a large write-off in small pieces is refused; another invoice has a limit of its own', async () => {
		const world = await startPostWorld();
		const piece = { ...wishes['write-off'].fields, amount: '6.00' };
		const { id } = await world.ask(piece, 'the-first-piece');
		await world.liveOn(id);
		await expect(world.ask(piece, 'the-second-piece')).rejects.toThrow('6.00 GBP of invoice INV-1 was written off already');
		expect((await world.ask({ ...piece, amount: '4.00' }, 'the-rest')).state).toBe('planned');
		expect((await world.ask({ ...piece, invoice: 'inv-2' }, 'another-invoice')).state).toBe('planned');
	});

	it('a refund from an account that only takes money in: refused when asked for, and before it is written', async () => {
		const world = await startPostWorld();
		const { id } = await world.ask(wishes.refund.fields, 'the-first-form');
		world.there.accounts = [account('bank', ['bank'], { receivesOnly: true, name: 'Undeposited Funds' })];
		await world.deliver(id);
		const words =
			'The bank account for GBP (Undeposited Funds) only takes money in, and this is paid out of it. Choose another under "Accounts", then try again.';
		expect(world.posting(id)).toMatchObject({ state: 'stuck', problem: words });
		await giveUpPosting(company, id, 'Ada', world.portsOf(plain));
		const settings = await world.postings.settings(company, ledger);
		if (settings) await world.postings.saveSettings({ ...settings, listed: { at: world.clock.now, accounts: world.there.accounts } });
		await expect(world.ask(wishes.refund.fields, 'the-second-form')).rejects.toThrow(words);
	});

	const applied = { kind: 'allocation', invoice: 'inv-1', credit: 'overpayment|over-1', amount: '5.00' } as const;
	const refunded = { kind: 'refund', credit: 'overpayment|over-1', amount: '5.00' } as const;
	it.each([
		['applied', applied],
		['paid back', refunded],
	] as const)('what a payment holds as a credit is not %s while the payment is taken back, nor the other way round', async (_, credit) => {
		for (const wish of [
			[wishes.reversal.fields, credit],
			[credit, wishes.reversal.fields],
		] as const) {
			const world = await startPostWorld();
			// Not by the list of postings alone, which may lag.
			world.lag();
			const { id } = await world.ask(wish[0], 'the-first-form');
			await expect(world.ask(wish[1], 'the-second-form')).rejects.toThrow('being written on the same document');
			await world.liveOn(id);
			expect(world.locks.size).toBe(0);
		}
	});

	it('a payment whose credit was applied before is not taken back in part: the ledger’s no comes first', async () => {
		const world = await startPostWorld();
		const { id: first } = await world.ask(applied, 'the-first-form');
		await world.liveOn(first);
		const { id } = await world.ask(wishes.reversal.fields, 'the-second-form');
		await world.liveOn(id);
		expect(world.posting(id)).toMatchObject({ state: 'stuck', problem: expect.stringContaining('applied') });
		expect([world.there.of(`Cobro ${id}`), world.there.one('payment', 'pay-1').state]).toEqual([[], 'closed']);
		const given = await giveUpPosting(company, id, 'Ada', world.portsOf(plain));
		expect(given.state).toBe('cancelled');
	});

	it('what is taken back is said with the invoice that it was booked on', async () => {
		const world = await startPostWorld();
		const { what } = await world.ask(wishes.reversal.fields);
		expect(what).toMatchObject({
			booked: [
				{ kind: 'overpayment', id: 'over-1', on: null },
				{ kind: 'payment', id: 'pay-1', on: 'inv-2' },
			],
		});
	});

	it('an account that nobody chose is asked for', async () => {
		const world = await startPostWorld();
		const settings = await world.postings.settings(company, ledger);
		if (settings) await world.postings.saveSettings({ ...settings, chosen: { banks: {} } });
		for (const kind of ['credit', 'write-off', 'late-fee', 'refund', 'set-off'] as const)
			await expect(world.ask(wishes[kind].fields)).rejects.toThrow('Choose it under "Accounts"');
	});
});
