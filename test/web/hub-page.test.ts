import { describe, expect, it } from 'vitest';
import { type HubView, hubPage } from '../../web/hub-page.ts';
import { style } from '../../web/style.ts';
import { tags, words } from './reading.ts';
import { counting, firstRun, full, healthy, troubled } from './samples.ts';

const forms = (view: HubView): string[] =>
	tags(hubPage(view)).flatMap(({ name, attributes }) => (name === 'form' && attributes.method === 'post' ? [attributes.action ?? ''] : []));
const refreshes = (view: HubView): boolean => tags(hubPage(view)).some(({ attributes }) => attributes['http-equiv'] === 'refresh');

it('says how many rows could not be taken over, names those it lists, and what to do', () => {
	const read = words(hubPage(troubled));
	expect(read).toMatch(/53.rows could not be taken over\./);
	expect(read).toContain('Invoice INV-0107: its currency "XXX"');
	expect(read).toContain('We hold nothing of it, so it is missing here.');
	expect(read).toMatch(/And 51.more rows/);
	expect(read).toContain('What to do: correct them in Xero');
});

it('says of a list that came short what stands here instead, not that nothing does', () => {
	const refused = [{ kind: 'journal', id: 'list journals', reason: 'QuickBooks did not answer in time.', number: null }];
	const connections = troubled.connections.connections.map((each, n) => ({
		...each,
		refused: n === 0 ? refused : [],
		refusedInAll: n === 0 ? 1 : 0,
	}));
	const read = words(hubPage({ ...troubled, connections: { ...troubled.connections, connections } }));
	expect(read).toContain('Journal entries: QuickBooks did not answer in time.');
	expect(read).not.toContain('list journals');
	expect(read).not.toContain('We hold nothing of it');
});

it('says what the provider still takes of each ledger, when there is more, and what a read still needs', () => {
	const read = words(hubPage(healthy)).replaceAll('\u00a0', ' ');
	expect(read).toContain('Calls 212 today 788 of 1,000 left, Xero said at 14:02; new ones at 00:00 on 23 Nov 2026. 10 in this minute.');
	expect(read).toContain('Calls 61 today 2,031 reads this month. 0 in this minute.');
	expect(words(hubPage(troubled))).toContain('QuickBooks asks us to wait until 14:10: nothing is asked before.');
	expect(words(hubPage(counting)).replaceAll('\u00a0', ' ')).toContain('At least 34 more calls, done in not less than 1 minute.');
});

describe('at a glance', () => {
	const read = words(hubPage(healthy));

	it('says per currency who owes most, how old it is and whether it ties', () => {
		expect(read).toContain(
			'Customers owe GBP 67,550.09; 62% is overdue, most by Harbour & Vine Catering Ltd: GBP 12,300.00, oldest 127 days. ✓ Ties to the ledger',
		);
		expect(read).toContain('Customers owe JPY 1,250,000; nothing is overdue. ✓ Ties to the ledger');
	});

	it('names the greatest even when the roll is behind and the list misordered', () => {
		const customers = healthy.customers.map((view) => ({ ...view, rows: view.rows.toReversed() }));
		expect(words(hubPage({ ...healthy, customers }))).toContain('most by Harbour & Vine Catering Ltd: GBP 12,300.00');
	});

	it('does not call the first of a later page the greatest', () => {
		expect(words(hubPage(troubled))).toContain('Customers owe GBP 67,550.09; 62% is overdue. ✗ Does not tie');
	});

	it('ties exactly where there are no cents, and says the difference where it does not tie', () => {
		expect(read).toContain('ties exactly as of 14:02. JPY 1,250,000 here and there');
		expect(read).toContain('ties to the cent as of 14:02. GBP 67,187.75 here and there');
		const off = words(hubPage(troubled));
		expect(off).toContain('does not tie as of 08:00 on 19 Nov 2026. GBP 67,187.75 here, GBP 67,307.75 in Xero: GBP 120.00 less here');
		expect(off).toContain('JPY 5,000 more here');
		expect(off).toContain('not compared in USD yet');
	});

	it('tells moments in the company’s zone', () => {
		const view = { ...healthy, aging: { ...healthy.aging, timeZone: 'Asia/Tokyo' } };
		expect(words(hubPage(view))).toContain('ties to the cent as of 23:02');
	});

	it('shows every age with invoices, amount and share, and what is unapplied apart', () => {
		expect(read).toContain('1–30 days late 15 GBP 13,765.09 20%');
		expect(read).toContain('91+ days late 6 GBP 16,068.85 24%');
		expect(read).toContain('Unapplied credits and payments not matched yet GBP −362.34');
		expect(read).toContain('Net what the ledger should say GBP 67,187.75');
	});

	it('gives the chart in words', () => {
		expect(hubPage(healthy).replaceAll('\u00a0', ' ')).toContain(
			'aria-label="Open in EUR by age: Not due yet EUR 4,160.00, 1–30 days late EUR 4,085.25, 31–60 days late EUR 640.00, 91+ days late EUR 450.00"',
		);
	});
});

describe('what can be done', () => {
	it('offers every ledger its buttons', () => {
		const ledger = healthy.connections.connections[0]?.ledger;
		expect(forms(healthy)).toEqual(
			expect.arrayContaining([
				'/connections/xero',
				'/connections/quickbooks',
				`/connections/${ledger}/sync`,
				`/connections/${ledger}/recount`,
				`/connections/${ledger}/disconnect`,
			]),
		);
	});

	it('offers a reader none but signing out', () => {
		expect(forms({ ...troubled, user: { name: 'Eve', roles: ['auditor'] } })).toEqual(['/sign-out']);
		expect(words(hubPage({ ...firstRun, user: { name: 'Eve', roles: ['sales'] } }))).toContain('Ask an owner of your company');
	});

	it('reconnects rather than syncs a ledger that lost its consent', () => {
		const lost = troubled.connections.connections[0]?.ledger;
		expect(forms(troubled)).not.toContain(`/connections/${lost}/sync`);
		expect(words(hubPage(troubled))).toContain('Reconnect Xero');
	});

	it('keeps the as-of day in links and never asks for a day before today', () => {
		const page = hubPage(troubled);
		const links = tags(page).flatMap(({ attributes }) => attributes.href ?? []);
		expect(links).toContain('/?asOf=2026-12-31&currency=GBP&from=2~000000000310460~xero#GBP');
		expect(links).toContain('/receivables/customers.csv?currency=GBP&asOf=2026-12-31');
		expect(links.filter((to) => /^\/customers\/.*~[a-z]{3}-\d{4}/.test(to)).every((to) => to.endsWith('?asOf=2026-12-31'))).toBe(true);
		expect(tags(page).find(({ name }) => name === 'input')?.attributes).toMatchObject({ min: '2026-11-22', value: '2026-12-31' });
	});
});

describe('while it counts', () => {
	it('loads itself every two seconds, and can be stopped', () => {
		expect(refreshes(counting)).toBe(true);
		expect(hubPage(counting)).toContain('<meta http-equiv="refresh" content="2">');
		expect(hubPage(counting)).toContain('href="/?watch=off"');
		expect(refreshes({ ...counting, still: true })).toBe(false);
	});

	it('shows how far it is', () => {
		const bars = tags(hubPage(counting)).filter(({ name }) => name === 'progress');
		expect(bars.map(({ attributes }) => `${attributes.value}/${attributes.max}`)).toEqual(['212/400', '60/60', '212/400']);
		expect(words(hubPage(counting))).toContain('Counting Lumen Studio Ltd: 212 of 400');
	});

	it('says what else goes on', () => {
		const connections = healthy.connections.connections.map((one) => ({ ...one, doing: 'looking for changes: invoices, 3 of 3' }));
		const read = words(hubPage({ ...healthy, connections: { connections } }));
		expect(read).toContain('Lumen Studio Ltd: looking for changes: invoices, 3 of 3.');
	});

	it.each([
		['healthy', healthy],
		['troubled', troubled],
		['first run', firstRun],
	])('does not load itself otherwise: %s', (_, view) => expect(refreshes(view)).toBe(false));

	it('does not load itself for a read that waits for a person', () => {
		const connections = counting.connections.connections.map((one) => ({
			...one,
			stopped: { what: 'page 3', reason: 'broken', at: '2026-11-22T13:20:00.000Z' },
		}));
		expect(refreshes({ ...counting, connections: { connections } })).toBe(false);
	});
});

describe('reminders, payments and exports', () => {
	const read = words(hubPage(healthy));

	it('answer why the last mail was not sent, before the list', () => {
		expect(read).toContain(
			'The last one not sent: to Copperfield Books, 3 days after due, about INV-0131. Why: What it was about has been paid.',
		);
		expect(read).toContain('Reminders today: 3 sent, 2 not sent.');
	});

	it('say of each candidate what became of it, and on which reading of the ledger', () => {
		expect(read).toMatch(
			/O'Connell Marine Services 35 days after due – Not sent The next step is the final notice, which a person sends\. INV-0077/,
		);
		expect(read).toMatch(/Ñandú Diseño y Comunicación, S\.L\. 21 days after due GBP 2,205\.00 ✗ Sent, came back 09:12 It came back/);
		expect(read).toContain('Decided on the ledger as of 09:14.');
		expect(read).toContain('Decided on the ledger as of 09:09; each invoice read again at 09:10.');
		expect(read).toContain('Now from GBP 5,000.00; empty: none.');
		expect(read).toContain('? Perhaps sent Nobody knows whether it went out');
	});

	it('let a person approve or reject what waits, stop all and let it go again', () => {
		const waiting = troubled.reminders.mails
			.filter(({ state }) => state === 'awaiting')
			.map(({ id }) => `/reminders/${encodeURIComponent(id)}`);
		expect(waiting).toHaveLength(2);
		for (const path of waiting) expect(forms(troubled)).toEqual(expect.arrayContaining([`${path}/approve`, `${path}/reject`]));
		expect(forms(troubled)).toEqual(expect.arrayContaining(['/reminders/mode', '/reminders/resume']));
		expect(forms(healthy)).toEqual(
			expect.arrayContaining(['/reminders/mode', '/reminders/stop', '/factoring/exports', '/reconcile/pi_3QStuck/retry']),
		);
		expect(forms(healthy)).not.toContain('/reminders/resume');
		expect(words(hubPage(troubled))).toContain('A person of your company stopped all sending');
	});

	it('show what comes next with its words, and why it would not go', () => {
		expect(read).toMatch(
			/25 Nov 2026 Tanner & Daughters: 3 days after due, GBP 5,600\.00\. Read it: the mail to Tanner & Daughters Invoice INV-0128 – a quick check Hello,/,
		);
		expect(read).toContain('As things stand it is not sent: The customer has no email address in the ledger.');
		expect(read).toContain('35 days after due: a person takes over');
	});

	it('say of a payment where in the ledger it is, what is on account, and what a person must do', () => {
		expect(read).toContain('GBP 1,204.60 on invoice INV-0131 in Xero');
		expect(read).toContain('GBP 100.00 on account in Xero: no invoice asked for it');
		expect(read).toContain('Meant for INV-0140 (GBP 4,020.00); it is booked within minutes.');
		expect(read).toContain('What happened: Xero refused it: the period up to 30 November 2026 is locked.');
		expect(read).toContain('1 payment could not be booked.');
	});

	it('give an export its totals and files, and each page a key of its own', () => {
		expect(read).toContain('GBP 214 invoices 40,891.91 after 12.34 of credits 22,280.79 63,185.04');
		const links = tags(hubPage(healthy)).flatMap(({ attributes }) => attributes.href ?? []);
		expect(links).toContain('/factoring/exports/exp-2/factoring-2026-11-22.csv');
		expect(tags(hubPage(healthy)).find(({ attributes }) => attributes.name === 'idempotencyKey')?.attributes.value).toBe(healthy.exportKey);
	});

	it('say what will appear while there is nothing yet', () => {
		const empty = words(hubPage(counting));
		for (const said of [
			'Nothing was decided yet.',
			'Nobody’s invoice reaches a stage until then.',
			'No customer has paid through a link yet.',
			'None yet. Press “Make an export”',
		])
			expect(empty).toContain(said);
	});

	it('lead to the desk on a machine of one’s own, and nowhere else', () => {
		expect(words(hubPage(troubled))).toContain('This is Cobro on your machine: the desk leads to the inbox');
		expect(words(hubPage(healthy))).not.toContain('on your machine');
		expect(() => hubPage({ ...healthy, desk: 'javascript:alert(1)' })).toThrow(TypeError);
	});
});

describe('the rest', () => {
	it('tells a newcomer what to do next', () => {
		expect(words(hubPage(firstRun))).toContain('Connect a ledger to begin');
		expect(forms(firstRun)).toEqual(expect.arrayContaining(['/connections/xero', '/connections/quickbooks']));
	});

	it('lists work that could not be done, with its reason', () => {
		expect(words(hubPage(troubled))).toContain('The message names a ledger this company does not have.');
		expect(words(hubPage(healthy))).not.toContain('could not be done');
	});

	it.each([healthy, troubled, counting, firstRun])('has unique ids, labels that exist and nothing from another place', (view) => {
		const all = tags(hubPage(view));
		const ids = all.flatMap(({ attributes }) => attributes.id ?? []);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { name, attributes } of all) {
			if (attributes['aria-labelledby'] !== undefined) expect(ids).toContain(attributes['aria-labelledby']);
			if (attributes.href?.startsWith('#')) expect(ids).toContain(attributes.href.slice(1));
			expect(['script', 'iframe', 'object', 'img']).not.toContain(name);
			expect(attributes.src).toBeUndefined();
		}
	});

	it('stays light: the style within 8 KB, the page of five currencies and fifty customers each within 200 KB', () => {
		expect(Buffer.byteLength(style)).toBeLessThanOrEqual(8 * 1024);
		expect(Buffer.byteLength(hubPage(healthy))).toBeLessThan(65_000);
		expect(Buffer.byteLength(hubPage(full))).toBeLessThan(200_000);
	});
});
