/** What people and lenders ask of a document or a customer, from rows as QuickBooks has them and as it should not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerFrom } from '../../../../shared/adapters/quickbooks/customers.ts';
import { detailsIn } from '../../../../shared/adapters/quickbooks/details.ts';
import { applicationsIn, creditNoteFrom, invoiceFrom, paymentFrom } from '../../../../shared/adapters/quickbooks/documents.ts';
import { type CustomerDetails, type Details, lineLetters, linesKept } from '../../../../shared/domain/document.ts';
import { type Currency, currency } from '../../../../shared/domain/money.ts';

const place = { ledger: 'quickbooks-1', home: currency('USD'), zone: 'America/Los_Angeles' };
const head = {
	Id: '7',
	SyncToken: '2',
	MetaData: { CreateTime: '2026-05-31T22:30:00-07:00', LastUpdatedTime: '2026-07-03T22:30:00-07:00' },
	TxnDate: '2026-06-01',
	CustomerRef: { value: '3' },
	CurrencyRef: { value: 'MXN' },
	TotalAmt: 1160.5,
};
const invoice = { ...head, Balance: 1160.5 };
const of = (more: object, code: Currency = currency('MXN')): Details => detailsIn({ ...invoice, ...more }, code);
const sold = (Description: unknown, Amount: unknown, more: object = {}) => ({
	Description,
	Amount,
	DetailType: 'SalesItemLineDetail',
	SalesItemLineDetail: { ItemRef: { value: '19', name: 'Hours' }, ...more },
});

describe('details of a document', () => {
	it('are all that an invoice says', () => {
		const row = {
			...invoice,
			SalesTermRef: { value: '3', name: 'Net 30' },
			ExchangeRate: 0.055,
			CustomField: [
				{ Name: 'Sales rep', StringValue: 'Bo' },
				{ DefinitionId: '1', Name: 'P.O. Number', Type: 'StringType', StringValue: ' 4711 ' },
			],
			TxnTaxDetail: { TotalTax: 160.07 },
			EmailStatus: 'EmailSent',
			InvoiceLink: 'https://connect.intuit.com/t/scs-1',
			RecurDataRef: { value: '12' },
			AttachableRef: [{ IncludeOnSend: false }],
			LessCIS: 12.5,
			Line: [
				sold('  Consulting ', 1000.43, { Qty: 12.5 }),
				sold(undefined, -3, { Qty: 1 }),
				{ DetailType: 'DescriptionOnly', Description: 'Thank you', DescriptionLineDetail: {} },
				{ DetailType: 'DescriptionOnly', Description: '  ' },
				{ DetailType: 'GroupLineDetail', Amount: 3, GroupLineDetail: { Line: [sold('in a bundle', 3)] } },
				{ DetailType: 'DiscountLineDetail', Amount: 5, DiscountLineDetail: {} },
				{ DetailType: 'SubTotalLineDetail', Amount: 1000.43, SubTotalLineDetail: {} },
			],
		};
		const details = {
			created: '2026-06-01T05:30:00.000Z',
			rate: '0.055',
			purchaseOrder: '4711',
			terms: 'Net 30',
			tax: 16007,
			sent: 'sent',
			onlineUrl: 'https://connect.intuit.com/t/scs-1',
			recurring: '12',
			attachments: true,
			deduction: 1250,
			lines: [
				{ text: 'Consulting', quantity: '12.5', minor: 100_043 },
				{ text: 'Hours', quantity: '1', minor: -300 },
				{ text: 'Thank you', quantity: null, minor: 0 },
				{ text: 'in a bundle', quantity: null, minor: 300 },
			],
			lineCount: 4,
		};
		expect(invoiceFrom(place, applicationsIn(place, []))(row).details).toEqual(details);
		const { deduction: _, onlineUrl: __, ...credit } = details;
		const { LessCIS: ___, InvoiceLink: ____, ...memo } = row;
		expect(creditNoteFrom(place, applicationsIn(place, []))({ ...memo, RemainingCredit: 2 }).details).toEqual(credit);
		expect(paymentFrom(place)({ ...head, UnappliedAmt: 0, ExchangeRate: 18.2, Line: [{ Amount: 3, LinkedTxn: [] }] }).details).toEqual({
			created: '2026-06-01T05:30:00.000Z',
			rate: '18.2',
		});
	});

	it('leave out what the row does not say', () => {
		expect(of({})).toEqual({ created: '2026-06-01T05:30:00.000Z' });
		expect(
			of({ MetaData: {}, SalesTermRef: { value: '3' }, EmailStatus: 'NotSet', CustomField: [{ Name: 'PO Number' }], Line: [] }),
		).toEqual({});
	});

	it.each([
		['PO Number', true],
		['P.O. Number', true],
		['po #', true],
		['PO No.', true],
		['P.O.', true],
		['Purchase Order', true],
		['Purchase order number:', true],
		["Customer's PO", true],
		['Customer PO', true],
		['Post', false],
		['Sales order', false],
		['Position', false],
		['Our purchase order date', false],
		['Pedido', false],
	])('know an order number by the name of its field: %s, %s', (Name, known) => {
		expect(of({ CustomField: [{ Name, StringValue: 'A-1' }] }).purchaseOrder).toBe(known ? 'A-1' : undefined);
		expect(of({ CustomField: [{ Name, NumberValue: 31 }] }).purchaseOrder).toBe(known ? '31' : undefined);
	});

	it('say what became of a mail', () => {
		const mailed = { EmailStatus: 'EmailSent', DeliveryInfo: { DeliveryType: 'Email', DeliveryTime: '2026-06-01T05:30:00-07:00' } };
		expect(of(mailed).sent).toBe('sent');
		expect(of({ ...mailed, EInvoiceStatus: 'Viewed' }).sent).toBe('viewed');
		expect(of({ ...mailed, invoiceStatusLog: [{ status: 'Sent' }, { status: 'VIEWED' }] }).sent).toBe('viewed');
		expect(of({ ...mailed, DeliveryInfo: { ...mailed.DeliveryInfo, DeliveryErrorType: 'Bounced Email' } }).sent).toBeUndefined();
		expect(of({ EmailStatus: 'NeedToSend' }).sent).toBeUndefined();
	});

	it('hold a link only where it is one of the web', () => {
		for (const InvoiceLink of ['javascript:alert(1)', 'http://intuit.example/', '//x', 7])
			expect(of({ InvoiceLink }).onlineUrl).toBeUndefined();
	});

	it('write rates as decimals', () => {
		for (const [ExchangeRate, rate] of [
			[1, '1'],
			[0.000_000_06, '0.00000006'],
			[17.123456, '17.123456'],
			[Number.NaN, undefined],
			['1.2', undefined],
		])
			expect(of({ ExchangeRate }).rate).toBe(rate);
	});

	it('round the amount of a line half-even, and leave out a tax that is finer than its currency', () => {
		const yen = of({ Line: [sold('a', 10.5), sold('b', 11.5), sold('c', 0.4)], TxnTaxDetail: { TotalTax: 7.5 } }, currency('JPY'));
		expect(yen.lines?.map(({ minor }) => minor)).toEqual([10, 12, 0]);
		expect(yen).not.toHaveProperty('tax');
		expect(of({ TxnTaxDetail: { TotalTax: 0 } }).tax).toBe(0);
	});

	it('keep their limits: so many lines, of each so many letters, and no half letter', () => {
		const many = of({ Line: Array.from({ length: 173 }, (_, i) => sold(`line ${i}`, i)) });
		expect([many.lines?.length, many.lineCount, many.lines?.at(-1)?.text]).toEqual([linesKept, 173, `line ${linesKept - 1}`]);
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
				const kept = of({ Line: [sold(`x${text}`, 1)] }).lines?.[0]?.text ?? '';
				expect(Array.from(kept).length).toBeLessThanOrEqual(lineLetters);
				expect(kept.isWellFormed()).toBe(true);
				expect(kept).toBe(kept.trim());
				expect(`x${text}`.startsWith(kept)).toBe(true);
				if (Array.from(`x${text}`.trim()).length <= lineLetters) expect(kept).toBe(`x${text}`.trim());
			}),
		);
	});

	it('never cost the row, whatever is in them', () => {
		const fields = [
			'Line',
			'CustomField',
			'TxnTaxDetail',
			'DeliveryInfo',
			'SalesTermRef',
			'ExchangeRate',
			'RecurDataRef',
			'invoiceStatusLog',
		];
		const strange = fc.dictionary(
			fc.constantFrom(...fields, 'EmailStatus', 'InvoiceLink', 'LessCIS', 'PONumber'),
			fc.anything({ maxDepth: 3 }),
		);
		fc.assert(
			fc.property(strange, fc.anything({ withNullPrototype: true }), (more, any) => {
				expect(invoiceFrom(place, applicationsIn(place, []))({ ...invoice, ...more })).toMatchObject({ id: '7', open: 116_050 });
				detailsIn({ Line: [any, sold(any, any, { Qty: any })], MetaData: any, TxnTaxDetail: { TotalTax: any } }, currency('JPY'));
			}),
		);
		for (const Amount of [1e300, -1e300, 1e-9, Number.MAX_SAFE_INTEGER, -0])
			expect(Number.isSafeInteger(of({ Line: [sold('x', Amount)] }).lines?.[0]?.minor)).toBe(true);
	});
});

describe('details of a customer', () => {
	const row = { Id: '9', SyncToken: '0', MetaData: head.MetaData, DisplayName: 'Roof' };
	const said = (more: object): CustomerDetails | undefined => customerFrom(place)({ ...row, ...more }).details;
	it('are all that it says', () => {
		expect(
			said({
				ParentRef: { value: '3', name: 'Ann' },
				Job: true,
				BillWithParent: true,
				BillAddr: {
					Id: '4',
					Line1: 'Ann',
					Line2: '',
					Line3: ' 1 Main St ',
					City: 'Bayshore',
					CountrySubDivisionCode: 'CA',
					PostalCode: '94326',
					Country: 'USA',
				},
				PrimaryPhone: { FreeFormNumber: '(650) 555-0100' },
				PrimaryTaxIdentifier: '12-3456789',
				ResaleNum: 'R-1',
				BusinessNumber: '4711',
				SalesTermRef: { value: '3', name: 'Net 30' },
			}),
		).toEqual({
			address: ['Ann', '1 Main St', 'Bayshore CA 94326', 'USA'],
			phone: '(650) 555-0100',
			taxId: '12-3456789',
			companyNumber: '4711',
			parent: 'quickbooks-1~3',
			billedToParent: true,
			terms: 'Net 30',
		});
	});
	it('leave out what it does not say, and half of a tax number', () => {
		expect(said({})).toEqual({});
		expect(said({ BillWithParent: true, Job: false, BillAddr: {}, PrimaryPhone: {}, SalesTermRef: { value: '3' } })).toEqual({});
		for (const PrimaryTaxIdentifier of ['XXXXX6789', 'XXX-XX-6789', '*****6789', '•••6789', 'xxxxx1234'])
			expect([said({ PrimaryTaxIdentifier }), said({ PrimaryTaxIdentifier, ResaleNum: 'R-1' })]).toEqual([{}, { taxId: 'R-1' }]);
		expect(said({ PrimaryTaxIdentifier: 'XAXX010101000' })).toEqual({ taxId: 'XAXX010101000' });
		expect(said({ PrimaryPhone: 7, ParentRef: { value: 3 } })).toEqual({});
	});
});
