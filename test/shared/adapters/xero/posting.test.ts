/** Postings written through the real xero-node over HTTP into the sandbox's books: each step once, twice, with its answer lost, refused, throttled. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { type LocalAnswer, serveLocal } from '../../../../local/sandbox/server.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXeroPosting } from '../../../../shared/adapters/xero/posting.ts';
import { addDays, type Day } from '../../../../shared/domain/day.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { PostingStep } from '../../../../shared/domain/posting.ts';
import { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { LedgerPosting, PostOrder } from '../../../../shared/ports/posting.ts';
import { type Clock, ledger, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';

const reference = 'Cobro 01JCZ5W7T0Q8';
const minutes = 60_000;

let sandbox: XeroSandbox;
let clock: Clock;
afterEach(() => sandbox.close());

type Make = (doing: PostingStep, minor?: number, more?: Partial<PostOrder>) => PostOrder;
type Rig = { readonly posting: LedgerPosting; readonly order: Make; readonly idOf: (number: string) => string };
const documents = () => sandbox.dump(orgId).documents;
const numbered = (number: string) => documents().find((each) => each.number === number);
const byId = (id: string) => documents().find((each) => each.id === id);
const ofKind = (kind: string) => documents().find((each) => each.kind === kind && each.status === 'AUTHORISED' && each.rest > 0);
const get = async (path: string): Promise<Record<string, Record<string, unknown>[]>> => {
	const token = sandbox.consent([orgId]).access_token;
	const answer = await fetch(`${sandbox.origin}/api.xro/2.0/${path}`, {
		headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId },
	});
	return (await answer.json()) as Record<string, Record<string, unknown>[]>;
};

const rig = async (): Promise<Rig> => {
	clock = testClock();
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(), today);
	const posting = await openXeroPosting(sandbox.origin)(ledger, sandbox.consent([orgId]).access_token, clock.now);
	const byCode = new Map((await posting.accounts()).map((row) => [row.code, row.id]));
	const account = (code: string): string => byCode.get(code) ?? 'none';
	return {
		posting,
		idOf: (number) => numbered(number)?.id ?? 'none',
		order: (step, minor = 0, more = {}) => ({
			key: '01JCZ5W7T0Q8-0',
			step,
			customer: customerId(ledger, numbered('INV-2')?.contact ?? ''),
			currency: currency('GBP'),
			minor,
			day: today,
			reference,
			text: 'Early-payment discount, 2 % of INV-2',
			accounts: {
				banks: { GBP: account('090'), EUR: account('091') },
				discount: account('405'),
				'write-off': account('404'),
				'late-fee': account('270'),
				clearing: account('881'),
			},
			suppliers: [customerId(ledger, numbered('INV-2')?.contact ?? '')],
			...more,
		}),
	};
};
const faultOf = async (doing: Promise<unknown>): Promise<AccountingFault> =>
	doing.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as AccountingFault,
	);

/** Everything in the books that money or a person can see, without versions. */
const seen = (): string => {
	const { notes, bills, expected } = sandbox.dump(orgId);
	return JSON.stringify([[...documents(), ...bills].map((each) => ({ ...each, updated: '' })), notes, expected]);
};

type Case = { readonly make: (of: Rig) => PostOrder; readonly path: string };
const due: Day = addDays(today, 14);
const cases: Readonly<Record<string, Case>> = {
	'a payment taken back': {
		make: ({ order }) => {
			const id = documents().find((each) => each.kind === 'payment' && each.total === 4005)?.id ?? '';
			return order({ do: 'take-back', booked: { kind: 'payment', id } }, 4005);
		},
		path: 'POST /api.xro/2.0/Payments/',
	},
	'an overpayment taken back': {
		make: ({ order }) => order({ do: 'take-back', booked: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' } }, 2000),
		path: 'POST /api.xro/2.0/BankTransactions/',
	},
	'a credit note': {
		make: ({ order, idOf }) => order({ do: 'credit-note', invoice: idOf('INV-2'), to: 'discount' }, 100),
		path: '/api.xro/2.0/CreditNotes',
	},
	'a write-off': {
		make: ({ order, idOf }) => order({ do: 'credit-note', invoice: idOf('INV-2'), to: 'write-off' }, 100),
		path: '/api.xro/2.0/CreditNotes',
	},
	'an overpayment applied': {
		make: ({ order, idOf }) =>
			order({ do: 'allocate', credit: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' }, invoice: idOf('INV-2') }, 700),
		path: '/Allocations',
	},
	'a prepayment applied': {
		make: ({ order, idOf }) =>
			order({ do: 'allocate', credit: { kind: 'prepayment', id: ofKind('prepayment')?.id ?? '' }, invoice: idOf('INV-2') }, 700),
		path: '/Allocations',
	},
	'a late fee': { make: ({ order, idOf }) => order({ do: 'late-fee', invoice: idOf('INV-2'), due }, 4000), path: '/api.xro/2.0/Invoices' },
	'a refund': {
		make: ({ order }) => order({ do: 'refund', credit: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' } }, 500),
		path: 'POST /api.xro/2.0/Payments',
	},
	'a set-off, our side': {
		make: ({ order, idOf }) => order({ do: 'clear-invoice', invoice: idOf('INV-2') }, 900),
		path: 'POST /api.xro/2.0/Payments',
	},
	'a set-off, their side': {
		make: ({ order }) => {
			const contact = numbered('INV-2')?.contact ?? '';
			const bill = sandbox.edit(orgId).addBill({ contact, currency: 'GBP', issued: today, due, total: 900, number: 'B-1' });
			return order({ do: 'clear-bill', bill }, 900);
		},
		path: 'POST /api.xro/2.0/Payments',
	},
	'a note': {
		make: ({ order, idOf }) =>
			order({ do: 'note', document: { kind: 'invoice', id: idOf('INV-2') } }, 0, { text: 'Reminder 2 sent on 22 November' }),
		path: '/History',
	},
	'an expected day': {
		make: ({ order, idOf }) => order({ do: 'expected-date', invoice: idOf('INV-2'), expected: due }),
		path: 'POST /api.xro/2.0/Invoices/',
	},
};

describe.each(Object.entries(cases))('%s', (_, { make, path }) => {
	it('is written once, whoever asks again, and found when the key is long forgotten', async () => {
		const of = await rig();
		const order = make(of);
		const before = seen();
		expect(await of.posting.find(order)).toBeNull();
		expect(seen()).toBe(before);
		const id = await of.posting.write(order);
		const after = seen();
		expect(after).not.toBe(before);
		expect(await of.posting.find(order)).toBe(id);
		clock.forward(10 * minutes);
		expect(await of.posting.find(order)).toBe(id);
		expect(seen()).toBe(after);
	});

	it('is written once where its answer is lost', async () => {
		const of = await rig();
		const order = make(of);
		sandbox.faults.add('cut-after', 1, path.startsWith('POST') ? path : `PUT`);
		expect(await faultOf(of.posting.write(order))).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
		expect(sandbox.faults.list()).toEqual([]);
		const after = seen();
		const found = await of.posting.find(order);
		expect(found).not.toBeNull();
		expect(seen()).toBe(after);
	});

	it('is not written where Xero does not get that far, and says what that means', async () => {
		const of = await rig();
		const order = make(of);
		const before = seen();
		for (const [fault, kind] of [
			['throttled-minute', 'throttled'],
			['throttled-empty', 'throttled'],
			['unauthorised', 'unauthorised'],
			['forbidden', 'forbidden'],
			['server-error', 'unavailable'],
			['unavailable-html', 'unavailable'],
			['cut-before', 'unavailable'],
		] as const satisfies readonly (readonly [FaultKind, AccountingFault['kind']])[]) {
			sandbox.faults.add(fault, 1, path);
			expect(await faultOf(of.posting.write(order))).toMatchObject({ name: 'AccountingFault', kind });
			sandbox.faults.clear();
		}
		expect(seen()).toBe(before);
		sandbox.faults.add('throttled-minute');
		expect(await faultOf(of.posting.find(order))).toMatchObject({ kind: 'throttled' });
		await of.posting.write(order);
		expect(seen()).not.toBe(before);
	});
});

describe('what is written', () => {
	it('a credit note has the tax of its invoice, the chosen account, and is applied by the next step', async () => {
		const { posting, order, idOf } = await rig();
		const invoice = idOf('INV-1');
		const customer = customerId(ledger, numbered('INV-1')?.contact ?? '');
		const more = { customer, currency: currency('EUR') };
		const id = await posting.write(order({ do: 'credit-note', invoice, to: 'discount' }, 12_000, more));
		const [made] = (await get(`CreditNotes/${id}`)).CreditNotes ?? [];
		expect(made).toMatchObject({
			Type: 'ACCRECCREDIT',
			Status: 'AUTHORISED',
			Total: 120,
			TotalTax: 20,
			CurrencyCode: 'EUR',
			Reference: reference,
		});
		expect(made?.LineItems).toMatchObject([{ AccountCode: '405', TaxType: 'OUTPUT', Description: 'Early-payment discount, 2 % of INV-2' }]);
		const before = byId(invoice)?.rest ?? 0;
		const step = { do: 'allocate', credit: { kind: 'credit-note', id }, invoice } as const;
		expect(await posting.write(order(step, 12_000, { ...more, key: '01JCZ5W7T0Q8-1' }))).toBe(id);
		expect([byId(invoice)?.rest, byId(id)?.rest, byId(id)?.status]).toEqual([before - 12_000, 0, 'PAID']);
	});

	it('an allocation of another amount, day or invoice is not taken for ours', async () => {
		const { posting, order, idOf } = await rig();
		const credit = { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' } as const;
		const step = { do: 'allocate', credit, invoice: idOf('INV-2') } as const;
		sandbox.edit(orgId).allocate('overpayment', credit.id, { invoice: idOf('INV-2'), amount: 700, day: addDays(today, -1) });
		sandbox.edit(orgId).allocate('overpayment', credit.id, { invoice: idOf('INV-2'), amount: 300, day: today });
		expect(await posting.find(order(step, 700))).toBeNull();
		sandbox.edit(orgId).allocate('overpayment', credit.id, { invoice: idOf('INV-2'), amount: 700, day: today });
		expect(await posting.find(order(step, 700))).toBe(credit.id);
	});

	it('a late fee bears no tax and has its own due day', async () => {
		const { posting, order, idOf } = await rig();
		const id = await posting.write(order({ do: 'late-fee', invoice: idOf('INV-2'), due }, 4000));
		const [made] = (await get(`Invoices/${id}`)).Invoices ?? [];
		expect(made).toMatchObject({
			Type: 'ACCREC',
			Status: 'AUTHORISED',
			Total: 40,
			TotalTax: 0,
			DueDateString: `${due}T00:00:00`,
			Reference: reference,
		});
		expect(made?.LineItems).toMatchObject([{ AccountCode: '270', TaxType: 'NONE' }]);
	});

	it('the expected day, and nothing else of the invoice', async () => {
		const { posting, order, idOf } = await rig();
		const whole = async () => (await get(`Invoices/${idOf('INV-2')}`)).Invoices?.[0];
		const before = await whole();
		await posting.write(order({ do: 'expected-date', invoice: idOf('INV-2'), expected: due }));
		const { UpdatedDateUTC: _1, UpdatedDateUTCString: _2, ExpectedPaymentDate, ...rest } = (await whole()) ?? {};
		expect(before).toMatchObject(rest);
		expect(ExpectedPaymentDate).toBe(`/Date(${Date.parse(due)}+0000)/`);
	});

	it('a note on every kind of document, cut to what Xero takes', async () => {
		const { posting, order } = await rig();
		for (const kind of ['invoice', 'credit-note', 'overpayment', 'prepayment', 'payment'] as const) {
			const id = documents().find((each) => each.kind === kind)?.id ?? '';
			const noted = order({ do: 'note', document: { kind, id } }, 0, { text: 'x'.repeat(5000), key: `note ${kind}` });
			expect(await posting.write(noted)).toBe(id);
			expect(await posting.find(noted)).toBe(id);
		}
		expect(sandbox.dump(orgId).notes.map((note) => [note.details.length, note.details.endsWith(`[${reference}]`)])).toEqual(
			Array.from({ length: 5 }, () => [250, true]),
		);
	});

	it('a note is shown on the page of its document', async () => {
		const { posting, order, idOf } = await rig();
		await posting.write(order({ do: 'note', document: { kind: 'invoice', id: idOf('INV-2') } }, 0, { text: 'Sent <b>2</b>' }));
		const page = await fetch(`${sandbox.origin}/organisations/${orgId}/documents/invoice/${idOf('INV-2')}`);
		expect(await page.text()).toContain(`UTC: Sent &lt;b&gt;2&lt;/b&gt; [${reference}]`);
	});

	it('two sides of a set-off under one reference are told apart', async () => {
		const { posting, order, idOf } = await rig();
		const contact = numbered('INV-2')?.contact ?? '';
		const bill = sandbox.edit(orgId).addBill({ contact, currency: 'GBP', issued: today, due, total: 900, number: 'B-1' });
		const first = await posting.write(order({ do: 'clear-bill', bill }, 900));
		expect(await posting.find(order({ do: 'clear-invoice', invoice: idOf('INV-2') }, 900))).toBeNull();
		expect(await posting.find(order({ do: 'clear-bill', bill }, 900))).toBe(first);
		expect(await posting.find(order({ do: 'clear-bill', bill: bill.toUpperCase() }, 900))).toBe(first);
	});
});

it('accounts are said with what they are fit for', async () => {
	const { posting } = await rig();
	expect((await posting.accounts()).map(({ code, currency: of, fit }) => [code, of, fit.join()])).toEqual([
		['090', 'GBP', 'bank,clearing'],
		['091', 'EUR', 'bank,clearing'],
		['092', 'KWD', 'bank,clearing'],
		['880', null, 'clearing'],
		['200', null, 'discount,late-fee'],
		['270', null, 'discount,late-fee'],
		['404', null, 'discount,write-off'],
		['405', null, 'discount,write-off'],
		['881', null, 'clearing'],
	]);
});

describe('refused, with words', () => {
	const nobody = 'e0000000-0000-4000-8000-000000000000';
	type Refused = readonly [name: string, make: (of: Rig) => PostOrder, words: RegExp];
	const credit = (of: Rig, number: string, minor: number, more: Partial<PostOrder> = {}) =>
		of.order({ do: 'credit-note', invoice: of.idOf(number), to: 'discount' }, minor, more);
	const aBill = (code: string): string =>
		sandbox
			.edit(orgId)
			.addBill({ contact: numbered('INV-2')?.contact ?? '', currency: code, issued: today, due, total: 900, number: 'B-1' });
	const refusals: readonly Refused[] = [
		['a credit of more than is open', (of) => credit(of, 'INV-2', 1_000_000), /less than that is still open/],
		['a credit on what is paid', (of) => credit(of, 'INV-3', 1), /no longer open/],
		['a credit on what is void', (of) => credit(of, 'INV-4', 1), /no longer open/],
		['a credit on a draft', (of) => credit(of, 'INV-5', 1), /draft/],
		['a credit on nothing', ({ order }) => order({ do: 'credit-note', invoice: nobody, to: 'discount' }, 1), /not in Xero any more/],
		['a credit in another currency', (of) => credit(of, 'INV-2', 1, { currency: currency('EUR') }), /another currency/],
		[
			'a credit to no account',
			(of) => credit(of, 'INV-2', 1, { accounts: { banks: {} } }),
			/no account for discounts and credits was chosen/,
		],
		[
			'a credit to an account that is gone',
			(of) => credit(of, 'INV-2', 1, { accounts: { banks: {}, discount: nobody } }),
			/archived or gone/,
		],
		[
			'a credit on several rates',
			(of) => {
				const lines = ['OUTPUT', 'NONE'].map((taxType) => ({ text: taxType, quantity: 1, weight: 1, taxType }));
				const contact = numbered('INV-2')?.contact ?? '';
				sandbox.edit(orgId).addInvoice({ contact, currency: 'GBP', issued: today, due, total: 11_000, tax: 1000, lines, number: 'MIX' });
				return credit(of, 'MIX', 100);
			},
			/several tax rates/,
		],
		[
			'more than is left of a credit',
			({ order, idOf }) =>
				order({ do: 'allocate', credit: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' }, invoice: idOf('INV-2') }, 2001),
			/less than that is left of the credit/,
		],
		[
			'a credit of another currency applied',
			({ order, idOf }) =>
				order({ do: 'allocate', credit: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' }, invoice: idOf('INV-1') }, 100),
			/currencies/,
		],
		[
			'a payment applied',
			({ order, idOf }) => order({ do: 'allocate', credit: { kind: 'payment', id: nobody }, invoice: idOf('INV-2') }, 100),
			/on its invoice already/,
		],
		[
			'a refund of more than is left',
			({ order }) => order({ do: 'refund', credit: { kind: 'overpayment', id: ofKind('overpayment')?.id ?? '' } }, 2001),
			/less than that/,
		],
		[
			'a refund from no bank',
			({ order }) => order({ do: 'refund', credit: { kind: 'overpayment', id: nobody } }, 1, { currency: currency('USD') }),
			/no bank account for USD/,
		],
		[
			'a set-off of more than is open',
			({ order, idOf }) => order({ do: 'clear-invoice', invoice: idOf('INV-2') }, 1_000_000),
			/less than that is still open/,
		],
		[
			'a sales invoice where a bill is meant',
			({ order, idOf }) => order({ do: 'clear-bill', bill: idOf('INV-2') }, 100),
			/no bill of a supplier/,
		],
		['a bill nobody knows', ({ order }) => order({ do: 'clear-bill', bill: nobody }, 100), /not in Xero any more/],
		[
			'more than is open on a bill',
			({ order }) => order({ do: 'clear-bill', bill: aBill('GBP') }, 901),
			/less than that is still open on the bill/,
		],
		[
			'a bill of another supplier',
			({ order }) => order({ do: 'clear-bill', bill: aBill('GBP') }, 100, { suppliers: [customerId(ledger, nobody)] }),
			/of another supplier/,
		],
		[
			'a bill of nobody known',
			({ order }) => order({ do: 'clear-bill', bill: aBill('GBP') }, 100, { suppliers: [] }),
			/of another supplier/,
		],
		['a bill in another currency', ({ order }) => order({ do: 'clear-bill', bill: aBill('EUR') }, 900), /another currency/],
		['a payment nobody knows', ({ order }) => order({ do: 'take-back', booked: { kind: 'payment', id: nobody } }), /does not know it/],
		[
			'a credit note taken back',
			({ order }) => order({ do: 'take-back', booked: { kind: 'credit-note', id: nobody } }),
			/no booking of ours/,
		],
		[
			'money that is applied, taken back',
			({ order, idOf }) => {
				const id = ofKind('overpayment')?.id ?? '';
				sandbox.edit(orgId).allocate('overpayment', id, { invoice: idOf('INV-2'), amount: 1, day: today });
				return order({ do: 'take-back', booked: { kind: 'overpayment', id } });
			},
			/applied to invoices/,
		],
		[
			'money expected for what is paid',
			({ order, idOf }) => order({ do: 'expected-date', invoice: idOf('INV-3'), expected: due }),
			/no longer open/,
		],
	];
	it.each(refusals)('%s', async (_, make, words) => {
		const of = await rig();
		const order = make(of);
		const before = seen();
		const fault = await faultOf(of.posting.write(order));
		expect(fault).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
		expect(fault.message).toMatch(words);
		expect(seen()).toBe(before);
	});

	it('in books that are locked', async () => {
		const of = await rig();
		const orders = Object.entries(cases)
			.filter(([name]) => !/note$|day$/.test(name) || name === 'a credit note')
			.map(([name, { make }]) => ({ ...make(of), key: name }));
		sandbox.edit(orgId).lockBooks(today);
		for (const order of orders) {
			const fault = await faultOf(of.posting.write(order));
			expect([order.step.do, fault.kind, fault.message]).toEqual([order.step.do, 'refused', expect.stringContaining('locked')]);
		}
	});
});

it('each call is told of before it is made, and one that is held back is not made; a silent Xero is given up', async () => {
	const { order, idOf } = await rig();
	const asked: string[] = [];
	let held = false;
	const meter = {
		ask: (what: string) => {
			asked.push(what);
			if (held) throw new AccountingFault('throttled', 'no calls left today', 1000);
		},
		heard: () => undefined,
	};
	const token = sandbox.consent([orgId]).access_token;
	const posting = await openXeroPosting(sandbox.origin, 300)(ledger, token, clock.now, meter);
	const fee = order({ do: 'late-fee', invoice: idOf('INV-2'), due }, 4000, {
		accounts: { banks: {}, 'late-fee': (await posting.accounts())[5]?.id ?? '' },
	});
	await posting.find(fee);
	await posting.write(fee);
	expect(asked).toEqual(['read', 'read', 'write']);
	held = true;
	const calls = sandbox.calls();
	expect(await faultOf(posting.find(fee))).toMatchObject({ kind: 'throttled' });
	expect(sandbox.calls()).toBe(calls);
	held = false;
	sandbox.faults.add('slow', 1, 'Invoices');
	expect(await faultOf(posting.find(fee))).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('in time') });
});

describe('an answer that cannot be read says nothing', () => {
	const html: LocalAnswer = { status: 200, body: '<html><body>a proxy says something</body></html>' };
	const half: LocalAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Payments": [{"PaymentID": "1' };
	const steps: readonly PostingStep[] = [
		{ do: 'take-back', booked: { kind: 'payment', id: 'p' } },
		{ do: 'take-back', booked: { kind: 'overpayment', id: 'p' } },
		{ do: 'credit-note', invoice: 'i', to: 'discount' },
		{ do: 'allocate', credit: { kind: 'credit-note', id: 'c' }, invoice: 'i' },
		{ do: 'late-fee', invoice: 'i', due },
		{ do: 'refund', credit: { kind: 'credit-note', id: 'c' } },
		{ do: 'clear-invoice', invoice: 'i' },
		{ do: 'clear-bill', bill: 'i' },
		{ do: 'note', document: { kind: 'invoice', id: 'i' } },
		{ do: 'expected-date', invoice: 'i', expected: due },
	];
	it.each([
		['a page', html],
		['half an answer', half],
		['another shape', { body: { Colours: [] } }],
		['409', { status: 409, body: {} }],
	] as const)('%s', async (_, answer) => {
		const { order } = await rig();
		const server = await serveLocal({ port: 0, name: 'odd', routes: { 'ANY /{rest+}': () => answer } });
		const posting = await openXeroPosting(server.origin, 2_000)(ledger, 'token', clock.now);
		for (const step of steps) {
			expect([step.do, (await faultOf(posting.find(order(step, 1)))).kind]).toEqual([step.do, 'unavailable']);
			expect([step.do, (await faultOf(posting.write(order(step, 1)))).kind]).toEqual([step.do, 'unavailable']);
		}
		await server.close();
	});
});
