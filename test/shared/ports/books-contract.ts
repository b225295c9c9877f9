/** What the ports `books` and `sweeps` promise to whoever reads a ledger, asked of any implementation. */
import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/domain/day.ts';
import type { DocumentKind, Refused } from '../../../shared/domain/document.ts';
import { gone } from '../../../shared/domain/sweep.ts';
import type { Books, Scope } from '../../../shared/ports/books.ts';
import type { Sweeps } from '../../../shared/ports/sweeps.ts';
import { expectBooks, plain } from '../adapters/dynamo/model.ts';
import { aCredit, aCustomer, anInvoice, at, eur, gbp, ledger, otherLedger, today, version, who } from '../adapters/dynamo/table.ts';

/** One table, seen as a process sees it; a company nobody else uses. */
export type Opened = { readonly books: Books; readonly sweeps: Sweeps; readonly scope: Scope };

const later = instant('2026-11-23T10:00:00Z');
const refusal = (id: string, reason = 'it makes no sense', kind: Refused['kind'] = 'invoice'): Refused => ({ kind, id, reason });

/** @param open anew for each case */
export const keepsBooks = (name: string, open: () => Opened): void => {
	describe(`${name}: books`, () => {
		it('save what is newer, in any order and any number of times, and keep what was replaced', async () => {
			const { books, scope } = open();
			const lives = [1, 2, 3].map((n) => anInvoice({ id: 'a', version: version(n), open: n * 100, customer: who(n === 2 ? 'b' : 'a') }));
			const [first, second, third] = lives;
			if (!first || !second || !third) return;
			expect(await books.save(scope, [second, first, second], at)).toEqual({ written: 1, stale: 2 });
			expect(await books.save(scope, [first], at)).toEqual({ written: 0, stale: 1 });
			expect(await books.save(scope, [third], later)).toEqual({ written: 1, stale: 0 });
			expect(await books.save(scope, [second, third], later)).toEqual({ written: 0, stale: 2 });
			const stored = await books.document(scope.company, ledger, 'invoice', 'a');
			expect(stored).toEqual({ ...third, rev: 2, seen: at, saved: later, held: 0 });
			expect(await books.versions(scope.company, ledger, 'invoice', 'a')).toEqual([{ ...second, rev: 1, seen: at, saved: at, held: 0 }]);
			await expectBooks(books, scope, lives, today);
		});

		it('drop another saying of the same version; a repair takes it over and says what it was', async () => {
			const { books, scope } = open();
			const [was, is] = [500, 0].map((left) => anInvoice({ id: 'a', open: left }));
			if (!was || !is) return;
			await books.save(scope, [was], at);
			expect(await books.save(scope, [is], at)).toEqual({ written: 0, stale: 1 });
			const { number, customer, currency } = was;
			const found = { kind: 'invoice', id: 'a', number, customer, currency, how: 'differs', was: 500, is: 0 };
			expect(await books.repair(scope, [is], at)).toEqual({ written: 1, stale: 0, findings: [found] });
			expect(await books.repair(scope, [is], at)).toEqual({ written: 0, stale: 1, findings: [] });
			await expectBooks(books, scope, [is], today, { repaired: true });
		});

		it('keep of what is gone whose it was', async () => {
			const { books, scope } = open();
			const invoice = anInvoice({ id: 'a', open: 500, number: 'INV-9' });
			await books.save(scope, [invoice], at);
			const stored = await books.document(scope.company, ledger, 'invoice', 'a');
			if (!stored) throw new Error('it was not saved');
			expect((await books.repair(scope, [gone(stored)], later)).findings).toMatchObject([{ how: 'gone', was: 500, is: 0 }]);
			const now = await books.document(scope.company, ledger, 'invoice', 'a');
			expect(now).toMatchObject({ state: 'deleted', number: 'INV-9', customer: invoice.customer, open: 0, entries: [], rev: 2 });
			expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
		});

		it('are loaded without ladders until they are recounted, and from then on saved', async () => {
			const { books, scope } = open();
			const documents = [
				anInvoice({ id: 'a', open: 700 }),
				anInvoice({ id: 'b', open: 300, currency: gbp }),
				aCredit({ id: 'c', unapplied: 50 }),
			];
			await books.load(scope, documents, at);
			await books.load(scope, documents.slice(1), at);
			expect(await books.currencies(scope.company)).toEqual([]);
			expect(await books.recount(scope, 'write', today)).toMatchObject({ documents: 3 });
			await expectBooks(books, scope, documents, today);
			expect(await books.currencies(scope.company)).toEqual([eur, gbp]);
			const older = anInvoice({ id: 'a', open: 1, version: version(0) });
			const newer = anInvoice({ id: 'b', open: 0, currency: gbp, version: version(2) });
			await books.load(scope, [older, newer], later);
			await expectBooks(books, scope, [...documents, newer], today);
			expect(await books.document(scope.company, ledger, 'invoice', 'b')).toMatchObject({ rev: 2, seen: at, saved: later });
		});

		it('keep ledgers and companies apart, and take no row of another ledger', async () => {
			const { books, scope } = open();
			const elsewhere = { ...scope, ledger: otherLedger };
			const theirs = anInvoice({ id: 'a', open: 5, ledger: otherLedger, customer: who('a', otherLedger) });
			await books.save(scope, [anInvoice({ id: 'a', open: 9 })], at);
			await books.save(elsewhere, [theirs], at);
			await expectBooks(books, elsewhere, [theirs], today);
			expect((await books.ladders(scope.company, eur)).map((each) => each.ledger).toSorted()).toEqual([otherLedger, ledger].toSorted());
			expect(await books.ladders(`${scope.company}x`, eur)).toEqual([]);
			await expect(books.save(scope, [theirs], at)).rejects.toThrow(RangeError);
			await expect(books.load(scope, [anInvoice({ id: 'z', customer: who('a', otherLedger) })], at)).rejects.toThrow(RangeError);
			await expect(books.saveCustomers(scope, [aCustomer('a', { ledger: otherLedger })], at)).rejects.toThrow(RangeError);
		});

		it('save customers that are newer, repair what the same version says otherwise', async () => {
			const { books, scope } = open();
			const [one, two] = [aCustomer('a', { version: version(1) }), aCustomer('a', { version: version(2), name: 'Two' })];
			expect(await books.saveCustomers(scope, [two, one], at)).toEqual({ written: 1, stale: 1 });
			expect(await books.saveCustomers(scope, [{ ...two, name: 'Else' }], at)).toEqual({ written: 0, stale: 1 });
			expect(await books.repairCustomers(scope, [one], at)).toEqual({ written: 0, stale: 1 });
			expect(await books.repairCustomers(scope, [{ ...two, name: 'Else' }], at)).toEqual({ written: 1, stale: 0 });
			expect(await books.customer(scope.company, two.id, 'consistent')).toEqual({ ...two, name: 'Else' });
			await books.loadCustomers(scope, [one], at);
			expect(await books.customer(scope.company, two.id, 'consistent')).toEqual(one);
		});

		it('put in doubt what cannot be read, since when first, until it reads well at no older version', async () => {
			const { books, scope } = open();
			const invoice = anInvoice({ id: 'a', version: version(2), number: 'INV-1', customer: who('acme') });
			await books.save(scope, [invoice], at);
			const copy = { number: 'INV-1', customer: who('acme') };
			expect(await books.noteRows(scope, { refused: [refusal('a'), refusal('new'), refusal('')], well: [] }, at)).toMatchObject({
				changed: 3,
			});
			expect(await books.noteRows(scope, { refused: [refusal('a')], well: [] }, later)).toMatchObject({ changed: 0 });
			await books.noteRows(scope, { refused: [refusal('a', 'else')], well: [{ kind: 'invoice', id: 'a', version: version(3) }] }, later);
			expect(await books.document(scope.company, ledger, 'invoice', 'a')).toEqual({
				...invoice,
				rev: 3,
				seen: at,
				saved: at,
				held: 0,
				doubt: { since: at, why: 'else' },
			});
			expect(await books.unread(scope, who('acme'))).toEqual([{ ...refusal('a', 'else'), copy }]);
			const well = (n: number) => ({ refused: [], well: [{ kind: 'invoice' as const, id: 'a', version: version(n) }] });
			expect(await books.noteRows(scope, well(1), later)).toMatchObject({ changed: 0 });
			const { changed, unread } = await books.noteRows(scope, well(2), later);
			expect([changed, unread.map(({ id }) => id).toSorted()]).toEqual([1, ['?', 'new']]);
			expect((await books.document(scope.company, ledger, 'invoice', 'a'))?.doubt).toBeUndefined();
		});

		it('put a customer in doubt, which a repair at the same version leaves', async () => {
			const { books, scope } = open();
			const acme = aCustomer('acme');
			await books.saveCustomers(scope, [acme], at);
			await books.noteRows(scope, { refused: [refusal('acme', 'no name', 'customer')], well: [] }, at);
			await books.repairCustomers(scope, [{ ...acme, email: 'a@example.com' }], at);
			expect(await books.customer(scope.company, acme.id, 'consistent')).toMatchObject({
				email: 'a@example.com',
				doubt: { why: 'no name' },
			});
			await books.noteRows(scope, { refused: [], well: [{ kind: 'customer', id: 'acme', version: acme.version }] }, at);
			expect(await books.customer(scope.company, acme.id, 'consistent')).toEqual({ ...acme, email: 'a@example.com' });
			expect(await books.unread(scope)).toEqual([]);
		});

		it('tell drift, and a recount that writes mends it', async () => {
			const { books, scope } = open();
			const loaded = anInvoice({ id: 'a', open: 700 });
			await books.load(scope, [loaded], at);
			expect((await books.recount(scope, 'compare', today)).drift.length).toBeGreaterThan(0);
			await books.recount(scope, 'write', today);
			const [stored] = await books.ladders(scope.company, eur);
			expect(plain(stored?.ladder ?? new Map(), stored?.unapplied ?? 0)).toEqual({
				rungs: { [loaded.due ?? '']: { minor: 700, count: 1 } },
				unapplied: 0,
			});
			expect((await books.recount(scope, 'compare', today)).drift).toEqual([]);
		});
	});

	describe(`${name}: sweeps`, () => {
		const filedOf = async (sweeps: Sweeps, scope: Scope, run: string): Promise<string[][]> => {
			const all: string[][] = [];
			for (;;) {
				const batch = await sweeps.batch(scope, run, all.length);
				if (!batch) return all;
				all.push([batch.kind, ...batch.ids]);
			}
		};

		it('file what is open here and was not shown, and what is asked for besides, each once, by kind, of this run and ledger', async () => {
			const { books, sweeps, scope } = open();
			const open5 = Array.from({ length: 5 }, (_, i) => anInvoice({ id: `i${i}` }));
			await books.save(scope, [...open5, anInvoice({ id: 'paid', open: 0 }), aCredit({ id: 'c', unapplied: 1 })], at);
			const elsewhere = { ...scope, ledger: otherLedger };
			await books.save(elsewhere, [anInvoice({ id: 'theirs', ledger: otherLedger, customer: who('x', otherLedger) })], at);
			await sweeps.note(scope, 'r', 0, open5.slice(0, 1));
			await sweeps.note(scope, 'r', 1, [...open5.slice(0, 2), { kind: 'payment', id: 'i4' }]);
			const also = [
				{ kind: 'invoice', id: 'unread' },
				{ kind: 'invoice', id: 'i3' },
				{ kind: 'invoice', id: 'i0' },
			] as const;
			const atOnce = (kind: DocumentKind): number => (kind === 'invoice' ? 2 : 1);
			for (let again = 0; again < 2; again++) expect(await sweeps.file(scope, 'r', also, atOnce)).toEqual({ documents: 6, batches: 4 });
			expect(await filedOf(sweeps, scope, 'r')).toEqual([
				['invoice', 'i0', 'i2'],
				['invoice', 'i3', 'i4'],
				['invoice', 'unread'],
				['credit-note', 'c'],
			]);
			expect(await sweeps.batch(scope, 'other', 0)).toBeNull();
			expect(await sweeps.file(elsewhere, 'r', [], atOnce)).toEqual({ documents: 1, batches: 1 });
		});

		it('file anew, without what was filed before', async () => {
			const { books, sweeps, scope } = open();
			await books.save(scope, [anInvoice({ id: 'a' }), anInvoice({ id: 'b' })], at);
			await sweeps.file(scope, 'r', [], () => 1);
			await books.save(scope, [anInvoice({ id: 'a', open: 0, version: version(2) })], at);
			expect(await sweeps.file(scope, 'r', [], () => 1)).toEqual({ documents: 1, batches: 1 });
			expect(await filedOf(sweeps, scope, 'r')).toEqual([['invoice', 'b']]);
			await sweeps.note(scope, 'r', 1, [{ kind: 'invoice', id: 'b' }]);
			expect(await sweeps.file(scope, 'r', [], () => 1)).toEqual({ documents: 0, batches: 0 });
			expect(await sweeps.batch(scope, 'r', 0)).toBeNull();
		});
	});
};
