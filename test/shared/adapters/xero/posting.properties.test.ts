/** Whatever is posted, in whatever order, with whichever answers lost: the books add up to what was written, once each, and our copy by deltas is the books. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { openXeroPosting } from '../../../../shared/adapters/xero/posting.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { PostingStep } from '../../../../shared/domain/posting.ts';
import { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { LedgerPosting, PostOrder } from '../../../../shared/ports/posting.ts';
import { type Clock, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, horizon, readInto } from './reading.ts';

type Wish = { readonly act: number; readonly a: number; readonly b: number; readonly minor: number; readonly lost: boolean };
const wish: fc.Arbitrary<Wish> = fc.record({
	act: fc.nat(8),
	a: fc.nat(60),
	b: fc.nat(60),
	minor: fc.integer({ min: 1, max: 3000 }),
	lost: fc.boolean(),
});

let clock: Clock;
let sandbox: XeroSandbox;
let serial = 0;
let done = 0;
let refused = 0;
beforeAll(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterAll(() => {
	console.log(`xero postings: ${done} written, ${refused} refused`);
	return sandbox.close();
});

const at = <Row>(rows: readonly Row[], index: number): Row | undefined => rows[index % Math.max(1, rows.length)];
/** What customers owe less what is left to them, by currency. */
const owed = (org: string): Record<string, number> => {
	const sums: Record<string, number> = {};
	for (const { kind, rest, currency: code, status } of sandbox.dump(org).documents)
		if (status === 'AUTHORISED') sums[code] = (sums[code] ?? 0) + (kind === 'invoice' ? rest : -rest);
	return sums;
};

/** A step on something that is there, and what it does to what is owed. */
const stepOf = (org: string, { act, a, b, minor }: Wish): { step: PostingStep; of: string; minor: number; owes: number } | null => {
	const { documents } = sandbox.dump(org);
	const invoice = at(
		documents.filter((each) => each.kind === 'invoice' && each.rest > 0),
		a,
	);
	const credit = at(
		documents.filter((each) => ['credit-note', 'overpayment', 'prepayment'].includes(each.kind) && each.rest > 0),
		b,
	);
	const booked = at(
		documents.filter((each) => each.kind === 'overpayment' || (each.kind === 'payment' && each.of?.kind === 'invoice')),
		b,
	);
	const name = credit && { kind: credit.kind as 'credit-note', id: credit.id };
	if (invoice && act < 4) {
		const steps = [
			{ step: { do: 'credit-note', invoice: invoice.id, to: 'discount' }, owes: -minor },
			{ step: { do: 'late-fee', invoice: invoice.id, due: today }, owes: minor },
			{ step: { do: 'clear-invoice', invoice: invoice.id }, owes: -minor },
			{ step: { do: 'note', document: { kind: 'invoice', id: invoice.id } }, owes: 0 },
		] as const;
		const chosen = steps[act];
		return chosen ? { ...chosen, of: invoice.id, minor } : null;
	}
	if (invoice && name && act < 6) return { step: { do: 'allocate', credit: name, invoice: invoice.id }, of: credit.id, minor, owes: 0 };
	if (credit && name && act === 6) return { step: { do: 'refund', credit: name }, of: credit.id, minor, owes: minor };
	if (booked && act === 7)
		return {
			step: { do: 'take-back', booked: { kind: booked.kind as 'payment', id: booked.id } },
			of: booked.id,
			minor: booked.total,
			// What is gone already is found gone: nothing moves a second time.
			owes: booked.status === 'AUTHORISED' ? booked.total : 0,
		};
	return invoice
		? { step: { do: 'expected-date', invoice: invoice.id, expected: addDays(today, a) }, of: invoice.id, minor: 0, owes: 0 }
		: null;
};

/** As the engine does: looked for, written, and where its answer is lost looked for again. */
const post = async (posting: LedgerPosting, order: PostOrder, lost: boolean): Promise<'written' | 'refused'> => {
	if ((await posting.find(order)) !== null) return 'written';
	const method = ['take-back', 'expected-date', 'refund', 'clear-invoice'].includes(order.step.do) ? 'POST ' : 'PUT ';
	if (lost) sandbox.faults.add('cut-after', 1, method);
	try {
		await posting.write(order);
	} catch (error) {
		if (!(error instanceof AccountingFault)) throw error;
		if (error.kind === 'refused') return 'refused';
		expect(error.kind).toBe('unavailable');
		try {
			expect((await posting.find(order)) ?? (await posting.write(order))).toBeTruthy();
		} catch (second) {
			// It was the no that was lost.
			if (second instanceof AccountingFault && second.kind === 'refused') return 'refused';
			throw second;
		}
	} finally {
		sandbox.faults.clear();
	}
	return 'written';
};

it('any history of postings', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(wish, { minLength: 3, maxLength: 12 }), async (wishes) => {
			serial += 1;
			const org = `0a5d2f0c-6d6c-4b0e-9d52-${String(serial).padStart(12, '0')}`;
			const ledger = `xero-${org}`;
			sandbox.load(smallBooks({ id: org, name: `Books ${serial}` }), today);
			const token = sandbox.consent([org]).access_token;
			const accounting = await openXero(sandbox.origin)(ledger, token, clock.now);
			const copy = emptyCopy();
			const watermark = await readInto(copy, accounting, accounting.everything(horizon));
			const posting = await openXeroPosting(sandbox.origin)(ledger, token, clock.now);
			const byCode = new Map((await posting.accounts()).map((row) => [row.code, row.id]));
			const account = (code: string): string => byCode.get(code) ?? '';
			const accounts = {
				banks: { GBP: account('090'), EUR: account('091'), KWD: account('092') },
				discount: account('405'),
				'late-fee': account('270'),
				clearing: account('881'),
			};
			for (const [n, each] of wishes.entries()) {
				const found = stepOf(org, each);
				const of = sandbox.dump(org).documents.find(({ id }) => id === found?.of);
				if (!found || !of) continue;
				const before = owed(org);
				const reference = `Cobro ${serial}-${n}`;
				const shape = { step: found.step, customer: customerId(ledger, of.contact), currency: currency(of.currency), minor: found.minor };
				const outcome = await post(
					posting,
					{ ...shape, key: reference, day: today, reference, text: 'posted', accounts, suppliers: [] },
					each.lost,
				);
				const expected = { ...before, [of.currency]: (before[of.currency] ?? 0) + (outcome === 'written' ? found.owes : 0) };
				expect([found.step.do, owed(org)]).toEqual([found.step.do, expected]);
				if (outcome === 'written') done += 1;
				else refused += 1;
			}
			await readInto(copy, accounting, accounting.changes(watermark));
			expect(factsOfCopy(copy)).toEqual(factsOfBooks(sandbox.dump(org)));
			expect(copy.refused).toEqual([]);
		}),
		{ numRuns: 20 },
	);
	expect(done).toBeGreaterThan(20);
}, 60_000);
