import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type BankAccount,
	type BankPosting,
	type BankRecord,
	booksFresh,
	isOurs,
	newBankRecord,
	postedTo,
} from '../../../shared/domain/books-fresh.ts';
import { businessDaysBetween } from '../../../shared/domain/business-days.ts';
import { addDays, type Day, day, instant, later } from '../../../shared/domain/day.ts';
import { currency } from '../../../shared/domain/money.ts';

const gbp = currency('GBP');
const now = instant('2026-11-25T10:00:00Z');
/** A Wednesday. */
const today = day('2026-11-25');

const bank = (latest: string | null, more: Partial<BankAccount> = {}): BankAccount => ({
	id: 'a',
	name: 'HSBC',
	currency: gbp,
	kind: 'bank',
	receives: true,
	latest: latest === null ? null : day(latest),
	waiting: [],
	...more,
});
const looked = (accounts: readonly BankAccount[], more: Partial<BankRecord> = {}): BankRecord => ({
	...newBankRecord({ company: 'co', ledger: 'xero-a' }),
	look: { at: later(now, -3_600_000), accounts, accountsInAll: accounts.length, reconciles: true, reaches: null, accountsAt: now },
	...more,
});
const said = (on: string): BankRecord['said'] => ({ day: day(on), user: 'u', name: 'Ada', at: now });
const fresh = (record: BankRecord, on: Day = today) => booksFresh(record, on, now);

describe('business days', () => {
	it.each([
		['2026-11-20', '2026-11-20', 0, 'the same Friday'],
		['2026-11-20', '2026-11-21', 0, 'Saturday'],
		['2026-11-20', '2026-11-22', 0, 'Sunday'],
		['2026-11-20', '2026-11-23', 1, 'Monday'],
		['2026-11-20', '2026-11-24', 2, 'Tuesday'],
		['2026-11-20', '2026-11-25', 3, 'Wednesday'],
		['2026-11-21', '2026-11-23', 1, 'from a Saturday'],
		['2026-11-09', '2026-11-23', 10, 'two weeks'],
		['2026-11-25', '2026-11-20', 0, 'backwards'],
		['1999-12-31', '2000-01-04', 2, 'over the day they are counted from'],
	])('%s to %s: %i (%s)', (from, to, count) => {
		expect(businessDaysBetween(day(from), day(to))).toBe(count);
	});

	it('are as counted one by one, and add up', () => {
		const start = day('1990-01-01');
		fc.assert(
			fc.property(fc.nat(20_000), fc.nat(40), fc.nat(40), (from, first, second) => {
				const a = addDays(start, from);
				const [b, c] = [addDays(a, first), addDays(a, first + second)];
				let one = 0;
				for (let at = 1; at <= first; at++) if (![0, 6].includes(new Date(`${addDays(a, at)}T00:00:00Z`).getUTCDay())) one++;
				expect(businessDaysBetween(a, b)).toBe(one);
				expect(businessDaysBetween(a, b) + businessDaysBetween(b, c)).toBe(businessDaysBetween(a, c));
			}),
			{ numRuns: 300 },
		);
	});
});

describe('books are fresh until', () => {
	it('the latest posting of an account that receives', () => {
		const accounts = [bank('2026-11-20'), bank('2026-11-24', { id: 'b', name: 'Barclays' }), bank('2026-11-25', { receives: false })];
		expect(fresh(looked(accounts))).toEqual({
			verdict: 'fresh',
			until: '2026-11-24',
			by: 'posting',
			name: 'Barclays',
			behind: 1,
			why: null,
		});
	});
	it('two business days are fresh, three are stale, and a weekend is none of them', () => {
		const books = looked([bank('2026-11-20')]);
		expect(fresh(books, day('2026-11-24'))).toMatchObject({ verdict: 'fresh', behind: 2 });
		expect(fresh(books, day('2026-11-25'))).toMatchObject({ verdict: 'stale', behind: 3, why: 'behind' });
		expect(fresh(looked([bank('2026-11-18')]), day('2026-11-22'))).toMatchObject({ verdict: 'fresh', behind: 2 });
	});
	it('a person’s later word is taken, an older one is not', () => {
		expect(fresh(looked([bank('2026-11-10')], { said: said('2026-11-24') }))).toMatchObject({
			verdict: 'fresh',
			until: '2026-11-24',
			by: 'person',
			name: 'Ada',
		});
		expect(fresh(looked([bank('2026-11-24')], { said: said('2026-11-10') }))).toMatchObject({ by: 'posting', until: '2026-11-24' });
	});
	it('never in the future, whoever says so', () => {
		expect(fresh(looked([bank('2026-11-30')], { said: said('2026-12-24') }))).toMatchObject({ until: today, by: 'person' });
		expect(fresh(looked([bank('2026-11-30')]))).toMatchObject({ verdict: 'unknown', why: 'nothing-posted' });
	});
	it('unknown where nothing tells, and says why', () => {
		const base = newBankRecord({ company: 'co', ledger: 'xero-a' });
		expect(fresh(base)).toMatchObject({ verdict: 'unknown', until: null, why: 'no-look' });
		expect(fresh({ ...base, problem: { text: 'no', at: now, scope: 's' } })).toMatchObject({ why: 'missing-scope' });
		expect(fresh(looked([]))).toMatchObject({ verdict: 'unknown', why: 'no-accounts' });
		expect(fresh(looked([bank('2026-11-25', { kind: 'undeposited' })]))).toMatchObject({ verdict: 'unknown', why: 'no-accounts' });
		expect(fresh(looked([bank('2026-11-25', { receives: false })]))).toMatchObject({ verdict: 'unknown', why: 'none-receives' });
		expect(fresh(looked([], { said: said('2026-11-24') }))).toMatchObject({ verdict: 'fresh', by: 'person' });
	});
	it('a look of three days ago does not say that the books are stale', () => {
		const old = looked([bank('2026-11-10')]);
		const record = { ...old, look: old.look && { ...old.look, at: later(now, -72 * 3_600_000) } };
		expect(fresh(record)).toMatchObject({ verdict: 'unknown', why: 'old-look' });
		expect(fresh({ ...record, said: said('2026-11-25') })).toMatchObject({ verdict: 'fresh' });
	});
});

describe('what was posted to accounts', () => {
	const accounts = ['a', 'b', 'c'].map((id) => ({ id, name: id, currency: gbp, kind: 'bank' as const }));
	const posting: fc.Arbitrary<BankPosting> = fc.record({
		account: fc.constantFrom('a', 'b', 'c', 'elsewhere'),
		day: fc.integer({ min: -30, max: 5 }).map((days) => addDays(today, days)),
		received: fc.boolean(),
		waits: fc.option(fc.record({ currency: fc.constantFrom(gbp, currency('EUR')), minor: fc.integer({ min: 1, max: 1000 }) }), {
			nil: null,
		}),
	});

	it('is the same in any order, loses no money that waits and takes no day of the future', () => {
		fc.assert(
			fc.property(fc.array(posting, { maxLength: 30 }), (all) => {
				const found = postedTo(accounts, all, today);
				expect(postedTo(accounts, all.toReversed(), today)).toEqual(found);
				const ours = all.filter(({ account }) => account !== 'elsewhere');
				const waiting = found.flatMap((each) => each.waiting);
				expect(waiting.reduce((sum, { minor }) => sum + minor, 0)).toBe(ours.reduce((sum, { waits }) => sum + (waits?.minor ?? 0), 0));
				expect(waiting.reduce((sum, { payments }) => sum + payments, 0)).toBe(ours.filter(({ waits }) => waits !== null).length);
				for (const { id, latest } of found) {
					const days = ours.flatMap((each) => (each.account === id && each.day <= today ? [each.day] : [])).sort();
					expect(latest).toBe(days.at(-1) ?? null);
				}
			}),
		);
	});
	it('what we wrote ourselves shows no bookkeeper, and waits all the same', () => {
		const waits = { currency: gbp, minor: 100 };
		const [found] = postedTo(accounts.slice(0, 1), [{ account: 'a', day: today, received: true, waits, ours: true }], today);
		expect(found).toMatchObject({ receives: false, latest: null, waiting: [{ ...waits, payments: 1 }] });
		expect([isOurs('Stripe pi_3Mt'), isOurs(undefined, 'Cobro 0123ab'), isOurs('Stripe fees', 'INV-1 Cobro')]).toEqual([true, true, false]);
	});
	it('those that receive come first, then the newest', () => {
		const on = (account: string, days: number, received: boolean): BankPosting => ({
			account,
			day: addDays(today, -days),
			received,
			waits: null,
		});
		expect(postedTo(accounts, [on('a', 0, false), on('b', 9, true), on('c', 3, true)], today).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
	});
});
