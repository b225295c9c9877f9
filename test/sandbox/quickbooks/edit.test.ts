import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Invariants } from '../../../local/sandbox/invariants.ts';
import { EditError } from '../../../local/sandbox/quickbooks/edit-error.ts';
import { type Day, day } from '../../../shared/domain/day.ts';
import { currency } from '../../../shared/domain/money.ts';
import { copyView, emptyCopy, horizon, organisation, readAll, realm, startRig, storeView } from './rig.ts';

type Act = { readonly what: number; readonly a: number; readonly b: number; readonly minor: number; readonly day: Day };
const act: fc.Arbitrary<Act> = fc.record({
	what: fc.nat(17),
	a: fc.nat(40),
	b: fc.nat(40),
	minor: fc.integer({ min: 1, max: 50_000 }),
	day: fc.integer({ min: 1, max: 28 }).map((of) => day(`2026-11-${String(of).padStart(2, '0')}`)),
});

/** One thing a bookkeeper may try; what QuickBooks does not allow is refused and changes nothing. */
const apply = (rig: Awaited<ReturnType<typeof startRig>>, { what, a, b, minor, day: on }: Act): void => {
	const { documents, customers } = rig.sandbox.dump(realm);
	const live = documents.filter((row) => row.state === 'live');
	const pick = (type: string, n: number) => {
		const all = live.filter((row) => row.type === type);
		return all[n % Math.max(1, all.length)];
	};
	const customer = customers[a % customers.length]?.id ?? 1;
	const [invoice, other, memo, payment] = [pick('Invoice', a), pick('Invoice', b), pick('CreditMemo', a), pick('Payment', a)];
	const { edit } = rig;
	if (what <= 1) edit.createInvoice({ customer, day: on, due: on, total: minor });
	else if (what === 2)
		edit.credit({
			customer,
			day: on,
			total: minor,
			apply: invoice?.customer === customer ? [{ invoice: invoice.id, minor: Math.min(minor, invoice.balance) }] : [],
		});
	else if (what === 3 && memo && invoice)
		edit.applyCredit(memo.id, on, [{ invoice: invoice.id, minor: Math.min(memo.balance, invoice.balance) }]);
	else if (what === 4 && invoice && other)
		edit.pay({
			customer: invoice.customer,
			day: on,
			total: minor,
			apply: [invoice, other]
				.filter((row, i, all) => i === 0 || row.id !== all[0]?.id)
				.map((row) => ({ invoice: row.id, minor: Math.min(Math.ceil(minor / 3), row.balance) })),
		});
	else if (what === 5 && payment && invoice)
		edit.applyPayment(payment.id, [{ invoice: invoice.id, minor: Math.min(payment.balance, invoice.balance) }]);
	else if (what === 6 && invoice) edit.edit('Invoice', invoice.id, { total: minor, due: on });
	else if (what === 7) {
		const row = live[b % Math.max(1, live.length)];
		if (row) edit.voidDocument(row.type, row.id);
	} else if (what === 8) {
		const row = live[b % Math.max(1, live.length)];
		if (row) edit.deleteDocument(row.type, row.id);
	} else if (what === 9) edit.mergeCustomers(customer, customers[b % customers.length]?.id ?? 1);
	else if (what === 11 && memo && invoice) {
		const credit = Math.min(memo.balance, minor);
		edit.pay({
			customer: invoice.customer,
			day: on,
			total: minor,
			apply: [{ invoice: invoice.id, minor: Math.min(invoice.balance, minor + credit) }],
			credits: [{ memo: memo.id, minor: credit }],
		});
	} else if (what === 10) edit.createCustomer({ name: `C${b}`, currency: currency(b % 4 ? 'USD' : 'JPY') });
	else if (what >= 12) enterByHand(rig, { what, a, b, minor, day: on }, customer);
};

/** Journal entries, what settles them, and refund receipts. */
const enterByHand = (rig: Awaited<ReturnType<typeof startRig>>, { what, a, b, minor, day: on }: Act, customer: number): void => {
	const { customers, journals, documents } = rig.sandbox.dump(realm);
	const entries = rig.sandbox.journals(realm);
	const live = journals.filter((row) => row.state === 'live');
	const line = live[b % Math.max(1, live.length)];
	if (what === 12) entries.add({ customer, day: on, minor: a % 3 ? minor : -minor });
	else if (what === 13) entries.transfer({ from: customer, to: customers[b % customers.length]?.id ?? 1, day: on, minor });
	else if (what === 14) rig.edit.refund({ customer, day: on, total: minor });
	else if (what === 15 && line) entries.edit(line.id, { minor: a % 2 ? minor : -minor });
	else if (what === 16 && line) entries.remove(line.id);
	else if (what === 17 && line) {
		const { customer: of, id: journal, rest } = line;
		const invoice = documents.find((row) => row.type === 'Invoice' && row.state === 'live' && row.customer === of && row.balance > 0);
		const part = Math.min(minor, Math.abs(rest), rest < 0 ? (invoice?.balance ?? 0) : minor);
		if (rest > 0) rig.edit.pay({ customer: of, day: on, total: minor, journals: [{ journal, minor: part }] });
		else
			rig.edit.pay({
				customer: of,
				day: on,
				total: a % 2 ? minor : 0,
				apply: [{ invoice: invoice?.id ?? 0, minor: part }],
				journalCredits: [{ journal, minor: part }],
			});
	}
};

const tried = (work: () => void): boolean => {
	try {
		work();
		return true;
	} catch (error) {
		if (error instanceof EditError) return false;
		throw error;
	}
};

it('any history of edits keeps the books whole, and the copy read by deltas is the store', async () => {
	let done = 0;
	let refused = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), fc.nat(6), async (acts, every) => {
			const rig = await startRig({
				organisation: organisation({
					customers: [
						{ id: 'ann', name: 'Ann' },
						{ id: 'bob', name: 'Bob' },
					],
				}),
			});
			try {
				const accounting = await rig.open();
				const copy = await readAll(accounting, accounting.everything(horizon), emptyCopy());
				for (const [i, each] of acts.entries()) {
					const before = JSON.stringify(rig.sandbox.dump(realm).documents);
					if (tried(() => apply(rig, each))) done += 1;
					else {
						refused += 1;
						expect(JSON.stringify(rig.sandbox.dump(realm).documents)).toBe(before);
					}
					if (i % 3 === 0) rig.pass(700);
					if (i % (every + 2) === 0) await readAll(accounting, accounting.changes(copy.watermark), copy);
				}
				await readAll(accounting, accounting.changes(copy.watermark), copy);
				expect(copy.refused).toEqual([]);
				expect(copyView(copy)).toEqual(storeView(rig));

				const holds = await (await fetch(`${rig.sandbox.origin}/invariants.json`)).json();
				expect((holds as Invariants).invariants.filter(({ wrongInAll }) => wrongInAll > 0)).toEqual([]);
				const { control, journals } = rig.sandbox.dump(realm);
				const open = [...(await readAll(accounting, accounting.openItems())).documents.values()].filter(({ kind }) => kind === 'journal');
				const live = Map.groupBy(
					journals.filter(({ state }) => state === 'live'),
					({ id, customer }) => `${id}-${customer}`,
				);
				const rests = [...live].map(([id, lines]) => [id, lines.reduce((all, { rest }) => all + rest, 0)] as const);
				expect(new Map(open.map((each) => [each.id, each.open - each.unapplied]))).toEqual(new Map(rests.filter(([, rest]) => rest !== 0)));

				const figures = (await accounting.control()).figures.map((figure): [string, number] => [figure.currency, figure.minor]);
				expect(new Map(figures.filter(([, minor]) => minor !== 0))).toEqual(new Map([...control].filter(([, minor]) => minor !== 0)));
				const ours = new Map<string, number>();
				const copied = [...copy.documents.values()].filter(({ kind }) => kind !== 'journal');
				for (const each of [...copied, ...open]) ours.set(each.currency, (ours.get(each.currency) ?? 0) + each.open - each.unapplied);
				for (const [code, minor] of control) expect(ours.get(code) ?? 0).toBe(minor);
			} finally {
				await rig.close();
			}
		}),
		{ numRuns: 40 },
	);
	console.log(`quickbooks histories: 40 runs, ${done} edits done, ${refused} refused`);
}, 120_000);
