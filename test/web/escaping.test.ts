import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mailing } from '../../shared/domain/mailing.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import type { Problem } from '../../shared/wire/http.ts';
import { customerPage } from '../../web/customer-page.ts';
import { hubPage } from '../../web/hub-page.ts';
import { problemPage } from '../../web/problem-page.ts';
import { exported, mails, mailsWaiting, names, numbers, paid } from './dealing-samples.ts';
import { decoded, shape, tags } from './reading.ts';
import { customerDocuments, customerView, healthy, troubled } from './samples.ts';

const hostile = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)",
	'</bdi></a></title></style><svg onload=alert(1)>',
	'<!-- --><![CDATA[',
	'&lt;b&gt; &amp; &#60;script&#62;',
	'javascript:alert(1)',
	'\u202egnp.exe\u202c \u2066x\u2069',
	'شركة <b>النور</b>',
	'Ж'.repeat(500),
	'\ud800 lone',
	'\u0000nul',
	'a\n\tb',
	'{{7*7}}',
	'__proto__',
];
const text = fc.oneof(
	fc.constantFrom(...hostile),
	fc.string({ minLength: 1, unit: 'binary' }),
	fc
		.array(fc.constantFrom('<', '>', '"', "'", '&', '=', '/', ' ', 'x', '`', '-', '!'), { minLength: 1, maxLength: 40 })
		.map((characters) => characters.join('')),
);

const saying = (mail: Mailing, said: string): Mailing => ({
	...mail,
	subject: said,
	language: `x"${said}`,
	facts: mail.facts && { ...mail.facts, documents: mail.facts.documents.map((each) => ({ ...each, number: said })) },
});
const payingFor = (payment: Payment, said: string): Payment => ({
	...payment,
	method: `m${said}`,
	last4: said,
	problem: said,
	shares: payment.shares.map((share) => ({ ...share, number: said })),
	bookings: payment.bookings.map((each) => ({ ...each, external: each.external && said })),
});

/** Every place of the hub page that shows a text from outside, holding this one. */
const hub = (said: string): string =>
	hubPage({
		...troubled,
		user: { name: said, roles: ['owner', said] },
		notice: { kind: 'ok', text: said },
		names: new Map([...names.keys()].map((id) => [id, said])),
		reminders: { ...troubled.reminders, mails: [...mailsWaiting.slice(0, 1), ...mails.slice(0, 2)].map((mail) => saying(mail, said)) },
		next: {
			...healthy.next,
			mails: healthy.next.mails.map((mail) => ({
				...mail,
				letter: mail.letter && { language: `x"${said}`, subject: said, text: said },
				why: mail.why && said,
			})),
		},
		payments: {
			payments: paid.map((payment) => payingFor(payment, said)),
			numbers: new Map([...numbers.keys()].map((key) => [key, said])),
		},
		exports: exported.map((each) => ({
			...each,
			problem: each.problem && said,
			files: each.files.map((file) => ({ ...file, name: `f${said}` })),
		})),
		exportKey: said,
		aging: {
			...troubled.aging,
			totals: troubled.aging.totals.map((total) => ({ ...total, ledgers: total.ledgers.map((ledger) => ({ ...ledger, name: said })) })),
			counting: [{ ledger: 'xero-1', name: said, done: 1, total: 2 }],
		},
		customers: troubled.customers.map((view) => ({
			...view,
			// Two rows show what fifty would.
			rows: view.rows.slice(0, 2).map((row) => ({ ...row, name: said, customer: `xero-1~${said}` })),
			next: said,
		})),
		connections: {
			connections: troubled.connections.connections.map((one) => ({
				...one,
				name: said,
				ledger: one.ledger + said,
				doing: said,
				stopped: one.stopped && { ...one.stopped, what: said, reason: said },
				lastError: one.lastError && { ...one.lastError, text: said },
				refused: [{ kind: said, id: said, reason: said, number: said }],
				refusedInAll: 2,
				progress: [{ kind: said, done: 1, total: 3 }],
				counts: { [`x${said}`]: 3 },
				tieOut: one.tieOut && { ...one.tieOut, basis: said },
			})),
		},
		deadLetters: { letters: [{ id: said, station: said, type: said, reason: said, at: '2026-11-22T12:00:00.000Z' }] },
	});

const customer = (said: string): string =>
	customerPage({
		...customerView,
		dealings: {
			mails: customerView.dealings.mails.map((mail) => saying(mail, said)),
			payments: {
				payments: paid.map((payment) => payingFor(payment, said)),
				numbers: new Map([...numbers.keys()].map((key) => [key, said])),
			},
		},
		view: {
			...customerDocuments,
			customer: { ...customerDocuments.customer, id: `xero-1~${said}`, name: said, language: `x"${said}`, country: `1${said}` },
			rows: customerDocuments.rows.map((row) => ({ ...row, kind: `k${said}`, number: said, reference: said, providerStatus: said })),
			next: said,
		},
	});

const problem = (said: string): string => {
	const all: Problem = {
		type: said,
		title: said,
		status: 400,
		code: said,
		detail: said,
		instance: said,
		fields: [{ path: said, message: said }],
	};
	return problemPage(all);
};

const plain = { hub: shape(hub('x')), customer: shape(customer('x')), problem: shape(problem('x')) };

describe('texts from outside never become markup', () => {
	it('changes no tag and no attribute name of any page', () => {
		fc.assert(
			fc.property(text, (said) => {
				expect(shape(hub(said))).toBe(plain.hub);
				expect(shape(customer(said))).toBe(plain.customer);
				expect(shape(problem(said))).toBe(plain.problem);
			}),
			{ numRuns: 150, examples: hostile.map((one): [string] => [one]) },
		);
	});

	it('is shown as it was written, character for character', () => {
		fc.assert(
			fc.property(text, (said) => {
				const heading = /<h1 id="h-customer"><bdi>([\s\S]*?)<\/bdi><\/h1>/.exec(customer(said));
				expect(decoded(heading?.[1] ?? '')).toBe(said);
			}),
			{ numRuns: 150, examples: hostile.map((one): [string] => [one]) },
		);
	});

	it('leads only to our own paths, and no attribute runs anything', () => {
		fc.assert(
			fc.property(text, (said) => {
				for (const { name, attributes } of tags(hub(said))) {
					expect(name).not.toBe('script');
					const to = attributes.href ?? attributes.action;
					if (to !== undefined) expect(to).toMatch(/^(\/(?!\/)|#|data:,$|http:\/\/127\.0\.0\.1:4110\/)/);
					expect(Object.keys(attributes).filter((attribute) => attribute.startsWith('on') || attribute === 'style')).toEqual([]);
				}
			}),
			{ numRuns: 50, examples: hostile.map((one): [string] => [one]) },
		);
	});
});
