/** What a mail has read once more by id: of which documents, what counts as read, and how often it may ask. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, type Instant, instant, later } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import {
	asking,
	isAfterUnknown,
	isMuch,
	type Look,
	mostCredits,
	mostInvoices,
	paused,
	readAt,
	told,
	unread,
	wantedBy,
} from '../../../shared/domain/look.ts';
import type { MailState } from '../../../shared/domain/mailing.ts';
import { currency } from '../../../shared/domain/money.ts';
import type { DocumentName } from '../../../shared/domain/sweep.ts';
import { aCredit, anInvoice, at, ledger } from '../adapters/dynamo/table.ts';

const minute = 60_000;
const pauseMs = (tries: number): number => minute * 2 ** Math.min(tries, 6);
const whose = { company: 'co', ledger, mail: 'rem|2026-11-22|EUR|c' };
const until = instant('2026-11-23T00:00:00Z');
const named = fc.uniqueArray(
	fc.record({
		kind: fc.constantFrom<DocumentName['kind']>('invoice', 'credit-note', 'payment'),
		id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
	}),
	{ selector: ({ kind, id }) => `${kind}#${id}`, minLength: 1, maxLength: 8 },
);
const stored = (document: ReturnType<typeof anInvoice>): StoredDocument => ({ ...document, rev: 1, seen: at, saved: at, held: 0 });

describe('what is read', () => {
	it('is each invoice that the mail names, and the customer’s credit', () => {
		const lines = ['a', 'b'].map((id) => ({ document: stored(anInvoice({ id })), asked: 5 }));
		const credit = stored(aCredit({ id: 'k', unapplied: 50 }));
		const spent = stored(aCredit({ id: 'l', unapplied: 0 }));
		expect(wantedBy(lines, [...lines.map(({ document }) => document), credit, spent])).toEqual({
			names: [
				{ kind: 'invoice', id: 'a' },
				{ kind: 'invoice', id: 'b' },
				{ kind: credit.kind, id: 'k' },
			],
			invoices: 2,
			of: 2,
		});
	});
	it('is the greatest of very many, so that one mail costs so many calls and no more', () => {
		const lines = Array.from({ length: mostInvoices + 7 }, (_, i) => ({ document: stored(anInvoice({ id: `i${i}` })), asked: i }));
		const credits = Array.from({ length: mostCredits + 3 }, (_, i) => stored(aCredit({ id: `k${i}`, unapplied: i + 1 })));
		const { names, invoices, of } = wantedBy(lines, credits);
		expect({ invoices, of, all: names.length }).toEqual({ invoices: mostInvoices, of: mostInvoices + 7, all: mostInvoices + mostCredits });
		expect(names.map(({ id }) => id)).not.toContain('i6');
		expect(names.map(({ id }) => id)).toContain('i7');
		expect(names.map(({ id }) => id)).not.toContain('k2');
	});
});

describe('when', () => {
	it('from the company’s amount in that very currency on', () => {
		const eur = currency('EUR');
		expect(isMuch(100, eur, { EUR: 100 })).toBe(true);
		expect(isMuch(99, eur, { EUR: 100 })).toBe(false);
		expect(isMuch(100, eur, { GBP: 1 })).toBe(false);
		expect(isMuch(Number.MAX_SAFE_INTEGER, eur, undefined)).toBe(false);
	});
	it('after an unknown one, unless a later one is known to have gone out', () => {
		const today = { day: day('2026-11-22') };
		const of = (on: string, state: MailState) => ({ day: day(on), state });
		expect(isAfterUnknown(today, [])).toBe(false);
		expect(isAfterUnknown(today, [of('2026-11-10', 'unknown')])).toBe(true);
		expect(isAfterUnknown(today, [of('2026-11-10', 'unknown'), of('2026-11-15', 'suppressed')])).toBe(true);
		expect(isAfterUnknown(today, [of('2026-11-10', 'unknown'), of('2026-11-15', 'sent')])).toBe(false);
		expect(isAfterUnknown(today, [of('2026-11-15', 'sent'), of('2026-11-20', 'unknown')])).toBe(true);
		expect(isAfterUnknown(today, [of('2026-11-23', 'unknown')])).toBe(false);
	});
});

describe('what counts as read', () => {
	const moments = fc.integer({ min: 0, max: 40 }).map((minutes) => later(at, minutes * minute));
	const acts = fc.array(
		fc.oneof(
			fc.record({ do: fc.constant('ask' as const), names: named, since: moments }),
			fc.record({ do: fc.constant('tell' as const), names: named, when: moments }),
		),
		{ maxLength: 12 },
	);
	it('is what the ledger told of for this mail since then, whatever was asked and told in which order', () => {
		fc.assert(
			fc.property(acts, named, moments, (steps, wanted, since) => {
				let look: Look | null = null;
				/** Told while it was on the list, by name. */
				const truth = new Map<string, Instant>();
				for (const step of steps) {
					if (step.do === 'ask') look = asking(look, whose, { names: step.names, since: step.since, until }, { now: at, pauseMs });
					else if (look) {
						const before: Look = look;
						look = told(look, step.names, step.when) ?? look;
						for (const { kind, id } of step.names) {
							if (!before.documents.some((each) => each.kind === kind && each.id === id)) continue;
							const known = truth.get(`${kind}#${id}`);
							if (known === undefined || known < step.when) truth.set(`${kind}#${id}`, step.when);
						}
					}
				}
				if (!look) return;
				const found = readAt(look, wanted, since);
				if (found === null) return;
				// Never more than was told: each of them, no earlier than is said.
				expect(found >= since).toBe(true);
				for (const { kind, id } of wanted) expect((truth.get(`${kind}#${id}`) ?? '') >= found).toBe(true);
			}),
		);
	});
	it('and what is told of all that is unread leaves nothing unread', () => {
		fc.assert(
			fc.property(named, named, moments, moments, (first, second, one, two) => {
				const asked = asking(null, whose, { names: first, since: one, until }, { now: at, pauseMs });
				const half = told(asked, second, one) ?? asked;
				const again = asking(half, whose, { names: second, since: two, until }, { now: at, pauseMs });
				const end = told(again, unread(again), later(two, minute)) ?? again;
				expect(unread(end)).toEqual([]);
				expect(readAt(end, second, two)).not.toBeNull();
				// What was read and still counts is not read again.
				for (const { kind, id } of unread(again))
					expect(one < two || !first.some((each) => each.kind === kind && each.id === id)).toBe(true);
				expect(told(end, second, two)).toBeNull();
			}),
		);
	});
});

describe('how often', () => {
	it('each time after a longer pause: some thirty times a day at most', () => {
		let now = at;
		let look: Look | null = null;
		for (; now < later(at, 24 * 60 * minute); now = look.retryAt)
			look = asking(look, whose, { names: [{ kind: 'invoice', id: 'a' }], since: now, until }, { now, pauseMs });
		expect(look?.tries).toBeLessThanOrEqual(31);
	});
	it('not before the provider wants', () => {
		const look = asking(null, whose, { names: [{ kind: 'invoice', id: 'a' }], since: at, until }, { now: at, pauseMs });
		const long = paused(look, later(at, 60 * minute));
		expect(long?.retryAt).toBe(later(at, 60 * minute));
		expect(paused(look, later(at, 1000))).toBeNull();
	});
});
