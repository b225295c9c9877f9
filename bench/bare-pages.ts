/** The least code that pages a ledger: fetch and JSON.parse, no SDK, no checks. Yields the names of each page's rows. */
import type { Provider } from '../shared/domain/document.ts';
import type { Opened } from './emulators.ts';

const size = 1000;
type Row = Readonly<Record<string, unknown>>;

/** Ids of customers and documents may be the same. */
export const nameOf = (kind: 'customer' | 'document', id: string): string => `${kind} ${id.toLowerCase()}`;
const kindOf = (list: string): 'customer' | 'document' => (list === 'Contacts' || list === 'Customer' ? 'customer' : 'document');

const get = async (url: string, { token }: Opened, headers: Record<string, string>): Promise<Readonly<Record<string, unknown>>> => {
	const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...headers } });
	if (!answer.ok) throw new Error(`${answer.status} of ${new URL(url).pathname}`);
	return (await answer.json()) as Row;
};

const xeroLists = { Contacts: 'ContactID', Invoices: 'InvoiceID', CreditNotes: 'CreditNoteID', Overpayments: 'OverpaymentID' } as const;
async function* xeroPages(opened: Opened, tenant: string): AsyncGenerator<string[]> {
	for (const [list, id] of Object.entries(xeroLists))
		for (let page = 1; ; page++) {
			const url = `${opened.origin}/api.xro/2.0/${list}?page=${page}&pageSize=${size}`;
			const rows = (await get(url, opened, { 'xero-tenant-id': tenant }))[list] as Row[];
			yield rows.map((row) => nameOf(kindOf(list), String(row[id])));
			if (rows.length < size) break;
		}
}

async function* quickbooksPages(opened: Opened, realm: string): AsyncGenerator<string[]> {
	for (const list of ['Customer', 'Invoice', 'CreditMemo', 'Payment'])
		for (let start = 1; ; start += size) {
			const query = encodeURIComponent(`select * from ${list} startposition ${start} maxresults ${size}`);
			const url = `${opened.origin}/v3/company/${realm}/query?query=${query}&minorversion=75`;
			const { QueryResponse } = (await get(url, opened, {})) as { QueryResponse: Readonly<Record<string, readonly Row[]>> };
			const rows = QueryResponse[list] ?? [];
			yield rows.map((row) => nameOf(kindOf(list), String(row.Id)));
			if (rows.length < size) break;
		}
}

export const barePages = (provider: Provider, opened: Opened, externalId: string): AsyncGenerator<string[]> =>
	provider === 'xero' ? xeroPages(opened, externalId) : quickbooksPages(opened, externalId);
