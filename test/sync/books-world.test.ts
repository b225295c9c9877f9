/** The comparison with the general ledger on the real thing: bundled handlers, real SDKs, both sandboxes, whose reports are made from their own stores. */
import { expect, it } from 'vitest';
import { dynamoBookTies } from '../../shared/adapters/dynamo/book-ties.ts';
import { trialBalanceScope } from '../../shared/adapters/xero/ledger-books.ts';
import type { BookTie, TieLine } from '../../shared/domain/book-tie.ts';
import { addDays, dayIn } from '../../shared/domain/day.ts';
import { journalList } from '../../shared/domain/document.ts';
import type { BooksView } from '../../shared/wire/books-view.ts';
import { connectionView } from '../../shared/wire/connection-view.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { type QuickbooksSide, quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { company } from '../support/sync/surroundings.ts';
import { World } from '../support/sync/world.ts';
import { type XeroSide, xeroSide } from '../support/sync/xero-side.ts';

const tieOf = async (world: World): Promise<BookTie> => {
	const tie = await dynamoBookTies(world.store).tie(company, world.side.ledger);
	if (!tie) throw new Error('nothing was compared');
	return tie;
};
const verdicts = ({ latest }: BookTie): string[] => [...new Set(latest?.lines.map(({ verdict }) => verdict))];
const lineOf = ({ latest }: BookTie, currency: string): TieLine => {
	const line = latest?.lines.find((each) => each.currency === currency);
	if (!line) throw new Error(`no line of ${currency}`);
	return line;
};
/** A read, then each document, then the books. */
const compared = async (world: World): Promise<BookTie> => {
	world.pass(5 * 60_000);
	await world.press('compare');
	await world.rest();
	return tieOf(world);
};
const synced = async (world: World): Promise<void> => {
	await world.side.webhooksIdle();
	world.pass(5 * 60_000);
	await world.press('sync');
	await world.rest();
};
/** The books alone: what the copy does not know yet is no reason to read. */
const booksNow = async (world: World): Promise<BookTie> => {
	world.pass(60_000);
	const message: Message = { type: 'sync.books', company, ledger: world.side.ledger, since: world.now() };
	const mail = {
		id: 'm',
		queue: 'pulls',
		body: JSON.stringify(message),
		group: world.side.ledger,
		receives: 1,
		visibleAt: 0,
		inFlight: true,
	} as const;
	expect((await world.invoke('sync/pull.queue', world.mail.eventOf(mail))).ended).toBe('answered');
	return tieOf(world);
};
const totals = async (world: World) => {
	const connection = await world.connection();
	if (!connection) throw new Error('not connected');
	return { view: connectionView(connection, world.now()), sweptAt: connection.lastSweep?.at };
};

it('QuickBooks: what journal entries left is copied and ties; one that could not be read is named, and explains the totals', async () => {
	const world = (await World.start(quickbooksSide(21, 30))) as World<QuickbooksSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		expect(verdicts(await compared(world))).toEqual(['ties']);

		const { sandbox, organisation } = world.side;
		const journals = sandbox.journals(organisation);
		const { customers } = sandbox.dump(organisation);
		const usd = customers.find(({ currency, active }) => currency === 'USD' && active === 1)?.id ?? 0;
		const today = dayIn('UTC', world.now());
		const journal = journals.add({ customer: usd, day: today, minor: 4_000, number: 'J-1' }) ?? 0;
		journals.add({ customer: usd, day: addDays(today, 20), minor: -1_000, number: 'J-2' });
		const sweptAt = (await totals(world)).sweptAt;
		await synced(world);
		// The delta brought them, so the totals tie, and no document had to be looked at.
		expect((await totals(world)).sweptAt).toBe(sweptAt);
		expect((await totals(world)).view.tieOut?.lines.every(({ difference, apart }) => Number(difference) === 0 && !apart)).toBe(true);
		expect(lineOf(await compared(world), 'USD')).toMatchObject({ verdict: 'ties', difference: 0, items: [], suspects: [] });

		// QuickBooks does not give the report to the read, nor to the sweep that follows: what was entered then is named by the books.
		world.pass(2 * 60 * 60_000);
		journals.add({ customer: usd, day: today, minor: 2_500, number: 'J-3' });
		sandbox.faults.add('forbidden', 2, 'AgedReceivableDetail');
		await synced(world);
		expect((await world.connection())?.refused.map(({ id }) => id)).toEqual([journalList]);
		const named = lineOf(await tieOf(world), 'USD');
		expect(named).toMatchObject({ verdict: 'explained', difference: -2_500, unexplained: 0, suspects: [] });
		expect(named.items.map(({ kind, minor, of }) => [kind, minor, of?.number, of?.customer])).toEqual([
			['journal', -2_500, 'J-3', `${world.side.ledger}~${usd}`],
		]);
		const explained = await totals(world);
		expect(explained.view.tieOut).toMatchObject({ ties: true });
		expect(explained.view.tieOut?.lines.find(({ currency }) => currency === 'USD')).toMatchObject({
			difference: '-25.00',
			apart: { journals: 1, others: 0 },
		});
		const answer = await world.http('GET /connections/{ledger}/tie-out', { path: { ledger: world.side.ledger } });
		const said = JSON.parse(Buffer.from(answer?.body ?? '', 'utf8').toString()) as BooksView;
		expect(said).toMatchObject({ provider: 'quickbooks', verdict: 'explained', underWay: false, problem: null });
		const page = await world.http('GET /connections/{ledger}/tie-out', {
			path: { ledger: world.side.ledger },
			headers: { accept: 'text/html' },
		});
		expect(page?.body).toContain('J-3');
		expect(page?.body).toContain('Compare now');
		expect(said.lines.find(({ currency }) => currency === 'USD')?.items[0]?.document?.customerName).not.toBe('');
		// The same difference brings no sweep and no haste: it is known.
		await synced(world);
		expect((await totals(world)).sweptAt).toBe(explained.sweptAt);
		// The next sweep has the report: it is copied, and nothing is said of it any more.
		expect(lineOf(await compared(world), 'USD')).toMatchObject({ verdict: 'ties', difference: 0 });
		expect((await world.connection())?.refused).toEqual([]);

		// Part of a journal is paid: the payment names it.
		sandbox.edit(organisation).pay({ customer: usd, day: today, total: 1_500, journals: [{ journal, minor: 1_500 }] });
		await synced(world);
		expect((await totals(world)).view.tieOut?.lines.every(({ difference }) => Number(difference) === 0)).toBe(true);

		// What we should hold and do not is no explanation: it is named.
		const { documents } = sandbox.dump(organisation);
		const gone = documents.find(
			({ type, state, balance, total }) => type === 'Invoice' && state === 'live' && balance === total && total > 0,
		);
		if (!gone) throw new Error('no open invoice');
		world.side.silent(true);
		sandbox.edit(organisation).deleteDocument('Invoice', gone.id);
		world.side.silent(false);
		const missing = lineOf(await booksNow(world), gone.currency);
		expect(missing).toMatchObject({ verdict: 'differs', unexplained: gone.total, suspectsInAll: 1 });
		expect(missing.suspects).toMatchObject([{ id: String(gone.id), number: gone.number, ours: gone.total, theirs: null }]);
		expect(verdicts(await compared(world))).not.toContain('differs');
	} finally {
		await world.close();
	}
}, 120_000);

it('Xero: the trial balance ties but for what is named; what nothing explains is looked for by document; a consent without the scope says so', async () => {
	const world = (await World.start(xeroSide(21, 30))) as World<XeroSide>;
	try {
		await world.connectPatiently();
		await world.rest();
		const { sandbox, organisation } = world.side;
		const edit = sandbox.edit(organisation);
		const first = lineOf(await compared(world), 'GBP');
		expect(first.unexplained).toBe(0);
		expect(['explained', 'inexact']).toContain(first.verdict);
		expect(first.kinds.every(({ kind }) => kind === 'prepayment' || kind === 'rounding')).toBe(true);
		expect(first.foreign.map(({ currency }) => currency).sort()).toEqual(['EUR', 'KWD']);

		const today = dayIn('UTC', world.now());
		const { contacts, documents } = sandbox.dump(organisation);
		const contact = contacts.find(({ archived }) => !archived)?.id ?? '';
		const open = documents.filter(
			({ kind, status, rest, total, currency }) => kind === 'invoice' && status === 'AUTHORISED' && rest === total && currency === 'GBP',
		);
		const [paid, voided] = open;
		if (!paid || !voided) throw new Error('too few open invoices');
		edit.addInvoice({ contact, currency: 'GBP', issued: addDays(today, 30), due: addDays(today, 60), total: 70_000, number: 'LATER' });
		edit.pay(paid.id, { amount: paid.rest, day: addDays(today, 2) });
		await synced(world);
		const later = lineOf(await compared(world), 'GBP');
		expect(later.unexplained).toBe(0);
		expect(later.kinds).toEqual(
			expect.arrayContaining([
				{ kind: 'post-dated', count: 1, minor: 70_000 },
				{ kind: 'settled-later', count: 1, minor: -paid.rest },
			]),
		);
		expect(later.items.some(({ of }) => of?.number === 'LATER')).toBe(true);

		world.side.silent(true);
		edit.voidInvoice(voided.id);
		world.side.silent(false);
		await booksNow(world);
		await world.rest();
		const missing = lineOf(await tieOf(world), 'GBP');
		expect(missing.suspects).toMatchObject([{ id: voided.id, number: voided.number, ours: voided.total, theirs: null }]);
		expect((await tieOf(world)).naming).toBeNull();
		expect(lineOf(await compared(world), 'GBP').unexplained).toBe(0);

		sandbox.dropScope(trialBalanceScope);
		const before = (await world.connection())?.lastDeltaAt ?? '';
		const asked = await world.http('POST /connections/{ledger}/tie-out', { path: { ledger: world.side.ledger } });
		expect(asked?.statusCode).toBe(202);
		await world.rest();
		expect((await tieOf(world)).problem).toMatchObject({ scope: trialBalanceScope });
		const connection = await world.connection();
		expect(connection).toMatchObject({ state: 'connected', lastError: null, stopped: null, books: { scope: trialBalanceScope } });
		expect((connection?.lastDeltaAt ?? '') >= before).toBe(true);
		// Agreed to again, it is compared again.
		await world.connectPatiently();
		await world.rest();
		expect((await compared(world)).problem).toBeNull();
	} finally {
		await world.close();
	}
}, 120_000);
