/** Contacts as Xero shows them. Balances are the raw sum over currencies, as the real ones are: nothing to tie out against. */
import type { Address } from 'xero-node/dist/gen/model/accounting/address';
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import type { Phone } from 'xero-node/dist/gen/model/accounting/phone';
import type { LocalRequest } from '../../server.ts';
import { guidOf } from '../ids.ts';
import { type ContactMore, moreOf } from '../more.ts';
import { type ContactRow, creditKinds, type OrganisationRow, payableKinds, type Store } from '../store.ts';
import { listRows, type Resource } from './list.ts';
import { amount, moment, notFound, type Pagination, type Wire } from './wire.ts';

const contacts: Resource = {
	from: 'contact',
	fields: {
		ContactID: { sql: 'id', holds: 'text' },
		Name: { sql: 'name', holds: 'text' },
		EmailAddress: { sql: 'email', holds: 'text' },
		AccountNumber: { sql: 'account_number', holds: 'text' },
		ContactStatus: { sql: 'status', holds: 'text' },
		UpdatedDateUTC: { sql: 'updated', holds: 'moment' },
		IsCustomer: {
			sql: "EXISTS (SELECT 1 FROM document d WHERE d.org = contact.org AND d.contact = contact.id AND d.kind = 'invoice')",
			holds: 'flag',
		},
		IsSupplier: {
			sql: "EXISTS (SELECT 1 FROM document d WHERE d.org = contact.org AND d.contact = contact.id AND d.kind = 'bill')",
			holds: 'flag',
		},
	},
};

const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
/** The address book's country is free text at Xero; people write its name. */
const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code);

type Owed = { contact: string; currency: string; owed: number; late: number };
const sides = {
	receivable: { main: 'invoice', kinds: ['invoice', ...creditKinds] },
	payable: { main: 'bill', kinds: payableKinds },
} as const;
/** Σ of what contacts owe, or are owed, less the credits, as numbers of unlike currencies. */
const balances = (
	store: Store,
	org: string,
	ids: readonly string[],
	today: string,
	side: keyof typeof sides,
): Map<string, { outstanding: number; overdue: number }> => {
	const found = new Map<string, { outstanding: number; overdue: number }>();
	for (const row of store.all<Owed>(
		`SELECT contact, currency, sum(CASE kind WHEN ?1 THEN rest ELSE -rest END) AS owed,
		 sum(CASE WHEN kind = ?1 AND due < ?2 THEN rest ELSE 0 END) AS late
		 FROM document WHERE org = ?3 AND status = 'AUTHORISED' AND contact IN (SELECT value FROM json_each(?4))
		 AND kind IN (SELECT value FROM json_each(?5)) GROUP BY contact, currency`,
		sides[side].main,
		today,
		org,
		JSON.stringify(ids),
		JSON.stringify(sides[side].kinds),
	)) {
		const seen = found.get(row.contact) ?? { outstanding: 0, overdue: 0 };
		found.set(row.contact, {
			outstanding: seen.outstanding + amount(row.owed, row.currency),
			overdue: seen.overdue + amount(row.late, row.currency),
		});
	}
	return found;
};

const phoneWire = ({ phone }: ContactMore): Wire<Phone>[] =>
	phone ? [{ PhoneType: 'DEFAULT', PhoneNumber: phone.number, PhoneAreaCode: phone.area, PhoneCountryCode: phone.country }] : [];
const postal = ({ address }: ContactMore): Wire<Address> => ({
	AddressType: 'POBOX',
	...Object.fromEntries((address?.lines ?? []).slice(0, 4).map((line, at) => [`AddressLine${at + 1}`, line])),
	City: address?.city ?? '',
	Region: '',
	PostalCode: address?.postalCode ?? '',
});

type Roles = { readonly isCustomer: boolean; readonly isSupplier: boolean };
const contactWire = (row: ContactRow, { isCustomer, isSupplier }: Roles, more: ContactMore): Wire<Contact> => ({
	ContactID: row.id,
	...(row.merged_to ? { MergedToContactID: row.merged_to } : {}),
	...(row.account_number ? { AccountNumber: row.account_number } : {}),
	ContactStatus: row.status,
	Name: row.name,
	EmailAddress: row.email ?? '',
	BankAccountDetails: more.bankAccount ?? '',
	Addresses: [
		{ AddressType: 'STREET', City: '', Region: '', PostalCode: '', Country: '' },
		{ ...postal(more), Country: row.country ? countryName(row.country) : '' },
	],
	Phones: phoneWire(more),
	UpdatedDateUTC: moment(row.updated),
	ContactGroups: (more.groups ?? []).map((name) => ({ ContactGroupID: guidOf(row.org, 'group', name), Name: name, Status: 'ACTIVE' })),
	IsSupplier: isSupplier || Boolean(more.payable),
	IsCustomer: isCustomer,
	...(row.currency ? { DefaultCurrency: row.currency } : {}),
	ContactPersons: (more.people ?? []).map(({ first, last, email, mailed }) => ({
		FirstName: first,
		LastName: last,
		EmailAddress: email,
		IncludeInEmails: mailed,
	})),
	...(more.taxNumber ? { TaxNumber: more.taxNumber } : {}),
	...(more.companyNumber ? { CompanyNumber: more.companyNumber } : {}),
	...(more.terms ? { PaymentTerms: { Sales: { Day: more.terms.day, Type: more.terms.type } } } : {}),
	HasAttachments: false,
	HasValidationErrors: false,
});

const build = (store: Store, org: OrganisationRow, rows: readonly ContactRow[], summary: boolean): Wire<Contact>[] => {
	const ids = rows.map((row) => row.id);
	const has = new Set(
		store
			.all<{ role: string }>(
				"SELECT DISTINCT kind || ' ' || contact AS role FROM document WHERE org = ? AND kind IN ('invoice', 'bill') AND contact IN (SELECT value FROM json_each(?))",
				org.id,
				JSON.stringify(ids),
			)
			.map((row) => row.role),
	);
	const rolesOf = ({ id }: ContactRow): Roles => ({ isCustomer: has.has(`invoice ${id}`), isSupplier: has.has(`bill ${id}`) });
	if (summary) return rows.map((row) => ({ ...contactWire(row, rolesOf(row), {}), Addresses: [] }));
	const more = moreOf(store, org.id, 'contact', ids);
	const today = new Date(store.nowMs()).toISOString().slice(0, 10);
	const owed = balances(store, org.id, ids, today, 'receivable');
	const owing = balances(store, org.id, ids, today, 'payable');
	return rows.map((row) => {
		const balance = owed.get(row.id) ?? { outstanding: 0, overdue: 0 };
		const payable = owing.get(row.id);
		const own = more.get(row.id) ?? {};
		return {
			...contactWire(row, rolesOf(row), own),
			Balances: {
				AccountsReceivable: { Outstanding: balance.outstanding, Overdue: balance.overdue },
				// What a scenario says is owed where it brings no bills.
				AccountsPayable: payable
					? { Outstanding: payable.outstanding, Overdue: payable.overdue }
					: { Outstanding: amount(own.payable ?? 0, org.base), Overdue: 0 },
			},
		};
	});
};

export const listContacts = (
	store: Store,
	org: OrganisationRow,
	request: LocalRequest,
): { Contacts: Wire<Contact>[]; pagination: Pagination | undefined } => {
	const archived = request.query.get('includeArchived') === 'true';
	const { rows, pagination } = listRows<ContactRow>(store, org.id, request, contacts, {
		...(archived ? {} : { extra: "status = 'ACTIVE'" }),
		lists: { IDs: 'id' },
	});
	return { Contacts: build(store, org, rows, request.query.get('summaryOnly') === 'true'), pagination };
};

export const oneContact = (store: Store, org: OrganisationRow, id: string): { Contacts: Wire<Contact>[] } => {
	const row = store.contact(org.id, id.toLowerCase());
	if (!row) throw notFound();
	return { Contacts: build(store, org, [row], false) };
};

/** The contact as other documents carry it. */
export const contactStub = (id: string, name: string): Wire<Contact> => ({
	ContactID: id,
	Name: name,
	Addresses: [],
	Phones: [],
	ContactGroups: [],
	ContactPersons: [],
	HasValidationErrors: false,
});
/** Names of many contacts in one query. */
export const contactNames = (store: Store, org: string, ids: readonly string[]): Map<string, string> =>
	new Map(
		store
			.all<{ id: string; name: string }>(
				'SELECT id, name FROM contact WHERE org = ? AND id IN (SELECT value FROM json_each(?))',
				org,
				JSON.stringify(ids),
			)
			.map((row) => [row.id, row.name]),
	);
