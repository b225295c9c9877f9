/** Journal entries and refund receipts as a bookkeeper enters them: what is owed, by whom, what settles it, what is free again, and what tells of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { currency } from '../../../shared/domain/money.ts';
import { invoices, organisation, type Rig, realm, startRig, today } from './rig.ts';

let rig: Rig;
let [ann, bob] = [0, 0];
beforeEach(async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(2) }) });
	ann = rig.sandbox.dump(realm).customers[0]?.id ?? 0;
	bob = rig.edit.createCustomer({ name: 'Bob', currency: currency('USD') });
});
afterEach(async () => {
	const { holds, invariants } = (await (await fetch(`${rig.sandbox.origin}/invariants.json`)).json()) as {
		holds: boolean;
		invariants: object[];
	};
	expect([holds, holds ? [] : invariants]).toEqual([true, []]);
	await rig.close();
});

const entries = () => rig.sandbox.journals(realm);
const balance = (id: number): number => rig.sandbox.dump(realm).customers.find((each) => each.id === id)?.balance ?? 0;
const openOf = (id: number) =>
	rig.sandbox
		.dump(realm)
		.journals.filter((row) => row.id === id && row.state === 'live')
		.map(({ customer, minor, rest }) => [customer, minor, rest]);
const payment = (id: number) => rig.sandbox.dump(realm).documents.find((each) => each.type === 'Payment' && each.id === id);
const api = async (path: string): Promise<Record<string, unknown>> => {
	const { tokens } = await rig.connect();
	const answer = await fetch(`${rig.sandbox.origin}/v3/company/${realm}/${path}`, {
		headers: { authorization: `Bearer ${tokens.access}` },
	});
	return (await answer.json()) as Record<string, unknown>;
};
const report = async (columns: string): Promise<string[][]> => {
	const { Rows } = await api(`reports/AgedReceivableDetail?report_date=2030-01-01&columns=${columns}`);
	const { Row } = Rows as { Row: { Rows: { Row: { ColData: { value: string; id?: string }[] }[] } }[] };
	return Row.flatMap((section) => section.Rows.Row.map(({ ColData }) => ColData.map(({ value, id }) => id ?? value)));
};

it('a transfer is a credit of one customer and a debit of another, a row each in the report', async () => {
	const before = [balance(ann), balance(bob)];
	const id = entries().transfer({ from: ann, to: bob, day: today, minor: 5_000, number: 'T-1' });
	expect([balance(ann), balance(bob)]).toEqual([(before[0] ?? 0) - 5_000, 5_000]);
	expect(openOf(id)).toEqual([
		[bob, 5_000, 5_000],
		[ann, -5_000, -5_000],
	]);
	// The credit pays Ann's invoice, part of the debit is paid with money.
	const [invoice] = rig.sandbox.dump(realm).documents.filter(({ type }) => type === 'Invoice');
	const used = rig.edit.pay({
		customer: ann,
		day: today,
		total: 0,
		apply: [{ invoice: invoice?.id ?? 0, minor: 5_000 }],
		journalCredits: [{ journal: id, minor: 5_000 }],
	});
	const paid = rig.edit.pay({ customer: bob, day: today, total: 2_000, journals: [{ journal: id, minor: 2_000 }] });
	expect(openOf(id)).toEqual([
		[bob, 5_000, 3_000],
		[ann, -5_000, 0],
	]);
	const rows = await report('txn_type,cust_name,tx_date,subt_amount,subt_open_bal,foreign_open_bal');
	expect(rows.filter(([which]) => which === String(id))).toEqual([[String(id), String(bob), today, '50.00', '30.00', '30.00']]);
	rig.sandbox.rough.set('foreign-only', true);
	const inForeign = (await report('txn_type,subt_amount,subt_open_bal,foreign_amount,foreign_open_bal')).filter(
		([which]) => which === String(id),
	);
	expect(inForeign).toEqual([[String(id), '', '', '50.00', '30.00']]);
	const { Payment } = await api(`payment/${used}`);
	expect(Payment).toMatchObject({
		TotalAmt: 0,
		Line: [{ LinkedTxn: [{ TxnType: 'Invoice' }] }, { LinkedTxn: [{ TxnId: String(id), TxnType: 'JournalEntry' }] }],
	});
	// A payment of nothing but the credit is gone with the entry, money is left.
	entries().remove(id);
	expect([payment(used)?.state, payment(paid)?.balance, openOf(id)]).toEqual(['deleted', 2_000, []]);
	expect([balance(ann), balance(bob)]).toEqual([before[0], -2_000]);
});

it('an entry with another amount keeps what is settled of it, and no less', () => {
	const id = entries().add({ customer: bob, day: today, minor: 4_000 }) ?? 0;
	rig.edit.pay({ customer: bob, day: today, total: 1_000, journals: [{ journal: id, minor: 1_000 }] });
	entries().edit(id, { minor: 1_500, number: 'J-2' });
	expect(openOf(id)).toEqual([[bob, 1_500, 500]]);
	expect(() => entries().edit(id, { minor: 999 })).toThrow('1000 settled');
	expect(() => entries().edit(id, { minor: -4_000 })).toThrow('1000 settled');
	expect(() => rig.edit.pay({ customer: ann, day: today, total: 100, journals: [{ journal: id, minor: 100 }] })).toThrow('not part');
	expect(() =>
		rig.edit.pay({
			customer: bob,
			day: today,
			total: 0,
			journals: [{ journal: id, minor: 100 }],
			journalCredits: [{ journal: id, minor: 100 }],
		}),
	).toThrow('not part');
	const credit = entries().add({ customer: bob, day: today, minor: -700 }) ?? 0;
	entries().edit(credit, { minor: -900 });
	expect(openOf(credit)).toEqual([[bob, -900, -900]]);
});

it('a customer with both sides of a transfer after a merge has one row, of what is open together', async () => {
	const id = entries().transfer({ from: ann, to: bob, day: today, minor: 5_000 });
	rig.edit.pay({ customer: bob, day: today, total: 1_200, journals: [{ journal: id, minor: 1_200 }] });
	rig.edit.mergeCustomers(ann, bob);
	expect((await report('txn_type,cust_name,subt_amount,subt_open_bal')).filter(([which]) => which === String(id))).toEqual([
		[String(id), String(bob), '0.00', '-12.00'],
	]);
});

it('wages touch no receivables, and a refund none either', async () => {
	const before = [balance(ann), await report('txn_type')];
	entries().other({ day: today, minor: 90_000, debit: '86', credit: '35' });
	rig.edit.refund({ customer: ann, day: today, total: 700, reference: 'R-1' });
	expect([balance(ann), await report('txn_type')]).toEqual(before);
	expect(() => entries().other({ day: today, minor: 1, debit: '900', credit: '35' })).toThrow('no account 900');
	expect(() => entries().transfer({ from: ann, to: ann, day: today, minor: 1 })).toThrow('another customer');
});

it.each(['cloudevents', 'legacy'] as const)('webhooks tell of both, in the shape of %s', async (format) => {
	const heard: string[] = [];
	const server = createServer((asked, answer) => {
		asked.on('data', (part: Buffer) => heard.push(part.toString()));
		asked.on('end', () => answer.end());
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	rig.sandbox.setWebhookFormat(format);
	rig.sandbox.setWebhookUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
	const id = entries().add({ customer: ann, day: today, minor: 100 }) ?? 0;
	entries().edit(id, { minor: 200 });
	entries().remove(id);
	rig.edit.voidDocument('RefundReceipt', rig.edit.refund({ customer: ann, day: today, total: 700 }));
	await rig.sandbox.webhooksIdle();
	const said = heard.join();
	for (const word of format === 'legacy' ? ['Create', 'Update', 'Delete'] : ['created', 'updated', 'deleted'])
		expect(said).toContain(
			format === 'legacy' ? `"name":"JournalEntry","id":"${id}","operation":"${word}"` : `qbo.journalentry.${word}.v1`,
		);
	expect(said).toContain(format === 'legacy' ? '"name":"RefundReceipt"' : 'qbo.refundreceipt.voided.v1');
	await new Promise((done) => {
		server.close(done);
		server.closeAllConnections();
	});
});

it('where it is silent, an entry keeps its version when it is dated anew, settled, merged and deleted', async () => {
	const id = entries().add({ customer: ann, day: today, minor: 4_000 }) ?? 0;
	const other = entries().add({ customer: ann, day: today, minor: 300 }) ?? 0;
	for (const which of ['silent-merge', 'silent-delete', 'silent-date', 'silent-settle'] as const) rig.sandbox.rough.set(which, true);
	rig.edit.pay({ customer: ann, day: today, total: 1_000, journals: [{ journal: id, minor: 1_000 }] });
	entries().edit(id, { number: 'silent' });
	rig.edit.mergeCustomers(ann, bob);
	entries().remove(other);
	expect(entries().one(id)).toMatchObject({ sync: 0, customer: bob, rest: 3_000, number: 'silent' });
	const { CDCResponse } = await api('cdc?entities=JournalEntry&changedSince=2026-11-22T00:00:00Z');
	expect(JSON.stringify(CDCResponse)).not.toContain('Deleted');
	entries().edit(id, { minor: 5_000 });
	expect(entries().one(id)).toMatchObject({ sync: 1, rest: 4_000 });
});

it('books of an older sandbox keep their entries', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-journals-'));
	try {
		const old = await startRig({ dir, organisation: organisation({ documents: [] }) });
		const owner = old.sandbox.dump(realm).customers[0]?.id ?? 0;
		const money = old.edit.pay({ customer: owner, day: today, total: 300 });
		await old.close();
		const db = new DatabaseSync(join(dir, 'quickbooks.sqlite'));
		db.exec(`CREATE TABLE journal (realm TEXT, id INTEGER, sync INTEGER, created INTEGER, updated INTEGER, state TEXT, customer INTEGER, currency TEXT, scale INTEGER,
			number TEXT, note TEXT, day TEXT, minor INTEGER, rest INTEGER) STRICT;
			CREATE TABLE journal_link (realm TEXT, payment INTEGER, journal INTEGER, minor INTEGER) STRICT;
			INSERT INTO journal VALUES ('${realm}', 77, 2, 1, 1, 'live', ${owner}, 'USD', 100, 'OLD', '', '${today}', 900, 600);
			INSERT INTO journal_link VALUES ('${realm}', ${money}, 77, 300);
			UPDATE document SET balance = 0 WHERE id = ${money}`);
		db.close();
		const again = await startRig({ dir, organisation: null });
		expect(again.sandbox.journals(realm).one(77)).toMatchObject({ number: 'OLD', minor: 900, rest: 600, sync: 2, customer: owner });
		expect(((await (await fetch(`${again.sandbox.origin}/invariants.json`)).json()) as { holds: boolean }).holds).toBe(true);
		again.sandbox.edit(realm).voidDocument('Payment', money);
		expect(again.sandbox.journals(realm).one(77)?.rest).toBe(900);
		await again.close();
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
});

it('a transfer and another amount are entered on the page too', async () => {
	const at = `${rig.sandbox.origin}/journals/${realm}`;
	const post = (path: string, form: Readonly<Record<string, string>>) =>
		fetch(`${at}${path}`, { method: 'POST', body: new URLSearchParams(form) });
	const form = { customer: String(ann), to: String(bob), amount: '12.50', day: today, number: 'PAGE-1' };
	expect(await (await post('/transfers', form)).text()).toContain('It is transferred');
	expect(await (await post('/transfers', { ...form, to: '999' })).text()).toContain('Not done: there is no customer 999');
	const [row] = entries().rows("state = 'live'");
	await post(`/${row?.id}/change`, { amount: '20' });
	await post(`/${row?.id}/pay`, { customer: String(bob) });
	expect(openOf(row?.id ?? 0)).toEqual([
		[bob, 2_000, 0],
		[ann, -2_000, -2_000],
	]);
	const transfer = entries().transfer({ from: ann, to: bob, day: today, minor: 500 });
	await post(`/${transfer}/change`, { customer: String(ann), amount: '-7' });
	expect(openOf(transfer)).toEqual([
		[bob, 700, 700],
		[ann, -700, -700],
	]);
	const [invoice] = rig.sandbox.dump(realm).documents;
	const owed = balance(ann);
	const back = await fetch(`${rig.sandbox.origin}/companies/${realm}/Invoice/${invoice?.id}/refund`, {
		method: 'POST',
		body: new URLSearchParams({ amount: '7', day: today }),
	});
	expect(await back.text()).toContain('given back');
	expect(balance(ann)).toBe(owed);
	expect(await (await fetch(`${rig.sandbox.origin}/companies/${realm}`)).text()).toContain('Refund receipt RF-INV-0');
});
