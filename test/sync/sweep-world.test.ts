/** The sweep on the real thing: bundled handlers, real SDKs, both sandboxes, and edits of which neither delta nor webhook tells. */
import { expect, it } from 'vitest';
import { day } from '../../shared/domain/day.ts';
import { compare } from '../support/sync/compare.ts';
import { type QuickbooksSide, quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';
import { type XeroSide, xeroSide } from '../support/sync/xero-side.ts';

const wrong = async (world: World): Promise<number> =>
	(await compare(world.side.ledger, company, world.side.truth(), world, 'open')).differences.length;

/** A delta of which somebody asks, read to its end. */
const synced = async (world: World): Promise<void> => {
	world.pass(5 * 60_000);
	await world.press('sync');
	await world.rest();
};
/** Each open document is compared because a person asked. */
const compared = async (world: World): Promise<void> => {
	await world.press('compare');
	await world.rest();
};

it('Xero: a deletion, a merge and a new due day that no delta shows are found and put right', async () => {
	const world = (await World.start(xeroSide(21, 30))) as World<XeroSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const { side } = world;
		const books = side.sandbox.edit(side.organisation);
		const dump = () => side.sandbox.dump(side.organisation);
		const open = dump().documents.filter(
			({ kind, status, rest, total }) => kind === 'invoice' && status === 'AUTHORISED' && rest === total,
		);
		const [voided, moved] = open;
		if (!voided || !moved) throw new Error('the books have too few open invoices');
		const merged = dump().contacts.find(({ id, archived }) => !archived && id !== moved.contact && id !== voided.contact);
		const from = open.find(({ contact, id }) => id !== voided.id && id !== moved.id && contact !== merged?.id)?.contact;
		if (!merged || !from) throw new Error('the books have too few customers');
		side.silent(true);
		books.voidInvoice(voided.id);
		books.changeInvoice(moved.id, { due: day('2027-03-01') });
		books.mergeContacts(from, merged.id);
		side.silent(false);
		await side.webhooksIdle();
		const before = await wrong(world);
		await synced(world);
		// The totals did not tie after the void, so each document was compared at once, unasked.
		const found = (await world.connection())?.lastSweep;
		expect(before).toBeGreaterThan(0);
		expect(await wrong(world)).toBe(0);
		expect(found).toMatchObject({ of: 'open-items', failed: null });
		const named = found?.findings.map(({ how, number }) => `${how} ${number}`);
		expect(named).toContain(`differs ${voided.number}`);
		expect(named).toContain(`differs ${moved.number}`);
		expect((await world.connection())?.tieOut?.lines.every(({ difference }) => difference === 0)).toBe(true);
		await compared(world);
		expect((await world.connection())?.lastSweep).toMatchObject({ found: 0, missing: 0, failed: null });
	} finally {
		await world.close();
	}
}, 120_000);

it('QuickBooks: a deletion, a merge and a new due day that change data capture does not show are found and put right', async () => {
	const world = (await World.start(quickbooksSide(21, 30))) as World<QuickbooksSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const { side } = world;
		const books = side.sandbox.edit(side.organisation);
		const dump = () => side.sandbox.dump(side.organisation);
		const open = dump().documents.filter(({ type, state, balance, total }) => type === 'Invoice' && state === 'live' && balance === total);
		const [deleted, moved] = open;
		if (!deleted || !moved) throw new Error('the books have too few open invoices');
		const from = open.find(
			({ customer, currency, id }) => id !== deleted.id && id !== moved.id && customer !== moved.customer && currency !== '',
		);
		const into = dump().customers.find(({ id, active, currency }) => active === 1 && id !== from?.customer && currency === from?.currency);
		if (!from || !into) throw new Error('the books have too few customers');
		side.silent(true);
		books.deleteDocument('Invoice', deleted.id);
		books.edit('Invoice', moved.id, { due: day('2027-03-01') });
		books.mergeCustomers(from.customer, into.id);
		side.silent(false);
		await side.webhooksIdle();
		const before = await wrong(world);
		await synced(world);
		const found = (await world.connection())?.lastSweep;
		expect(before).toBeGreaterThan(0);
		expect(await wrong(world)).toBe(0);
		const named = found?.findings.map(({ how, number }) => `${how} ${number}`);
		expect(named).toContain(`gone ${deleted.number}`);
		expect(named).toContain(`differs ${moved.number}`);
		expect((await world.connection())?.tieOut?.lines.every(({ difference }) => difference === 0)).toBe(true);
		await compared(world);
		expect((await world.connection())?.lastSweep).toMatchObject({ found: 0, failed: null });
	} finally {
		await world.close();
	}
}, 120_000);
