/** A document with everything on it. */
import type { DocumentPageView } from '../../web/document-page.ts';
import { customerDocuments, user } from './samples.ts';

const [row] = customerDocuments.rows;
if (!row) throw new RangeError('the sample customer has no documents');
const { customer } = customerDocuments;
const other = `${customer.ledger}~c-9`;

export const documentView: DocumentPageView = {
	user,
	customer: customer.id,
	timeZone: 'Europe/London',
	today: '2026-11-22',
	view: {
		document: { ...row, unsure: { since: '2026-11-21T09:15:00.000Z', why: 'its due day is no day' } },
		customer: { id: customer.id, name: customer.name },
		ledger: customer.ledger,
		provider: 'xero',
		held: '120.00',
		details: {
			created: '2026-08-01T08:12:00.000Z',
			purchaseOrder: 'PO 4471',
			terms: '30 days from the invoice',
			tax: '367.50',
			sent: 'viewed',
			onlineUrl: 'https://in.xero.com/x?a=1&b=2',
			attachments: true,
			rate: '1.17',
			recurring: 'rep-7',
			expected: '2026-12-01',
			deduction: '20.00',
			lines: [
				{ text: 'Autumn campaign: posters & prints', quantity: '12', amount: '1800.00' },
				{ text: '', quantity: null, amount: '37.50' },
			],
			lineCount: 64,
		},
		entries: [
			{ day: '2026-08-01', kind: 'issued', amount: '2605.00', source: null, estimated: false },
			{ day: '2026-09-03', kind: 'payment', amount: '-300.00', source: { id: 'p-1', kind: 'payment', number: '' }, estimated: false },
			{
				day: '2026-09-10',
				kind: 'credit',
				amount: '-100.00',
				source: { id: 'cn-1', kind: 'credit-note', number: 'CN-0012' },
				estimated: true,
			},
			{ day: '2026-09-11', kind: 'refund', amount: '0.00', source: { id: 'r-1', kind: null, number: '' }, estimated: false },
		],
		entryCount: 104,
		firstSeen: '2026-08-01T09:00:00.000Z',
		learned: '2026-11-22T10:02:00.000Z',
		history: {
			steps: [
				{
					learned: '2026-11-22T10:02:00.000Z',
					changes: [
						{ what: 'due', was: '2026-09-01', is: '2026-09-25' },
						{ what: 'total', was: '2500.00', is: '2605.00' },
						{ what: 'reference', was: '', is: row.reference },
						{ what: 'lines', was: null, is: null },
					],
				},
				{
					learned: '2026-09-11T10:02:00.000Z',
					changes: [
						{ what: 'customer', was: other, is: customer.id },
						{
							what: 'entry',
							was: null,
							is: null,
							entry: {
								was: {
									day: '2026-09-02',
									kind: 'payment',
									amount: '-300.00',
									source: { id: 'p-1', kind: 'payment', number: '' },
									estimated: false,
								},
								is: {
									day: '2026-09-03',
									kind: 'payment',
									amount: '-300.00',
									source: { id: 'p-1', kind: 'payment', number: '' },
									estimated: false,
								},
							},
						},
						{
							what: 'entry',
							was: null,
							is: null,
							entry: {
								was: { day: '2026-09-02', kind: 'credit', amount: '-5.00', source: { id: 'x', kind: null, number: '' }, estimated: true },
								is: null,
							},
						},
					],
				},
				{ learned: '2026-09-01T10:02:00.000Z', changes: [] },
			],
			next: '12',
		},
		names: { [customer.id]: customer.name, [other]: 'Ñandú (old contact)' },
	},
};
