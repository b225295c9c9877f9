import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { customerPage } from '../../web/customer-page.ts';
import { dayPage } from '../../web/day-page.ts';
import { pageHeaders } from '../../web/http-headers.ts';
import { leavePage } from '../../web/leave-page.ts';
import { madeLinkPage } from '../../web/made-link-page.ts';
import { problemPage } from '../../web/problem-page.ts';
import { signedOutPage } from '../../web/signed-out-page.ts';
import { tags, words } from './reading.ts';
import { customerDocuments, customerView, dayView, problems, user } from './samples.ts';

describe('the customer’s page', () => {
	const page = customerPage(customerView);

	it('shows balances per currency and every document with what is open, late or unapplied', () => {
		const read = words(page);
		expect(read).toContain('Customer in Xero, Spain');
		expect(read).toContain('Open GBP 7,815.00 Overdue GBP 6,615.00 Unapplied GBP 350.00');
		expect(read).toContain('Invoice INV-0131 Part paid AUTHORISED in Xero 2 Oct 2026 1 Nov 2026 21 days late GBP 6,410.00 GBP 4,410.00');
		expect(read).toContain('Credit note CN-0012 Returned prints Partly applied');
		expect(read).toContain('Invoice INV-0085 Void');
	});

	it('calls nothing late that is settled', () => {
		expect(words(page)).not.toContain('114 days late');
	});

	it('says what may be out of date, since when, why, and what to do', () => {
		const unsure = { since: '2026-11-21T09:15:00.000Z', why: 'its amount due is less than nothing' };
		const [first] = customerDocuments.rows;
		if (!first) throw new Error('unreachable');
		const read = words(customerPage({ ...customerView, view: { ...customerDocuments, rows: [{ ...first, unsure }] } }));
		expect(read).toContain(
			'✗ Not sure since 21 Nov 2026 its amount due is less than nothing. Not mailed about, paid or funded until it reads well.',
		);
		expect(read).toContain('Xero has a newer state of this customer that we cannot read');
		expect(read).toContain('What to do: correct the customer in Xero.');
	});

	it('pages on and leads back', () => {
		const links = tags(page).flatMap(({ attributes }) => attributes.href ?? []);
		expect(links).toContain(`/customers/${encodeURIComponent(customerDocuments.customer.id)}?from=QyMyMDI2LTA2`);
		expect(links).toContain('/');
		const later = tags(customerPage({ ...customerView, laterPage: true, asOf: '2026-12-31' }));
		const own = later
			.flatMap(({ attributes }) => attributes.href ?? [])
			.filter((to) => to.startsWith('/customers/') || to.startsWith('/?'))
			// What is written to the ledger, and what is agreed, is of today.
			.filter((to) => !to.endsWith('/post') && !to.endsWith('/arrangements'));
		// Four of the page's own, one of each document and of the parent.
		expect(own).toHaveLength(4 + customerDocuments.rows.length + 1);
		expect(own.every((to) => to.includes('asOf=2026-12-31'))).toBe(true);
	});
});

describe('the problem page', () => {
	it.each(problems)('says what happened and what to do next: $code', (problem) => {
		const read = words(problemPage(problem));
		expect(read).toContain(problem.detail);
		expect(read).toContain('What to do next');
		expect(read).toContain(problem.code);
	});

	it('names the issue that builds what is not built', () => {
		expect(words(problemPage({ type: 'about:blank', title: 'x', status: 501, code: 'X', detail: 'y', issue: 6 }))).toContain(
			'issue 6 builds it',
		);
	});
});

describe('leaving and signing in', () => {
	it('goes on to the provider by a refresh and by a link, to web addresses only', () => {
		const url = 'https://login.xero.com/identity/connect/authorize?a=1&state=x"y';
		const page = leavePage({ provider: 'xero', url });
		const safe = new URL(url).href;
		expect(tags(page).find(({ attributes }) => attributes['http-equiv'] === 'refresh')?.attributes.content).toBe(`0; url=${safe}`);
		expect(tags(page).some(({ attributes }) => attributes.href === safe)).toBe(true);
		expect(() => leavePage({ provider: 'xero', url: 'javascript:alert(1)' })).toThrow(TypeError);
	});

	it('leads a signed-out person to sign in', () => {
		expect(tags(signedOutPage()).some(({ attributes }) => attributes.href === '/sign-in')).toBe(true);
	});
});

describe('headers', () => {
	it('allow the page’s own style by its hash, and nothing else', () => {
		const style = /<style>([\s\S]*?)<\/style>/.exec(signedOutPage())?.[1] ?? '';
		const policy = pageHeaders()['content-security-policy'];
		expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("form-action 'self';");
		expect(policy).not.toContain('unsafe');
	});

	it('let a form’s answer redirect only to named origins', () => {
		expect(pageHeaders({ formTargets: ['https://login.xero.com'] })['content-security-policy']).toContain(
			"form-action 'self' https://login.xero.com;",
		);
		for (const bad of ['https://a.example/path', "https://a.example; script-src 'unsafe-inline'", 'javascript:alert(1)', 'nowhere'])
			expect(() => pageHeaders({ formTargets: [bad] })).toThrow(TypeError);
	});

	it('send our own forms an Origin, and other sites no referrer', () => {
		expect(pageHeaders()['referrer-policy']).toBe('same-origin');
	});
});

describe('other pages', () => {
	it('list all candidates of a day, with the days beside it', () => {
		const page = dayPage(dayView);
		expect(words(page)).toContain('Reminders of 22 Nov 2026, today');
		const links = tags(page).flatMap(({ attributes }) => attributes.href ?? []);
		expect(links).toEqual(
			expect.arrayContaining(['/receivables/reminders?day=2026-11-21', '/receivables/reminders?day=2026-11-22&from=MjAyNi0xMS0yMg']),
		);
		expect(links).not.toContain('/receivables/reminders?day=2026-11-23');
		expect(words(dayPage({ ...dayView, mails: [], next: null, day: '2026-11-25' }))).toContain('This day has not come yet');
	});

	it('show a link to send, once', () => {
		const made = {
			user,
			customer: { id: 'xero-1~c', name: 'Ann' },
			kind: 'page',
			url: 'https://hub.test/pay/tok',
			until: '2027-01-21',
			amount: null,
		} as const;
		const page = madeLinkPage(made);
		expect(tags(page).find(({ name }) => name === 'input')?.attributes).toMatchObject({ value: 'https://hub.test/pay/tok' });
		expect(words(page)).toContain('It is shown only now');
		expect(words(page)).toContain('until 21 Jan 2027');
		expect(words(madeLinkPage({ ...made, kind: 'payment', amount: 'GBP 12.00', until: null }))).toContain('Stripe’s page for GBP 12.00');
	});
});
