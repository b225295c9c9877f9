/** Postings written through the real node-quickbooks over HTTP into the sandbox's books: each step once, twice, with its answer lost, refused, throttled. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { type LocalAnswer, serveLocal } from '../../../../local/sandbox/server.ts';
import { openQuickbooksPosting } from '../../../../shared/adapters/quickbooks/posting.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { PostingStep } from '../../../../shared/domain/posting.ts';
import { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { LedgerPosting, PostOrder } from '../../../../shared/ports/posting.ts';
import { invoices, ledger, organisation, type Rig, realm, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

const reference = 'Cobro 01JCZ5W7T0Q8';
const dayMs = 86_400_000;
const due = addDays(today, 14);

let rig: Rig;
let extra: (() => Promise<void>) | undefined;
afterEach(async () => {
	await extra?.();
	extra = undefined;
	await rig.close();
});

type Desk = {
	readonly posting: LedgerPosting;
	readonly order: (doing: PostingStep, minor?: number, more?: Partial<PostOrder>) => PostOrder;
	/** Of the first customer: an invoice of 100.25, a credit memo of 30, an unapplied payment of 40, a bill of 9 of their other side. */
	readonly invoice: string;
	readonly memo: string;
	readonly money: string;
	readonly bill: string;
};
const accounts = { banks: { USD: '35', MXN: '101' }, discount: '2', 'write-off': '3', 'late-fee': '5', clearing: '36' } as const;

/** An account in pesos for dollars. */
const mexican = { USD: '101' } as const;

const desk = async (country = 'US'): Promise<Desk> => {
	rig = await startRig({ organisation: organisation({ country, documents: invoices(1) }) });
	const [invoice] = rig.sandbox.dump(realm).documents;
	const customer = invoice?.customer ?? 0;
	const memo = rig.edit.credit({ customer, day: today, total: 3000 });
	const money = rig.edit.pay({ customer, day: today, total: 4000 });
	const books = rig.sandbox.editPayables(realm);
	const vendor = books.createVendor({ name: 'Their other side', currency: currency('USD') });
	const bill = books.createBill({ vendor, day: today, total: 900 });
	const { tokens } = await rig.connect();
	return {
		posting: await openQuickbooksPosting(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now),
		order: (step, minor = 0, more = {}) => ({
			key: '01JCZ5W7T0Q8-0',
			step,
			customer: customerId(ledger, String(customer)),
			currency: currency('USD'),
			minor,
			day: today,
			reference,
			text: 'Early-payment discount, 2 %',
			accounts,
			suppliers: [customerId(ledger, String(vendor))],
			...more,
		}),
		invoice: String(invoice?.id),
		memo: String(memo),
		money: String(money),
		bill: String(bill),
	};
};
const faultOf = async (doing: Promise<unknown>): Promise<AccountingFault> =>
	doing.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as AccountingFault,
	);
const row = (type: string, id: string) => rig.sandbox.dump(realm).documents.find((each) => each.type === type && String(each.id) === id);
/** Everything in the books, without versions. */
const seen = (): string => {
	const { documents, links, checks, payables } = rig.sandbox.dump(realm);
	return JSON.stringify([[...documents, ...checks, ...payables].map((each) => ({ ...each, updated: 0, sync: 0 })), links]);
};
/** Money in and out of it adds up: balances of documents are what their links leave, and customers owe what is open. */
const addsUp = (): void => {
	const { documents, links, control, checks } = rig.sandbox.dump(realm);
	for (const each of documents.filter(({ state }) => state === 'live')) {
		const of = (mine: (typeof links)[number]): boolean =>
			each.type === 'Payment' ? mine.payment === each.id && mine.type !== 'CreditMemo' : mine.type === each.type && mine.target === each.id;
		const memos = links.filter((link) => each.type === 'Payment' && link.payment === each.id && link.type === 'CreditMemo');
		const sum = (some: typeof links): number => some.reduce((all, { minor }) => all + minor, 0);
		expect([each.type, each.id, each.balance]).toEqual([each.type, each.id, each.total + sum(memos) - sum(links.filter(of))]);
	}
	const open = documents
		.filter(({ state }) => state === 'live')
		.reduce((all, { type, balance }) => all + (type === 'Invoice' ? balance : -balance), 0);
	expect(control.get('USD')).toBe(open + checks.reduce((all, { balance }) => all + balance, 0));
};

type Case = { readonly make: (of: Desk) => PostOrder; readonly path: string };
const cases: Readonly<Record<string, Case>> = {
	'a payment taken back': {
		make: ({ order, invoice }) => {
			const customer = row('Invoice', invoice)?.customer ?? 0;
			const id = rig.edit.pay({ customer, day: today, total: 1000, apply: [{ invoice: Number(invoice), minor: 1000 }] });
			return order({ do: 'take-back', booked: { kind: 'payment', id: String(id), on: invoice } }, 1000);
		},
		path: '/payment',
	},
	'a credit memo': {
		make: ({ order, invoice }) => order({ do: 'credit-note', invoice, to: 'discount' }, 200),
		path: '/creditmemo',
	},
	'a write-off': { make: ({ order, invoice }) => order({ do: 'credit-note', invoice, to: 'write-off' }, 200), path: '/creditmemo' },
	'a credit memo applied': {
		make: ({ order, invoice, memo }) => order({ do: 'allocate', credit: { kind: 'credit-note', id: memo }, invoice }, 700),
		path: '/payment',
	},
	'an unapplied payment applied': {
		make: ({ order, invoice, money }) => order({ do: 'allocate', credit: { kind: 'payment', id: money }, invoice }, 700),
		path: '/payment',
	},
	'a late fee': { make: ({ order, invoice }) => order({ do: 'late-fee', invoice, due }, 4000), path: '/invoice' },
	'a credit memo paid back': {
		make: ({ order, memo }) => order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 500),
		path: '/purchase',
	},
	'an unapplied payment paid back': {
		make: ({ order, money }) => order({ do: 'refund', credit: { kind: 'payment', id: money } }, 500),
		path: '/purchase',
	},
	'a set-off, our side': { make: ({ order, invoice }) => order({ do: 'clear-invoice', invoice }, 900), path: '/payment' },
	'a set-off, their side': { make: ({ order, bill }) => order({ do: 'clear-bill', bill }, 900), path: '/billpayment' },
	'a note': {
		make: ({ order, invoice }) => order({ do: 'note', document: { kind: 'invoice', id: invoice } }, 0, { text: 'Reminder 2 sent' }),
		path: '/invoice',
	},
};

describe.each(Object.entries(cases))('%s', (_, { make, path }) => {
	it('is written once, whoever asks again, and found when the request id is long forgotten', async () => {
		const of = await desk();
		const order = make(of);
		const before = seen();
		expect(await of.posting.find(order)).toBeNull();
		expect(seen()).toBe(before);
		const id = await of.posting.write(order);
		const after = seen();
		expect(after).not.toBe(before);
		addsUp();
		expect(await of.posting.find(order)).toBe(id);
		rig.pass(2 * dayMs);
		const { tokens } = await rig.connect();
		const later = await openQuickbooksPosting(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now);
		expect(await later.find(order)).toBe(id);
		expect(seen()).toBe(after);
	});

	it('ends the same whichever of its answers is lost', async () => {
		const whole = await desk();
		const order = make(whole);
		rig.sandbox.resetCalls();
		const id = await whole.posting.write(order);
		const calls = rig.sandbox.calls();
		expect(calls).toBeGreaterThan(0);
		const after = seen();
		for (let lost = 1; lost <= calls; lost++) {
			await rig.close();
			const { posting, ...of } = await desk();
			const same = make({ posting, ...of });
			cutAfter(lost);
			expect(await faultOf(posting.write(same))).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
			// As the engine goes on: looked for, and written again where it is not there.
			expect((await posting.find(same)) ?? (await posting.write(same))).toBe(id);
			expect(await posting.find(same)).toBe(id);
			expect(seen()).toBe(after);
			addsUp();
		}
	});

	it('is not written where QuickBooks does not get that far, and says what that means', async () => {
		const of = await desk();
		const order = make(of);
		const before = seen();
		for (const [fault, kind] of [
			['throttled-minute', 'throttled'],
			['throttled-xml', 'throttled'],
			['unauthorised', 'unauthorised'],
			['forbidden', 'forbidden'],
			['server-error', 'unavailable'],
			['unavailable-html', 'unavailable'],
			['cut-before', 'unavailable'],
		] as const satisfies readonly (readonly [FaultKind, AccountingFault['kind']])[]) {
			rig.sandbox.faults.add(fault, 1, path);
			expect(await faultOf(of.posting.write(order))).toMatchObject({ name: 'AccountingFault', kind });
			rig.sandbox.faults.clear();
		}
		expect(seen()).toBe(before);
		rig.sandbox.faults.add('throttled-minute');
		expect(await faultOf(of.posting.find(order))).toMatchObject({ kind: 'throttled' });
		await of.posting.write(order);
		expect(seen()).not.toBe(before);
	});
});

const get = async (path: string): Promise<unknown> => {
	const { tokens } = await rig.connect();
	const answer = await fetch(`${rig.sandbox.origin}/v3/company/${realm}/${path}`, {
		headers: { authorization: `Bearer ${tokens.access}` },
	});
	return answer.json();
};
/** Something happens once, between the question for a version and the change. */
const beforeWrite = (happens: () => void): void => {
	const { faults } = rig.sandbox;
	const take = faults.take.bind(faults);
	let asked = 0;
	faults.take = (path, kinds) => {
		if (kinds.includes('cut-before') && ++asked === 2) happens();
		return take(path, kinds);
	};
};
/** The answer of this call, counted from now, is lost. */
const cutAfter = (call: number): void => {
	let left = call;
	const { faults } = rig.sandbox;
	const take = faults.take.bind(faults);
	faults.take = (path, kinds) => {
		if (!kinds.includes('cut-after')) return take(path, kinds);
		left -= 1;
		return left === 0 ? 'cut-after' : null;
	};
};

describe('what is written', () => {
	it('a credit memo has its share of the tax, the tax code of the invoice and the chosen service', async () => {
		const { posting, order } = await desk();
		const customer = rig.sandbox.dump(realm).customers[0]?.id ?? 0;
		const invoice = rig.edit.createInvoice({ customer, day: today, due: today, total: 12_100, tax: 2100 });
		const id = await posting.write(order({ do: 'credit-note', invoice: String(invoice), to: 'discount' }, 1000));
		expect(row('CreditMemo', id)).toMatchObject({
			total: 1000,
			tax: 174,
			balance: 1000,
			currency: 'USD',
			day: today,
			description: 'Early-payment discount, 2 %',
		});
		expect(row('CreditMemo', id)?.note).toBe(`${reference} (01JCZ5W7T0Q8-0): Early-payment discount, 2 %`);
		const json = await get(`creditmemo/${id}`);
		expect(JSON.stringify(json)).toContain('"ItemRef":{"value":"2","name":"Discounts and credits"}');
		expect(JSON.stringify(json)).toContain('"TaxCodeRef":{"value":"TAX"}');
		const step = { do: 'allocate', credit: { kind: 'credit-note', id }, invoice: String(invoice) } as const;
		await posting.write(order(step, 1000, { key: '01JCZ5W7T0Q8-1' }));
		expect([row('Invoice', String(invoice))?.balance, row('CreditMemo', id)?.balance]).toEqual([11_100, 0]);
		addsUp();
	});

	it('a credit memo without tax says so, whatever its invoice leaves out; elsewhere it has the code of the invoice', async () => {
		for (const [country, code] of [
			['US', '"TaxCodeRef":{"value":"NON"}'],
			['CA', '"TaxCodeRef":{"value":"7"}'],
		] as const) {
			const { posting, order, invoice } = await desk(country);
			const customer = row('Invoice', invoice)?.customer ?? 0;
			const zero = rig.edit.createInvoice({ customer, day: today, due, total: 5000, taxCodes: [country === 'US' ? 'TAX' : '7'] });
			const id = await posting.write(order({ do: 'credit-note', invoice: String(zero), to: 'discount' }, 1000));
			expect(JSON.stringify(await get(`creditmemo/${id}`))).toContain(code);
			expect(row('CreditMemo', id)).toMatchObject({ total: 1000, tax: 0 });
			if (country === 'US') await rig.close();
		}
	});

	it('a late fee bears no tax, in the United States and elsewhere', async () => {
		for (const country of ['US', 'CA']) {
			const { posting, order, invoice } = await desk(country);
			const id = await posting.write(order({ do: 'late-fee', invoice, due }, 4000));
			expect(row('Invoice', id)).toMatchObject({ total: 4000, tax: 0, balance: 4000, due });
			if (country === 'US') await rig.close();
		}
	});

	it('a credit memo that QuickBooks applied by itself to this invoice is not applied again', async () => {
		const { posting, order, invoice, memo } = await desk();
		rig.edit.applyCredit(Number(memo), today, [{ invoice: Number(invoice), minor: 700 }]);
		const applied = order({ do: 'allocate', credit: { kind: 'credit-note', id: memo }, invoice }, 700);
		expect(await posting.find(applied)).toBe(memo);
		expect(await posting.find({ ...applied, minor: 600 })).toBeNull();
	});

	it('where QuickBooks applies credits by itself, one is made if it can only go where it is wanted, and found there', async () => {
		const { posting, order, invoice } = await desk();
		rig.sandbox.rough.set('auto-apply', true);
		const credit = order({ do: 'credit-note', invoice, to: 'discount' }, 200);
		const memo = await posting.write(credit);
		expect(row('CreditMemo', memo)).toMatchObject({ total: 200, balance: 0 });
		expect(await posting.find(order({ do: 'allocate', credit: { kind: 'credit-note', id: memo }, invoice }, 200))).toBe(memo);
		const customer = row('Invoice', invoice)?.customer ?? 0;
		rig.edit.createInvoice({ customer, day: addDays(today, -90), due: addDays(today, -60), total: 5000 });
		const before = seen();
		const fault = await faultOf(posting.write({ ...credit, key: 'again', reference: 'Cobro again' }));
		expect([fault.kind, fault.message]).toEqual(['refused', expect.stringContaining('automatically apply credits')]);
		expect(seen()).toBe(before);
	});

	it('more of a payment on an invoice that it is on already', async () => {
		const { posting, order, invoice, money } = await desk();
		rig.edit.applyPayment(Number(money), [{ invoice: Number(invoice), minor: 1000 }]);
		await posting.write(order({ do: 'allocate', credit: { kind: 'payment', id: money }, invoice }, 700));
		expect([row('Invoice', invoice)?.balance, row('Payment', money)?.balance]).toEqual([10_025 - 1700, 4000 - 1700]);
		addsUp();
	});

	it('the money of a set-off goes to the clearing account', async () => {
		const { posting, order, invoice } = await desk();
		const id = await posting.write(order({ do: 'clear-invoice', invoice }, 900));
		expect(JSON.stringify(await get(`payment/${id}`))).toContain('"DepositToAccountRef":{"value":"36"}');
	});

	it('a note after what is there, on whatever there is', async () => {
		const { posting, order, invoice, memo, money } = await desk();
		rig.edit.annotate('Invoice', Number(invoice), 'Call Ann');
		for (const [kind, type, id] of [
			['invoice', 'Invoice', invoice],
			['credit-note', 'CreditMemo', memo],
			['payment', 'Payment', money],
		] as const) {
			const before = row(type, id);
			await posting.write(order({ do: 'note', document: { kind, id } }, 0, { key: `note ${kind}`, text: 'Reminder 2 sent' }));
			const note = `${before?.note ? `${before.note}\n` : ''}Reminder 2 sent [${reference}]`;
			expect(row(type, id)).toEqual({ ...before, note, sync: (before?.sync ?? 0) + 1, updated: expect.any(Number) });
		}
	});

	it('a note, and a check, are shown on the page of the document', async () => {
		const { posting, order, memo } = await desk();
		await posting.write(order({ do: 'note', document: { kind: 'credit-note', id: memo } }, 0, { text: 'Sent <b>2</b>' }));
		await posting.write(order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 500, { key: '01JCZ5W7T0Q8-1' }));
		const linking = rig.sandbox.dump(realm).links.find((link) => link.type === 'Check')?.payment;
		const shown = async (path: string) => (await fetch(`${rig.sandbox.origin}/companies/${realm}/${path}`)).text();
		expect(await shown(`CreditMemo/${memo}`)).toContain(`Sent &lt;b&gt;2&lt;/b&gt; [${reference}]`);
		expect(await shown(`Payment/${linking}`)).toContain('paid back by check');
	});

	it('a check is made and its credit used up before the two are linked: not taken for unwritten', async () => {
		const { posting, order, memo, invoice } = await desk();
		const refund = order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 500);
		cutAfter(4);
		expect(await faultOf(posting.write(refund))).toMatchObject({ kind: 'unavailable' });
		expect(rig.sandbox.dump(realm).checks).toHaveLength(1);
		expect(await posting.find(refund)).toBeNull();
		rig.edit.applyCredit(Number(memo), today, [{ invoice: Number(invoice), minor: 2900 }]);
		const fault = await faultOf(posting.find(refund));
		expect(fault).toMatchObject({ kind: 'unavailable' });
		expect(fault.message).toMatch(/less than that is left of the credit.*void the check/);
	});

	it('somebody changed it in between: read again, then written', async () => {
		const { posting, order, invoice } = await desk();
		const note = order({ do: 'note', document: { kind: 'invoice', id: invoice } }, 0);
		beforeWrite(() => rig.edit.annotate('Invoice', Number(invoice), 'Call Ann'));
		expect(await faultOf(posting.write(note))).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('same moment') });
		await posting.write(note);
		expect(row('Invoice', invoice)?.note).toMatch(/^Call Ann\n/);
	});
});

it.each(['a credit memo', 'a late fee', 'a credit memo paid back', 'a set-off, their side'])(
	'%s that a person dated anew is found within a week',
	async (name) => {
		const of = await desk();
		const order = cases[name]?.make(of);
		if (!order) throw new Error('there is no such case');
		const id = await of.posting.write(order);
		// As seen from the other side: what was asked for is of another day than what stands there.
		const seenFrom = (days: number) => of.posting.find({ ...order, day: addDays(today, days) });
		for (const days of [-7, -1, 1, 7]) expect(await seenFrom(days)).toBe(id);
		for (const days of [-8, 8]) expect(await seenFrom(days)).toBeNull();
		expect(await of.posting.find({ ...order, reference: 'Cobro 01JCZ5W7T0Q9' })).toBeNull();
	},
);

it('accounts and services are said with what they are fit for', async () => {
	const { posting } = await desk();
	const all = await posting.accounts();
	expect(all.filter(({ receivesOnly }) => receivesOnly).map(({ name }) => name)).toEqual(['Undeposited Funds']);
	expect(all.map(({ id, currency: of, fit }) => [id, of, fit.join()])).toEqual([
		['4', 'USD', 'bank'],
		['35', 'USD', 'bank,clearing'],
		['36', 'USD', 'bank,clearing'],
		['101', 'MXN', 'bank,clearing'],
		...['1', '2', '3', '5'].map((id) => [id, null, 'discount,write-off,late-fee']),
	]);
});

describe('refused, with words', () => {
	type Refused = readonly [name: string, make: (of: Desk) => PostOrder, words: RegExp];
	const credit = ({ order, invoice }: Desk, minor: number, more: Partial<PostOrder> = {}, of = invoice) =>
		order({ do: 'credit-note', invoice: of, to: 'discount' }, minor, more);
	const refusals: readonly Refused[] = [
		['a credit of more than is open', (of) => credit(of, 1_000_000), /less than that is still open/],
		['a credit on nothing', (of) => credit(of, 1, {}, '99999'), /not in QuickBooks any more/],
		['a credit on no id', (of) => credit(of, 1, {}, '../customer/1'), /no such id/],
		['a credit in another currency', (of) => credit(of, 1, { currency: currency('EUR') }), /another currency/],
		['a credit to no service', (of) => credit(of, 1, { accounts: { banks: {} } }), /no service for discounts and credits was chosen/],
		['a credit to a service that is gone', (of) => credit(of, 1, { accounts: { banks: {}, discount: '77' } }), /QuickBooks refused/],
		[
			'a credit on several rates',
			(of) => {
				const customer = rig.sandbox.dump(realm).customers[0]?.id ?? 0;
				const mixed = rig.edit.createInvoice({ customer, day: today, due, total: 11_000, tax: 1000, taxCodes: ['TAX', 'NON'] });
				return credit(of, 100, {}, String(mixed));
			},
			/several tax rates/,
		],
		[
			'more than is left of a memo',
			({ order, memo, invoice }) => order({ do: 'allocate', credit: { kind: 'credit-note', id: memo }, invoice }, 3001),
			/QuickBooks refused/,
		],
		[
			'more than is unapplied',
			({ order, money, invoice }) => order({ do: 'allocate', credit: { kind: 'payment', id: money }, invoice }, 4001),
			/less than that is unapplied/,
		],
		[
			'an overpayment',
			({ order, invoice }) => order({ do: 'allocate', credit: { kind: 'overpayment', id: '1' }, invoice }, 1),
			/no overpayments/,
		],
		[
			'a refund of more than is left',
			({ order, memo }) => order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 3001),
			/less than that is left/,
		],
		[
			'a refund from no bank',
			({ order, memo }) => order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 1, { accounts: { banks: {} } }),
			/no bank account for USD/,
		],
		[
			'a refund from a bank of another currency',
			({ order, memo }) => order({ do: 'refund', credit: { kind: 'credit-note', id: memo } }, 1, { accounts: { banks: mexican } }),
			/QuickBooks refused/,
		],
		['a set-off of more than is open', ({ order, invoice }) => order({ do: 'clear-invoice', invoice }, 1_000_000), /QuickBooks refused/],
		[
			'a set-off of more than the bill',
			({ order, bill }) => order({ do: 'clear-bill', bill }, 901),
			/less than that is still open on the bill/,
		],
		[
			'a bill of another supplier',
			({ order, bill }) => order({ do: 'clear-bill', bill }, 900, { suppliers: [customerId(ledger, '99999')] }),
			/of another supplier/,
		],
		[
			'a payment nobody knows',
			({ order }) => order({ do: 'take-back', booked: { kind: 'payment', id: '99999' } }),
			/not in QuickBooks any more/,
		],
		[
			'a payment whose rest was applied to another invoice',
			({ order, invoice }) => {
				const customer = row('Invoice', invoice)?.customer ?? 0;
				const other = rig.edit.createInvoice({ customer, day: today, due, total: 900 });
				const apply = [Number(invoice), other].map((each) => ({ invoice: each, minor: 500 }));
				const id = String(rig.edit.pay({ customer, day: today, total: 1500, apply }));
				return order({ do: 'take-back', booked: { kind: 'payment', id, on: invoice } }, 1500);
			},
			/applied to other invoices.*take it off them in QuickBooks first/,
		],
		[
			'what was paid too much, applied meanwhile',
			({ order, invoice }) => {
				const customer = row('Invoice', invoice)?.customer ?? 0;
				const id = String(rig.edit.pay({ customer, day: today, total: 1500, apply: [{ invoice: Number(invoice), minor: 500 }] }));
				return order({ do: 'take-back', booked: { kind: 'payment', id, on: null } }, 1500);
			},
			/applied to other invoices.*take it off them in QuickBooks first/,
		],
		[
			'a note that has no room',
			({ order, invoice }) => order({ do: 'note', document: { kind: 'invoice', id: invoice } }, 0, { text: 'x'.repeat(4000) }),
			/full/,
		],
		['an expected day', ({ order, invoice }) => order({ do: 'expected-date', invoice, expected: due }), /no field/],
	];
	it.each(refusals)('%s', async (_, make, words) => {
		const of = await desk();
		const order = make(of);
		const before = seen();
		const fault = await faultOf(of.posting.write(order));
		expect(fault).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
		expect(fault.message).toMatch(words);
		expect(seen()).toBe(before);
	});

	it('in books that are closed', async () => {
		const of = await desk();
		const orders = Object.entries(cases).map(([name, { make }]) => ({ ...make(of), key: name.slice(0, 40) }));
		rig.edit.closeBooks(today);
		for (const order of orders) {
			const fault = await faultOf(of.posting.write(order));
			expect([order.step.do, fault.kind, fault.message]).toEqual([order.step.do, 'refused', expect.stringContaining('closed')]);
		}
	});
});

it('each call is told of before it is made, and one that is held back is not made; a silent QuickBooks is given up', async () => {
	const { order, invoice } = await desk();
	const asked: string[] = [];
	let held = false;
	const meter = {
		ask: (what: string) => {
			asked.push(what);
			if (held) throw new AccountingFault('throttled', 'no calls left this month', 1000);
		},
		heard: () => undefined,
	};
	const { tokens } = await rig.connect();
	const posting = await openQuickbooksPosting(rig.sandbox.origin, 300)(ledger, tokens.access, () => rig.clock.now, meter);
	const fee = order({ do: 'late-fee', invoice, due }, 4000);
	await posting.find(fee);
	await posting.write(fee);
	expect(asked).toEqual(['read', 'read', 'write']);
	held = true;
	rig.sandbox.resetCalls();
	expect(await faultOf(posting.find(fee))).toMatchObject({ kind: 'throttled' });
	expect(rig.sandbox.calls()).toBe(0);
	held = false;
	rig.sandbox.faults.add('slow', 1, '/query');
	expect(await faultOf(posting.find(fee))).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('in time') });
});

describe('a day with thousands of purchases', () => {
	const withOurs = async (at: number): Promise<LedgerPosting> => {
		const purchase = (n: number) => ({
			Id: String(n),
			SyncToken: '0',
			TotalAmt: 5,
			PrivateNote: n === at ? `${reference} (a key): back` : '',
		});
		const server = await serveLocal({
			port: 0,
			name: 'busy',
			routes: {
				'GET /v3/company/{realm}/query': ({ query }) => {
					const asked = query.get('query') ?? '';
					const start = Number(/startposition (\d+)/i.exec(asked)?.[1]);
					if (!/from purchase/i.test(asked)) return { body: { QueryResponse: { Payment: [linked] } } };
					const rows = Array.from({ length: 1000 }, (_, i) => purchase(start + i)).filter(({ Id }) => Number(Id) <= at);
					return { body: { QueryResponse: { Purchase: rows } } };
				},
			},
		});
		extra = () => server.close();
		const linked = {
			Id: '9',
			SyncToken: '0',
			TotalAmt: 0,
			CustomerRef: { value: '1' },
			PrivateNote: `${reference} (a key): back`,
			Line: [
				{
					Amount: 5,
					LinkedTxn: [
						{ TxnId: String(at), TxnType: 'Check' },
						{ TxnId: '7', TxnType: 'CreditMemo' },
					],
				},
			],
		};
		return openQuickbooksPosting(server.origin, 2_000)(ledger, 'token', () => rig.clock.now);
	};

	it('ours is found behind the first thousand, and with too many nothing is said', async () => {
		const { order } = await desk();
		const refund = order({ do: 'refund', credit: { kind: 'credit-note', id: '7' } }, 500);
		expect(await (await withOurs(1500)).find(refund)).toBe('1500');
		await extra?.();
		expect(await faultOf((await withOurs(20_000)).find(refund))).toMatchObject({ kind: 'unavailable' });
	});
});

describe('an answer that cannot be read says nothing', () => {
	const html: LocalAnswer = { status: 200, body: '<html><body>a proxy says something</body></html>' };
	const half: LocalAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Payment": {"Id": "1' };
	const steps: readonly PostingStep[] = [
		{ do: 'take-back', booked: { kind: 'payment', id: '1' } },
		{ do: 'credit-note', invoice: '1', to: 'discount' },
		{ do: 'allocate', credit: { kind: 'credit-note', id: '1' }, invoice: '1' },
		{ do: 'allocate', credit: { kind: 'payment', id: '1' }, invoice: '1' },
		{ do: 'late-fee', invoice: '1', due },
		{ do: 'refund', credit: { kind: 'credit-note', id: '1' } },
		{ do: 'refund', credit: { kind: 'payment', id: '1' } },
		{ do: 'clear-invoice', invoice: '1' },
		{ do: 'clear-bill', bill: '1' },
		{ do: 'note', document: { kind: 'invoice', id: '1' } },
	];
	it.each([
		['a page', html],
		['half an answer', half],
		['another shape', { body: { Colours: [] } }],
		['409', { status: 409, body: {} }],
	] as const)('%s', async (_, answer) => {
		const { order } = await desk();
		const server = await serveLocal({ port: 0, name: 'odd', routes: { 'ANY /{rest+}': () => answer } });
		extra = () => server.close();
		const posting = await openQuickbooksPosting(server.origin, 2_000)(ledger, 'token', () => rig.clock.now);
		for (const step of steps) {
			expect([step.do, (await faultOf(posting.find(order(step, 1)))).kind]).toEqual([step.do, 'unavailable']);
			expect([step.do, (await faultOf(posting.write(order(step, 1)))).kind]).toEqual([step.do, 'unavailable']);
		}
	});
});
