import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerPage } from '../../web/customer-page.ts';
import { debtorPage } from '../../web/debtor-page.ts';
import { debtorsPage } from '../../web/debtors-page.ts';
import { debtorsView, debtorView } from './debtor-samples.ts';
import { shape, tags, words } from './reading.ts';
import { customerView } from './samples.ts';

const looking = { name: 'Ana', roles: ['auditor'] };
const { view } = debtorsView;

describe('the page of debtors', () => {
	const read = words(debtorsPage(debtorsView));
	it.each([
		'EUR 7,815.00 open, EUR 6,615.00 overdue, EUR 350.00 unapplied',
		'4 customers, 1 not counted',
		'The same tax number, B12345678 (hardly a coincidence): Ñandú Diseño y Comunicación, S.L., Nandu Design',
		'The ledger itself has them as branches or jobs of one customer: ',
		'The same name, nandu design (says little by itself)',
		'What they shared has changed since the search',
		'412 proposals, of which the 200 with most at stake are kept',
		'2 things are shared by more than 50 customers each',
		'Not every pair was compared',
		'Nothing is written to a ledger',
		'1 of them belongs to the debtor',
		'Archived in Xero',
		'no longer in our copy',
		'Not counted its ledger is disconnected',
		'Müller GmbH + Müller GmbH (Bonn) ≠ Müller Ltd',
		'they would be 51 of 1 debtor: more than one debtor can own (50)',
		'1 pair of them is not proposed, though they share something',
	])('says “%s”', (said) => {
		expect(read).toContain(said);
	});

	it('has a box for each customer of a proposal, and buttons for those who may decide only', () => {
		const boxes = tags(debtorsPage(debtorsView)).filter(({ name, attributes }) => name === 'input' && attributes.type === 'checkbox');
		expect(boxes.map(({ attributes }) => attributes.value)).toEqual(
			view.proposals.flatMap(({ members, tooGreat }) => (tooGreat ? [] : members.map(({ customer }) => customer))),
		);
		expect(new Set(boxes.map(({ attributes }) => attributes.id)).size).toBe(boxes.length);
		const names = (page: string) => tags(page).filter(({ name }) => ['form', 'input', 'button'].includes(name));
		// Only “Sign out” is left.
		expect(names(debtorsPage({ ...debtorsView, user: looking }))).toHaveLength(2);
		expect(names(debtorPage({ ...debtorView, user: looking }))).toHaveLength(2);
	});

	it('what cannot be confirmed whole has no button for it', () => {
		const confirms = (proposals: typeof view.proposals): number =>
			debtorsPage({ ...debtorsView, view: { ...view, proposals } }).split('One debtor<span').length - 1;
		expect([confirms(view.proposals), confirms(view.proposals.filter(({ tooGreat }) => tooGreat))]).toEqual([2, 0]);
	});

	it('says when nobody has looked, and follows a search under way', () => {
		const empty = { ...view, debtors: [], next: null, proposals: [], nextProposals: null, apart: [] };
		expect(words(debtorsPage({ ...debtorsView, view: { ...empty, search: { reading: null, shown: null } } }))).toContain(
			'Nobody has looked yet',
		);
		const page = debtorsPage({ ...debtorsView, view: { ...empty, search: { reading: 1_500, shown: null } } });
		expect(words(page)).toContain('Looking now: 1,500 customers read');
		expect(page).toContain('http-equiv="refresh"');
	});
});

describe('the page of a debtor', () => {
	it('never adds one currency to another, says what is in no total, and who decided what', () => {
		const read = words(debtorPage(debtorView));
		for (const said of [
			'EUR 7,815.00 open, EUR 6,615.00 overdue',
			'GBP 1,240.50 open, GBP 0.00 overdue',
			'1 customer is in no total',
			'Taken out: Ñandú Print, which went to another debtor',
			'Joined: Ñandú Diseño, Ñandú Design Ltd (London branch)',
		])
			expect(read).toContain(said);
	});

	it('stays when it is split up', () => {
		expect(words(debtorPage({ ...debtorView, view: { ...debtorView.view, members: [], totals: [] } }))).toContain(
			'This debtor is split up.',
		);
	});
});

it('the customer’s page says what it is part of', () => {
	const [debtor] = view.debtors;
	if (!debtor) throw new Error('no sample');
	const read = words(customerPage({ ...customerView, debtor }));
	expect(read).toContain(
		'Part of the debtor Ñandú Diseño y Comunicación, S.L., 4 customers of your ledgers, 1 of them in no total. Together: EUR 7,815.00 open',
	);
});

it('texts from outside never become markup', () => {
	const debtors = (said: string): string =>
		debtorsPage({
			...debtorsView,
			view: {
				...view,
				debtors: view.debtors.map((one) => ({ ...one, name: said })),
				proposals: view.proposals.map((one) => ({
					...one,
					members: one.members.map((member, i) => ({
						...member,
						customer: `${said}${i}`,
						name: said,
						ledgerName: `l${said}`,
						country: said,
					})),
					reasons: [{ sign: 'email', strength: 'strong' as const, shared: said, customers: [`${said}0`] }],
					debtors: one.debtors.map((each) => ({ ...each, name: said })),
				})),
				apart: view.apart.map((one) => ({ ...one, by: said, parts: [[{ customer: said, name: said }]] })),
			},
		});
	const debtor = (said: string): string =>
		debtorPage({
			...debtorView,
			view: {
				...debtorView.view,
				name: said,
				members: debtorView.view.members.map((member) => ({
					...member,
					name: said,
					customer: said,
					country: said,
					joined: { at: '2026-11-20T10:02:00.000Z', by: said },
				})),
				history: debtorView.view.history.map((one) => ({ ...one, by: said, customers: [{ customer: said, name: said }] })),
			},
		});
	const plain = [shape(debtors('x')), shape(debtor('x'))];
	const text = fc.oneof(
		fc.constantFrom('<script>', '"><img src=x onerror=alert(1)>', "' onclick='x", '</style>'),
		fc.string({ minLength: 1, unit: 'binary' }),
	);
	fc.assert(
		fc.property(text, (said) => {
			expect([shape(debtors(said)), shape(debtor(said))]).toEqual(plain);
		}),
		{ numRuns: 30 },
	);
});
