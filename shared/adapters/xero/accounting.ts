/** Reads a Xero organisation. Costs: organisation 1 call, each page 1 call of at most 1,000 rows, the control figure as said in `control.ts`. */
import type { Organisation as XeroOrganisation } from 'xero-node/dist/gen/model/accounting/organisation';
import { type Day, instantOfMs, msOf } from '../../domain/day.ts';
import type { Customer, Document, Refused } from '../../domain/document.ts';
import { type Legal, legalOf } from '../../domain/legal.ts';
import { currency } from '../../domain/money.ts';
import type { Accounting, Cursor, OpenAccounting, Organisation, Page, Watermark } from '../../ports/accounting.ts';
import { AccountingFault } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { control } from './control.ts';
import { horizonOf, nextPage, type Place, read, sinceOf, start, write } from './paging.ts';
import { textOf, wordOf } from './rows.ts';
import { type Ask, changesSlices, everythingSlices, type Rows, type Slice } from './slices.ts';
import { zoneOf } from './zones.ts';

/** A delta begins this much before the read before it began: Xero's rows become visible a little after their UpdatedDateUTC. */
const overlapMs = 2 * 60_000;
/** Without Xero's own clock ours is taken, which may be minutes off. */
const blindOverlapMs = 10 * 60_000;

const slicesOf = (place: Place): readonly Slice[] => (place.mode === 'everything' ? everythingSlices : changesSlices);

/** `<ledger>` is `xero-<tenant id>`. */
const tenantOf = (ledger: string): string => ledger.slice('xero-'.length);

/** Errors that speak of the row itself. Any other is ours, and a page of them would look like an empty ledger. */
const aboutTheRow: ReadonlySet<string> = new Set(['RowRefused', 'MoneyError', 'DayError']);

type Sorted = { readonly customers: Customer[]; readonly documents: Document[]; readonly refused: Refused[] };
/** Rows become ours one by one: a broken one is refused with its reason and the others go on. */
const sort = (ledger: string, slice: Slice, rows: Rows['rows']): Sorted => {
	const sorted: Sorted = { customers: [], documents: [], refused: [] };
	for (const { id, read: readRow } of rows) {
		try {
			const row = readRow(ledger);
			if (row && 'customer' in row) sorted.customers.push(row.customer);
			if (row && 'document' in row) sorted.documents.push(row.document);
		} catch (error) {
			if (!(error instanceof Error && aboutTheRow.has(error.name))) throw error;
			sorted.refused.push({ kind: slice.kind, id, reason: error.message });
		}
	}
	return sorted;
};

/**
 * Xero's TaxNumber is the VAT number in the UK, the GST number in New Zealand and the tax ID elsewhere; in Australia it is the tax file number, which nobody else may
 * see, so there it is the registration number (xero_accounting.yaml, Organisation).
 */
const legalIn = (row: XeroOrganisation, name: string, country: string | null): Legal => {
	const own = rowsOf(row.addresses);
	const place = own.find(({ addressType }) => wordOf(addressType) === 'STREET') ?? own[0];
	const lines = [place?.addressLine1, place?.addressLine2, place?.addressLine3, place?.addressLine4, place?.city, place?.region];
	return legalOf(name, {
		legalName: textOf(row.legalName),
		taxId: textOf(country === 'AU' ? row.registrationNumber : (row.taxNumber ?? row.employerIdentificationNumber)),
		address: [...lines, place?.postalCode, place?.country].map(textOf),
	});
};

const organisation = async (api: Ask['api'], tenant: string): Promise<Organisation> => {
	const answer = await call(() => api.getOrganisations(tenant));
	const [row] = rowsOf(answer.body.organisations);
	if (!row) throw new AccountingFault('unavailable', 'Xero answered no organisation');
	const country = wordOf(row.countryCode) || null;
	const name = textOf(row.name);
	return {
		name,
		legal: legalIn(row, name, country),
		baseCurrency: currency(wordOf(row.baseCurrency)),
		timeZone: zoneOf(wordOf(row.timezone), country) ?? 'UTC',
		country,
	};
};

const readPage = async (ask: Omit<Ask, 'page' | 'want'>, ledger: string, nowMs: () => number, place: Place): Promise<Page> => {
	const slices = slicesOf(place);
	const slice = slices[place.slice];
	if (!slice) throw new AccountingFault('refused', 'this is not a place in a read of Xero');
	const want = place.mode === 'everything' ? { horizon: horizonOf(place) } : { since: new Date(sinceOf(place)) };
	const { answer, pagination, rows } = await slice.read({ ...ask, page: place.page, want });
	const serverMs = answer.serverMs;
	const watermark = place.watermark ?? instantOfMs(serverMs === null ? nowMs() - blindOverlapMs : serverMs - overlapMs);
	const total = Math.max(pagination?.itemCount ?? rows.length, rows.length);
	const next = nextPage(place, pagination?.pageCount ?? 1);
	// The first of several pages says how many there are; its rows are taken when it is read again as the last.
	const taken = place.pages === 0 && next ? [] : rows;
	const done = Math.min(total, place.done + taken.length);
	const page = {
		...sort(ledger, slice, taken),
		progress: { kind: slice.kind, done: place.before + (next ? done : total), total: place.before + total },
		calls: 1,
	};
	if (next) return { ...page, next: write({ ...place, ...next, done, watermark }) };
	const following = slices[place.slice + 1];
	if (!following) return { ...page, next: null, watermark };
	const before = following.kind === slice.kind ? place.before + total : 0;
	return { ...page, next: write({ ...start(place.mode, place.from), slice: place.slice + 1, before, watermark }) };
};

/** `timeoutMs` is for tests: a call that is silent for so long is given up. */
export const openXero =
	(apiUrl: string, timeoutMs = 15_000): OpenAccounting =>
	async (ledger, accessToken, now): Promise<Accounting> => {
		const { AccountingApi, giveUpAfter } = await import('./sdk.cjs');
		giveUpAfter(timeoutMs);
		// One object per ledger and token: the SDK keeps the token on the object and reads it when a call is sent.
		const api = new AccountingApi(`${apiUrl}/api.xro/2.0`);
		api.accessToken = accessToken;
		const tenant = tenantOf(ledger);
		return {
			organisation: () => organisation(api, tenant),
			everything: (horizon: Day): Cursor => write(start('everything', horizon)),
			changes: (since: Watermark): Cursor => write(start('changes', since)),
			page: async (cursor: Cursor): Promise<Page> => readPage({ api, tenant }, ledger, () => msOf(now()), read(cursor)),
			control: () => control(api, tenant),
		};
	};
