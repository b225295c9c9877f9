/** Documents and debtors on the running stack: a document with its history by links; debtors looked for, decided by buttons, split again. */
import { expect } from 'vitest';
import type { LocalStack } from '../../local/stack.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { openStore } from '../../shared/adapters/dynamo/store.ts';
import { instant } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import type { DebtorsView, DebtorView } from '../../shared/wire/debtor-view.ts';
import type { DocumentView } from '../../shared/wire/document-view.ts';
import type { AgingView, CustomersView, DocumentsView } from '../../shared/wire/http.ts';
import type { Visitor } from './visitor.ts';

const from =
	({ hubOrigin }: LocalStack) =>
	(path: string): string =>
		hubOrigin + path;

/** @returns the pages of three documents */
export const readDocuments = async (stack: LocalStack, ana: Visitor): Promise<readonly string[]> => {
	const at = from(stack);
	const { totals } = await ana.json<AgingView>(at('/receivables/aging'));
	const code = totals[0]?.currency ?? 'GBP';
	const { rows } = await ana.json<CustomersView>(at(`/receivables/customers?currency=${code}`));
	const customer = rows[0]?.customer ?? '';
	const documents = await ana.json<DocumentsView>(at(`/receivables/customers/${encodeURIComponent(customer)}/documents`));
	expect(documents.customer.details).not.toBeNull();
	const page = await ana.open(at(`/customers/${encodeURIComponent(customer)}`));
	const links = [...page.html.matchAll(/href="(\/customers\/[^"]+\/documents\/[^"]+)"/g)].map((match) => match[1] ?? '');
	expect(links).toHaveLength(documents.rows.length);
	const shownLinks = links.slice(0, 3).map((link) => link.replaceAll('&amp;', '&'));
	for (const [i, link] of shownLinks.entries()) {
		const shown = await ana.open(at(link));
		expect(shown.html).toContain(documents.rows[i]?.number);
		const view = await ana.json<DocumentView>(at(`/receivables${link}`));
		expect(view.document.id).toBe(documents.rows[i]?.id);
		expect(view.firstSeen <= view.learned).toBe(true);
		// QuickBooks says when; Xero does not of invoices.
		if (view.provider === 'quickbooks') expect(view.details.created).not.toBeNull();
	}
	const stranger = await ana.request(at('/customers/xero-none~c/documents/invoice/none'));
	expect(stranger.status).toBe(404);
	return shownLinks;
};

/** Two customers that owe get one tax id, as if the ledger had said so. */
const alike = async (stack: LocalStack, ana: Visitor): Promise<void> => {
	const { company } = await ana.json<{ readonly company: { readonly id: string } }>(`${stack.hubOrigin}/me`);
	const store = openStore({
		tableName: stack.tableName,
		client: { endpoint: stack.dynamo.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
	});
	const books = dynamoBooks(store);
	const [code = ''] = await books.currencies(company.id);
	const { rows } = await books.customersByOverdue(company.id, currency(code), 2, null);
	for (const row of rows) {
		const customer = await books.customer(company.id, row.customer);
		if (!customer) throw new Error('a customer who owes is not there');
		const { doubt: _, ...said } = customer;
		const scope = { company: company.id, ledger: customer.ledger };
		await books.saveCustomers(
			scope,
			[{ ...said, version: `${said.version}~`, details: { ...said.details, taxId: 'GB 987 6543 21' } }],
			instant('2026-11-22T12:00:00Z'),
		);
	}
	store.db.destroy();
};

/** @returns the page of the debtor, which is split up at the end */
export const decideDebtors = async (stack: LocalStack, ana: Visitor): Promise<string> => {
	const at = from(stack);
	await alike(stack, ana);
	const page = await ana.press(await ana.open(at('/debtors')), 'Look again now');
	expect(page.html).toContain('What is found appears here');
	await stack.idle();
	const found = await ana.json<DebtorsView>(at('/receivables/debtors'));
	expect(found.search.shown).toMatchObject({ found: 1, kept: 1, crowded: 0, cut: false });
	const [proposal] = found.proposals;
	expect(proposal?.reasons[0]).toMatchObject({ sign: 'tax-id', strength: 'strong', shared: '987654321' });
	const joined = await ana.press(await ana.open(at('/debtors')), 'One debtor');
	expect(joined.html).toContain('They are one debtor now');
	const [row] = (await ana.json<DebtorsView>(at('/receivables/debtors'))).debtors;
	const view = await ana.json<DebtorView>(at(`/receivables/debtors/${row?.id}`));
	expect(view.members.map(({ customer }) => customer)).toEqual(proposal?.members.map(({ customer }) => customer));
	expect(view.history).toMatchObject([{ did: 'joined', by: 'Ana Demo' }]);
	const member = view.members[0]?.customer ?? '';
	expect((await ana.open(at(`/customers/${encodeURIComponent(member)}`))).html).toContain('Part of the debtor');
	expect((await ana.json<DebtorsView>(at('/receivables/debtors'))).proposals).toEqual([]);
	const debtor = await ana.open(at(`/debtors/${row?.id}`));
	const body = new URLSearchParams({ customer: member });
	await ana.request(at(`/debtors/${row?.id}/split`), { method: 'POST', body, from: debtor.url });
	expect((await ana.open(debtor.url)).html).toContain('This debtor is split up.');
	expect((await ana.open(at(`/customers/${encodeURIComponent(member)}`))).html).not.toContain('Part of the debtor');
	return `/debtors/${row?.id}`;
};
