/** What a sweep lists: every customer, and the documents with something left, whatever changes meanwhile, at the price of its pages. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EditRefused } from '../../../../local/sandbox/xero/edit/context.ts';
import type { XeroEditor } from '../../../../local/sandbox/xero/edit/editor.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { type Chance, seeded } from '../../../../local/scenario/seeded.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { remaining } from '../../../../shared/domain/sweep.ts';
import type { Accounting } from '../../../../shared/ports/accounting.ts';
import { type Clock, manyInvoices, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, openSandbox, readInto } from './reading.ts';

let clock: Clock;
let sandbox: XeroSandbox;
beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterEach(() => sandbox.close());

const openFacts = (org: string): string[] => {
	const books = sandbox.dump(org);
	return factsOfBooks({
		...books,
		documents: books.documents.filter((each) => each.kind !== 'payment' && each.status === 'AUTHORISED' && each.rest > 0),
	});
};

/** One edit; one that Xero would refuse changes nothing. Says whose row it was. */
const edit = (org: string, books: XeroEditor, chance: Chance): readonly string[] => {
	const { documents, contacts } = sandbox.dump(org);
	const one = <Row>(rows: readonly Row[]): Row | undefined => rows[chance.between(0, Math.max(0, rows.length - 1))];
	const contact = one(contacts)?.id ?? '';
	const invoice = one(documents.filter((each) => each.kind === 'invoice'));
	const kind = chance.pick(['credit-note', 'overpayment', 'prepayment'] as const);
	const credit = one(documents.filter((each) => each.kind === kind && each.status === 'AUTHORISED'));
	const [id, minor] = [invoice?.id ?? '', chance.between(1, 5000)];
	const acts: readonly (() => unknown)[] = [
		() => books.addInvoice({ contact, currency: 'GBP', issued: today, due: today, total: minor }),
		() => books.addInvoice({ contact, currency: 'GBP', issued: today, due: today, total: minor, status: 'DRAFT' }),
		() => books.addCredit(kind, { contact, currency: 'GBP', issued: today, total: minor }),
		() => books.pay(id, { amount: Math.min(minor, invoice?.rest ?? 0), day: today }),
		() => books.pay(id, { amount: invoice?.rest ?? 0, day: today }),
		() => books.changeInvoice(id, { due: '2027-01-31' }),
		() => books.voidInvoice(id),
		() => books.voidCredit(kind, credit?.id ?? ''),
		() => books.allocate(kind, credit?.id ?? '', { invoice: id, amount: 1, day: today }),
	];
	try {
		acts[chance.between(0, acts.length - 1)]?.();
	} catch (error) {
		if (!(error instanceof EditRefused)) throw error;
	}
	return [id, credit?.id ?? ''];
};

let serial = 0;
/** Random books, read in pages of a hundred rows. */
const randomBooks = async (seed: number, rows: number): Promise<{ org: string; chance: Chance; accounting: Accounting }> => {
	const org = `0a5d2f0c-6d6c-4b0e-9d52-${String(serial++).padStart(12, '0')}`;
	sandbox.load(manyInvoices(rows, { id: org }), today);
	const [chance, books] = [seeded(seed), sandbox.edit(org)];
	for (let at = 0; at < 30; at++) edit(org, books, chance);
	return { org, chance, accounting: await openXero(sandbox.origin)(`xero-${org}`, sandbox.consent([org]).access_token, clock.now) };
};

const runs = { numRuns: 8 };

describe('the list of what is open', () => {
	it('is exactly what is open in the books, and every customer', async () => {
		sandbox.rough.set('hundreds', true);
		await fc.assert(
			fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 250 }), async (seed, rows) => {
				const { org, accounting } = await randomBooks(seed, rows);
				const copy = emptyCopy();
				sandbox.resetCalls();
				await readInto(copy, accounting, accounting.openItems());
				expect(copy.refused).toEqual([]);
				expect(factsOfCopy(copy)).toEqual(openFacts(org));
				expect([...copy.documents.values()].every((each) => remaining(each) > 0)).toBe(true);
				expect(copy.customers.size).toBe(sandbox.dump(org).contacts.length);
				expect(copy.calls).toBe(sandbox.calls());
			}),
			runs,
		);
	});

	it('leaves nothing out that stayed as it was while the pages were read, and shows nothing that never was', async () => {
		sandbox.rough.set('hundreds', true);
		await fc.assert(
			fc.asyncProperty(fc.nat(), fc.integer({ min: 120, max: 260 }), async (seed, rows) => {
				const { org, chance, accounting } = await randomBooks(seed, rows);
				const books = sandbox.edit(org);
				const before = openFacts(org);
				const touched = new Set<string>();
				const copy = emptyCopy();
				await readInto(copy, accounting, accounting.openItems(), () => {
					clock.forward(1000);
					for (let at = 0; at < 8; at++) for (const id of edit(org, books, chance)) touched.add(id);
				});
				expect(copy.refused).toEqual([]);
				const shown = new Set(factsOfCopy(copy));
				const after = new Set(openFacts(org));
				const idOf = (fact: string): string => fact.split(' ')[1] ?? '';
				expect(before.filter((fact) => !touched.has(idOf(fact)) && !shown.has(fact))).toEqual([]);
				expect([...shown].filter((fact) => !after.has(fact) && !touched.has(idOf(fact)))).toEqual([]);
			}),
			runs,
		);
	});

	it.each([
		// The time zone, five lists.
		[0, 6],
		[1000, 6],
		// More than a page: the first is read once more at the end.
		[1001, 6 + 2],
		[2500, 6 + 3],
	])('of %i invoices costs %i calls', async (count, calls) => {
		sandbox.load(manyInvoices(count), today);
		const accounting = await openSandbox(sandbox, clock.now);
		sandbox.resetCalls();
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.openItems());
		expect([copy.documents.size, copy.calls, sandbox.calls()]).toEqual([count, calls, calls]);
	});

	it('shows what no delta did', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const copy = emptyCopy();
		const mark = await readInto(copy, accounting, accounting.everything(today));
		clock.forward(3_600_000);
		for (const rough of ['silent-merge', 'silent-date', 'silent-delete'] as const) sandbox.rough.set(rough, true);
		const books = sandbox.edit(orgId);
		const { documents, contacts } = sandbox.dump(orgId);
		const idOf = (number: string): string => documents.find((each) => each.number === number)?.id ?? '';
		const [bright, slow] = ['Bright <b>Co</b>', 'Slow Payers'].map((name) => contacts.find((each) => each.name === name)?.id ?? '');
		books.changeInvoice(idOf('INV-1'), { due: '2027-01-31' });
		books.voidInvoice(idOf('INV-6'));
		books.mergeContacts(slow ?? '', bright ?? '');
		const later = await openSandbox(sandbox, clock.now);
		const delta = emptyCopy();
		await readInto(delta, later, later.changes(mark));
		expect([...delta.documents.keys()]).toEqual([]);
		expect(new Map([...delta.customers.values()].map(({ name, archived }) => [name, archived]))).toEqual(
			new Map([
				['Slow Payers', true],
				['Bright <b>Co</b>', false],
			]),
		);
		const swept = emptyCopy();
		await readInto(swept, later, later.openItems());
		expect(factsOfCopy(swept)).toEqual(openFacts(orgId));
		expect(new Set([...swept.documents.values()].map(({ customer }) => customer.split('~')[1]))).toEqual(new Set([bright]));
		expect(factsOfCopy(swept).some((fact) => fact.includes('2027-01-31'))).toBe(true);
		expect(await later.look('invoice', [idOf('INV-6')])).toMatchObject({ documents: [{ state: 'void', open: 0 }], gone: [] });
	});

	it('halves pages that are too slow, and is read again where it came short, like every list', async () => {
		sandbox.load(manyInvoices(700), today);
		sandbox.rough.slowAbove = 400;
		const accounting = await openSandbox(sandbox, clock.now, 800);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.openItems());
		expect(copy.documents.size).toBe(700);
		sandbox.rough.slowAbove = null;
		sandbox.rough.set('ties', true);
		clock.forward(600_000);
		const books = sandbox.edit(orgId);
		for (const { id, kind } of sandbox.dump(orgId).documents) if (kind === 'invoice') books.changeInvoice(id, { due: '2027-01-31' });
		sandbox.rough.set('hundreds', true);
		const short = emptyCopy();
		await readInto(short, accounting, accounting.openItems());
		expect(short.refused).toMatchObject([{ kind: 'invoice', id: 'list open-invoices' }]);
	});
});

describe('a place in it', () => {
	it('has a name of its own, and another deployment’s begins anew', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		const begun = accounting.openItems();
		expect(JSON.parse(begun)).toMatchObject({ v: 2, mode: 'open', list: 'contacts' });
		const copy = emptyCopy();
		await readInto(copy, accounting, JSON.stringify({ mode: 'open', from: '', v: 3, list: 'bills' }));
		expect(factsOfCopy(copy)).toEqual(openFacts(orgId));
	});

	it('as the deployment before wrote it is gone on from', async () => {
		sandbox.load(smallBooks(), today);
		const accounting = await openSandbox(sandbox, clock.now);
		// Written at 72d49d0, before there were open items.
		const turn = { rest: null, page: 1, size: 1000, held: 0, items: 0, done: 0, edge: null };
		const place = {
			v: 2,
			mode: 'everything',
			from: '2024-11-22',
			list: 'overpayments',
			turn,
			tries: 0,
			began: null,
			before: 0,
			zone: { name: 'Europe/London', asked: '2026-11-22' },
			watermark: '2026-11-22T09:58:00.000Z',
		};
		const copy = emptyCopy();
		await readInto(copy, accounting, JSON.stringify(place));
		expect([...copy.documents.values()].map(({ kind }) => kind).sort()).toEqual(['overpayment', 'prepayment']);
		expect(copy.calls).toBe(2);
	});
});
