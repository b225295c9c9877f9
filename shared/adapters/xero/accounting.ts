/**
 * Reads a Xero organisation. Costs: organisation 1 call; each page 1 call of at most 1,000 rows, one more where the company's time zone is not known
 * (a first read of its own, a sweep, then weekly) or a list seems to come short; documents by id as said in `look.ts`, the control figure as said in `control.ts`.
 */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Organisation as XeroOrganisation } from 'xero-node/dist/gen/model/accounting/organisation';
import { addDays, type Day, dayIn, isDay, msOf } from '../../domain/day.ts';
import { type Legal, legalOf } from '../../domain/legal.ts';
import { currency } from '../../domain/money.ts';
import type { Accounting, Cursor, OpenAccounting, Organisation, Page, Watermark } from '../../ports/accounting.ts';
import { AccountingFault, unmetered } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { control } from './control.ts';
import { mapping } from './details.ts';
import { atOnce, look } from './look.ts';
import { metered } from './metered.ts';
import type { Zoned } from './place.ts';
import { begin, type Reader, readPage } from './read-page.ts';
import { textOf, wordOf } from './rows.ts';
import { zoneOf } from './zones.ts';

/** `<ledger>` is `xero-<tenant id>`. */
const tenantOf = (ledger: string): string => ledger.slice('xero-'.length);

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

const organisation = async (api: AccountingApi, tenant: string): Promise<Organisation> => {
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

/** A zone that Xero said so long ago is asked for again: people correct it. */
const zoneDays = 7;

/** `timeoutMs` is for tests: a call that is silent for so long is given up. */
export const openXero =
	(apiUrl: string, timeoutMs = 15_000): OpenAccounting =>
	async (ledger, accessToken, now, meter = unmetered): Promise<Accounting> => {
		const { AccountingApi, giveUpAfter } = await import('./sdk.cjs');
		giveUpAfter(timeoutMs);
		// One object per ledger and token: the SDK keeps the token on the object and reads it when a call is sent.
		const plain = new AccountingApi(`${apiUrl}/api.xro/2.0`);
		plain.accessToken = accessToken;
		const api = metered(plain, meter);
		const tenant = tenantOf(ledger);
		const today = (): Day => dayIn('UTC', now());
		let said: Zoned | null = null;
		const ask = async (): Promise<Organisation> => {
			const answer = await organisation(api, tenant);
			said = { name: answer.timeZone, asked: today() };
			return answer;
		};
		const zone: Reader['zone'] = async (known) => {
			const latest = said ?? known;
			if (latest && isDay(latest.asked) && addDays(latest.asked, zoneDays) > today()) return { zone: latest, calls: 0 };
			return { zone: { name: (await ask()).timeZone, asked: today() }, calls: 1 };
		};
		const reader: Reader = { api, tenant, ledger, nowMs: () => msOf(now()), timeoutMs, zone };
		return {
			mapping,
			organisation: ask,
			everything: (horizon: Day): Cursor => begin('everything', horizon),
			changes: (since: Watermark): Cursor => begin('changes', since),
			openItems: (): Cursor => begin('open', ''),
			atOnce,
			look: (kind, ids) => look(reader, kind, ids),
			page: (cursor: Cursor): Promise<Page> => readPage(reader, cursor),
			control: () => control(api, tenant),
		};
	};
