/** Whatever is posted, in whatever order, with whichever answers lost: the books add up to what was written, once each, and our copy by deltas is the books. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { openQuickbooksPosting } from '../../../../shared/adapters/quickbooks/posting.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { PostingStep } from '../../../../shared/domain/posting.ts';
import { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { LedgerPosting, PostOrder } from '../../../../shared/ports/posting.ts';
import {
	copyView,
	horizon,
	invoices,
	ledger,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	storeView,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

/** `lost`: which of its answers, counted from one; 0: none. */
type Wish = { readonly act: number; readonly a: number; readonly b: number; readonly minor: number; readonly lost: number };
const wish: fc.Arbitrary<Wish> = fc.record({
	act: fc.nat(7),
	a: fc.nat(60),
	b: fc.nat(60),
	minor: fc.integer({ min: 1, max: 5000 }),
	lost: fc.nat(5),
});

const at = <Row>(rows: readonly Row[], index: number): Row | undefined => rows[index % Math.max(1, rows.length)];
const accounts = { banks: { USD: '35' }, discount: '2', 'late-fee': '5', clearing: '36' } as const;

const stepOf = (rig: Rig, { act, a, b, minor }: Wish): { step: PostingStep; minor: number; owes: number } | null => {
	const live = rig.sandbox.dump(realm).documents.filter(({ state }) => state === 'live');
	const invoice = at(
		live.filter((each) => each.type === 'Invoice' && each.balance > 0),
		a,
	);
	const credit = at(
		live.filter((each) => each.type !== 'Invoice' && each.balance > 0),
		b,
	);
	const booked = at(
		live.filter((each) => each.type === 'Payment' && each.total > 0),
		b,
	);
	const to = String(invoice?.id);
	const name = { kind: credit?.type === 'Payment' ? 'payment' : 'credit-note', id: String(credit?.id) } as const;
	if (act === 6) {
		// What is undone with it: a check out of this money is owed again by itself, and only what the payment was worth comes back.
		return booked
			? { step: { do: 'take-back', booked: { kind: 'payment', id: String(booked.id) } }, minor: booked.total, owes: booked.total }
			: null;
	}
	if (!invoice) return null;
	if (act === 0) return { step: { do: 'credit-note', invoice: to, to: 'discount' }, minor, owes: -minor };
	if (act === 1) return { step: { do: 'late-fee', invoice: to, due: today }, minor, owes: minor };
	if (act === 2) return { step: { do: 'clear-invoice', invoice: to }, minor, owes: -minor };
	if (act === 3) return { step: { do: 'note', document: { kind: 'invoice', id: to } }, minor: 0, owes: 0 };
	if (!credit) return null;
	if (act === 7) return { step: { do: 'refund', credit: name }, minor, owes: minor };
	return { step: { do: 'allocate', credit: name, invoice: to }, minor, owes: 0 };
};

/** As the engine does: looked for, written, and where its answer is lost looked for, and written again, until it is known. */
const post = async (rig: Rig, posting: LedgerPosting, order: PostOrder, lost: number): Promise<'written' | 'refused'> => {
	if ((await posting.find(order)) !== null) return 'written';
	const { faults } = rig.sandbox;
	const take = faults.take.bind(faults);
	let left = lost;
	faults.take = (path, kinds) => {
		if (!kinds.includes('cut-after')) return take(path, kinds);
		left -= 1;
		return left === 0 ? 'cut-after' : null;
	};
	try {
		await posting.write(order);
	} catch (error) {
		if (!(error instanceof AccountingFault)) throw error;
		if (error.kind === 'refused') return 'refused';
		expect(error.kind).toBe('unavailable');
		try {
			expect((await posting.find(order)) ?? (await posting.write(order))).toBeTruthy();
		} catch (second) {
			if (second instanceof AccountingFault && second.kind === 'refused') return 'refused';
			throw second;
		}
	} finally {
		faults.take = take;
	}
	return 'written';
};

it('any history of postings', async () => {
	let done = 0;
	let refused = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(wish, { minLength: 3, maxLength: 12 }), async (wishes) => {
			const rig = await startRig({ organisation: organisation({ documents: invoices(4) }) });
			const customer = rig.sandbox.dump(realm).customers[0]?.id ?? 0;
			rig.edit.credit({ customer, day: today, total: 3000 });
			rig.edit.pay({ customer, day: today, total: 4000 });
			const accounting = await rig.open();
			const copy = await readAll(accounting, accounting.everything(horizon));
			const { tokens } = await rig.connect();
			const posting = await openQuickbooksPosting(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now);
			const control = (): number => rig.sandbox.dump(realm).control.get('USD') ?? 0;
			for (const [n, each] of wishes.entries()) {
				const found = stepOf(rig, each);
				if (!found) continue;
				const before = control();
				const reference = `Cobro posting-${n}`;
				const shape = { step: found.step, customer: customerId(ledger, String(customer)), currency: currency('USD'), minor: found.minor };
				const order = { ...shape, key: `posting-${n}`, day: today, reference, text: 'posted', accounts, suppliers: [] };
				const outcome = await post(rig, posting, order, each.lost);
				expect([found.step.do, outcome, control()]).toEqual([found.step.do, outcome, before + (outcome === 'written' ? found.owes : 0)]);
				if (outcome === 'written') done += 1;
				else refused += 1;
			}
			const { checks, documents, links } = rig.sandbox.dump(realm);
			// What a payment took back had paid out is owed; every other check is linked.
			for (const { id, balance, total } of checks)
				expect(balance).toBe(
					total - links.filter((link) => link.type === 'Check' && link.target === id).reduce((all, { minor }) => all + minor, 0),
				);
			expect(documents.every(({ balance, total }) => balance >= 0 && balance <= Math.max(total, 0))).toBe(true);
			rig.pass(60_000);
			await readAll(accounting, accounting.changes(copy.watermark), copy);
			expect(copyView(copy)).toEqual(storeView(rig));
			await rig.close();
		}),
		{ numRuns: 20 },
	);
	console.log(`quickbooks postings: ${done} written, ${refused} refused`);
	expect(done).toBeGreaterThan(20);
}, 60_000);
