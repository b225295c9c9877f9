/** Change data capture beyond its 1,000 objects and its 30 days: what was deleted is known, or said not to be. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Roughness } from '../../../../local/sandbox/quickbooks/rough.ts';
import { day } from '../../../../shared/domain/day.ts';
import type { Accounting } from '../../../../shared/ports/accounting.ts';
import {
	type Copy,
	copyView,
	horizon,
	invoices,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	storeView,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const days = 86_400_000;

const copied = async (count: number): Promise<{ accounting: Accounting; copy: Copy }> => {
	rig = await startRig({ organisation: organisation({ documents: invoices(count) }) });
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	rig.pass(60_000);
	rig.sandbox.resetCalls();
	return { accounting, copy };
};
/** Deletes so many invoices, `each` in a second. */
const remove = (count: number, each: number): void => {
	const all = rig.sandbox.dump(realm).documents.filter((row) => row.type === 'Invoice' && row.state === 'live');
	all.slice(0, count).forEach(({ id }, i) => {
		if (i % each === 0) rig.pass(1000);
		rig.edit.deleteDocument('Invoice', id);
	});
};
/** In the copy and no longer in the ledger; in the ledger and not in the copy. */
const differences = (copy: Copy): { stale: number; missing: number } => {
	const [ours, theirs] = [new Set(copyView(copy)), new Set(storeView(rig))];
	return {
		stale: [...ours].filter((each) => !theirs.has(each)).length,
		missing: [...theirs].filter((each) => !ours.has(each)).length,
	};
};

describe('more than 1,000 objects changed', () => {
	it.each<[Roughness[], number]>([
		[[], 7],
		[['exclusive'], 7],
		[[], 300],
		[['exclusive'], 300],
	])(
		'1,500 deletions are all seen, in steps forward in time (%j, %i in a second)',
		async (how, each) => {
			const { accounting, copy } = await copied(1600);
			for (const which of how) rig.sandbox.rough.set(which, true);
			remove(1500, each);
			for (const row of rig.sandbox.dump(realm).documents.slice(1500, 1520))
				rig.edit.pay({ customer: 1, day: today, total: row.balance, apply: [{ invoice: row.id, minor: row.balance }] });
			await readAll(accounting, accounting.changes(copy.watermark), copy);
			expect(copy.refused).toEqual([]);
			expect(differences(copy)).toEqual({ stale: 0, missing: 0 });
			// All together, one for each entity, what was left of the invoices, and a look whether all came.
			expect(rig.sandbox.calls()).toBe(1 + 6 + 1 + 1);
		},
		60_000,
	);

	it('2,400 that were made and changed come so too, without a list', async () => {
		const { accounting, copy } = await copied(2);
		for (let i = 0; i < 2400; i += 1) {
			if (i % 50 === 0) rig.pass(1000);
			rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 100 + i, number: `n${i}` });
		}
		remove(30, 10);
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(copy.refused).toEqual([]);
		expect(differences(copy)).toEqual({ stale: 0, missing: 0 });
		expect(rig.sandbox.calls()).toBe(1 + 6 + 2 + 1);
	}, 60_000);

	it('all of one second cannot be told apart: that is said, and the next second goes on', async () => {
		const { accounting, copy } = await copied(1600);
		remove(1300, 2000);
		rig.pass(1000);
		remove(10, 5);
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(differences(copy)).toEqual({ stale: 300, missing: 0 });
		expect(copy.refused).toEqual([
			{
				kind: 'invoice',
				id: 'list deletions',
				reason:
					'Of the changes of invoices since 2026-11-22 QuickBooks gave 1000 at a time, all of one second: some that were deleted may still stand in our copy. The comparison with the ledger’s own totals tells whether money is concerned.',
			},
		]);
	}, 60_000);

	it.each<[Roughness, string]>([
		['newestFirst', 'not in order of time'],
		['newestOnly', 'not all that it counts'],
	])(
		'an answer that leaves out the oldest (%s) is not followed: what lives is read from lists, the rest is said',
		async (which, why) => {
			const { accounting, copy } = await copied(3);
			rig.sandbox.rough.set(which, true);
			remove(1, 1);
			for (let i = 0; i < 1400; i += 1) {
				if (i % 50 === 0) rig.pass(1000);
				rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 100 + i, number: `n${i}` });
			}
			// What changed within two minutes comes again with the next delta: a look counts what is older.
			rig.pass(300_000);
			await readAll(accounting, accounting.changes(copy.watermark), copy);
			expect(differences(copy)).toEqual({ stale: 1, missing: 0 });
			expect(copy.refused).toMatchObject([{ kind: 'invoice', id: 'list deletions', reason: expect.stringContaining(why) }]);
		},
		60_000,
	);

	it('rows that repeat in a full answer do not put it out of order', async () => {
		const { accounting, copy } = await copied(1600);
		remove(1500, 7);
		rig.sandbox.faults.add('repeated-rows', 20, 'cdc');
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(copy.refused).toEqual([]);
		expect(differences(copy)).toEqual({ stale: 0, missing: 0 });
	}, 60_000);
});

describe('a ledger that was not read for longer than QuickBooks remembers', () => {
	it('queries for what changed, learns of the deletions that are remembered, and says of which it cannot', async () => {
		const { copy } = await copied(6);
		const [one, two, three] = rig.sandbox.dump(realm).documents;
		rig.edit.deleteDocument('Invoice', one?.id ?? 0);
		rig.edit.edit('Invoice', two?.id ?? 0, { total: 4242, due: day('2027-01-31') });
		rig.pass(35 * days);
		rig.edit.deleteDocument('Invoice', three?.id ?? 0);
		rig.pass(5 * days);
		const accounting = await rig.open();
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(differences(copy)).toEqual({ stale: 1, missing: 0 });
		expect(copy.documents.get(`invoice ${three?.id}`)?.state).toBe('deleted');
		expect(copy.refused).toEqual([
			{
				kind: 'invoice',
				id: 'list deletions',
				reason:
					'QuickBooks remembers for 30 days what was deleted, and this ledger was last read on 2026-11-22: what was deleted between then and 2026-12-03 may still stand in our copy. The comparison with the ledger’s own totals tells whether money is concerned.',
			},
		]);
		// The company, for its zone is old; what changed; five counts and the page of the one invoice; the report.
		expect(rig.sandbox.calls()).toBe(9);
	});

	it('does so in the middle of a read too, which may rest for weeks', async () => {
		const { accounting, copy } = await copied(1600);
		remove(1500, 7);
		const page = await accounting.page(accounting.changes(copy.watermark));
		rig.pass(40 * days);
		const later = await rig.open();
		const rest = await readAll(later, page.next ?? '');
		expect(rest.refused).toMatchObject([{ id: 'list deletions', reason: expect.stringContaining('last read on 2026-11-22') }]);
		const next = JSON.parse(rest.watermark) as { at: string };
		// From before the read began, not from where it rested: nothing in between is lost.
		expect(next.at < '2026-11-23').toBe(true);
	}, 60_000);
});
