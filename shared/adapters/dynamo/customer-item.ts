/** CUSTOMER: who owes, as the ledger knows them. */

import type { Instant } from '../../domain/day.ts';
import type { CompanyId, Customer, StoredCustomer } from '../../domain/document.ts';
import { keys } from '../../wire/table.ts';
import { customerDetailsIn, detailsItem } from './details-item.ts';
import { BrokenItem, currencyAt, doubtIn, type Item, mustBelongTo, text, textOrNull } from './item.ts';

/** 1 WCU. */
export const customerItem = (company: CompanyId, customer: Customer, saved: Instant): Item => ({
	...keys.customer(company, customer.id),
	co: company,
	ledger: customer.ledger,
	cust: customer.id,
	ver: customer.version,
	name: customer.name,
	email: customer.email ?? undefined,
	language: customer.language ?? undefined,
	country: customer.country ?? undefined,
	ccy: customer.currency ?? undefined,
	account: customer.accountNumber ?? undefined,
	archived: customer.archived,
	details: detailsItem(customer.details),
	saved,
});

/** @throws BrokenItem */
export const customerFrom = (item: Item, company: CompanyId): StoredCustomer => {
	mustBelongTo(item, company);
	if (typeof item.archived !== 'boolean') throw new BrokenItem('archived');
	return {
		ledger: text(item, 'ledger'),
		id: text(item, 'cust'),
		version: text(item, 'ver'),
		name: text(item, 'name'),
		email: textOrNull(item, 'email'),
		language: textOrNull(item, 'language'),
		country: textOrNull(item, 'country'),
		currency: item.ccy === undefined ? null : currencyAt(item, 'ccy'),
		accountNumber: textOrNull(item, 'account'),
		archived: item.archived,
		...customerDetailsIn(item),
		...doubtIn(item),
	};
};
