/** What QuickBooks says of the company itself. */
import * as z from 'zod/mini';
import { isTimeZone } from '../../domain/day.ts';
import { legalOf } from '../../domain/legal.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import { AccountingFault, type Organisation } from '../../ports/accounting.ts';
import type { Client } from './client.ts';
import { countryCode } from './countries.ts';

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

const currencyPrefs = z.object({ CurrencyPrefs: z.object({ HomeCurrency: z.object({ value: z.string() }) }) });
/** The company's own currency, as its preferences say; null where they do not. */
export const homeIn = (preferences: unknown): Currency | null => {
	const value = currencyPrefs.safeParse(preferences).data?.CurrencyPrefs.HomeCurrency.value;
	return isCurrency(value) ? value : null;
};

const zoned = z.object({ DefaultTimeZone: z.string().check(z.refine(isTimeZone)) });
/** IANA zone. A company that says none is taken to be on UTC. */
export const zoneIn = (info: unknown): string => zoned.safeParse(info).data?.DefaultTimeZone ?? 'UTC';

const linesOf = (of: z.infer<typeof address>): string[] =>
	[of.Line1, of.Line2, of.Line3, of.Line4, of.Line5, of.City, of.CountrySubDivisionCode, of.PostalCode, of.Country].map(
		(line) => line ?? '',
	);

/** 2 calls: QuickBooks keeps the home currency with the preferences. */
export const organisation = async (client: Client): Promise<Organisation> => {
	const { is } = await client.companyInfo();
	const info = companyInfo.safeParse(is);
	const home = homeIn((await client.preferences()).is);
	if (!info.success || !home) throw new AccountingFault('refused', 'QuickBooks does not say the name or the currency of the company');
	const { CompanyName, LegalName = '', LegalAddr, CompanyAddr = {}, EmployerId = '', Country } = info.data;
	const place = LegalAddr ?? CompanyAddr;
	return {
		name: CompanyName,
		legal: legalOf(CompanyName, { legalName: LegalName, taxId: EmployerId, address: linesOf(place) }),
		baseCurrency: home,
		timeZone: zoneIn(is),
		country: countryCode(Country),
	};
};
