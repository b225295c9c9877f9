/** What is read along: whole, in bounds, and never a reason to refuse a row. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import { customerOf } from '../../../../shared/adapters/xero/contacts.ts';
import { mapping } from '../../../../shared/adapters/xero/details.ts';
import { invoiceOf } from '../../../../shared/adapters/xero/map.ts';
import type { CustomerDetails, Details } from '../../../../shared/domain/document.ts';
import { ledger, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, horizon, openSandbox, readInto } from './reading.ts';

const invoice = (change: object): Parameters<typeof invoiceOf>[1] =>
	Object.assign(new Invoice(), {
		type: 'ACCREC',
		status: 'AUTHORISED',
		invoiceID: 'aaaa0000-0000-4000-8000-000000000001',
		contact: { contactID: 'bbbb0000-0000-4000-8000-000000000001' },
		date: new Date('2026-11-01'),
		updatedDateUTC: new Date('2026-11-02T23:30:00Z'),
		currencyCode: 'GBP',
		total: 1200,
		amountDue: 1200,
		...change,
	});
const detailsOf = (change: object): Details | undefined => invoiceOf(ledger, invoice(change), 'UTC')?.details;
const customerDetailsOf = (change: object): CustomerDetails | undefined =>
	customerOf(
		ledger,
		Object.assign(new Contact(), {
			contactID: 'bbbb0000-0000-4000-8000-000000000001',
			name: 'Bright',
			contactStatus: 'ACTIVE',
			updatedDateUTC: new Date('2026-11-02'),
			...change,
		}),
	).details;

describe('from the books', () => {
	it('what a bookkeeper wrote of documents and contacts is copied, in pages and by id alike', async () => {
		const clock = testClock();
		const sandbox = await startBooks(clock);
		sandbox.load(smallBooks(), today);
		const books = sandbox.edit(orgId);
		const contact = books.addContact({
			name: 'Tall Ships Ltd',
			address: { lines: ['Floor 3', '1 Quay Street'], city: 'Bristol', postalCode: 'BS1 4QD' },
			country: 'GB',
			phone: { country: '44', area: '117', number: '496 0123' },
			people: [
				{ first: 'Mary', last: 'Read', email: 'mary@ships.example', mailed: true },
				{ first: 'Anne', last: '', email: '', mailed: false },
			],
			taxNumber: 'GB123456789',
			companyNumber: '07654321',
			groups: ['Trade', 'Key accounts'],
			terms: { day: 20, type: 'OFFOLLOWINGMONTH' },
			payable: 12_345,
		});
		const lines = [
			{ text: 'Rope', quantity: 5, weight: 2 },
			{ text: 'Canvas', quantity: 1, weight: 1 },
		];
		const more = { sent: true, attachments: true, lines };
		const id = books.addInvoice({
			...more,
			contact,
			currency: 'EUR',
			issued: today,
			due: today,
			total: 12_000,
			tax: 2000,
			expected: '2026-12-24',
			repeating: 'cccc0000-0000-4000-8000-000000000001',
			deduction: 500,
		});
		const note = books.addCredit('credit-note', { ...more, contact, currency: 'GBP', issued: today, total: 300 });
		const accounting = await openSandbox(sandbox, clock.now);
		expect([accounting.mapping, mapping]).toEqual([2, 2]);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		const found = (of: string) => [...copy.documents.values()].find((each) => each.id === of)?.details;
		expect(found(id)).toEqual({
			tax: 2000,
			lines: [
				{ text: 'Rope', quantity: '1', minor: 6667 },
				{ text: 'Canvas', quantity: '1', minor: 3333 },
			],
			lineCount: 2,
			sent: 'sent',
			attachments: true,
			rate: '1.176471',
			recurring: 'cccc0000-0000-4000-8000-000000000001',
			expected: '2026-12-24',
			deduction: 500,
		});
		expect(found(note)).toEqual({
			tax: 0,
			lines: [
				{ text: 'Rope', quantity: '5', minor: 200 },
				{ text: 'Canvas', quantity: '1', minor: 100 },
			],
			lineCount: 2,
			sent: 'sent',
			attachments: true,
			rate: '1',
		});
		expect((await accounting.look('invoice', [id])).documents[0]?.details).toEqual(found(id));
		expect((await accounting.look('credit-note', [note])).documents[0]?.details).toEqual(found(note));
		expect([...copy.customers.values()].find(({ name }) => name === 'Tall Ships Ltd')?.details).toEqual({
			address: ['Floor 3', '1 Quay Street', 'Bristol', 'BS1 4QD', 'United Kingdom'],
			phone: '+44 117 496 0123',
			people: [{ name: 'Mary Read', email: 'mary@ships.example', mailed: true }, { name: 'Anne' }],
			taxId: 'GB123456789',
			companyNumber: '07654321',
			groups: ['Trade', 'Key accounts'],
			terms: 'the 20th of the month after the invoice',
			payable: '123.45',
		});
		await sandbox.close();
	});
});

describe('of a document', () => {
	it('are absent where Xero says nothing', () => {
		const document = invoiceOf(ledger, invoice({}), 'UTC');
		expect(document && 'details' in document).toBe(false);
		expect(
			detailsOf({ sentToContact: false, hasAttachments: false, lineItems: [], repeatingInvoiceID: '', cISDeduction: 0 }),
		).toBeUndefined();
	});

	it('hold fifty lines of eighty letters, and how many there were', () => {
		const lineItems = Array.from({ length: 120 }, (_, at) => ({ description: ` ${'😀'.repeat(79)} ${at} more `, lineAmount: at }));
		const details = detailsOf({ lineItems });
		expect(details?.lineCount).toBe(120);
		expect(details?.lines).toHaveLength(50);
		expect(details?.lines?.[49]).toEqual({ text: '😀'.repeat(79), quantity: null, minor: 4900 });
	});

	it('round a line’s amount half-even, and nothing else', () => {
		const lineItems = [0.125, 0.135, -0.125, 1e-9, 12.5].map((lineAmount) => ({ description: 'x', quantity: 0.5, lineAmount }));
		expect(detailsOf({ lineItems })?.lines?.map(({ minor }) => minor)).toEqual([12, 14, -12, 0, 1250]);
		expect(detailsOf({ currencyCode: 'JPY', totalTax: 99.9, total: 1200 })).toBeUndefined();
		expect(detailsOf({ currencyCode: 'JPY', totalTax: 99, lineItems: [{ description: 'x', lineAmount: 1000.5 }] })).toEqual({
			tax: 99,
			lines: [{ text: 'x', quantity: null, minor: 1000 }],
			lineCount: 1,
		});
	});

	it('name a line by its item where it has no words', () => {
		const lineItems = [{ item: { name: 'Bolts' } }, { itemCode: 'B-12' }, { description: '  ' }, { description: 'only words' }];
		expect(detailsOf({ lineItems })?.lines?.map(({ text }) => text)).toEqual(['Bolts', 'B-12', '–', 'only words']);
	});

	it('never refuse a row, whatever is in them', () => {
		const anything = fc.oneof(fc.anything(), fc.double(), fc.constant(new Date(Number.NaN)), fc.string());
		fc.assert(
			fc.property(fc.array(anything, { maxLength: 4 }), anything, (values, lines) => {
				const [totalTax, currencyRate, expectedPaymentDate, repeatingInvoiceID] = values;
				const lineItems = [{ description: lines, lineAmount: totalTax, quantity: currencyRate, itemCode: lines }];
				const document = invoiceOf(ledger, invoice({ totalTax, currencyRate, expectedPaymentDate, repeatingInvoiceID, lineItems }), 'UTC');
				expect(document?.open).toBe(120_000);
				const { tax, rate, lines: kept = [] } = document?.details ?? {};
				expect(Number.isSafeInteger(tax ?? 0) && kept.every(({ minor }) => Number.isSafeInteger(minor))).toBe(true);
				for (const text of [rate, ...kept.map(({ quantity }) => quantity)]) if (text) expect(text).toMatch(/^-?\d+(\.\d+)?$/);
				expect(kept.every(({ text }) => text !== '' && text === text.trim() && [...text].length <= 80)).toBe(true);
			}),
		);
	});
});

describe('of a contact', () => {
	it('are absent where Xero says nothing; a country alone is no address', () => {
		const empty = { addressType: 'POBOX', city: ' ', country: 'Spain' };
		const nothing = { addresses: [empty], phones: [{ phoneType: 'DEFAULT', phoneNumber: '' }], contactPersons: [{}], contactGroups: [] };
		expect(customerDetailsOf(nothing)).toBeUndefined();
		expect(customerDetailsOf({ balances: { accountsPayable: { outstanding: 0 } }, paymentTerms: {} })).toBeUndefined();
	});

	it.each([
		['DAYSAFTERBILLDATE', 1, '1 day after the invoice date'],
		['DAYSAFTERBILLDATE', 30, '30 days after the invoice date'],
		['DAYSAFTERBILLMONTH', 15, '15 days after the end of the invoice month'],
		['OFCURRENTMONTH', 22, 'the 22nd of the invoice month'],
		['OFFOLLOWINGMONTH', 11, 'the 11th of the month after the invoice'],
		['OFFOLLOWINGMONTH', 31, 'the 31st of the month after the invoice'],
		['WHENEVER', 1, undefined],
	])('terms in words: %s %i', (type, day, words) => {
		expect(customerDetailsOf({ paymentTerms: { sales: { day, type } } })?.terms).toBe(words);
	});

	it('hold ten people, and no number of a private person', () => {
		const contactPersons = Array.from({ length: 14 }, (_, at) => ({ firstName: 'P', lastName: String(at), includeInEmails: at === 0 }));
		const details = customerDetailsOf({ contactPersons, taxNumber: '123-45-6789', taxNumberType: 'SSN' });
		expect(details?.people).toHaveLength(10);
		expect(details?.people?.slice(0, 2)).toEqual([{ name: 'P 0', mailed: true }, { name: 'P 1' }]);
		expect(details).not.toHaveProperty('taxId');
	});
});
