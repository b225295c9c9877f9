/** What the ledger has and we cannot read: an invoice is left out, a credit or the customer's own row makes the whole mail wait; with the row all is back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewNext } from '../../functions/reminders/view-next.ts';
import { refusedOf } from '../../shared/domain/connection.ts';
import { addDays, later } from '../../shared/domain/day.ts';
import type { Document, ReadRow, Refused } from '../../shared/domain/document.ts';
import { reasonWords } from '../../shared/domain/reasons.ts';
import {
	aCredit,
	aCustomer,
	anInvoice,
	type Bench,
	eur,
	ledger,
	startBench,
	today,
	version,
	who,
} from '../shared/adapters/dynamo/table.ts';
import { inWords, World } from './rig.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

const customer = who('c0');
const late = (id: string, days: number) => anInvoice({ id, customer, due: addDays(today, -days), open: 1_000, total: 1_000 });

/** As a page of the sync notes it. */
const noted = async (world: World, rows: { readonly refused?: readonly Refused[]; readonly well?: readonly ReadRow[] }): Promise<void> => {
	const { unread } = await world.books.noteRows({ company: world.company, ledger }, { refused: [], well: [], ...rows }, world.now);
	await world.connection(ledger, refusedOf(unread));
};
const refused = (kind: Refused['kind'], id: string): Refused => ({ kind, id, reason: 'it makes no sense' });
const begun = async (...documents: readonly Document[]): Promise<World> => {
	const world = new World(bench);
	await world.begin();
	await world.customers({});
	await world.save(...documents);
	return world;
};
const told = ({ mails }: World): readonly string[] =>
	mails.map(({ order }) => (order.kind === 'reminder' ? `${order.tone} ${order.lines.map(({ number }) => number).join(' ')}` : order.kind));
const states = async (world: World) => (await world.mailings()).map(inWords);
const nextDay = async (world: World): Promise<void> => {
	world.now = later(world.now, 24 * 3_600_000);
	await world.today();
};

describe('an invoice', () => {
	it('is left out of a mail about the others, and asked for once the next day, when its row reads well', async () => {
		const [a, b] = [late('a', 10), late('b', 3)];
		const world = await begun(a, b);
		await noted(world, { refused: [refused('invoice', 'a')] });
		await world.today();
		expect([await states(world), told(world)]).toEqual([['sent'], ['soft INV-b']]);
		expect([...((await world.ports.mailings.standing(world.company, customer, eur))?.exceptions ?? [])]).toEqual([
			['a', { why: 'LEDGER_UNSURE', through: null }],
		]);
		await noted(world, { well: [a] });
		await nextDay(world);
		expect(told(world)).toHaveLength(2);
		expect(told(world)[1]).toContain('INV-a');
	});

	it('that is all there is makes the mail wait, and it goes the same day when the row reads well', async () => {
		const a = late('a', 3);
		const world = await begun(a);
		await noted(world, { refused: [refused('invoice', 'a')] });
		await world.today();
		expect([await states(world), told(world)]).toEqual([['planned LEDGER_UNSURE'], []]);
		await noted(world, { well: [a] });
		world.queue.push({ type: 'reminders.release', company: world.company, ledger });
		await world.drain();
		expect([await states(world), told(world)]).toEqual([['sent'], ['soft INV-a']]);
	});
});

describe('the whole mail waits', () => {
	const credit = aCredit({ id: 'k', customer, unapplied: 50 });
	const closed = aCredit({ id: 'k', customer, unapplied: 0, state: 'closed' });
	it.each([
		['for an open credit', credit, refused('credit-note', 'k'), credit],
		['for a credit that is closed in our copy', closed, refused('credit-note', 'k'), closed],
		['for the customer', credit, refused('customer', 'c0'), { kind: 'customer' as const, id: 'c0', version: version(1) }],
	])('%s, and goes when the row reads well', async (_, document, row, well) => {
		const world = await begun(late('a', 3), document);
		await noted(world, { refused: [row] });
		await world.today();
		expect([await states(world), told(world)]).toEqual([['planned LEDGER_UNSURE'], []]);
		const [next] = (await viewNext(world.company, undefined, world.ports)).rows;
		expect(next).toMatchObject({ why: reasonWords.LEDGER_UNSURE, text: null });
		await noted(world, { well: [well] });
		world.queue.push({ type: 'reminders.release', company: world.company, ledger });
		await world.drain();
		expect([await states(world), told(world)]).toEqual([['sent'], ['soft INV-a']]);
	});

	it('not for another customer’s rows, nor for what we never held', async () => {
		const world = await begun(late('a', 3), aCredit({ id: 'k', customer: who('c9'), unapplied: 5 }));
		await world.books.saveCustomers({ company: world.company, ledger }, [aCustomer('c9')], world.now);
		await noted(world, { refused: [refused('credit-note', 'k'), refused('customer', 'c9'), refused('credit-note', 'never')] });
		await world.today();
		expect(told(world)).toEqual(['soft INV-a']);
	});
});
