import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerPage } from '../../web/customer-page.ts';
import { documentPage } from '../../web/document-page.ts';
import { documentView } from './document-samples.ts';
import { shape, tags, words } from './reading.ts';
import { customerView } from './samples.ts';

const { view } = documentView;
const read = words(documentPage(documentView));

describe('the document’s page', () => {
	it.each([
		'PO 4471',
		'30 days from the invoice',
		'GBP 367.50',
		'Sent, and opened by the customer',
		'Attached in the ledger',
		'1.17',
		'rep-7',
		'1 Dec 2026',
		'GBP 20.00',
		'GBP 120.00',
		'The first 2 of 64 lines',
		'The first 4 of 104 entries',
		'newer state of it that we cannot read',
		'Due day: 1 Sep 2026 → 25 Sep 2026',
		'Total: GBP 2,500.00 → GBP 2,605.00',
		'Reference: none →',
		'Its lines changed',
		'Ñandú (old contact)',
		'taken back',
		'Learned 10:02',
		'nothing that we keep had changed',
	])('says “%s”', (said) => {
		expect(read.replaceAll('\u00a0', ' ')).toContain(said);
	});

	it('tells an amount of before in the currency of before', () => {
		const step = { learned: view.learned, currency: { was: 'JPY', is: 'GBP' }, changes: [{ what: 'total', was: '9000', is: '100.00' }] };
		const told = words(documentPage({ ...documentView, view: { ...view, history: { steps: [step], next: null } } }));
		expect(told.replaceAll('\u00a0', ' ')).toContain('Total: JPY 9,000 → GBP 100.00');
	});

	it('links what was applied to it where we hold it, and the ledger’s portal without telling it anything', () => {
		const links = tags(documentPage(documentView)).flatMap(({ attributes }) => (attributes.href === undefined ? [] : [attributes]));
		const hrefs = links.map(({ href }) => href);
		expect(hrefs.filter((href) => href?.endsWith('/documents/credit-note/cn-1'))).toHaveLength(1);
		expect(hrefs.some((href) => href?.includes('r-1'))).toBe(false);
		expect(links.find(({ href }) => href?.startsWith('https:'))).toMatchObject({ rel: 'noopener noreferrer' });
	});

	it('keeps a deleted document in sight, and one that moved', () => {
		const gone = { ...view, document: { ...view.document, state: 'deleted' } };
		expect(words(documentPage({ ...documentView, view: gone }))).toContain('Deleted in Xero. What stands here is what it said last.');
		expect(words(documentPage({ ...documentView, customer: 'xero-1~z' }))).toContain('It belongs to another customer now');
	});

	it('texts from outside never become markup, and lead nowhere but to our own paths', () => {
		const page = (said: string): string =>
			documentPage({
				...documentView,
				view: {
					...view,
					document: {
						...view.document,
						number: said,
						reference: said,
						providerStatus: said,
						unsure: { since: '2026-11-21T09:15:00.000Z', why: said },
					},
					customer: { id: `xero-1~${said}`, name: said },
					details: {
						...view.details,
						purchaseOrder: said,
						terms: said,
						rate: said,
						recurring: said,
						onlineUrl: null,
						lines: [{ text: said, quantity: said, amount: '1.00' }],
					},
					entries: view.entries.map((entry) => ({ ...entry, kind: `k${said}`, source: { id: said, kind: 'invoice', number: `n${said}` } })),
					history: { steps: [{ learned: view.learned, changes: [{ what: `w${said}`, was: said, is: said }] }], next: said },
				},
			});
		const plain = shape(page('x'));
		const text = fc.oneof(
			fc.constantFrom('<script>', '"><img src=x onerror=alert(1)>', "' onclick='x", '</style>', 'javascript:alert(1)'),
			fc.string({ minLength: 1, unit: 'binary' }),
		);
		fc.assert(
			fc.property(text, (said) => {
				expect(shape(page(said))).toBe(plain);
				for (const { attributes } of tags(page(said)))
					if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(\/(?!\/)|#|data:,$)/);
			}),
			{ numRuns: 30 },
		);
	});
});

describe('what was entered by hand', () => {
	const { view } = documentView;
	const journal = (over: Partial<typeof view.document>): typeof documentView => ({
		...documentView,
		view: { ...view, provider: 'quickbooks', document: { ...view.document, kind: 'journal', number: 'J-7', unsure: null, ...over } },
	});

	it('says what it counts for, and how it stands: owed by its due day, or a credit', () => {
		const owed = words(documentPage(journal({ state: 'open', open: '50.00', total: '80.00', unapplied: '0.00' })));
		for (const said of ['Journal entry J-7', 'Part paid', 'Entered in QuickBooks by hand', 'counts in the balance', 'Nobody is reminded'])
			expect(owed).toContain(said);
		const credit = words(
			documentPage(journal({ state: 'open', due: null, daysPastDue: null, open: '0.00', total: '30.00', unapplied: '30.00' })),
		);
		expect(credit).toContain('Not applied');
		expect(credit).not.toContain('Part paid');
		const refund = words(
			documentPage(journal({ kind: 'refund-receipt', state: 'closed', due: null, daysPastDue: null, open: '0.00', unapplied: '0.00' })),
		);
		for (const said of ['Refund receipt', 'Paid back at once']) expect(refund).toContain(said);
		expect(refund).not.toContain('Not applied');
	});

	it('is in the balance, and the customer’s page says where it is not', () => {
		const [row] = customerView.view.rows;
		if (!row) throw new Error('no document');
		const withOne = { ...customerView, view: { ...customerView.view, rows: [{ ...row, kind: 'journal', open: '50.00' }] } };
		expect(words(customerPage(withOne))).toContain('Journal entries are in the balance, not in reminders');
		expect(words(customerPage(customerView))).not.toContain('Journal entries');
	});
});

describe('the customer’s page', () => {
	it('says who they are and links every document', () => {
		const page = customerPage(customerView);
		for (const said of [
			'ESB12345678',
			'Carrer de Mallorca 401',
			'+34 932 080 414',
			'Marta Ferrer',
			'Design, Spain',
			'30 days from the invoice',
		])
			expect(words(page)).toContain(said);
		const hrefs = tags(page).flatMap(({ attributes }) => attributes.href ?? []);
		expect(hrefs.filter((href) => href.includes('/documents/'))).toHaveLength(customerView.view.rows.length);
	});
});
