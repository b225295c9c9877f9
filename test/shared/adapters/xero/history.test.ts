/** Whatever a bookkeeper does between and during reads, and whatever goes wrong on the way, the copy ends up as the books are. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { EditRefused } from '../../../../local/sandbox/xero/edit/context.ts';
import type { XeroEditor } from '../../../../local/sandbox/xero/edit/editor.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { type Accounting, AccountingFault, type Cursor, type Page } from '../../../../shared/ports/accounting.ts';
import { type Clock, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, horizon, readInto } from './reading.ts';

type Step = { readonly act: number; readonly a: number; readonly b: number; readonly minor: number };
const step: fc.Arbitrary<Step> = fc.record({ act: fc.nat(11), a: fc.nat(60), b: fc.nat(60), minor: fc.integer({ min: 1, max: 9000 }) });
const faults: readonly FaultKind[] = [
	'throttled-empty',
	'server-error',
	'unavailable-html',
	'cut-after',
	'truncated-page',
	'repeated-rows',
];

let clock: Clock;
let sandbox: XeroSandbox;
let serial = 0;
beforeAll(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterAll(() => sandbox.close());

/** One edit; those that Xero would refuse change nothing. */
const edit = (org: string, books: XeroEditor, { act, a, b, minor }: Step): void => {
	const { documents, contacts } = sandbox.dump(org);
	const at = <Row>(rows: readonly Row[], index: number): Row | undefined => rows[index % Math.max(1, rows.length)];
	const invoice =
		at(
			documents.filter((each) => each.kind === 'invoice'),
			a,
		)?.id ?? '';
	const payment =
		at(
			documents.filter((each) => each.kind === 'payment'),
			b,
		)?.id ?? '';
	const credit =
		at(
			documents.filter((each) => each.kind === 'credit-note'),
			b,
		)?.id ?? '';
	const contact =
		at(
			contacts.filter((each) => !each.archived),
			a,
		)?.id ?? '';
	const day = addDays(today, -(a % 30));
	const acts = [
		() => books.addInvoice({ contact, currency: 'GBP', issued: day, due: addDays(day, b), total: minor }),
		() => books.pay(invoice, { amount: minor, day }),
		() => books.changeInvoice(invoice, { due: addDays(day, b), total: minor }),
		() => books.voidInvoice(invoice),
		() => books.addCredit('credit-note', { contact, currency: 'GBP', issued: day, total: minor, number: `CN-${serial++}` }),
		() => books.allocate('credit-note', credit, { invoice, amount: minor, day }),
		() => books.deletePayment(payment),
		() => books.mergeContacts(contact, at(contacts, b)?.id ?? ''),
		() => books.addInvoice({ contact, currency: 'EUR', issued: day, due: day, total: minor, status: 'DRAFT' }),
		() => books.authorise(invoice),
		() => books.addCredit('overpayment', { contact, currency: 'GBP', issued: day, total: minor }),
		() => books.refund('credit-note', credit, { amount: minor, day }),
	];
	try {
		acts[act]?.();
	} catch (error) {
		if (!(error instanceof EditRefused)) throw error;
	}
};

/** Tries the same place again after a fault, as the hub does. */
const stubborn = (accounting: Accounting): Accounting => ({
	...accounting,
	page: async (cursor: Cursor): Promise<Page> => {
		for (;;) {
			try {
				return await accounting.page(cursor);
			} catch (error) {
				if (!(error instanceof AccountingFault)) throw error;
			}
		}
	},
});

it('the copy equals the books after any history', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { maxLength: 12 }),
			fc.array(step, { maxLength: 20 }),
			fc.array(fc.nat(5), { maxLength: 4 }),
			async (before, during, wrong) => {
				const org = `0a5d2f0c-6d6c-4b0e-9d52-${String(serial++).padStart(12, '0')}`;
				sandbox.load(smallBooks({ id: org }), today);
				const books = sandbox.edit(org);
				const accounting = stubborn(await openXero(sandbox.origin)(`xero-${org}`, sandbox.consent([org]).access_token, clock.now));
				for (const each of before) edit(org, books, each);
				const left = [...during];
				const meanwhile = (): void => {
					clock.forward(10);
					const next = left.shift();
					if (next) edit(org, books, next);
				};
				for (const each of wrong) sandbox.faults.add(faults[each] ?? 'server-error');
				const copy = emptyCopy();
				const mark = await readInto(copy, accounting, accounting.everything(horizon), meanwhile);
				const next = await readInto(copy, accounting, accounting.changes(mark), meanwhile);
				while (left.length > 0) meanwhile();
				await readInto(copy, accounting, accounting.changes(next));
				sandbox.faults.clear();
				expect(copy.refused).toEqual([]);
				const known = new Set([...copy.documents.values()].filter((each) => each.state === 'deleted').map((each) => each.id));
				// A payment deleted before we ever saw it is in the books and not in the copy: it never was anything to us.
				const expected = factsOfBooks(sandbox.dump(org)).filter(
					(each) => !known.has(each.split(' ')[1] ?? '') && !each.includes(' DELETED '),
				);
				expect(factsOfCopy(copy)).toEqual(expected);
				const { figures } = await accounting.control();
				const ours = new Map<string, number>();
				for (const each of copy.documents.values()) ours.set(each.currency, (ours.get(each.currency) ?? 0) + each.open - each.unapplied);
				for (const { currency, minor } of figures) expect(ours.get(currency)).toBe(minor);
			},
		),
		{ numRuns: 25 },
	);
});
