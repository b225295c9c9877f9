/** What counts of a journal entry and what does not: it is owed and aged; nobody is asked for it, pays it, or lends on it. ADR 0021. */
import { describe, expect, it } from 'vitest';
import { balancesOf } from '../../../functions/pay/standing.ts';
import { age, bucketOf, positionOf } from '../../../shared/domain/aging.ts';
import { addDays, day } from '../../../shared/domain/day.ts';
import { decide } from '../../../shared/domain/decision.ts';
import type { Document, StoredDocument } from '../../../shared/domain/document.ts';
import { holdsCredit, journalId } from '../../../shared/domain/document.ts';
import { defaultRules, judge, judgingBy, type OpenItem, ruleText } from '../../../shared/domain/eligibility.ts';
import { count, emptyTally, journalsIn } from '../../../shared/domain/export.ts';
import { defaultPolicy } from '../../../shared/domain/policy.ts';
import { isApplicable } from '../../../shared/domain/posting.ts';
import { movesOn, reasonWords } from '../../../shared/domain/reasons.ts';
import { type Settled, settledAs, taken } from '../../../shared/domain/sweep.ts';
import { anInvoice, at, eur, ledger, today, version } from '../adapters/dynamo/table.ts';

const due = addDays(today, -10);
const stored = (document: Document): StoredDocument => ({ ...document, rev: 1, seen: at, saved: at, held: 0 });
const invoice = stored(anInvoice({ id: 'inv', due, open: 10_000 }));
const aJournal = (over: Partial<Document> = {}): StoredDocument =>
	stored({
		...anInvoice({ id: journalId('7', '12'), due, open: 5_000 }),
		kind: 'journal',
		number: 'J-7',
		entries: [{ day: day('2026-10-01'), kind: 'issued', minor: 5_000 }],
		...over,
	});
const owed = aJournal();
const credit = aJournal({ id: '8-12', open: 0, due: null, unapplied: 3_000, entries: [{ day: today, kind: 'issued', minor: 3_000 }] });
const refund = stored({ ...anInvoice({ id: '9', open: 0 }), kind: 'refund-receipt', due: null, state: 'closed', entries: [] });

const itemOf = ({ kind, id, number, customer, currency, issued, due: by, total, open, unapplied }: Document): OpenItem => ({
	ledger,
	kind,
	id,
	number,
	customer,
	currency,
	issued,
	due: by,
	total,
	open,
	unapplied,
	held: 0,
});

describe('an invoice of 100 and a journal of 50', () => {
	it('are a balance of 150, aged by their days; a credit by journal is unapplied, a refund receipt nothing', () => {
		const rungs = [invoice, owed].map((each) => positionOf(each));
		const ladder = new Map([[due, { minor: rungs.reduce((all, { open }) => all + open, 0), count: 2 }]]);
		expect(rungs.map(({ due: by, open, count: n }) => [by, open, n])).toEqual([
			[due, 10_000, 1],
			[due, 5_000, 1],
		]);
		expect(age(eur, ladder, positionOf(credit).unapplied, today)).toMatchObject({
			open: 15_000,
			overdue: 15_000,
			unapplied: 3_000,
			net: 12_000,
		});
		expect(positionOf(credit)).toMatchObject({ due: null, open: 0, count: 0, unapplied: 3_000 });
		expect(positionOf(refund)).toMatchObject({ due: null, open: 0, count: 0, unapplied: 0 });
	});

	const deciding = (documents: readonly StoredDocument[], unapplied = 0) =>
		decide({
			policy: defaultPolicy,
			today,
			through: addDays(today, -1),
			exceptions: new Map(),
			since: addDays(today, -30),
			documents,
			unapplied,
			freshAsOf: at,
			plannedAt: at,
		});

	it('are reminded of as 100; a journal alone as nothing, and its stage is dealt with', () => {
		const both = deciding([invoice, owed]);
		expect([both.reasons, both.asked, both.lines.map(({ document }) => document.id)]).toEqual([[], 10_000, ['inv']]);
		expect(both.facts.documents.map(({ id }) => id)).toEqual(['inv']);
		// What is to the customer's credit covers as any credit does.
		expect(deciding([invoice, owed], 10_000).reasons).toEqual(['COVERED_BY_CREDIT']);
		const alone = deciding([owed, credit], 3_000);
		expect([alone.reasons, alone.asked, alone.facts.documents]).toEqual([['JOURNAL'], 0, []]);
		expect(movesOn(alone.reasons)).toBe(true);
		expect(reasonWords.JOURNAL).toContain('in the balance');
		// An invoice whose stage has not come is no reason for the journal's.
		expect(deciding([stored(anInvoice({ id: 'later', due: addDays(today, 60), open: 700 })), owed]).reasons).toEqual(['JOURNAL']);
		// What was paid since the plan was made is said first.
		const paid = { ...invoice, open: 0, state: 'closed' as const };
		expect(deciding([paid, owed]).reasons).toEqual(['PAID']);
	});

	it('can be paid as 100', () => {
		const [balance] = balancesOf([invoice, owed, credit, refund], [], today);
		expect(balance).toMatchObject({ open: 10_000, payable: 10_000, overdue: 10_000, unapplied: 3_000 });
		expect(balance?.invoices.map(({ id }) => id)).toEqual(['inv']);
		expect(balancesOf([owed, refund], [], today)).toEqual([]);
	});

	it('are eligible as 100, and 50 are refused by name: eligible and refused are what is open', () => {
		const judging = judgingBy(defaultRules, today, new Set());
		const tally = emptyTally(eur);
		for (const each of [invoice, owed, credit, refund].map(itemOf)) count(tally, each, judge(each, judging), bucketOf(due, today));
		expect(tally).toMatchObject({ invoices: 2, open: 15_000, eligible: 10_000, credits: 1, unapplied: 3_000 });
		expect(tally.refused).toEqual({ NOT_AN_INVOICE: { minor: 5_000, items: 1 } });
		expect(journalsIn(tally)).toBe(1);
		expect(tally.buckets['1-30']).toEqual({ minor: 15_000, count: 2 });
		expect(ruleText('NOT_AN_INVOICE', defaultRules)).toContain('journal entry');
		// Whatever else would refuse it is said besides.
		expect(judge(itemOf(aJournal({ due: addDays(today, -200) })), judging)).toEqual({
			eligible: 0,
			refused: [{ code: 'NOT_AN_INVOICE', minor: 5_000 }],
			secondary: ['PAST_DUE'],
		});
		expect(judge(itemOf(credit), judging)).toEqual({ eligible: 0, refused: [], secondary: [] });
	});

	it('leave nothing that we would apply or pay back by ourselves', () => {
		expect([invoice, owed, credit, refund].filter(isApplicable)).toEqual([]);
		expect(holdsCredit({ kind: 'journal', ledger: 'quickbooks-1' })).toBe(true);
		expect(holdsCredit({ kind: 'refund-receipt', ledger: 'quickbooks-1' })).toBe(false);
	});
});

describe('a journal that is read again', () => {
	const read = (over: Partial<Document> = {}): Document => {
		const { rev: _, seen: _seen, saved: _saved, held: _held, ...bare } = aJournal({ version: version(9), ...over });
		return bare;
	};

	it('is the same at any newer version, though the day of what was settled is another each time it is guessed', () => {
		const partly = {
			open: 2_000,
			entries: [
				{ day: day('2026-10-01'), kind: 'issued', minor: 5_000 },
				{ day: day('2026-11-01'), kind: 'payment', minor: -3_000, estimated: true },
			],
		} as const;
		const guessedAnew = { ...partly, entries: [partly.entries[0], { ...partly.entries[1], day: today }] };
		expect(taken(owed, read())).toBeNull();
		expect(taken(aJournal(partly), read(guessedAnew))).toBeNull();
		expect(taken(owed, read({ due: addDays(due, 1) }))).toMatchObject({ version: version(9), due: addDays(due, 1) });
		expect(taken(owed, read({ version: owed.version, open: 4_000 }))).toMatchObject({ open: 4_000 });
		// Of everything else a newer version is taken over whatever it says.
		expect(taken(invoice, { ...invoice, version: version(9) })).not.toBeNull();
	});

	const settled: Settled = { kind: 'journal', id: owed.id, version: version(9), day: today };
	it('is settled on the day that its ledger lists it no more', () => {
		const after = settledAs(owed, settled);
		expect(after).toMatchObject({ state: 'closed', open: 0, unapplied: 0, total: owed.total, version: version(9) });
		expect(after?.entries.at(-1)).toEqual({ day: today, kind: 'payment', minor: -5_000, estimated: true });
		expect(after?.entries.reduce((all, { minor }) => all + minor, 0)).toBe(0);
		expect(settledAs(credit, settled)?.entries.at(-1)).toMatchObject({ kind: 'credit', minor: -3_000 });
		// Dated ahead: not before it was entered.
		expect(settledAs(aJournal({ issued: addDays(today, 9) }), settled)?.entries.at(-1)?.day).toBe(addDays(today, 9));
		expect([settledAs(refund, settled), settledAs({ ...owed, version: version(10) }, settled)]).toEqual([null, null]);
		expect(settledAs(after ?? owed, settled)).toBeNull();
	});
});
