/** What whoever holds a link may say (threat T6): bounds that no order of promises and disputes gets around. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrangement, Person } from '../../../../shared/domain/arrangements/arrangement.ts';
import { newDispute, newExtension, newPlan, newPromise, newSettlement } from '../../../../shared/domain/arrangements/ask.ts';
import {
	isOffer,
	isTheirsToTakeBack,
	linkBounds,
	linkPerson,
	mayByLink,
	plainText,
	withoutCardNumbers,
} from '../../../../shared/domain/arrangements/by-link.ts';
import { equalInstalments } from '../../../../shared/domain/arrangements/instalments.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { Refusal } from '../../../../shared/domain/refusal.ts';
import { ann, askingOf, eur, inState, invoiceOf, knownOf } from '../../../support/arrangements/books.ts';
import '../../../support/seed.ts';

const today = day('2026-11-02');
const link: Person = { id: linkPerson('ab'.repeat(32)), name: 'the customer, by the link', side: 'customer' };
const other: Person = { ...link, id: linkPerson('cd'.repeat(32)) };
const invoices = Array.from({ length: 6 }, (_, n) => invoiceOf({ id: `i${n + 1}`, total: 600_000 }));
const known = (arrangements: readonly Arrangement[] = []) => knownOf('2026-11-02', invoices, { arrangements: [...arrangements] });
const promise = (invoice: string, minor: number, ahead = 7, by: Person = link, others: readonly Arrangement[] = []) =>
	newPromise(askingOf(`p-${invoice}-${by.id}`, by), { invoices: [invoice], minor, by: addDays(today, ahead) }, known(others));
const dispute = (invoice: string, minor: number, by: Person = link, others: readonly Arrangement[] = []) =>
	newDispute(askingOf(`d-${invoice}-${by.id}`, by), { invoice, minor, reason: 'price', text: 'Not what we agreed.' }, known(others));
const plan = (invoice: string, by: Person = link) =>
	newPlan(
		askingOf(`n-${invoice}`, by),
		{
			wishes: [{ invoice, minor: null }],
			instalments: equalInstalments(600_000, eur, { count: 3, first: today, every: 'month', down: null }),
		},
		known(),
	);
const later = (invoice: string, by: Person = link) =>
	newExtension(askingOf(`x-${invoice}`, by), { invoices: [invoice], to: day('2027-01-10') }, known());

describe('a promise by link', () => {
	const nine = Array.from({ length: 9 }, () => promise('i3', 1));
	it.each([
		['of 10,000.00, a fortnight ahead', promise('i1', 600_000, 14), [], 'at-once'],
		['for a day after that', promise('i1', 1, 15), [], 'TOO_FAR_BY_LINK'],
		['for today', promise('i1', 1, 0), [], 'at-once'],
		['for an invoice with one already, whoever took it down', promise('i1', 1), [promise('i1', 5, 3, ann)], 'PROMISED_ALREADY'],
		['for an invoice whose promise was kept', promise('i1', 1), [inState(promise('i1', 5, 3), 'kept')], 'at-once'],
		['above the bound with what other links promised', promise('i2', 400_001), [promise('i1', 600_000, 5, other)], 'TOO_MUCH_BY_LINK'],
		['up to the bound with it', promise('i2', 400_000), [promise('i1', 600_000, 5, other)], 'at-once'],
		['beside what staff agreed, whatever its amount', promise('i2', 600_000), [promise('i1', 600_000, 60, ann)], 'at-once'],
		['beside nine by links', promise('i2', 1), nine, 'at-once'],
		['beside ten by links', promise('i2', 1), [...nine, promise('i1', 1, 3, other)], 'TOO_MANY_PROMISES'],
		['beside nine, and many by staff', promise('i2', 1), [...nine, promise('i1', 1, 3, ann)], 'at-once'],
		['after one was broken', promise('i2', 1), [inState(promise('i1', 1), 'broken')], 'at-once'],
		[
			'after two were, one by phone',
			promise('i3', 1),
			[inState(promise('i1', 1), 'broken'), inState(promise('i2', 1, 3, ann), 'broken')],
			'BROKEN_BEFORE',
		],
	] as const)('%s: %#', (_, fresh, others, answer) => {
		expect(mayByLink(fresh, others, today)).toBe(answer);
	});

	it('is bounded by a million of the smallest units in every currency', () => {
		for (const [code, most] of [
			['EUR', 1_000_000],
			['JPY', 1_000_000],
			['KWD', 1_000_000],
		] as const) {
			const own = invoices.map((each) => ({ ...each, open: 2_000_000, currency: currency(code) }));
			const of = (minor: number) =>
				newPromise(
					askingOf('p', link),
					{ invoices: ['i1'], minor, by: today },
					{ ...known(), invoices: new Map(own.map((each) => [each.id, each])) },
				);
			expect([code, mayByLink(of(most), [], today), mayByLink(of(most + 1), [], today)]).toEqual([code, 'at-once', 'TOO_MUCH_BY_LINK']);
		}
	});
});

describe('a dispute by link', () => {
	const offered = inState(
		newSettlement(askingOf('s', ann), { wishes: [{ invoice: 'i1', minor: null }], pays: 5, by: today }, known()),
		'offered',
	);
	it.each([
		['of an invoice', dispute('i1', 600_000), [], 'at-once'],
		['above the bound with another one', dispute('i2', 400_001), [dispute('i1', 600_000)], 'code'],
		['of an invoice once more, after our answer', dispute('i1', 1), [inState(dispute('i1', 1), 'upheld')], 'DISPUTED_BEFORE'],
		['of one that they took back, by another link', dispute('i1', 1), [inState(dispute('i1', 1, other), 'withdrawn')], 'DISPUTED_BEFORE'],
		['of an invoice that staff took a dispute down for', dispute('i1', 1), [inState(dispute('i1', 1, ann), 'upheld')], 'at-once'],
		['beside three open ones', dispute('i4', 1), [dispute('i1', 1), dispute('i2', 1), dispute('i3', 1)], 'TOO_MANY_DISPUTES'],
		['beside three, one answered', dispute('i4', 1), [dispute('i1', 1), dispute('i2', 1), inState(dispute('i3', 1), 'upheld')], 'at-once'],
		['that would end a plan', dispute('i1', 1), [inState(plan('i1', ann), 'active')], 'code'],
		['that would end what we offered', dispute('i1', 1), [offered], 'code'],
		['of another invoice than that', dispute('i2', 1), [offered], 'at-once'],
	] as const)('%s: %#', (_, fresh, others, answer) => {
		expect(mayByLink(fresh, others, today)).toBe(answer);
	});
});

describe('what needs a person besides', () => {
	it.each([
		['a plan', plan('i1'), [], 'code'],
		['a later day', later('i1'), [], 'code'],
		['a plan after one in vain', plan('i1'), [inState(plan('i1'), 'declined')], 'code'],
		['a plan after two', plan('i1'), [inState(plan('i1'), 'declined'), inState({ ...plan('i1'), id: 'again' }, 'lapsed')], 'ASKED_IN_VAIN'],
		[
			'a settlement',
			newSettlement(askingOf('s', link), { wishes: [{ invoice: 'i1', minor: null }], pays: 5, by: today }, known()),
			[],
			'NOT_BY_LINK',
		],
	] as const)('%s: %#', (_, fresh, others, answer) => {
		expect(mayByLink(fresh, others, today)).toBe(answer);
	});

	it('may be taken back by the link that asked, until it is answered; a promise not', () => {
		const is = (arrangement: Arrangement, person = link.id) => isTheirsToTakeBack(arrangement, person);
		expect([is(plan('i1')), is(later('i1')), is(dispute('i1', 1))]).toEqual([true, true, true]);
		expect([is(plan('i1'), other.id), is(plan('i1', ann), ann.id), is(inState(plan('i1'), 'offered')), is(promise('i1', 1))]).toEqual([
			false,
			false,
			false,
			false,
		]);
		expect([isOffer(inState(plan('i1', ann), 'offered')), isOffer(plan('i1')), isOffer(promise('i1', 1))]).toEqual([true, false, false]);
	});
});

it('in whatever order they come, promises and disputes without a code never hold more than the bound, nor an invoice twice', () => {
	const wish = fc.record({
		kind: fc.constantFrom('promise' as const, 'dispute' as const),
		invoice: fc.integer({ min: 1, max: 6 }).map((n) => `i${n}`),
		minor: fc.integer({ min: 1, max: 600_000 }),
		ahead: fc.integer({ min: 0, max: 20 }),
		by: fc.constantFrom(link, other),
		ends: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(wish, { maxLength: 24 }), (wishes) => {
			let all: readonly Arrangement[] = [];
			for (const { kind, invoice, minor, ahead, by, ends } of wishes) {
				let fresh: Arrangement;
				try {
					fresh = kind === 'promise' ? promise(invoice, minor, ahead, by, all) : dispute(invoice, minor, by, all);
				} catch (error) {
					if (error instanceof Refusal) continue;
					throw error;
				}
				if (mayByLink(fresh, all, today) !== 'at-once') continue;
				const next: Arrangement = { ...fresh, id: `${all.length}` };
				const over = next.kind === 'promise' ? inState(next, 'kept') : next.kind === 'dispute' ? inState(next, 'upheld') : next;
				all = [...all, ends ? over : next];
			}
			for (const kind of ['promise', 'dispute'] as const) {
				const open = all.filter((each) => each.kind === kind && each.state === 'open');
				const parts = open.flatMap((each) => each.parts);
				expect(parts.reduce((sum, each) => sum + each.minor, 0)).toBeLessThanOrEqual(linkBounds.most);
				expect(new Set(parts.map((each) => each.invoice)).size).toBe(parts.length);
			}
			const disputes = all.filter((each) => each.kind === 'dispute');
			expect(new Set(disputes.map(({ parts }) => parts[0]?.invoice)).size).toBe(disputes.length);
			expect(disputes.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(linkBounds.openDisputes);
		}),
		{ numRuns: 300 },
	);
});

describe('what is written to us', () => {
	it('keeps no card number (threat T23), and leaves other numbers', () => {
		expect(withoutCardNumbers('4242 4242 4242 4242, 5555-5555-5555-4444 and 378282246310005')).toBe('•••• 4242, •••• 4444 and •••• 0005');
		for (const text of ['4242 4242 4242 4243', 'INV-2026-000123456789', '+34 600 000 000', 'ES91 2100 0418 4502 0005 1332'])
			expect(withoutCardNumbers(text)).toBe(text);
	});

	it('keeps none whatever digits stand around it, an expiry day or a code, and however they are grouped', () => {
		expect(withoutCardNumbers('card 4242 4242 4242 4242 12/27 cvc 123')).toBe('card •••• 4242 12/27 cvc 123');
		expect(withoutCardNumbers('5555-5555-5555-4444 0129 of 2026')).toBe('•••• 4444 0129 of 2026');
		const cards = ['4242424242424242', '5555555555554444', '378282246310005', '30569309025904', '3566002020360505', '6011111111111117'];
		const digits = fc.stringMatching(/^[0-9]{0,24}$/);
		const gap = fc.constantFrom('', ' ', '-');
		fc.assert(
			fc.property(digits, fc.constantFrom(...cards), digits, gap, gap, gap, (before, card, behind, first, inside, last) => {
				const text = `${before}${first}${card.match(/.{1,4}/g)?.join(inside)}${last}${behind}`;
				expect(withoutCardNumbers(text).replace(/[ -]/g, '')).not.toContain(card);
				expect(withoutCardNumbers(withoutCardNumbers(text))).toBe(withoutCardNumbers(text));
			}),
			{ numRuns: 500 },
		);
	});

	it('has no control characters and nothing that turns letters around', () => {
		expect(plainText('  a\u0000b\r\nc\u202ed\u2066e\tf\u001b ')).toBe('ab\ncde\tf');
		expect(plainText('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
	});
});
