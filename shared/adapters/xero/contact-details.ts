/** More of a contact, as a page of the list says it. Nothing here refuses a row: what makes no sense is left out. */
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import type { ContactPerson } from 'xero-node/dist/gen/model/accounting/contactPerson';
import type { Phone } from 'xero-node/dist/gen/model/accounting/phone';
import { type CustomerDetails, peopleKept } from '../../domain/document.ts';
import { textOf, wordOf } from './rows.ts';

const plain = (value: unknown): string => textOf(value).trim();
const filled = (values: readonly unknown[]): string[] => values.map(plain).filter((text) => text !== '');
const listOf = <Row>(rows: readonly Row[] | undefined): readonly Row[] => (Array.isArray(rows) ? rows : []);

/** Xero's POBOX is where bills go. A country alone is no address. */
const addressOf = (row: Contact): readonly string[] => {
	const postal = listOf(row.addresses).find(({ addressType }) => wordOf(addressType) === 'POBOX');
	if (!postal) return [];
	const { attentionTo, addressLine1, addressLine2, addressLine3, addressLine4, city, region, postalCode, country } = postal;
	const lines = filled([attentionTo, addressLine1, addressLine2, addressLine3, addressLine4, city, region, postalCode]);
	return lines.length > 0 ? [...lines, ...filled([country])] : [];
};

/** `+44 020 7946 0000`: Xero keeps the country's code without its sign. */
const phoneOf = (phones: readonly Phone[]): string => {
	const phone = phones.find(({ phoneType }) => wordOf(phoneType) === 'DEFAULT');
	const number = plain(phone?.phoneNumber);
	if (number === '') return '';
	const land = plain(phone?.phoneCountryCode);
	return filled([/^\d/.test(land) ? `+${land}` : land, phone?.phoneAreaCode, number]).join(' ');
};

type Person = NonNullable<CustomerDetails['people']>[number];
const personOf = (row: ContactPerson): readonly Person[] => {
	const email = plain(row.emailAddress);
	const name = filled([row.firstName, row.lastName]).join(' ') || email;
	return name === '' ? [] : [{ name, ...(email ? { email } : {}), ...(row.includeInEmails === true ? { mailed: true as const } : {}) }];
};

/** The number of a private person (United States), which is nobody's to copy. */
const privateNumbers = ['SSN', 'ITIN', 'ATIN'];

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);
const nth = (day: number): string => {
	const ending = day % 100 > 10 && day % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
	return `${day}${ending}`;
};
const terms: Readonly<Record<string, (day: number) => string>> = {
	DAYSAFTERBILLDATE: (day) => `${days(day)} after the invoice date`,
	DAYSAFTERBILLMONTH: (day) => `${days(day)} after the end of the invoice month`,
	OFCURRENTMONTH: (day) => `the ${nth(day)} of the invoice month`,
	OFFOLLOWINGMONTH: (day) => `the ${nth(day)} of the month after the invoice`,
};
const termsOf = ({ paymentTerms }: Contact): string => {
	const { day, type } = paymentTerms?.sales ?? {};
	return typeof day === 'number' && Number.isInteger(day) ? (terms[wordOf(type)]?.(day) ?? '') : '';
};

/** As Xero says it: amounts in several currencies it adds up unconverted. '' for nothing. */
const payableOf = ({ balances }: Contact): string => {
	const owed = balances?.accountsPayable?.outstanding;
	return typeof owed === 'number' && /^-?\d+(\.\d+)?$/.test(String(owed)) && owed !== 0 ? String(owed) : '';
};

type Told = { -readonly [Name in keyof CustomerDetails]: CustomerDetails[Name] };

/** Null when Xero says nothing. */
export const customerDetailsOf = (row: Contact): CustomerDetails | null => {
	const told: Told = {};
	const address = addressOf(row);
	if (address.length > 0) told.address = address;
	const phone = phoneOf(listOf(row.phones));
	if (phone) told.phone = phone;
	const people = listOf(row.contactPersons).flatMap(personOf).slice(0, peopleKept);
	if (people.length > 0) told.people = people;
	const taxId = privateNumbers.includes(wordOf(row.taxNumberType)) ? '' : plain(row.taxNumber);
	if (taxId) told.taxId = taxId;
	const company = plain(row.companyNumber);
	if (company) told.companyNumber = company;
	const groups = filled(listOf(row.contactGroups).map(({ name }) => name));
	if (groups.length > 0) told.groups = groups;
	const agreed = termsOf(row);
	if (agreed) told.terms = agreed;
	const payable = payableOf(row);
	if (payable) told.payable = payable;
	return Object.keys(told).length > 0 ? told : null;
};
