/**
 * What a customer or a document carries that nobody here reckons with: lines, terms, an order number, whether it was sent. All of it follows from the row, so
 * the same books always look the same.
 */
import { daysBetween } from '../../../shared/domain/day.ts';
import { money, toDecimal } from '../../../shared/domain/money.ts';
import { items } from './chart.ts';
import type { Posted } from './posted.ts';
import type { CustomerRow, DocumentRow } from './store.ts';

type Sale = Pick<DocumentRow, 'id' | 'created' | 'state' | 'currency' | 'total' | 'tax' | 'day' | 'due' | 'description'>;

const termRef = (days: number) => ({ value: String(days + 1), name: days === 0 ? 'Due on receipt' : `Net ${days}` });
const usualDays = [0, 15, 30, 60] as const;

/** The total without tax in one line, or in three and a word of thanks; QuickBooks always adds a subtotal. */
export const linesOf = (row: Sale, { item, taxCodes }: Posted = {}) => {
	const amount = (minor: number): number => Number(toDecimal(money(minor, row.currency)));
	const net = row.total - row.tax;
	const third = Math.floor(net / 3);
	const several = taxCodes === undefined ? row.id % 4 === 0 && item === undefined : taxCodes.length > 1;
	const parts = several && row.state === 'live' ? [third, third, net - 2 * third] : [net];
	const sold = parts.map((minor, at) => {
		const quantity = at > 0 && minor % 4 === 0 ? 4 : 1;
		return {
			Id: String(at + 1),
			LineNum: at + 1,
			Description: at === 0 ? row.description : `${row.description}, part ${at + 1}`,
			Amount: amount(minor),
			DetailType: 'SalesItemLineDetail',
			SalesItemLineDetail: {
				ItemRef: { value: item ?? '1', name: items.find(({ id }) => id === (item ?? '1'))?.name ?? 'Services' },
				UnitPrice: amount(minor / quantity),
				Qty: quantity,
				TaxCodeRef: { value: taxCodes?.[at % taxCodes.length] ?? (row.tax ? 'TAX' : 'NON') },
			},
		};
	});
	const at = String(parts.length + 1);
	const thanks = { Id: at, LineNum: Number(at), Description: 'Thank you', DetailType: 'DescriptionOnly', DescriptionLineDetail: {} };
	const subtotal = { Amount: amount(net), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} };
	return [...sold, ...(parts.length > 1 ? [thanks] : []), subtotal];
};

/** `time`: as QuickBooks writes moments. */
export const sentOf = (row: Sale, time: (at: number) => string) => {
	if (row.id % 3 !== 0) return { EmailStatus: 'NotSet' };
	return {
		EmailStatus: 'EmailSent',
		DeliveryInfo: { DeliveryType: 'Email', DeliveryTime: time(row.created) },
		...(row.id % 6 === 0 && row.due !== null ? { EInvoiceStatus: 'Viewed' } : {}),
	};
};

/** Of an invoice: its terms, and in some the customer's order number and the template that made it. */
export const invoiceDressing = (row: Sale) => ({
	SalesTermRef: termRef(Math.max(0, daysBetween(row.day, row.due ?? row.day))),
	...(row.id % 2 === 0
		? {
				CustomField: [
					{ DefinitionId: '1', Name: 'P.O. Number', Type: 'StringType', ...(row.id % 4 === 0 ? { StringValue: `PO-${row.id}` } : {}) },
				],
			}
		: {}),
	...(row.id % 10 === 0 ? { RecurDataRef: { value: String(900_000 + (row.id % 7)) } } : {}),
});

/** QuickBooks hides a tax number but for its end. */
export const customerDressing = ({ id, name, country }: Pick<CustomerRow, 'id' | 'name' | 'country'>) => {
	const digits = String(id).padStart(4, '0');
	return {
		PrimaryPhone: { FreeFormNumber: `(555) 010-${digits.slice(-4)}` },
		SalesTermRef: termRef(usualDays[id % usualDays.length] ?? 0),
		...(id % 5 === 0 ? { PrimaryTaxIdentifier: `XXXXX${digits.slice(-4)}` } : {}),
		...(id % 3 === 0 ? { ResaleNum: `R-${digits}` } : {}),
		...(country === null
			? {}
			: {
					BillAddr: {
						Id: String(id),
						Line1: name,
						Line2: `${id} Harbour Road`,
						City: 'Port Town',
						PostalCode: `9${digits}`,
						Country: country,
					},
				}),
	};
};
