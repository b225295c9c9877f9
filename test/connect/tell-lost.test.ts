/** Whom a lost consent is told to, when and how often: whatever is cut, lost, doubled or refused in between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedAgain } from '../../shared/domain/connection.ts';
import { later, msOf } from '../../shared/domain/day.ts';
import { ledgerId } from '../../shared/domain/document.ts';
import { began, Company, day, hour, minute, people, told } from './people.ts';

/** `1` within three days of the loss, `2` within seven, then `3`; a letter of several ledgers comes when it is due for the one that was lost first. */
const stepOf = (since: string, at: string): number => {
	const age = Date.parse(at) - Date.parse(since) + hour;
	return age < 3 * day ? 1 : age < 7 * day ? 2 : 3;
};

describe('a lost consent', () => {
	it('is told to those who tend ledgers and have an address, at once, after 3 days and after 7, and then no more', async () => {
		const at = new Company(['1']);
		at.lose('1');
		await at.lived(20 * day, 30 * minute);
		for (const to of told) {
			const letters = at.taken.filter((each) => each.to === to);
			expect(letters.map((each) => Math.floor((msOf(each.at) - msOf(began)) / day))).toEqual([0, 3, 7]);
			expect(letters.map(({ order }) => [order.again, order.last])).toEqual([
				[false, false],
				[true, false],
				[true, true],
			]);
		}
		expect(new Set(at.taken.map(({ to }) => to))).toEqual(new Set(told));
		expect(at.taken[0]?.order).toMatchObject({ kind: 'lost', since: began, ledgers: ['Ledger 1'], company: 'Acme', provider: 'xero' });
		expect(at.taken[0]?.order.hubUrl).toBe('https://hub.example.com/#connections');
		expect(at.at('1').wake).toBeNull();
	});

	it('comes within two minutes', async () => {
		const at = new Company(['1']);
		at.lose('1');
		await at.lived(2 * minute, minute);
		expect(at.taken).toHaveLength(2);
	});

	it('of several ledgers is one letter that names them all', async () => {
		const at = new Company(['1', '2', '3']);
		for (const name of ['1', '2', '3']) at.lose(name);
		await at.lived(10 * day, hour);
		expect(at.taken).toHaveLength(3 * told.length);
		for (const { order } of at.taken) expect(order.ledgers).toEqual(['Ledger 1', 'Ledger 2', 'Ledger 3']);
	});

	it('of which one is connected again goes on for the others', async () => {
		const at = new Company(['1', '2']);
		at.lose('1');
		at.lose('2');
		await at.lived(hour);
		at.change('1', (known) => connectedAgain(known, { name: 'Ledger 1', grant: 'h' }, at.now));
		at.change('1', (known) => ({ ...known, wake: null }));
		await at.lived(10 * day, hour);
		const after = at.taken.slice(told.length);
		expect(after).toHaveLength(2 * told.length);
		for (const { order } of after) expect(order.ledgers).toEqual(['Ledger 2']);
	});

	it('is told no more once it is connected again, and anew when it is lost anew', async () => {
		const at = new Company(['1']);
		at.lose('1');
		await at.lived(day, hour);
		at.change('1', (known) => ({ ...connectedAgain(known, { name: 'Ledger 1', grant: 'h' }, at.now), wake: null }));
		await at.lived(10 * day, hour);
		expect(at.taken).toHaveLength(told.length);
		at.lose('1');
		await at.lived(day, hour);
		expect(at.taken.slice(told.length).map(({ order }) => order.again)).toEqual([false, false]);
	});

	it('waits for the whole deployment’s stop switch, and is then made good by one letter', async () => {
		const at = new Company(['1']);
		at.stopped = true;
		at.lose('1');
		await at.lived(8 * day, hour);
		expect(at.taken).toEqual([]);
		at.stopped = false;
		await at.lived(5 * day, hour);
		expect(at.taken.map(({ to }) => to)).toEqual(told);
	});

	it('of a company nobody can be reached in is said in the log, and ends', async () => {
		const at = new Company(['1']);
		at.users = people.filter(({ id }) => id === 'c' || id === 'd');
		at.lose('1');
		await at.lived(10 * day, hour);
		expect([at.taken, at.warned]).toEqual([[], Array.from({ length: 3 }, () => 'NOBODY_TO_TELL')]);
		expect(at.at('1').wake).toBeNull();
	});

	it('is sent again where SES had too much to do, and not where nobody knows', async () => {
		const at = new Company(['1']);
		at.trouble = [
			{ kind: 'throttled', took: false },
			{ kind: 'unknown', took: false },
		];
		at.lose('1');
		await at.lived(2 * day, hour);
		expect(at.taken.map(({ to }) => to)).toEqual(['boris@demo.example']);
		await at.lived(8 * day, hour);
		expect(at.taken.filter(({ to }) => to === 'ana@demo.example')).toHaveLength(2);
	});

	it('of a record from before this was kept wakes nobody', async () => {
		const at = new Company(['1']);
		at.lose('1');
		at.change('1', (known) => ({ ...known, lost: null, wake: null }));
		await at.deliver({ type: 'connect.tell', company: 'co', ledger: ledgerId('xero', '1') });
		expect(at.taken).toEqual([]);
	});
});

it('somebody else writes the ledger before any call: nothing is lost or doubled, and nobody waits for it', async () => {
	for (let n = 0; ; n++) {
		const at = new Company(['1', '2']);
		at.lose('1');
		at.lose('2');
		at.meddles = n;
		await at.lived(2 * minute, minute);
		expect(
			at.taken.map(({ to }) => to),
			`before call ${n}`,
		).toEqual(told);
		if (at.calls <= n) return;
	}
});

it('two at it at once, nobody gets it twice, and everybody once', async () => {
	const at = new Company(['1', '2']);
	at.lose('1');
	at.lose('2');
	at.pass(minute);
	const messages = ['1', '2', '1', '2', '1'].map(
		(name) => ({ type: 'connect.tell', company: 'co', ledger: ledgerId('xero', name) }) as const,
	);
	await Promise.all(messages.map((message) => at.deliver(message)));
	await at.lived(hour);
	expect(at.taken.map(({ to }) => to).toSorted()).toEqual(told);
	for (const { order } of at.taken) expect(order.ledgers).toEqual(['Ledger 1', 'Ledger 2']);
});

it.each(['before', 'after'] as const)(
	'cut %s any call, it ends the same but for one letter at most, and never twice',
	async (side) => {
		for (let n = 0; ; n++) {
			const at = new Company(['1', '2']);
			at.lose('1');
			at.lose('2');
			at.cut = { at: n, side };
			await at.lived(9 * day, hour);
			const counts = told.map((to) => at.taken.filter((each) => each.to === to).length);
			expect(Math.max(...counts), `cut ${side} call ${n}`).toBeLessThanOrEqual(3);
			expect(
				counts.reduce((all, each) => all + each, 0),
				`cut ${side} call ${n}`,
			).toBeGreaterThanOrEqual(3 * told.length - at.cuts);
			if (at.cuts === 0) return;
		}
	},
	60_000,
);

const trouble = fc.record({ kind: fc.constantFrom('throttled' as const, 'unknown' as const, 'refused' as const), took: fc.boolean() });
const happening = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ is: fc.constant('live' as const), ms: fc.integer({ min: minute, max: 8 * hour }) }) },
	{ weight: 2, arbitrary: fc.record({ is: fc.constant('copy' as const), of: fc.constantFrom('1', '2', '3') }) },
	{ weight: 1, arbitrary: fc.record({ is: fc.constant('mail' as const), trouble }) },
	{
		weight: 1,
		arbitrary: fc.record({ is: fc.constant('cut' as const), in: fc.nat(12), side: fc.constantFrom('before' as const, 'after' as const) }),
	},
	{ weight: 1, arbitrary: fc.record({ is: fc.constant('lost message' as const) }) },
	{ weight: 1, arbitrary: fc.record({ is: fc.constant('again' as const), of: fc.constantFrom('1', '2', '3') }) },
);

it('whatever happens, nobody gets two letters of one step about one ledger, and who should get one does unless nobody can know', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({ min: 0, max: 15 * minute }), { minLength: 3, maxLength: 3 }),
			fc.array(happening, { maxLength: 25 }),
			async (losses, happenings) => {
				const at = new Company(['1', '2', '3']);
				const order = losses.map((ms, i) => ({ ms, name: String(i + 1) })).toSorted((a, b) => a.ms - b.ms);
				for (const { ms, name } of order) {
					await at.lived(ms - (msOf(at.now) - msOf(began)), minute);
					at.now = later(began, ms);
					at.lose(name);
				}
				const since = new Map(order.map(({ ms, name }) => [`Ledger ${name}`, later(began, ms)]));
				const again = new Set<string>();
				let unsure = 0;
				for (const each of happenings) {
					if (each.is === 'live') await at.lived(each.ms, 20 * minute);
					if (each.is === 'copy') await at.deliver({ type: 'connect.tell', company: 'co', ledger: ledgerId('xero', each.of) });
					if (each.is === 'mail') {
						at.trouble.push(each.trouble);
						if (each.trouble.kind !== 'throttled') unsure += 1;
					}
					if (each.is === 'cut') at.cut = { at: at.calls + each.in, side: each.side };
					if (each.is === 'lost message') {
						await at.swept();
						at.queue = [];
					}
					if (each.is === 'again' && !again.has(each.of)) {
						again.add(each.of);
						at.change(each.of, (known) => ({ ...connectedAgain(known, { name: known.name, grant: 'h' }, at.now), wake: null }));
					}
				}
				at.cut = null;
				await at.lived(14 * day, hour);
				const got = new Map<string, number>();
				for (const {
					to,
					at: when,
					order: { ledgers },
				} of at.taken)
					for (const ledger of ledgers) {
						const key = `${to} ${ledger} ${stepOf(since.get(ledger) ?? began, when)}`;
						got.set(key, (got.get(key) ?? 0) + 1);
					}
				// One that spoke for others and is connected again takes along that it did: those that had not noted it yet speak for themselves.
				expect([...got].filter(([, times]) => times > 1 + again.size)).toEqual([]);
				const waiting = ['1', '2', '3'].filter((name) => !again.has(name));
				// Each cut and each doubtful send may cost one letter of one person, whatever it names.
				const owed = told.flatMap((to) => waiting.flatMap((name) => [1, 2, 3].map((step) => `${to} Ledger ${name} ${step}`)));
				const missing = owed.filter((key) => !got.has(key));
				expect(missing.length).toBeLessThanOrEqual(3 * (unsure + at.cuts));
			},
		),
		{ numRuns: 150 },
	);
}, 120_000);
