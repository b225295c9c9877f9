import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBooks } from '../../../../shared/adapters/dynamo/books.ts';
import { dynamoPayments } from '../../../../shared/adapters/dynamo/payments.ts';
import { later } from '../../../../shared/domain/day.ts';
import type { Checkout, Payment, Share } from '../../../../shared/domain/payment.ts';
import type { Books } from '../../../../shared/ports/books.ts';
import type { Payments } from '../../../../shared/ports/payments.ts';
import { keys } from '../../../../shared/wire/table.ts';
import { delivered } from './model.ts';
import { anInvoice, at, type Bench, eur, ledger, startBench, version, who } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const ids = ['a', 'b', 'c'] as const;
const customer = who('acme');

/** What one of several writers does, one deed after the other. */
type Deed =
	| { readonly does: 'read'; readonly id: string; readonly open: number }
	| {
			readonly does: 'reserve';
			readonly shares: readonly Share[];
			readonly after: 'keep' | 'close' | 'close-twice' | 'pay' | 'pay-and-settle';
	  };

const deed: fc.Arbitrary<Deed> = fc.oneof(
	fc.record({ does: fc.constant('read' as const), id: fc.constantFrom(...ids), open: fc.integer({ min: 0, max: 1000 }) }),
	fc.record({
		does: fc.constant('reserve' as const),
		shares: fc
			.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 3 })
			.chain((chosen) =>
				fc.tuple(...chosen.map((id) => fc.integer({ min: 1, max: 600 }).map((minor): Share => ({ id, number: id, minor })))),
			),
		after: fc.constantFrom('keep', 'close', 'close-twice', 'pay', 'pay-and-settle'),
	}),
);

type World = { readonly company: string; readonly books: Books; readonly payments: Payments; readonly made: string[] };

const reserve = async ({ company, payments, made }: World, shares: readonly Share[], id: string): Promise<Checkout | null> => {
	const checkout: Checkout = {
		company,
		id,
		customer,
		ledger,
		currency: eur,
		shares,
		total: shares.reduce((sum, { minor }) => sum + minor, 0),
		state: 'reserving',
		reserved: 0,
		session: null,
		url: null,
		link: 'l',
		locale: 'en',
		payment: null,
		createdAt: at,
		expiresAt: later(at, 1_860_000),
		wake: null,
		rev: 0,
	};
	const answer = await delivered(() => payments.reserve(checkout));
	made.push(id);
	// A lost answer: the reservation is there although nobody was told.
	if (answer === 'stale') return payments.checkout(company, customer, id);
	return 'reserved' in answer ? answer.reserved : null;
};

const pay = (company: string, { id, shares, total }: Checkout): Payment => ({
	company,
	id: `pi_${id}`,
	customer,
	ledger,
	currency: eur,
	minor: total,
	fee: null,
	method: 'card',
	last4: null,
	receivedAt: at,
	day: at.slice(0, 10) as Payment['day'],
	checkout: id,
	shares,
	state: 'received',
	bookings: [],
	problem: null,
	tries: 0,
	bookedAt: null,
	wake: at,
	rev: 0,
});

const act = async (world: World, each: Deed, id: string, next: () => number): Promise<void> => {
	const { company, books, payments } = world;
	if (each.does === 'read') {
		const state = each.open === 0 ? 'closed' : 'open';
		const document = anInvoice({ id: each.id, open: each.open, total: 1000, state, version: version(next()) });
		await delivered(() => books.save({ company, ledger }, [document], at));
		return;
	}
	const checkout = await reserve(world, each.shares, id);
	if (!checkout || each.after === 'keep') return;
	if (each.after === 'close' || each.after === 'close-twice') {
		await delivered(() => payments.release(checkout, 'closed'));
		if (each.after === 'close-twice') await delivered(() => payments.release(checkout, 'failed'));
		return;
	}
	await delivered(() => payments.receive(pay(company, checkout), checkout));
	if (each.after === 'pay') return;
	const received = await payments.payment(company, `pi_${id}`);
	if (received) await delivered(() => payments.settle({ ...received, state: 'booked', wake: null }));
};

/** Σ held = Σ of what lives; free = open − held, and what was free when it was taken never fell below nothing by our own doing. */
const expectHolds = async ({ company, payments, made }: World): Promise<void> => {
	const live = new Map<string, number>(ids.map((id) => [id, 0]));
	const add = (shares: readonly Share[]): void => {
		for (const { id, minor } of shares) live.set(id, (live.get(id) ?? 0) + minor);
	};
	for (const id of made) {
		const checkout = await payments.checkout(company, customer, id);
		if (!checkout) continue;
		if (checkout.state === 'paid') add((await payments.payment(company, checkout.payment ?? ''))?.shares ?? []);
		else add(checkout.shares.slice(0, checkout.reserved));
	}
	for (const id of ids) {
		const item = await bench.open().get(keys.document(company, ledger, 'invoice', id), 'consistent');
		expect({ id, held: item?.held }).toEqual({ id, held: live.get(id) });
		expect(Number(item?.free)).toBe(Number(item?.open) - Number(item?.held));
	}
};

const play = async (writers: readonly (readonly Deed[])[]): Promise<void> => {
	const company = bench.company();
	const made: string[] = [];
	const first = dynamoBooks(bench.open());
	await delivered(() =>
		first.save(
			{ company, ledger },
			ids.map((id) => anInvoice({ id, open: 1000, total: 1000 })),
			at,
		),
	);
	let last = 1;
	let newest: { readonly [id: string]: number } = {};
	await Promise.all(
		writers.map(async (deeds, w) => {
			const store = bench.open();
			const world: World = { company, books: dynamoBooks(store), payments: dynamoPayments(store), made };
			for (const [i, each] of deeds.entries())
				await act(world, each, `w${w}d${i}`, () => {
					last += 1;
					if (each.does === 'read') newest = { ...newest, [each.id]: each.open };
					return last;
				});
		}),
	);
	bench.dynamo.faults.clear();
	const world: World = { company, books: dynamoBooks(bench.open()), payments: dynamoPayments(bench.open()), made };
	await expectHolds(world);
	// No lost update the other way either: the copy is the newest version of each.
	for (const [id, open] of Object.entries(newest))
		expect({ id, open: (await world.books.document(company, ledger, 'invoice', id))?.open }).toEqual({ id, open });
};

const writers = fc.array(fc.array(deed, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 });

describe('holds beside reads of the ledger, for any history', () => {
	it('are what lives, and no newer version is lost', async () => {
		await fc.assert(fc.asyncProperty(writers, play), { numRuns: 15 });
	}, 120_000);

	it('also while transactions conflict, requests are throttled and answers are lost', async () => {
		await fc.assert(
			fc.asyncProperty(writers, fc.integer(), async (all, seed) => {
				bench.dynamo.faults.seed(seed);
				Object.assign(bench.dynamo.faults, { transactionConflict: 0.15, writeConflict: 0.1, throttled: 0.01, answerLost: 0.15 });
				await play(all);
			}),
			{ numRuns: 15 },
		);
	}, 180_000);
});
