import { afterEach, describe, expect, it } from 'vitest';
import { addDays, day } from '../../../../shared/domain/day.ts';
import {
	copyView,
	horizon,
	invoices,
	ledger,
	organisation,
	type Rig,
	readAll,
	startRig,
	storeView,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

describe('a full read', () => {
	it('is the ledger, document by document, and ties', async () => {
		rig = await startRig({
			organisation: organisation({
				customers: [
					{ id: 'ann', name: "Ann O'Neil & Söhne", email: 'ann@example.com, ap@example.com', country: 'US', accountNumber: 'A-1' },
					{ id: 'mar', name: 'María del Río', currency: 'MXN', country: 'MX' },
					{ id: 'ken', name: '健', currency: 'JPY' },
				],
				documents: [
					{
						kind: 'invoice',
						id: 'a',
						customer: 'ann',
						currency: 'USD',
						number: '1001',
						reference: 'PO 7',
						issued: '-40d',
						due: '-10d',
						total: '100.10',
					},
					{ kind: 'invoice', id: 'b', customer: 'ann', currency: 'USD', number: '1002', issued: '-20d', due: '10d', total: '50.05' },
					{
						kind: 'invoice',
						id: 'v',
						customer: 'ann',
						currency: 'USD',
						number: '1003',
						issued: '-20d',
						due: '10d',
						total: '7',
						status: 'void',
					},
					{ kind: 'invoice', id: 'm', customer: 'mar', currency: 'MXN', number: 'M-1', issued: '-9d', due: '0d', total: '1000.00' },
					{ kind: 'invoice', id: 'k', customer: 'ken', currency: 'JPY', number: 'K-1', issued: '-9d', due: '0d', total: '98765' },
					{
						kind: 'payment',
						customer: 'ann',
						currency: 'USD',
						reference: 'CHK 9',
						day: '-5d',
						total: '100.00',
						applied: [
							{ invoice: 'a', amount: '60.10', day: '-5d' },
							{ invoice: 'b', amount: '20', day: '-5d' },
						],
					},
					{
						kind: 'credit-note',
						customer: 'mar',
						currency: 'MXN',
						number: 'CM-1',
						issued: '-4d',
						total: '300',
						applied: [{ invoice: 'm', amount: '100', day: '-3d' }],
					},
					{ kind: 'overpayment', customer: 'ken', currency: 'JPY', issued: '-2d', total: '500', applied: [] },
					{ kind: 'payment', customer: 'ann', currency: 'USD', day: '2020-01-01', total: '3.33', applied: [] },
					{
						kind: 'invoice',
						id: 'old',
						customer: 'ann',
						currency: 'USD',
						number: '1',
						issued: '2019-01-01',
						due: '2019-02-01',
						total: '5',
					},
					{
						kind: 'payment',
						customer: 'ann',
						currency: 'USD',
						day: '2019-03-01',
						total: '5',
						applied: [{ invoice: 'old', amount: '5', day: '2019-03-01' }],
					},
				],
			}),
		});
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copy.refused).toEqual([]);
		// Settled before the horizon and so not copied: the old invoice and its payment.
		const ledgerView = storeView(rig).filter((line) => !line.includes(' 2019-'));
		expect(copyView(copy)).toEqual(ledgerView);
		expect(copyView(copy)).toHaveLength(10);
		for (const document of copy.documents.values())
			expect(
				document.kind === 'payment' && document.unapplied === 0 ? 0 : document.entries.reduce((all, entry) => all + entry.minor, 0),
			).toBe(document.open + document.unapplied);

		const a = [...copy.documents.values()].find((each) => each.number === '1001');
		expect(a).toMatchObject({
			ledger,
			kind: 'invoice',
			reference: 'PO 7',
			currency: 'USD',
			total: 10010,
			open: 4000,
			due: addDays(today, -10),
			state: 'open',
			providerStatus: 'Partly paid',
		});
		expect(a?.entries).toEqual([
			{ day: addDays(today, -40), kind: 'issued', minor: 10010 },
			{ day: addDays(today, -5), kind: 'payment', minor: -6010, source: expect.any(String), estimated: true },
		]);
		const ann = [...copy.customers.values()].find((each) => each.name.startsWith('Ann'));
		expect(ann).toMatchObject({
			name: "Ann O'Neil & Söhne",
			email: 'ann@example.com',
			country: 'US',
			currency: 'USD',
			accountNumber: 'A-1',
			archived: false,
		});

		const control = await accounting.control();
		const ours = new Map<string, number>();
		for (const { currency, open, unapplied } of copy.documents.values()) ours.set(currency, (ours.get(currency) ?? 0) + open - unapplied);
		expect(new Map<string, number>(control.figures.map((figure) => [figure.currency, figure.minor]))).toEqual(ours);
		expect(Object.fromEntries(ours)).toEqual({ USD: 4000 + 3005 - 1990 - 333, MXN: 90000 - 20000, JPY: 98765 - 500 });
		expect(control.calls).toBe(1);
	});

	it('says who the company is', async () => {
		rig = await startRig();
		const accounting = await rig.open();
		expect(await accounting.organisation()).toEqual({
			name: 'Tortuga Trading',
			legal: { name: 'Tortuga Trading', taxId: null, address: null },
			baseCurrency: 'USD',
			timeZone: 'America/Chicago',
			country: 'US',
		});
		expect(rig.sandbox.calls()).toBe(2);
	});

	it.each([
		['84-2917365', '84-2917365'],
		['123-45-6789', null],
	])('says it as it is registered, and never a person’s own number: %s', async (taxId, told) => {
		const address = { line: '2210 Larimer Street', city: 'Denver', region: 'CO', postalCode: '80205' };
		rig = await startRig({ organisation: organisation({ legal: { name: 'Tortuga Trading LLC', taxId, address } }) });
		expect((await (await rig.open()).organisation()).legal).toEqual({
			name: 'Tortuga Trading LLC',
			taxId: told,
			address: '2210 Larimer Street, Denver, CO, 80205, US',
		});
	});

	it('costs one call a page of 1,000 and twelve more at most', async () => {
		const paid = Array.from({ length: 1200 }, (_, i) => ({
			kind: 'payment' as const,
			customer: 'ann',
			currency: 'USD',
			day: addDays(today, -1),
			total: '100.25',
			applied: [{ invoice: `i${i * 50}`, amount: '100.25', day: addDays(today, -1) }],
		})).slice(0, 50);
		rig = await startRig({ organisation: organisation({ documents: [...invoices(2500), ...paid] }) });
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copy.documents.size).toBe(2550);
		expect(copyView(copy)).toEqual(storeView(rig));
		const calls = rig.sandbox.calls();
		// 1 preferences, 1 company, 6 counts, pages: 1 of customers, 3 + 1 of invoices, 1 of payments; 1 report.
		expect(calls).toBe(15);
		expect(calls).toBeLessThanOrEqual(1.05 * Math.ceil(2550 / 1000) + 12);
		expect(copy.pages.reduce((all, page) => all + page.calls, 0)).toBe(calls);
		expect(copy.pages.at(-2)?.progress).toEqual({ kind: 'payment', done: 50, total: 50 });
		expect(copy.pages.filter((page) => page.progress.kind === 'invoice').at(-1)?.progress).toEqual({
			kind: 'invoice',
			done: 2500,
			total: 2500,
		});
	}, 60_000);

	it('misses nothing while documents change between its pages', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(2300) }) });
		const accounting = await rig.open();
		const all = rig.sandbox.dump(realmOf()).documents.map((row) => row.id);
		let turn = 0;
		const copy = await readAll(accounting, accounting.everything(horizon), undefined, () => {
			rig.pass(1000);
			turn += 1;
			const pick = (n: number): number => all[(turn * 397 + n * 131) % all.length] ?? 0;
			// Rows leave the open slice, join it again, and new ones come.
			for (let n = 0; n < 5; n += 1) {
				const row = rig.sandbox.dump(realmOf()).documents.find((each) => each.type === 'Invoice' && each.id === pick(n));
				if (row && row.balance > 0)
					rig.edit.pay({ customer: row.customer, day: today, total: row.balance, apply: [{ invoice: row.id, minor: row.balance }] });
			}
			const [payment] = rig.sandbox.dump(realmOf()).documents.filter((each) => each.type === 'Payment' && each.state === 'live');
			if (payment && turn % 2) rig.edit.deleteDocument('Payment', payment.id);
			rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 1234, number: `new ${turn}` });
		});
		rig.pass(1000);
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(copyView(copy)).toEqual(storeView(rig));
	}, 60_000);
});

const realmOf = (): string => ledger.slice('quickbooks-'.length);

describe('a delta', () => {
	it('costs one call, and says each application on its own day', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		rig.pass(600_000);
		const [one, two, three] = rig.sandbox.dump(realmOf()).documents;
		if (!one || !two || !three) throw new Error('three invoices');
		rig.edit.pay({ customer: 1, day: day('2026-11-20'), total: 500, apply: [{ invoice: one.id, minor: 300 }] });
		rig.edit.credit({ customer: 1, day: day('2026-11-21'), total: 700, number: 'CM', apply: [{ invoice: two.id, minor: 700 }] });
		rig.edit.voidDocument('Invoice', three.id);
		const before = rig.sandbox.calls();
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		expect(rig.sandbox.calls() - before).toBe(1);
		expect(copyView(copy)).toEqual(storeView(rig));
		const entries = (id: number, kind = 'invoice') => copy.documents.get(`${kind} ${id}`)?.entries;
		expect(entries(one.id)).toEqual([
			{ day: one.day, kind: 'issued', minor: one.total },
			{ day: '2026-11-20', kind: 'payment', minor: -300, source: expect.any(String) },
		]);
		expect(entries(two.id)?.[1]).toEqual({ day: '2026-11-21', kind: 'credit', minor: -700, source: expect.any(String) });
		expect(copy.documents.get(`invoice ${three.id}`)).toMatchObject({
			state: 'void',
			total: 0,
			open: 0,
			entries: [],
			providerStatus: 'Voided',
		});
		const credit = [...copy.documents.values()].find((each) => each.kind === 'credit-note');
		expect(credit).toMatchObject({ state: 'closed', unapplied: 0, number: 'CM' });
		expect(credit?.entries).toEqual([
			{ day: '2026-11-21', kind: 'issued', minor: 700 },
			{ day: '2026-11-21', kind: 'credit', minor: -700, source: expect.any(String) },
		]);
	});

	it('tells of what is deleted and merged, by a version that beats every other', async () => {
		rig = await startRig({
			organisation: organisation({
				customers: [
					{ id: 'ann', name: 'Ann' },
					{ id: 'bob', name: 'Bob' },
				],
				documents: invoices(2),
			}),
		});
		const accounting = await rig.open();
		const copy = await readAll(accounting, accounting.everything(horizon));
		rig.pass(60_000);
		const [one, two] = rig.sandbox.dump(realmOf()).documents;
		if (!one || !two) throw new Error('two invoices');
		rig.edit.edit('Invoice', one.id, { total: 999 });
		rig.edit.deleteDocument('Invoice', one.id);
		rig.edit.mergeCustomers(1, 2);
		const known = copy.documents.get(`invoice ${one.id}`)?.version ?? '';
		await readAll(accounting, accounting.changes(copy.watermark), copy);
		const gone = copy.documents.get(`invoice ${one.id}`);
		expect(gone).toMatchObject({ state: 'deleted', open: 0, unapplied: 0 });
		expect((gone?.version ?? '') > known).toBe(true);
		expect(copy.documents.get(`invoice ${two.id}`)?.customer).toBe(`${ledger}~2`);
		expect(copy.customers.get(`${ledger}~1`)).toMatchObject({ archived: true, name: 'Ann (deleted)' });
		expect(copyView(copy)).toEqual(storeView(rig));
	});
});
