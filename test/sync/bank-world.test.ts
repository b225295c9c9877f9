/** How far the bank is posted, on the real thing: bundled handlers, real SDKs, both sandboxes; the button cut on either side of its save. */
import { expect, it } from 'vitest';
import { dynamoBankRecords } from '../../shared/adapters/dynamo/bank-records.ts';
import { addDays, dayIn } from '../../shared/domain/day.ts';
import type { BankView } from '../../shared/wire/bank-view.ts';
import { type QuickbooksSide, quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';
import { type XeroSide, xeroSide } from '../support/sync/xero-side.ts';

const bodyOf = (answer: Awaited<ReturnType<World['http']>>): Record<string, unknown> =>
	JSON.parse(Buffer.from(answer?.body ?? '{}', 'utf8').toString()) as Record<string, unknown>;
const view = async (world: World): Promise<BankView> =>
	bodyOf(await world.http('GET /connections/{ledger}/bank', { path: { ledger: world.side.ledger } })) as unknown as BankView;
const press = (world: World, verb: 'posted' | 'take-back' | 'look', sent: object = {}) =>
	world.http(`POST /connections/{ledger}/bank/${verb}`, {
		path: { ledger: world.side.ledger },
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(sent)),
	});

it('Xero: looked at after the first read; a posting and a person’s word move the day; without the scope documents are read as before', async () => {
	const world = (await World.start(xeroSide(31, 20))) as World<XeroSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const today = dayIn('UTC', world.now());
		const edit = world.side.sandbox.edit(world.side.organisation);
		const first = await view(world);
		expect(first).toMatchObject({ provider: 'xero', connected: true, reconciles: true, problem: null });
		expect(first.lookedAt).not.toBe(null);
		expect(first.accounts[0]).toMatchObject({ kind: 'bank', receives: true });

		edit.bankEntry({ type: 'RECEIVE', account: '090', day: addDays(today, -1), total: 100 });
		world.pass(60_000);
		world.side.sandbox.resetCalls();
		expect((await press(world, 'look'))?.statusCode).toBe(200);
		await world.rest();
		expect((await view(world)).fresh).toMatchObject({ until: addDays(today, -1), by: 'posting', verdict: 'fresh' });
		expect(world.side.sandbox.calls()).toBe(3);

		// The press is cut before and after its last request, which saves, and pressed again: one word, by this person.
		const before = world.requests;
		await press(world, 'posted', { day: addDays(today, -2) });
		const requests = world.requests - before;
		await press(world, 'take-back');
		for (const side of ['before', 'after'] as const) {
			world.cutIn(requests, side);
			await press(world, 'posted', { day: today });
			world.uncut();
			expect((await view(world)).said === null).toBe(side === 'before');
			await press(world, 'posted', { day: today });
			const { fresh, said } = await view(world);
			expect(said).toMatchObject({ day: today });
			expect(fresh).toMatchObject({ until: today, by: 'person', name: said?.name });
			await press(world, 'take-back');
			expect((await view(world)).said).toBe(null);
		}
		expect(world.crashes).toBe(2);
		// As a person's browser does it: a form, and back to the page.
		const browser = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
		const path = { ledger: world.side.ledger };
		const sent = { path, headers: browser, body: Buffer.from(`day=${today}`) };
		const answer = await world.http('POST /connections/{ledger}/bank/posted', sent);
		expect([answer?.statusCode, answer?.headers?.location]).toEqual([303, `/connections/${world.side.ledger}/bank`]);
		const page = await world.http('GET /connections/{ledger}/bank', { path, headers: browser });
		expect([page?.statusCode, page?.body?.includes('books fresh until')]).toEqual([200, true]);
		await press(world, 'take-back');
		expect((await press(world, 'posted', { day: addDays(today, 1) }))?.statusCode).toBe(400);
		expect((await press(world, 'posted', { day: 7 }))?.statusCode).toBe(400);
		expect((await world.http('GET /connections/{ledger}/bank', { path: { ledger: 'xero-another' } }))?.statusCode).toBe(404);

		world.side.sandbox.dropScope('accounting.banktransactions');
		world.pass(60_000);
		await press(world, 'look');
		await world.rest();
		const without = await view(world);
		expect(without.problem?.scope).toBe('accounting.banktransactions.read');
		expect(without.lookedAt).not.toBe(null);
		world.pass(60_000);
		await world.press('sync');
		await world.rest();
		expect(await world.connection()).toMatchObject({ state: 'connected', stopped: null, lastError: null });
	} finally {
		await world.close();
	}
}, 120_000);

it('QuickBooks: what lies in Undeposited Funds is not banked; the night looks again by itself', async () => {
	const world = (await World.start(quickbooksSide(31, 20))) as World<QuickbooksSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const { sandbox, organisation } = world.side;
		const today = dayIn('UTC', world.now());
		const first = await view(world);
		expect(first).toMatchObject({ provider: 'quickbooks', reconciles: false, fresh: { verdict: 'unknown', until: null } });
		expect(first.accounts.find(({ kind }) => kind === 'undeposited')?.waiting.length).toBeGreaterThan(0);
		sandbox.deposits(organisation).add({ account: '35', day: today, other: 1_000 });
		world.pass(27 * 3_600_000);
		await world.rest();
		expect((await view(world)).fresh).toMatchObject({ until: today, by: 'posting', name: 'Checking', verdict: 'fresh' });
		const record = await dynamoBankRecords(world.store).bank(company, world.side.ledger);
		expect(record?.look?.at).not.toBe(first.lookedAt);
	} finally {
		await world.close();
	}
}, 120_000);
