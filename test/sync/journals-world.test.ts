/** Journal entries on the real thing: bundled handlers, the SDK, the sandbox; what a delta can tell of them, and what only the sweep after a difference can. */
import { expect, it } from 'vitest';
import { addDays, dayIn } from '../../shared/domain/day.ts';
import { journalId, type StoredDocument } from '../../shared/domain/document.ts';
import { compare } from '../support/sync/compare.ts';
import { type QuickbooksSide, quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';

/** A delta that somebody asks for, and whatever it brings about. Totals bring a sweep once an hour. */
const synced = async (world: World, minutes = 5): Promise<void> => {
	await world.side.webhooksIdle();
	world.pass(minutes * 60_000);
	await world.press('sync');
	await world.rest();
};
const differences = async (world: World): Promise<readonly string[]> =>
	(await compare(world.side.ledger, company, world.side.truth(), world)).differences;
const tied = async (world: World): Promise<boolean> =>
	(await world.connection())?.tieOut?.lines.every(({ difference }) => difference === 0) ?? false;
const swept = async (world: World) => (await world.connection())?.lastSweep;

it('entered, paid, taken off, deleted, moved: our copy is the ledger’s, and ties', async () => {
	const world = (await World.start(quickbooksSide(33, 30))) as World<QuickbooksSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const { sandbox, organisation, ledger } = world.side;
		const journals = sandbox.journals(organisation);
		const books = sandbox.edit(organisation);
		const owing = sandbox.dump(organisation).customers.filter(({ currency, active }) => currency === 'USD' && active === 1);
		const [ann, bob] = [owing[0]?.id ?? 0, owing[1]?.id ?? 0];
		const today = dayIn('UTC', world.now());
		const held = (entry: number, customer: number): Promise<StoredDocument | null> =>
			world.books.document(company, ledger, 'journal', journalId(String(entry), String(customer)));
		const entry = journals.add({ customer: ann, day: addDays(today, -40), minor: 4_000, number: 'J-1' }) ?? 0;
		const other = journals.add({ customer: bob, day: today, minor: -1_500, number: 'J-2' }) ?? 0;
		await synced(world);
		expect([await differences(world), await tied(world)]).toEqual([[], true]);
		expect(await held(entry, ann)).toMatchObject({ open: 4_000, unapplied: 0, rev: 1 });
		expect(await held(other, bob)).toMatchObject({ open: 0, unapplied: 1_500, due: null });

		// A sweep and another report, of which nothing is new: nothing is written.
		await world.press('compare');
		await world.rest();
		expect((await held(entry, ann))?.rev).toBe(1);
		expect(await swept(world)).toMatchObject({ found: 0, failed: null });

		// Settling touches no entry from here on. Paid in part, then whole: the payment names the entry, and the delta settles it.
		sandbox.rough.set('silent-settle', true);
		books.pay({ customer: ann, day: today, total: 1_000, journals: [{ journal: entry, minor: 1_000 }] });
		await synced(world);
		expect(await held(entry, ann)).toMatchObject({ open: 3_000, providerStatus: 'Partly paid' });
		const last = books.pay({ customer: ann, day: today, total: 3_000, journals: [{ journal: entry, minor: 3_000 }] });
		const before = await swept(world);
		await synced(world);
		expect(await held(entry, ann)).toMatchObject({ open: 0, state: 'closed', total: 4_000 });
		expect(await swept(world)).toEqual(before);

		// A payment that is deleted does not say what it settled: the report that is asked for then has it open again.
		books.deleteDocument('Payment', last);
		await synced(world, 65);
		expect(await held(entry, ann)).toMatchObject({ open: 3_000, state: 'open' });
		expect(await swept(world)).toEqual(before);

		// A deleted entry does not say whose it was: the totals differ, and the sweep that follows looks it up.
		journals.remove(entry);
		await synced(world, 65);
		expect(await held(entry, ann)).toMatchObject({ open: 0, state: 'closed' });
		const name = { kind: 'journal', id: journalId(String(entry), String(ann)) };
		expect((await swept(world))?.findings).toContainEqual(expect.objectContaining({ ...name, was: 3_000, is: 0 }));
		expect([await differences(world), await tied(world)]).toEqual([[], true]);

		// One that was never paid changes nothing else: the report that the delta reads does not name it, but has the totals compared.
		journals.remove(other);
		await synced(world, 65);
		expect(await held(other, bob)).toMatchObject({ unapplied: 0, state: 'closed' });
		expect([await differences(world), await tied(world)]).toEqual([[], true]);

		// A transfer, and customers that become one: what was the one's is the other's, found out by the totals or in the night.
		const moved = journals.transfer({ from: ann, to: bob, minor: 700, day: today, number: 'J-3' });
		await synced(world);
		expect([(await held(moved, ann))?.unapplied, (await held(moved, bob))?.open]).toEqual([700, 700]);
		books.mergeCustomers(ann, bob);
		await synced(world);
		await world.press('compare');
		await world.rest();
		expect([await differences(world), await tied(world)]).toEqual([[], true]);
	} finally {
		await world.close();
	}
}, 240_000);
