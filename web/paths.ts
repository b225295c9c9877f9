/** Where the pages lead. The API's own routes, and the pages: `/`, `/customers/…`, `/debtors…` and `/receivables/reminders`. */
import type { Act } from '../shared/domain/arrangements/kinds.ts';

/** Text of any origin as one part of a path: a lone surrogate would make `encodeURIComponent` throw. */
const part = (text: string): string => encodeURIComponent(text.toWellFormed());

const query = (fields: Readonly<Record<string, string | undefined>>): string => {
	const given = Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [`${field}=${part(value)}`]));
	return given.length > 0 ? `?${given.join('&')}` : '';
};

export const paths = {
	signIn: '/sign-in',
	signOut: '/sign-out',
	/** Who is in the company. */
	people: '/people',
	/** POST: asks somebody in, fields `email`, `roles`, `language`; with an invitation, takes it back. */
	invite: (invitation?: string): string => `/people/invitations${invitation === undefined ? '' : `/${part(invitation)}/revoke`}`,
	/** POST. */
	person: (person: string, verb: 'roles' | 'remove'): string => `/people/${part(person)}/${verb}`,
	/** What an invitation's letter leads to; POST goes on to the sign-in. */
	join: (token: string): string => `/join/${part(token)}`,
	/** `asOf`: a later day; `currency` + `from`: which customers' page of which currency; `watch=off`: no looking again by itself. */
	hub: (
		view: { asOf?: string | undefined; currency?: string | undefined; from?: string | undefined; watch?: 'off' | undefined } = {},
	): string => `/${query({ asOf: view.asOf, currency: view.currency, from: view.from, watch: view.watch })}`,
	customer: (customer: string, view: { asOf?: string | undefined; from?: string | undefined } = {}): string =>
		`/customers/${part(customer)}${query({ asOf: view.asOf, from: view.from })}`,
	/** `from`: which page of its history. */
	document: (
		{ customer, kind, id }: { readonly customer: string; readonly kind: string; readonly id: string },
		view: { asOf?: string | undefined; from?: string | undefined } = {},
	): string => `/customers/${part(customer)}/documents/${part(kind)}/${part(id)}${query({ asOf: view.asOf, from: view.from })}`,
	/** `from`, `proposals`: which page of each. */
	debtors: (view: { from?: string | undefined; proposals?: string | undefined } = {}): string =>
		`/debtors${query({ from: view.from, proposals: view.proposals })}`,
	debtor: (debtor: string): string => `/debtors/${part(debtor)}`,
	/** POST: looks for customers that may be one debtor's. */
	searchDebtors: '/debtors/search',
	/** POST: a person decides; both take fields `customer`. */
	proposal: (proposal: string, verb: 'confirm' | 'reject'): string => `/debtors/proposals/${part(proposal)}/${verb}`,
	splitDebtor: (debtor: string): string => `/debtors/${part(debtor)}/split`,
	/** POST: those told apart may be proposed again. */
	forgetApart: (decision: string): string => `/debtors/apart/${part(decision)}/forget`,
	customersCsv: (currency: string, asOf?: string): string => `/receivables/customers.csv${query({ currency, asOf })}`,
	/** POST: asks the provider's consent. `provider` is xero or quickbooks. */
	connect: (provider: string): string => `/connections/${part(provider)}`,
	/** POST: what a person can ask of a connected ledger. */
	ledger: (ledger: string, verb: 'sync' | 'recount' | 'compare' | 'reread' | 'disconnect'): string =>
		`/connections/${part(ledger)}/${verb}`,
	/** GET: a request that it moves to another company. POST: decides about it. */
	move: (ledger: string, move: string, verb?: 'agree' | 'refuse' | 'confirm' | 'withdraw'): string =>
		`/connections/${part(ledger)}/moves/${part(move)}${verb ? `/${verb}` : ''}`,
	/** GET: receivables against the general ledger. POST: compares them now. */
	tieOut: (ledger: string): string => `/connections/${part(ledger)}/tie-out`,
	/** GET: how far its bank is posted. POST: says so (field `day`), takes that back, has the ledger asked. */
	bank: (ledger: string, verb?: 'posted' | 'take-back' | 'look'): string => `/connections/${part(ledger)}/bank${verb ? `/${verb}` : ''}`,
	/** POST: `mode` takes a field of that name, `look-from` takes `currency` and `amount`, `notes` takes `ledger` and `noted`. */
	reminders: (verb: 'mode' | 'look-from' | 'notes' | 'stop' | 'resume'): string => `/reminders/${verb}`,
	/** POST: a person decides about a mail that waits for one. */
	mail: (mail: string, verb: 'approve' | 'reject'): string => `/reminders/${part(mail)}/${verb}`,
	/** `from`: which page of them. */
	remindersOfDay: (day?: string, from?: string): string => `/receivables/reminders${query({ day, from })}`,
	/** POST: books a payment that is stuck once more. */
	retryBooking: (payment: string): string => `/reconcile/${part(payment)}/retry`,
	/** `from`: which page of them. */
	postings: (from?: string): string => `/postings${query({ from })}`,
	/** POST. */
	posting: (posting: string, verb: 'retry' | 'give-up'): string => `/postings/${part(posting)}/${verb}`,
	/** `read`: POST, has them listed anew; without it also POST, what is chosen. */
	postingAccounts: (ledger: string, verb?: 'read'): string => `/postings/accounts/${part(ledger)}${verb ? `/${verb}` : ''}`,
	/** Also POST: shows what would be written, and with the field `confirmed` has it written. */
	post: (customer: string): string => `/customers/${part(customer)}/post`,
	/** What waits for somebody over all customers; of one `kind` all of them, `from` which page of that. */
	worklist: (view: { kind?: string | undefined; from?: string | undefined } = {}): string =>
		`/arrangements${query({ kind: view.kind, from: view.from })}`,
	/** What was agreed with a customer, and forms to agree more. */
	limits: (): string => '/arrangements/limits',
	arrangements: (customer: string): string => `/customers/${part(customer)}/arrangements`,
	/** POST: agrees something of that kind. */
	arrange: (customer: string, kind: string): string => `/customers/${part(customer)}/arrangements/${part(kind)}`,
	/** GET: one. POST: does something with it, as it was seen (field `rev`). */
	arrangement: (customer: string, id: string, act?: Act | 'owner'): string =>
		`/customers/${part(customer)}/arrangements/${part(id)}${act ? `/${act}` : ''}`,
	/** What is owed to customers that are suppliers too. */
	payables: '/payables',
	/** POST: reads bills and suppliers of a ledger now. */
	readPayables: (ledger: string): string => `/payables/${part(ledger)}/read`,
	/** POST: a person says of a `vendor` and a `customer` whether they are one. */
	matches: (verb: 'confirm' | 'reject' | 'undo'): string => `/payables/matches/${verb}`,
	/** POST: makes one. */
	exports: '/factoring/exports',
	exportFile: (id: string, file: string): string => `/factoring/exports/${part(id)}/${part(file)}`,
	/** POST: `page` makes a link to the customer's page, `payment` a durable Stripe link. Both take the field `customer`, the second also `currency`. */
	payLinks: { page: '/pay/page-links', payment: '/pay/links' },
	/** POST: ends all links to the customer's page. */
	revokeLinks: (customer: string): string => `/pay/customers/${part(customer)}/revoke`,
} as const;
