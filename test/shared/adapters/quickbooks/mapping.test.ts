import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryCode } from '../../../../shared/adapters/quickbooks/countries.ts';
import { customerFrom } from '../../../../shared/adapters/quickbooks/customers.ts';
import { applicationsIn, creditNoteFrom, deletedFrom, invoiceFrom, paymentFrom } from '../../../../shared/adapters/quickbooks/documents.ts';
import { deletedVersion, mapRows, versionOf } from '../../../../shared/adapters/quickbooks/row.ts';
import { instant, instantOfMs } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';

const place = { ledger: 'quickbooks-1', home: currency('USD'), zone: 'America/Los_Angeles' };
const nothing = applicationsIn(place, []);
const head = {
	Id: '7',
	SyncToken: '2',
	MetaData: { LastUpdatedTime: '2026-07-03T22:30:00-07:00' },
	TxnDate: '2026-06-01',
	CustomerRef: { value: '3' },
	CurrencyRef: { value: 'MXN' },
};
const invoice = { ...head, TotalAmt: 1160.5, Balance: 1160.5, DueDate: '2026-07-01', DocNumber: 'F-9' };
const payment = (Id: string, TxnDate: string, Amount: number, to = '7') => ({
	...head,
	Id,
	TxnDate,
	TotalAmt: Amount,
	UnappliedAmt: 0,
	Line: [{ Amount, LinkedTxn: [{ TxnId: to, TxnType: 'Invoice' }] }],
});

describe('versions', () => {
	it('sort by time, then SyncToken, and a deletion last', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 4e9 }), fc.nat(9999), fc.nat(9999), (seconds, a, b) => {
				const at = instantOfMs(seconds * 1000);
				const [one, two] = [versionOf(at, String(a)), versionOf(at, String(b))];
				expect(Math.sign(a - b)).toBe(one === two ? 0 : one > two ? 1 : -1);
				expect(deletedVersion(at) > one).toBe(true);
				expect(versionOf(instantOfMs((seconds + 1) * 1000), '0') > deletedVersion(at)).toBe(true);
			}),
		);
	});
	it('are in UTC whatever the offset', () => {
		expect(versionOf('2026-07-03T22:30:00-07:00', '2')).toBe('2026-07-04T05:30:00.000Z#0000000002');
	});
});

describe('an invoice', () => {
	it('untouched, with neither due date nor currency: due on its day, in the home currency', () => {
		const { DueDate: _, CurrencyRef: __, ...bare } = invoice;
		expect(invoiceFrom(place, nothing)(bare)).toMatchObject({
			currency: 'USD',
			due: '2026-06-01',
			open: 116050,
			number: 'F-9',
			providerStatus: 'Open',
			customer: 'quickbooks-1~3',
		});
	});
	it('part of whose payments are at hand: those on their days, the rest estimated', () => {
		const row = {
			...invoice,
			Balance: 60.5,
			LinkedTxn: [
				{ TxnId: '20', TxnType: 'Payment' },
				{ TxnId: '21', TxnType: 'Payment' },
			],
		};
		const known = applicationsIn(place, [payment('20', '2026-06-20', 1000)]);
		expect(invoiceFrom(place, known)(row).entries).toEqual([
			{ day: '2026-06-01', kind: 'issued', minor: 116050 },
			{ day: '2026-06-20', kind: 'payment', minor: -100000, source: '20' },
			{ day: '2026-07-03', kind: 'payment', minor: -10000, source: '21', estimated: true },
		]);
	});
	it('whose payments at hand are newer than itself: none is trusted, and it still adds up', () => {
		const row = { ...invoice, Balance: 1000, LinkedTxn: [{ TxnId: '20', TxnType: 'Payment' }] };
		const entries = invoiceFrom(place, applicationsIn(place, [payment('20', '2026-06-20', 1000)]))(row).entries;
		expect(entries.map((entry) => [entry.minor, entry.estimated ?? false])).toEqual([
			[116050, false],
			[-16050, true],
		]);
	});
	it('adds up whatever is at hand', () => {
		fc.assert(
			fc.property(fc.nat(100_000), fc.nat(100_000), fc.array(fc.nat(30_000), { maxLength: 4 }), (total, settled, parts) => {
				const open = Math.max(0, total - settled);
				const known = applicationsIn(
					place,
					parts.map((part, i) => payment(String(i), '2026-06-09', part / 100)),
				);
				const read = invoiceFrom(place, known)({ ...invoice, TotalAmt: total / 100, Balance: open / 100 });
				expect(read.open).toBe(open);
				expect(read.entries.reduce((all, entry) => all + entry.minor, 0)).toBe(open);
			}),
		);
	});
});

it('refuses rows that do not add up or make no sense, with the reason and without what they hold', () => {
	const bad: readonly (readonly [object, string])[] = [
		[{ ...invoice, Balance: 2000 }, 'its balance is not between nothing and its total'],
		[{ ...invoice, Balance: -1 }, 'its balance is not between nothing and its total'],
		[{ ...invoice, CurrencyRef: { value: 'XQX' } }, '"XQX" is not an ISO 4217 currency we can account in'],
		[{ ...invoice, TxnDate: '2026-02-30' }, '"2026-02-30" is not a day'],
		[{ ...invoice, Balance: '12' }, 'Balance is missing or not of its kind'],
		[{ ...invoice, CustomerRef: undefined }, 'CustomerRef is missing or not of its kind'],
		[{ ...invoice, MetaData: { LastUpdatedTime: 'yesterday' } }, '"yesterday" is not a moment (ISO 8601 with an offset)'],
		[{ ...invoice, TotalAmt: Number.MAX_VALUE, Balance: 0 }, '1.7976931348623157e+308 is not an amount'],
	];
	for (const [row, reason] of bad)
		expect(mapRows('Invoice', [row, invoice], invoiceFrom(place, nothing))).toMatchObject({
			good: [{ id: '7' }],
			refused: [{ kind: 'invoice', id: '7', reason }],
		});
	expect(mapRows('Payment', [null, 'x'], paymentFrom(place)).refused.map((each) => each.id)).toEqual(['?', '?']);
	expect(mapRows('CreditMemo', [{ ...head, TotalAmt: 5 }], creditNoteFrom(place, nothing)).refused[0]?.reason).toBe(
		'it does not say what is left of it',
	);
});

it('keeps currencies of none, two and three decimals exact', () => {
	for (const [code, amount, minor] of [
		['JPY', 98765, 98765],
		['USD', 0.29, 29],
		['USD', 1.005e3, 100500],
		['KWD', 12.345, 12345],
		['USD', 9007199254740.99, 900719925474099],
	] as const)
		expect(invoiceFrom(place, nothing)({ ...invoice, CurrencyRef: { value: code }, TotalAmt: amount, Balance: amount }).open).toBe(minor);
});

it('a void keeps its number and owes nothing; a deletion has nothing but its id and version', () => {
	expect(invoiceFrom(place, nothing)({ ...invoice, TotalAmt: 0, Balance: 0, PrivateNote: 'Voided' })).toMatchObject({
		state: 'void',
		entries: [],
		number: 'F-9',
	});
	const at = instant('2026-07-04T00:00:00Z');
	const gone = { Id: '7', domain: 'QBO', status: 'deleted', MetaData: { LastUpdatedTime: '2026-07-04T10:00:00-07:00' } };
	expect(deletedFrom(place, 'Invoice', at)(gone)).toMatchObject({
		id: '7',
		state: 'deleted',
		open: 0,
		unapplied: 0,
		version: '2026-07-04T17:00:00.000Z#9999999999',
	});
	expect(deletedFrom({ ...place, home: null }, 'Payment', at)({ Id: '8', status: 'Deleted' })).toMatchObject({
		state: 'deleted',
		kind: 'payment',
	});
});

it('reads customers, a sub-customer as one of its own', () => {
	const row = {
		Id: '9',
		SyncToken: '0',
		MetaData: head.MetaData,
		DisplayName: 'Roof',
		FullyQualifiedName: 'Ann:Roof',
		ParentRef: { value: '3' },
		Active: false,
		BillAddr: { Country: 'USA' },
		PrimaryEmailAddr: { Address: 'none' },
	};
	expect(customerFrom(place)(row)).toMatchObject({
		id: 'quickbooks-1~9',
		name: 'Roof',
		archived: true,
		country: 'US',
		email: null,
		currency: 'USD',
		language: null,
	});
});

it('names only countries beyond doubt', () => {
	const all = [
		'us',
		'USA',
		'United States',
		'México',
		'MX',
		'Mexico',
		'Deutschland',
		'Great Britain',
		'Georgia',
		'Россия',
		'',
		undefined,
		'ZZ',
		'Texas',
		'somewhere',
	];
	expect(['Germany', 'Vietnam', 'Yemen', 'Serbia', 'Vanuatu', 'Zimbabwe', 'France', 'DD', 'SU', 'EU', 'uk'].map(countryCode)).toEqual([
		'DE',
		'VN',
		'YE',
		'RS',
		'VU',
		'ZW',
		'FR',
		null,
		null,
		null,
		'GB',
	]);
	expect(all.map(countryCode)).toEqual(['US', 'US', 'US', 'MX', 'MX', 'MX', 'DE', 'GB', 'GE', 'RU', null, null, null, null, null]);
});
