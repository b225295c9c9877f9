/** When a ledger is compared with its books, and what becomes of it when something comes twice, late, or is cut between two lines. */
import { describe, expect, it } from 'vitest';
import type { BooksPorts } from '../../functions/sync/books-ports.ts';
import { booksEveryMs, booksLeaseMs } from '../../functions/sync/books-times.ts';
import { sweepTies } from '../../functions/sync/sweep-ties.ts';
import { tieBooks } from '../../functions/sync/tie-books.ts';
import type { BookTie, OurRow } from '../../shared/domain/book-tie.ts';
import { day, instant, later } from '../../shared/domain/day.ts';
import type { Document, StoredDocument } from '../../shared/domain/document.ts';
import { rowName } from '../../shared/domain/document.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { BookTies } from '../../shared/ports/book-ties.ts';
import { type Books, TryLater } from '../../shared/ports/books.ts';
import type { BooksAnswer } from '../../shared/ports/ledger-books.ts';
import { began, gbp, hour, minute, rig } from './rig.ts';

const due = day('2026-12-01');
const document = (id: string, open: number): Document => ({
	ledger: 'xero-a',
	kind: 'invoice',
	id,
	version: '1',
	customer: 'xero-a~c',
	number: `INV-${id}`,
	reference: '',
	state: 'open',
	currency: gbp,
	total: open,
	open,
	unapplied: 0,
	issued: day('2026-11-01'),
	due,
	entries: [],
	providerStatus: 'AUTHORISED',
});
const held = (each: Document): StoredDocument => ({ ...each, rev: 1, seen: began, saved: began, held: 0 });
const rowOf = ({ kind, id, number, customer, currency, open, unapplied, issued }: Document): OurRow => ({
	kind,
	id,
	number,
	customer,
	currency,
	open,
	unapplied,
	issued,
});
const figure = (minor: number): BooksAnswer => ({
	figures: [{ currency: gbp, today: minor, allDates: minor, unrealised: 0 }],
	lines: null,
	partial: false,
});

const desk = (ours: readonly Document[]) => {
	const at = rig();
	const kept = { tie: null as BookTie | null, answers: [] as (BooksAnswer | Error)[], asked: 0, drift: 0, cutSave: 0 };
	const total = () => ours.reduce((all, { open }) => all + open, 0);
	const ties: BookTies = {
		tie: async () => kept.tie,
		saveTie: async (next) => {
			if (kept.cutSave > 0 && --kept.cutSave === 0) throw new Error('the power went');
			if (next.rev !== (kept.tie?.rev ?? 0)) return 'stale';
			kept.tie = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		dueTies: async (now) => (kept.tie?.wake && kept.tie.wake <= now ? [{ company: 'co', id: kept.tie.ledger }] : []),
		async *ourRows() {
			yield ours.map(rowOf);
		},
		held: async (_, names) => {
			const all = new Map(ours.map((each) => [rowName(each), held(each)]));
			return new Map(
				names.flatMap((name) => {
					const found = all.get(rowName(name));
					return found ? [[rowName(name), found] as const] : [];
				}),
			);
		},
	};
	const books: Books = new Proxy(at.ports.books, {
		get: (known, name) => {
			if (name === 'currencies') return async () => [gbp];
			if (name === 'unread') return async () => [];
			if (name === 'ladders')
				return async () => [
					{ ledger: 'xero-a', currency: gbp, ladder: new Map([[due, { minor: total() + kept.drift, count: 1 }]]), unapplied: 0 },
				];
			return Reflect.get(known, name) as unknown;
		},
	});
	const ports: BooksPorts = {
		...at.ports,
		books,
		ties,
		openLedgerBooks: async (_ledger, _token, _now, meter) => ({
			receivables: async () => {
				for (let n = 0; n < 3; n++) meter?.ask('read');
				kept.asked += 1;
				const next = kept.answers.shift() ?? figure(total());
				if (next instanceof Error) throw next;
				return next;
			},
		}),
	};
	const say = (since?: string) => tieBooks({ company: 'co', ledger: 'xero-a', ...(since ? { since } : {}) }, ports);
	const pass = (ms: number): void => {
		at.state.now = later(at.state.now, ms);
	};
	/** What the clock sends is handled. */
	const swept = async (): Promise<number> => {
		const before = at.sent.length;
		await sweepTies({ ties, queues: at.ports.queues, clock: at.ports.clock });
		const mine = at.sent.slice(before).filter(({ type }) => type === 'sync.books');
		for (const message of mine) if (message.type === 'sync.books') await tieBooks(message, ports);
		return mine.length;
	};
	const tie = (): BookTie => {
		if (!kept.tie) throw new Error('nothing is kept');
		return kept.tie;
	};
	return { ...at, ports, kept, sweeping: at.kept, say, pass, swept, tie };
};

describe('comparing with the books', () => {
	it('is made once for whoever asked, however often the message comes', async () => {
		const at = desk([document('1', 500)]);
		for (let n = 0; n < 3; n++) await at.say(began);
		expect(at.kept.asked).toBe(1);
		expect(at.tie()).toMatchObject({ latest: { calls: 3, lines: [{ verdict: 'ties' }] }, wanted: null, naming: null, problem: null });
		expect(at.tie().wake).toBe(later(began, booksEveryMs));
		expect(at.state.connection.books).toEqual({ at: began, verdict: 'ties', scope: null, apart: [] });
		at.pass(minute);
		await at.say(at.state.now);
		expect(at.kept.asked).toBe(2);
		expect(at.tie().history).toHaveLength(1);
	});

	it('comes by the clock when nobody tells, once in 26 hours, and not before', async () => {
		const at = desk([document('1', 500)]);
		await at.say(began);
		at.pass(25 * hour);
		expect(await at.swept()).toBe(0);
		at.pass(2 * hour);
		expect(await at.swept()).toBe(1);
		expect(at.kept.asked).toBe(2);
		expect(at.tie().history).toHaveLength(2);
	});

	it('waits for a read that is under way', async () => {
		const at = desk([document('1', 500)]);
		at.state.connection = { ...at.state.connection, run: { id: 'r' } as never };
		await at.say(began);
		expect([at.kept.asked, at.tie().wanted]).toEqual([0, began]);
		at.state.connection = { ...at.state.connection, run: null };
		at.pass(minute);
		expect(await at.swept()).toBe(1);
		expect(at.kept.asked).toBe(1);
	});

	it.each([1, 2])('cut before save %i, it is made by the sweeper after the lease, or by the same message', async (n) => {
		const at = desk([document('1', 500)]);
		at.kept.cutSave = n;
		await expect(at.say(began)).rejects.toThrow('the power went');
		if (n === 1) await at.say(began);
		else {
			at.pass(booksLeaseMs + 1);
			expect(await at.swept()).toBe(1);
		}
		expect(at.tie().latest?.lines).toMatchObject([{ verdict: 'ties' }]);
	});

	it.each([
		['unavailable', 10 * minute],
		['refused', 10 * minute],
		['throttled', 90_000],
	] as const)('%s: the last comparison stays, the reason is said, it is tried again, and reading is not touched', async (kind, pause) => {
		const at = desk([document('1', 500)]);
		await at.say(began);
		at.pass(hour);
		at.kept.answers.push(new AccountingFault(kind, `said ${kind}`, kind === 'throttled' ? 90_000 : null));
		await at.say(at.state.now);
		expect(at.tie()).toMatchObject({ problem: { text: `said ${kind}`, scope: null }, latest: { at: began }, failures: 1 });
		expect(at.tie().wake).toBe(later(at.state.now, pause));
		expect(at.state.connection).toMatchObject({ lastError: null, state: 'connected', run: null });
		at.pass(pause);
		expect(await at.swept()).toBe(1);
		expect(at.tie()).toMatchObject({ problem: null, failures: 0 });
	});

	it('a token that is refused is renewed, and nobody has to agree again', async () => {
		const at = desk([]);
		at.kept.answers.push(new AccountingFault('unauthorised', 'no'));
		await at.say(began);
		expect(at.sent).toContainEqual({ type: 'connect.refresh', company: 'co', grant: 'g' });
		at.pass(3 * minute);
		await at.swept();
		expect(at.tie().latest).not.toBeNull();
	});

	it('without the scope it says so, and asks no more than once a day', async () => {
		const at = desk([]);
		at.kept.answers.push({ missingScope: 'a.scope' });
		await at.say(began);
		expect(at.tie()).toMatchObject({ latest: null, problem: { scope: 'a.scope' }, wake: later(began, booksEveryMs) });
		expect(at.state.connection.books).toMatchObject({ verdict: null, scope: 'a.scope' });
	});

	it('of a ledger that is not connected nothing is asked, and its clock stops', async () => {
		const at = desk([]);
		await at.say(began);
		at.state.connection = { ...at.state.connection, state: 'needs-reconnecting' };
		at.pass(27 * hour);
		await at.swept();
		expect([at.kept.asked, at.tie().wake]).toEqual([1, null]);
	});

	it('does not compare while our own list is a moment behind our totals', async () => {
		const at = desk([document('1', 500)]);
		at.kept.drift = 5;
		await at.say(began);
		expect(at.tie()).toMatchObject({ latest: null, failures: 1, problem: null });
		at.kept.drift = 0;
		at.pass(2 * minute);
		await at.swept();
		expect(at.tie().latest?.lines).toMatchObject([{ verdict: 'ties' }]);
	});

	it('keeps what is left of the day for reading and for people: held, it is made later', async () => {
		const at = desk([]);
		at.kept.answers.push(new TryLater('busy'));
		await at.say(began);
		expect(at.tie().failures).toBe(1);
		const { used } = (await at.ports.allowances.allowance('co', 'xero-a'))?.day ?? { used: null };
		expect(used).toMatchObject({ comparing: 3, reading: 0 });
	});
});

describe('what nothing explains', () => {
	const page = (documents: readonly Document[], next: string | null) => ({
		customers: [],
		documents,
		refused: [],
		progress: { kind: 'invoice' as const, done: 0, total: 0 },
		calls: 1,
		...(next === null ? { next: null, watermark: 'w' } : { next }),
	});

	it('is looked for page by page: missing here, different, and missing there', async () => {
		const at = desk([document('1', 500), document('2', 300), document('9', 70)]);
		at.kept.answers.push(figure(500 + 310 + 40));
		at.told.pages.push(
			async () => page([document('1', 500), document('2', 310)], 'more'),
			async () => page([document('3', 40)], null),
		);
		at.sweeping.batches.push({ kind: 'invoice', ids: ['9'] });
		await at.say(began);
		expect(at.tie()).toMatchObject({ latest: { lines: [{ verdict: 'differs', unexplained: 20, suspects: [] }] } });
		expect(at.tie().naming).not.toBeNull();
		expect(at.sent.filter(({ type }) => type === 'sync.books')).toHaveLength(1);
		await at.say();
		expect(at.tie().naming).toBeNull();
		expect(at.tie().latest?.lines[0]?.suspects).toMatchObject([
			{ id: '2', ours: 300, theirs: 310 },
			{ id: '3', ours: null, theirs: 40 },
			{ id: '9', ours: 70, theirs: null },
		]);
		expect(at.sweeping.noted).toHaveLength(3);
	});

	it('goes on after a failure, and a newer wish begins anew', async () => {
		const at = desk([document('1', 500)]);
		at.kept.answers.push(figure(400));
		at.told.pages.push(new AccountingFault('unavailable', 'gone'));
		await at.say(began);
		await at.say();
		expect(at.tie()).toMatchObject({ failures: 1, problem: { text: 'gone' } });
		expect(at.tie().naming).not.toBeNull();
		at.pass(hour);
		await at.say(instant(at.state.now));
		expect(at.tie()).toMatchObject({ naming: null, problem: null, latest: { lines: [{ verdict: 'ties' }] } });
	});
});
