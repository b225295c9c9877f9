/** Whatever customers, colleagues and ledgers write stays text on the pages of arrangements. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ArrangementView } from '../../shared/wire/arrangement-view.ts';
import { arrangementPage } from '../../web/arrangement-page.ts';
import { arrangementsPage } from '../../web/arrangements-page.ts';
import { worklistPage } from '../../web/worklist-page.ts';
import { arrangementsView, disputePage, proposedPage, refusedPromise, workView } from './arrangement-samples.ts';
import { shape, tags } from './reading.ts';

const text = fc.oneof(
	fc.constantFrom(
		'<script>alert(1)</script>',
		'"><img src=x onerror=alert(1)>',
		'</textarea></bdi></q></title><svg onload=alert(1)>',
		"' onmouseover='alert(1)",
		'&lt;b&gt; &amp;',
		'\u202egnp.exe\u202c',
		'\ud800 lone',
		'a\n\tb',
	),
	fc.string({ minLength: 1, unit: 'binary' }),
);

const saying = (one: ArrangementView, said: string): ArrangementView => ({
	...one,
	by: said,
	asked: said,
	owner: one.owner && { ...one.owner, name: said },
	parts: one.parts.map((part) => ({ ...part, number: said })),
	terms: { ...one.terms, ...('text' in one.terms && { text: said }), ...('why' in one.terms && { why: said }) },
});

const customers = (said: string): string =>
	arrangementsPage({
		...arrangementsView,
		user: { name: said, roles: ['finance', said] },
		users: arrangementsView.users.map(({ id }) => ({ id, name: said })),
		token: () => said,
		notice: said,
		refused: {
			...refusedPromise,
			title: said,
			detail: said,
			fields: { amount: [said], by: [said], text: [said], invoices: [said] },
			errors: [{ path: 'amount', message: said }],
		},
		view: {
			...arrangementsView.view,
			customer: { ...arrangementsView.view.customer, name: said },
			invoices: arrangementsView.view.invoices.map((each) => ({ ...each, number: said })),
			arrangements: arrangementsView.view.arrangements.map((each) => saying(each, said)),
		},
	});

const one = (said: string): string =>
	arrangementPage({
		...disputePage,
		view: {
			...disputePage.view,
			customer: { ...disputePage.view.customer, name: said },
			arrangement: saying(disputePage.view.arrangement, said),
			history: proposedPage.view.history.map((each) => ({ ...each, text: said, by: each.by && { ...each.by, name: said } })),
		},
	});

const worklist = (said: string): string => {
	const groups = workView.view.groups.map((group) => ({
		...group,
		rows: group.rows.map((row) => ({ ...row, name: said, arrangement: saying(row.arrangement, said) })),
	}));
	return worklistPage({ ...workView, view: { ...workView.view, groups } });
};

it.each([
	['a customer’s arrangements', customers],
	['one arrangement', one],
	['the worklist', worklist],
] as const)('%s', (_, page) => {
	const plain = shape(page('plain'));
	fc.assert(
		fc.property(text, (said) => {
			const drawn = page(said);
			expect(shape(drawn)).toBe(plain);
			for (const { attributes } of tags(drawn)) if (attributes.href) expect(attributes.href).toMatch(/^[/#]|^data:,$/);
		}),
		{ numRuns: 60 },
	);
});
