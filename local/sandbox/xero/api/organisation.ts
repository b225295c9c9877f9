/** The organisation itself and its accounts. */
import { Temporal } from 'temporal-polyfill';
import type { Account } from 'xero-node/dist/gen/model/accounting/account';
import type { Organisation } from 'xero-node/dist/gen/model/accounting/organisation';
import { zoneOf, zones } from '../../../../shared/adapters/xero/zones.ts';
import type { ScenarioOrganisation } from '../../../../shared/wire/scenario.ts';
import { accountsOf } from '../accounts.ts';
import type { OrganisationRow, Store } from '../store.ts';
import { moment, type Wire } from './wire.ts';

const offsets = (zone: string): string =>
	['2026-01-15T12:00Z', '2026-07-15T12:00Z'].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).offset).join(' ');

/** Xero's word for an IANA zone: the one that reads back as it, else one with the same clock. */
const windowsName = (zone: string, country: string): string => {
	const names = Object.keys(zones);
	const same = names.find((name) => zoneOf(name, country) === zone);
	return same ?? names.find((name) => offsets(zones[name] ?? 'UTC') === offsets(zone)) ?? 'UTC';
};

const versions: Readonly<Record<string, string>> = { GB: 'UK', US: 'US', AU: 'AU', NZ: 'NZ' };

/** What a scenario says of it; nothing of organisations that were loaded before it could. */
const legalIn = (store: Store, { id }: OrganisationRow): NonNullable<ScenarioOrganisation['legal']> =>
	JSON.parse(store.all<{ legal: string }>('SELECT legal FROM seller WHERE org = ?', id)[0]?.legal ?? '{}') as NonNullable<
		ScenarioOrganisation['legal']
	>;

const addresses = ({ address }: NonNullable<ScenarioOrganisation['legal']>, { country }: OrganisationRow) =>
	address
		? [
				{
					AddressType: 'STREET' as const,
					AddressLine1: address.line,
					City: address.city,
					Region: address.region ?? '',
					PostalCode: address.postalCode,
					Country: country,
				},
			]
		: [];

export const organisationList = (store: Store, org: OrganisationRow): { Organisations: Wire<Organisation>[] } => {
	const legal = legalIn(store, org);
	return {
		Organisations: [
			{
				OrganisationID: org.id,
				Name: org.name,
				LegalName: legal.name ?? org.name,
				...(legal.taxId === undefined ? {} : { TaxNumber: legal.taxId }),
				PaysTax: true,
				Version: versions[org.country] ?? 'GLOBAL',
				OrganisationType: 'COMPANY',
				BaseCurrency: org.base,
				CountryCode: org.country,
				IsDemoCompany: true,
				OrganisationStatus: 'ACTIVE',
				FinancialYearEndDay: 31,
				FinancialYearEndMonth: 12,
				CreatedDateUTC: moment(org.created),
				Timezone: windowsName(org.zone, org.country),
				OrganisationEntityType: 'COMPANY',
				ShortCode: `!${org.id.slice(0, 5)}`,
				Edition: 'BUSINESS',
				Addresses: addresses(legal, org),
				Phones: [],
				ExternalLinks: [],
			},
		],
	};
};

const classes = { BANK: 'ASSET', CURRENT: 'EQUITY', CURRLIAB: 'LIABILITY', REVENUE: 'REVENUE', EXPENSE: 'EXPENSE' } as const;

export const accountList = (_store: Store, org: OrganisationRow): { Accounts: Wire<Account>[] } => ({
	Accounts: accountsOf(org).map((row) => ({
		AccountID: row.id,
		Code: row.code,
		Name: row.name,
		Type: row.type,
		...(row.currency === null ? {} : { BankAccountNumber: '0000000000', BankAccountType: 'BANK', CurrencyCode: row.currency }),
		Status: 'ACTIVE',
		TaxType: row.type === 'REVENUE' ? 'OUTPUT' : 'NONE',
		Class: row.system === 'DEBTORS' ? 'ASSET' : classes[row.type],
		...(row.system === undefined ? {} : { SystemAccount: row.system }),
		EnablePaymentsToAccount: row.payments,
		ShowInExpenseClaims: false,
		HasAttachments: false,
		UpdatedDateUTC: moment(org.created),
	})),
});
