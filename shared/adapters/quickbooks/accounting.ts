/** One QuickBooks company as `Accounting`, through node-quickbooks. */
import * as z from 'zod/mini';
import { isTimeZone } from '../../domain/day.ts';
import { legalOf } from '../../domain/legal.ts';
import { add, type Currency, type Money, money } from '../../domain/money.ts';
import {
	type Accounting,
	AccountingFault,
	type Control,
	type ControlFigure,
	type OpenAccounting,
	type Organisation,
} from '../../ports/accounting.ts';
import { type Client, openClient } from './client.ts';
import { countryCode } from './countries.ts';
import { pageSize, readCursor, readWatermark, wholeRead, writeCursor } from './cursor.ts';
import { deltaRead, homeIn, readPage } from './page.ts';
import { currencyOf, mapRows, minorOf, ref } from './row.ts';

const text = z.optional(z.string());
const address = z.object({
	Line1: text,
	Line2: text,
	Line3: text,
	Line4: text,
	Line5: text,
	City: text,
	CountrySubDivisionCode: text,
	PostalCode: text,
	Country: text,
});

const companyInfo = z.object({
	CompanyName: z.string().check(z.minLength(1)),
	LegalName: z.optional(z.string()),
	LegalAddr: z.optional(address),
	CompanyAddr: z.optional(address),
	/** The employer's number: US companies have it as their tax ID. */
	EmployerId: z.optional(z.string()),
	Country: z.optional(z.string()),
	DefaultTimeZone: z.optional(z.string()),
});

const linesOf = (of: z.infer<typeof address>): string[] =>
	[of.Line1, of.Line2, of.Line3, of.Line4, of.Line5, of.City, of.CountrySubDivisionCode, of.PostalCode, of.Country].map(
		(line) => line ?? '',
	);

/** 2 calls: QuickBooks keeps the home currency with the preferences. A company that says no time zone is taken to be on UTC. */
const organisation = async (client: Client): Promise<Organisation> => {
	const info = companyInfo.safeParse((await client.companyInfo()).is);
	const home = homeIn((await client.preferences()).is);
	if (!info.success || !home) throw new AccountingFault('refused', 'QuickBooks does not say the name or the currency of the company');
	const { CompanyName, LegalName = '', LegalAddr, CompanyAddr = {}, EmployerId = '', Country, DefaultTimeZone = '' } = info.data;
	const place = LegalAddr ?? CompanyAddr;
	return {
		name: CompanyName,
		legal: legalOf(CompanyName, { legalName: LegalName, taxId: EmployerId, address: linesOf(place) }),
		baseCurrency: home,
		timeZone: isTimeZone(DefaultTimeZone) ? DefaultTimeZone : 'UTC',
		country: countryCode(Country),
	};
};

const balanceRow = z.object({ Id: z.string(), Balance: z.number(), CurrencyRef: z.optional(ref) });
const basis =
	"The sum of QuickBooks' customer balances: open invoices less unapplied credit memos and payments, each customer in its one currency. Journal entries on receivables are in it; what is owed without a customer is not.";

const totals = (balances: readonly Money[]): ControlFigure[] => {
	const sums = new Map<Currency, Money>();
	for (const balance of balances) {
		const sum = sums.get(balance.currency);
		sums.set(balance.currency, sum ? add(sum, balance) : balance);
	}
	return [...sums.values()].map(({ minor, currency }) => ({ minor, currency }));
};

/** ⌈(customers + 1) / 1,000⌉ calls, one more where customers name no currency. */
const control = async (client: Client): Promise<Control> => {
	// By id: a page may repeat rows of the page before, and nobody's balance counts twice.
	const balances = new Map<string, Money>();
	let calls = 0;
	let home: Currency | null = null;
	for (let start = 1; ; start += pageSize) {
		const { is: rows } = await client.rows('Customer', [{ field: 'Active', operator: 'IN', value: [true, false] }], 'Id', start, pageSize);
		calls += 1;
		if (home === null && rows.some((row) => !z.object({ CurrencyRef: ref }).safeParse(row).success)) {
			home = homeIn((await client.preferences()).is);
			calls += 1;
		}
		const { good, refused } = mapRows('Customer', rows, (row) => {
			const read = balanceRow.parse(row);
			const code = currencyOf({ ledger: '', home }, read.CurrencyRef);
			return { id: read.Id, balance: money(minorOf(read.Balance, code), code) };
		});
		// A figure with a customer missing would call a good copy wrong.
		if (refused[0]) throw new AccountingFault('refused', `customer ${refused[0].id} has no balance that can be read`);
		for (const { id, balance } of good) balances.set(id, balance);
		if (rows.length < pageSize) return { figures: totals([...balances.values()]), basis, calls };
	}
};

/**
 * @param apiUrl `https://quickbooks.api.intuit.com`, or the sandbox's origin
 * @param timeoutMs for each call; kept on the SDK's axios and so for the whole process
 */
export const openQuickbooks =
	(apiUrl: string, timeoutMs = 15_000): OpenAccounting =>
	async (ledger, accessToken, now): Promise<Accounting> => {
		const client = await openClient(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs);
		return {
			organisation: () => organisation(client),
			everything: (horizon) => writeCursor(wholeRead(horizon)),
			changes: (since) => {
				const { at, home } = readWatermark(since);
				return writeCursor(deltaRead(at, home, now()));
			},
			page: (cursor) => readPage(client, ledger, readCursor(cursor), now),
			control: () => control(client),
		};
	};
