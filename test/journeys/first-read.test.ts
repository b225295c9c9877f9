/** A newcomer's first minutes on the running stack: sign in, connect both ledgers, see who owes what, and that it ties. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInScenario } from '../../local/scenario/index.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import { currency, parseMoney } from '../../shared/domain/money.ts';
import type { AgingView, ConnectionsView, CustomersView, DocumentsView } from '../../shared/wire/http.ts';
import { decideDebtors, readDocuments } from '../support/debtors-journey.ts';
import { connectionsOf, connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import { formsIn, type Shown, Visitor } from '../support/visitor.ts';

const scenario = builtInScenario();
const xeroId = scenario.organisations.find((each) => each.provider === 'xero')?.id ?? '';
const realm = scenario.organisations.find((each) => each.provider === 'quickbooks')?.id ?? '';

let stack: LocalStack;
let ana: Visitor;
let hub: Shown;
let connections: ConnectionsView['connections'];

/** What the sandboxes' own books say, read past their APIs: open less unapplied, minor units. */
const inTheBooks = (): Map<string, number> => {
	const sums = new Map(stack.quickbooks.dump(realm).control);
	for (const document of stack.xero.dump(xeroId).documents) {
		if (!['AUTHORISED', 'PAID'].includes(document.status) || document.kind === 'payment') continue;
		const sign = document.kind === 'invoice' ? 1 : -1;
		sums.set(document.currency, (sums.get(document.currency) ?? 0) + sign * document.rest);
	}
	return sums;
};
const minor = (amount: string, code: string): number => {
	const text = amount.replace('-', '');
	return parseMoney(text, currency(code)).minor * (amount.startsWith('-') ? -1 : 1);
};

beforeAll(async () => {
	stack = await startStack({ dir: null, scenario, schedules: false });
	({ visitor: ana, page: hub } = await signedIn(stack));
	hub = await connectQuickbooks(ana, await connectXero(ana, hub));
	await stack.idle();
	connections = await connectionsOf(stack, ana);
}, 180_000);
afterAll(() => stack?.close());

describe('the first read', () => {
	it('is complete for both ledgers, and each ties to the cent', () => {
		expect(
			connections.map(({ provider, phase, state }) => ({ provider, phase, state })).toSorted((a, b) => (a.provider < b.provider ? -1 : 1)),
		).toEqual([
			{ provider: 'quickbooks', phase: 'live', state: 'connected' },
			{ provider: 'xero', phase: 'live', state: 'connected' },
		]);
		for (const { tieOut, refused, stopped } of connections)
			expect({ ties: tieOut?.ties, refused, stopped }).toEqual({ ties: true, refused: [], stopped: null });
	});

	it('ages what the sandboxes’ own books hold, currency by currency', async () => {
		const aging = await ana.json<AgingView>(`${stack.hubOrigin}/receivables/aging`);
		const ours = new Map(aging.totals.map((total) => [total.currency, minor(total.net, total.currency)]));
		expect(ours).toEqual(inTheBooks());
		expect([...ours.keys()].length).toBeGreaterThanOrEqual(5);
		expect(aging.counting).toEqual([]);
	});

	it('lists customers by overdue, and their documents add up to their balance', async () => {
		const view = await ana.json<CustomersView>(`${stack.hubOrigin}/receivables/customers?currency=GBP`);
		const overdue = view.rows.map((row) => minor(row.overdue, 'GBP'));
		expect(overdue).toEqual(overdue.toSorted((a, b) => b - a));
		for (const row of view.rows.slice(0, 3)) {
			const documents = await ana.json<DocumentsView>(
				`${stack.hubOrigin}/receivables/customers/${encodeURIComponent(row.customer)}/documents`,
			);
			const open = documents.rows.filter((each) => each.currency === 'GBP').reduce((all, each) => all + minor(each.open, 'GBP'), 0);
			expect(open).toBe(minor(row.open, 'GBP'));
			expect(documents.customer.name).toBe(row.name);
		}
	});

	it('gives the same customers as a file', async () => {
		const { html, headers } = await ana.request(`${stack.hubOrigin}/receivables/customers.csv?currency=GBP`);
		const view = await ana.json<CustomersView>(`${stack.hubOrigin}/receivables/customers?currency=GBP`);
		expect(headers.get('content-type')).toContain('text/csv');
		expect(html.trim().split('\r\n').length - 1).toBe(view.rows.length);
	});

	it('looks ahead: in forty days nothing is current that is due before', async () => {
		const today = await ana.json<AgingView>(`${stack.hubOrigin}/receivables/aging`);
		const later = new Date(Date.parse(`${today.today}T00:00:00Z`) + 400 * 86_400_000).toISOString().slice(0, 10);
		const ahead = await ana.json<AgingView>(`${stack.hubOrigin}/receivables/aging?asOf=${later}`);
		for (const total of ahead.totals) {
			expect(total.buckets.current.invoices).toBe(0);
			expect(total.open).toBe(today.totals.find((each) => each.currency === total.currency)?.open);
		}
	});

	it('shows it on one page that a person can read without JavaScript', async () => {
		const page = await ana.open(`${stack.hubOrigin}/`);
		expect(page.html).not.toContain('<script');
		expect(page.html).toMatch(/Customers owe/);
		expect(page.html).toMatch(/ties to the cent/i);
		expect(formsIn(page.html).length).toBeGreaterThan(3);
	});

	it('follows a payment made in the ledger after its webhook, and checks itself without drift', async () => {
		const before = inTheBooks();
		const open = stack.xero
			.dump(xeroId)
			.documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.currency === 'GBP' && each.rest > 0);
		if (!open) throw new Error('the scenario has no open GBP invoice');
		stack.xero.edit(xeroId).pay(open.id, { amount: open.rest, day: stack.now().slice(0, 10) });
		await stack.idle();
		hub = await ana.open(`${stack.hubOrigin}/`);
		await ana.press(hub, `/connections/xero-${xeroId}/sync`);
		await stack.idle();
		await ana.press(hub, `/connections/xero-${xeroId}/recount`);
		await stack.idle();
		expect(inTheBooks().get('GBP')).toBe((before.get('GBP') ?? 0) - open.rest);
		const aging = await ana.json<AgingView>(`${stack.hubOrigin}/receivables/aging`);
		expect(new Map(aging.totals.map((total) => [total.currency, minor(total.net, total.currency)]))).toEqual(inTheBooks());
		const xero = (await connectionsOf(stack, ana)).find((each) => each.provider === 'xero');
		expect({ ties: xero?.tieOut?.ties, drift: xero?.recount?.drift }).toEqual({ ties: true, drift: 0 });
	});
});

describe('afterwards', () => {
	it('a person reads documents by links, and says which customers are one debtor; another company sees none of it', async () => {
		const { visitor: boris } = await signedIn(stack, 'Boris');
		const pages = [...(await readDocuments(stack, ana)), await decideDebtors(stack, ana)];
		for (const page of pages)
			for (const path of [page, page.startsWith('/debtors') ? `/receivables${page}` : page])
				expect((await boris.request(stack.hubOrigin + path, { accept: 'application/json' })).status).toBe(404);
	});
});

describe('strangers', () => {
	it('see nothing: another company’s ledger, customer and connection are not there', async () => {
		const { visitor: boris } = await signedIn(stack, 'Boris');
		expect(await connectionsOf(stack, boris)).toEqual([]);
		expect((await boris.json<AgingView>(`${stack.hubOrigin}/receivables/aging`)).totals).toEqual([]);
		const view = await ana.json<CustomersView>(`${stack.hubOrigin}/receivables/customers?currency=GBP`);
		const customer = view.rows[0]?.customer ?? '';
		const answers = await Promise.all([
			boris.request(`${stack.hubOrigin}/receivables/customers/${encodeURIComponent(customer)}/documents`, { accept: 'application/json' }),
			boris.request(`${stack.hubOrigin}/connections/xero-${xeroId}/sync`, { method: 'POST', accept: 'application/json' }),
			boris.request(`${stack.hubOrigin}/connections/xero-${xeroId}/disconnect`, { method: 'POST', accept: 'application/json' }),
		]);
		for (const { status, html } of answers) expect({ status, code: JSON.parse(html).code }).toEqual({ status: 404, code: 'NOT_FOUND' });
	});

	it('do not get a ledger that another company has by agreeing at the provider: its owner is asked', async () => {
		const { visitor: boris, page } = await signedIn(stack, 'Boris');
		const answer = await connectXero(boris, page);
		expect(answer.status).toBe(200);
		expect(answer.html).toContain('Its owner was asked');
		expect((await boris.json<{ connections: unknown[] }>(`${stack.hubOrigin}/connections`)).connections).toEqual([]);
	});

	it('without a session are sent to sign in, and their forms are refused', async () => {
		const nobody = new Visitor();
		expect((await nobody.request(`${stack.hubOrigin}/receivables/aging`, { accept: 'application/json' })).status).toBe(401);
		expect((await nobody.open(`${stack.hubOrigin}/`)).html).toContain('/sign-in');
		const foreign = await ana.request(`${stack.hubOrigin}/connections/xero`, { method: 'POST', from: 'http://localhost:1' });
		expect(foreign.status).toBe(403);
	});
});
