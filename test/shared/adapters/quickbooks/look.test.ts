/** Documents asked for by id: what is there, what is gone, and what cannot be told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQuickbooks } from '../../../../shared/adapters/quickbooks/accounting.ts';
import { customerId, type DocumentKind } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { Accounting, Looked } from '../../../../shared/ports/accounting.ts';
import { horizon, invoices, ledger, organisation, type Rig, readAll, realm, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
let accounting: Accounting;
beforeEach(async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(4) }) });
	accounting = await rig.open();
});
afterEach(() => rig.close());

const idsOf = (type: string): number[] =>
	rig.sandbox
		.dump(realm)
		.documents.filter((row) => row.type === type)
		.map((row) => row.id);
const of = { customer: 1, day: today, total: 700 };
/** One of each, open. */
const one: Readonly<Record<'invoice' | 'credit-note' | 'payment', () => number>> = {
	invoice: () => rig.edit.createInvoice({ ...of, due: today }),
	'credit-note': () => rig.edit.credit(of),
	payment: () => rig.edit.pay(of),
};
const types = { invoice: 'Invoice', 'credit-note': 'CreditMemo', payment: 'Payment' } as const;
const told = ({ documents, refused, gone }: Looked) => ({
	documents: documents.map(({ id, state }) => `${id} ${state}`),
	refused: refused.map(({ kind, id }) => `${kind} ${id}`),
	gone,
});
/** The same, and that calls are counted as the ledger counts them. */
const look = async (kind: DocumentKind, ids: readonly (number | string)[]): Promise<Looked> => {
	const before = rig.sandbox.calls();
	const looked = await accounting.look(kind, ids.map(String));
	expect(looked.calls).toBe(rig.sandbox.calls() - before);
	return looked;
};

describe.each(['invoice', 'credit-note', 'payment'] as const)('%s:', (kind) => {
	it('there, void, deleted, never there, no id', async () => {
		const [open, voided, deleted] = [one[kind](), one[kind](), one[kind]()];
		rig.edit.voidDocument(types[kind], voided);
		rig.edit.deleteDocument(types[kind], deleted);
		const looked = await look(kind, [
			open,
			voided,
			deleted,
			999_999,
			'no id',
			'',
			"1' or '1",
			'list deletions',
			'-1',
			'9'.repeat(21),
			open,
		]);
		expect(told(looked)).toEqual({
			documents: [`${open} open`, `${voided} void`],
			refused: [],
			gone: [String(deleted), '999999'],
		});
		// One for all, one for each of two that the answer left out, and the company's zone where a day must be estimated.
		expect(looked.calls).toBe(3);
	});

	it('as the lists have it', async () => {
		const id = one[kind]();
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect((await look(kind, [id])).documents).toEqual([copy.documents.get(`${kind} ${id}`)]);
	});

	it('one that the query leaves out though it is there is not gone', async () => {
		let id = 0;
		// Rows that are there and in no page.
		while (id % 97 !== 13) id = one[kind]();
		rig.sandbox.rough.set('withheld', true);
		expect(told(await look(kind, [id]))).toEqual({ documents: [`${id} open`], refused: [], gone: [] });
	});

	it('a row that cannot be read is refused, the others are not', async () => {
		const ids = [one[kind](), one[kind](), one[kind]()];
		rig.sandbox.faults.add('broken-row', 1, 'query');
		expect(told(await look(kind, ids))).toEqual({
			documents: [`${ids[1]} open`, `${ids[2]} open`],
			refused: [`${kind} ${ids[0]}`],
			gone: [],
		});
	});

	it('what no delta told of', async () => {
		const [moved, dropped] = [one[kind](), one[kind]()];
		const before = await look(kind, [moved, dropped]);
		const into = rig.edit.createCustomer({ name: 'Bob', currency: currency('USD') });
		rig.sandbox.rough.set('silent-merge', true);
		rig.sandbox.rough.set('silent-delete', true);
		rig.edit.deleteDocument(types[kind], dropped);
		rig.edit.mergeCustomers(1, into);
		const after = await look(kind, [moved, dropped]);
		expect(after.gone).toEqual([String(dropped)]);
		expect(after.documents).toEqual([{ ...before.documents[0], customer: customerId(ledger, String(into)) }]);
	});
});

it('kinds that QuickBooks has not, and nothing at all, cost nothing', async () => {
	for (const [kind, ids] of [
		['overpayment', ['1', '2']],
		['prepayment', ['1']],
		['invoice', []],
		['payment', ['x']],
	] as const)
		expect(await look(kind, ids)).toEqual({ documents: [], refused: [], gone: [], calls: 0 });
});

it('an id of another kind is none of that kind', async () => {
	const memo = one['credit-note']();
	expect(told(await look('invoice', [memo]))).toEqual({ documents: [], refused: [], gone: [String(memo)] });
});

it('asks for the company’s zone once, where a day must be estimated', async () => {
	const [first = 0, second = 0] = idsOf('Invoice');
	rig.edit.pay({ ...of, apply: [{ invoice: first, minor: 700 }] });
	expect((await look('invoice', [first, second])).calls).toBe(2);
	const again = await look('invoice', [first]);
	expect(again.calls).toBe(1);
	expect(again.documents[0]?.entries.at(-1)).toMatchObject({ minor: -700, estimated: true, day: today });
	expect((await look('payment', idsOf('Payment'))).calls).toBe(1);
});

it('a no of QuickBooks to one is said of that one; a fault of another kind is thrown', async () => {
	const id = one.invoice();
	for (const [fault, kind] of [
		['unauthorised', 'unauthorised'],
		['throttled-minute', 'throttled'],
		['server-error', 'unavailable'],
		['unavailable-html', 'unavailable'],
		['cut-before', 'unavailable'],
		['truncated-page', 'refused'],
	] as const)
		for (const path of ['query', 'invoice/']) {
			rig.sandbox.faults.add(fault, 1, path);
			await expect(accounting.look('invoice', [String(id), '999999'])).rejects.toMatchObject({ name: 'AccountingFault', kind });
		}
	expect(told(await look('invoice', [id, '999999']))).toEqual({ documents: [`${id} open`], refused: [], gone: ['999999'] });
});

it('takes as many at once as an address holds, and more one after the other', async () => {
	const many = Array.from({ length: 230 }, () => one.invoice());
	const looked = await look('invoice', many);
	expect([looked.documents.length, looked.calls]).toEqual([230, 5]);
	const addresses: string[] = [];
	const server = createServer(({ url = '' }, answer) => {
		addresses.push(url);
		answer.writeHead(503).end();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	const recorded = await openQuickbooks(`http://127.0.0.1:${port}`)(ledger, 'token', () => rig.clock.now);
	for (const digits of [7, 20])
		await expect(
			recorded.look(
				'credit-note',
				Array.from({ length: recorded.atOnce('credit-note') }, (_, i) => String(i).padStart(digits, '7')),
			),
		).rejects.toMatchObject({ kind: 'unavailable' });
	console.log(
		`quickbooks look: ${recorded.atOnce('credit-note')} ids of 7 and 20 digits are addresses of ${addresses.map(({ length }) => length).join(' and ')} letters`,
	);
	expect(Math.max(...addresses.map(({ length }) => length))).toBeLessThan(4000);
	await new Promise((done) => {
		server.close(done);
		server.closeAllConnections();
	});
}, 60_000);
