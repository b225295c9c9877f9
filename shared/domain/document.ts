/**
 * What we copy from a connected ledger. One model for Xero and QuickBooks Online; each provider's differences end in its adapter.
 * A copied document is a mirror: the hub never edits it, it changes only by a read from the ledger.
 */

import type { Day, Instant } from './day.ts';
import type { Currency } from './money.ts';

/** Our tenant. Letters, digits, `_`: never `#`, which separates key parts. */
export type CompanyId = string;
export type Provider = 'xero' | 'quickbooks';
export const providers: readonly Provider[] = ['xero', 'quickbooks'];
/** A connected organisation: `<provider>-<the provider's own id>`, so connecting it twice is the same ledger. */
export type LedgerId = string;
export const ledgerId = (provider: Provider, externalId: string): LedgerId => `${provider}-${externalId}`;
export const providerOf = (ledger: LedgerId): Provider => (ledger.startsWith('xero-') ? 'xero' : 'quickbooks');

/** Who owes: `<ledger>~<the provider's contact or customer id>`. Unique in a company over all its ledgers. */
export type CustomerId = string;
export const customerId = (ledger: LedgerId, providerId: string): CustomerId => `${ledger}~${providerId}`;
export const ledgerOfCustomer = (id: CustomerId): LedgerId => id.slice(0, id.indexOf('~'));

/**
 * `journal`: what an entry that somebody made by hand left on one customer (QuickBooks), owed or to its credit; its id is `<entry>-<customer>`. `refund-receipt`:
 * money given back at once (QuickBooks), which touches no receivable. docs/adr/0021-journal-entries.md
 */
export type DocumentKind = 'invoice' | 'credit-note' | 'payment' | 'overpayment' | 'prepayment' | 'journal' | 'refund-receipt';
export const documentKinds: readonly DocumentKind[] = [
	'invoice',
	'credit-note',
	'payment',
	'overpayment',
	'prepayment',
	'journal',
	'refund-receipt',
];
/** Of a `journal`: what the entry left on that customer. Both are the provider's ids. */
export const journalId = (entry: string, customer: string): string => `${entry}-${customer}`;
/** Something may be owed on it: it stands on the ladders by its due day. Only an invoice is asked for, paid, agreed about and funded. */
export const isOwedOn = ({ kind }: { readonly kind: unknown }): boolean => kind === 'invoice' || kind === 'journal';

/** `open`: something remains. `closed`: nothing remains. `void`: cancelled in the ledger, nothing remains. `deleted`: gone from the ledger. Drafts are not copied. */
export type DocumentState = 'open' | 'closed' | 'void' | 'deleted';

/** A dated change of what remains on the document: +total on its issue day, −payment on the payment's day, −allocation on the allocation's own day. */
export type Entry = {
	readonly day: Day;
	readonly kind: 'issued' | 'payment' | 'credit' | 'overpayment' | 'prepayment' | 'refund' | 'void';
	/** Signed minor units. */
	readonly minor: number;
	/** The provider's id of the other side: on an invoice the payment or credit, on a credit the invoice it was applied to or the refund. Absent for `issued` and `void`. */
	readonly source?: string;
	/** True when the provider does not say the day and we took the day we learned it. */
	readonly estimated?: true;
};

/** A line of an invoice or credit note. `minor`: its amount as the ledger has it, before or with tax. */
export type Line = { readonly text: string; readonly quantity: string | null; readonly minor: number };

/** A document keeps so many lines, and of each so many letters of its text. */
export const linesKept = 50;
export const lineLetters = 80;

/**
 * What people and lenders ask of a document and no figure of ours is reckoned from. A field that is absent is one that the ledger does not say. Texts are
 * trimmed and never empty; amounts are minor units of the document's currency.
 */
export type Details = {
	/** When it was made in the ledger. */
	readonly created?: Instant;
	/** The customer's own order number. */
	readonly purchaseOrder?: string;
	readonly terms?: string;
	/** Within the total. */
	readonly tax?: number;
	/** The first `linesKept` of them … */
	readonly lines?: readonly Line[];
	/** … of so many. */
	readonly lineCount?: number;
	/** The ledger itself sent it to the customer, who opened it. */
	readonly sent?: 'sent' | 'viewed';
	/** Where the customer sees it in the ledger's own portal. */
	readonly onlineUrl?: string;
	readonly attachments?: true;
	/** As the ledger says it, a decimal: Xero units of this currency for one of the base currency, QuickBooks the other way round. */
	readonly rate?: string;
	/** The provider's id of the repeating template that made it. */
	readonly recurring?: string;
	/** When the company expects the money, as someone wrote in the ledger. */
	readonly expected?: Day;
	/** Kept back by the customer for the tax office (UK, Construction Industry Scheme). */
	readonly deduction?: number;
};

/** All amounts are minor units of `currency`. */
export type Document = {
	readonly ledger: LedgerId;
	readonly kind: DocumentKind;
	/** The provider's own id: a page is compared with BatchGets, and a document that moves to another customer stays one item. */
	readonly id: string;
	/** The provider's version as text that sorts: newer is greater. Only its adapter knows what is inside. */
	readonly version: string;
	readonly customer: CustomerId;
	/** The number people see; empty where the provider has none (most payments). */
	readonly number: string;
	readonly reference: string;
	readonly state: DocumentState;
	readonly currency: Currency;
	readonly total: number;
	/** Invoices and journals that are owed: what is still owed (≥ 0). Every other kind: 0. */
	readonly open: number;
	/** Credit notes, over- and prepayments, QuickBooks payments, journals to the customer's credit: what is not yet applied (≥ 0). Invoices: 0. */
	readonly unapplied: number;
	readonly issued: Day;
	/** Invoices, and journals that are owed; one without a due date in the ledger is due on its issue day. */
	readonly due: Day | null;
	/** Σ entries = open (invoices, journals) or unapplied (credits); empty for plain payments, which live in their invoices' entries. */
	readonly entries: readonly Entry[];
	/** The provider's own word for the state, shown as is: AUTHORISED, PAID, VOIDED, Paid … */
	readonly providerStatus: string;
	/** Absent on copies from before they were read. */
	readonly details?: Details;
};

/** More of who owes, as the ledger says it; absent fields it does not say. */
export type CustomerDetails = {
	/** Of the place where bills go, line by line. */
	readonly address?: readonly string[];
	readonly phone?: string;
	/** Other people there. `mailed`: the ledger sends them copies. */
	readonly people?: readonly { readonly name: string; readonly email?: string; readonly mailed?: true }[];
	readonly taxId?: string;
	readonly companyNumber?: string;
	readonly groups?: readonly string[];
	/** The customer that this one is a branch or a job of. */
	readonly parent?: CustomerId;
	readonly billedToParent?: true;
	readonly terms?: string;
	/** What the company owes them as a supplier, a decimal in the ledger's own currency. */
	readonly payable?: string;
};
/** A customer keeps so many people. */
export const peopleKept = 10;

/** Who owes, as the ledger knows them. Personal data lives here and nowhere else in the copy. */
export type Customer = {
	readonly ledger: LedgerId;
	readonly id: CustomerId;
	readonly version: string;
	readonly name: string;
	readonly email: string | null;
	/** BCP 47 where the ledger says it: `es`, `ru`, `en-GB`. */
	readonly language: string | null;
	/** ISO 3166-1 alpha-2 where the ledger says it. */
	readonly country: string | null;
	readonly currency: Currency | null;
	readonly accountNumber: string | null;
	readonly archived: boolean;
	/** Absent on copies from before they were read. */
	readonly details?: CustomerDetails;
};

export const documentKey = (document: Pick<Document, 'ledger' | 'kind' | 'id'>): string =>
	`${document.ledger}#${document.kind}#${document.id}`;

/**
 * What a row of the ledger could not become, in words for a person: shown in the connection's health, never dropped in silence. An id that begins with
 * `list ` is no row's: a whole list came short, or its deletions are not known; a sweep that reads the list whole takes it off (functions/sync/sweep-time.ts),
 * `journalList` the next page that has it.
 */
export type Refused = { readonly kind: DocumentKind | 'customer'; readonly id: string; readonly reason: string };
/** Refused under this id: the ledger's list of what its journal entries left on customers could not be had, or came short. */
export const journalList = 'list journals';

/** A refused row until it reads well. `copy`: what we hold of it from before, which may be out of date; absent: we hold nothing of it. */
export type Unread = Refused & { readonly copy?: { readonly number: string; readonly customer: CustomerId } };

/** A row that read well, at its version. Named as `Refused` names rows: a customer by the provider's own id. */
export type ReadRow = Pick<Refused, 'kind' | 'id'> & { readonly version: string };

/** The same row by whatever it became. */
export const rowName = ({ kind, id }: Pick<Refused, 'kind' | 'id'>): string => `${kind}#${id}`;

/** The ledger has a row of it that we could not read: what we hold may be out of date. Absent: we hold what the ledger said last. */
export type Doubt = {
	/** Since its first row that was refused. */
	readonly since: Instant;
	/** In the words of `Refused`. */
	readonly why: string;
};

const never: ReadonlySet<Refused['kind']> = new Set(['invoice', 'customer', 'refund-receipt'] as const);
/** A payment of Xero carries nothing itself: what it left over is an overpayment or a prepayment. */
export const holdsCredit = ({ kind, ledger }: { readonly kind: Refused['kind']; readonly ledger: LedgerId }): boolean =>
	!never.has(kind) && !(kind === 'payment' && providerOf(ledger) === 'xero');

/** A stored document: the copy, our own revision, and when we first saw and last saved it. */
export type StoredDocument = Document & {
	readonly rev: number;
	readonly seen: Instant;
	readonly saved: Instant;
	/** Minor units of our own payments in flight or received and not yet read back from the ledger. */
	readonly held: number;
	readonly doubt?: Doubt;
};

/** A stored customer. */
export type StoredCustomer = Customer & { readonly doubt?: Doubt };

/**
 * What is kept when a newer version replaces the stored one. QuickBooks says of a deleted document only that it is gone: whose it was, its number
 * and its total stay as last known, so that it stays visible; nothing remains open on it.
 */
export const replacing = (stored: Document, newer: Document): Document => {
	if (newer.state !== 'deleted') return newer;
	const { version, state, providerStatus } = newer;
	return ended(stored, { version, state, providerStatus, entries: [] });
};

/** It stays as it was last known, and nothing remains on it. */
export const ended = (stored: Document, how: Pick<Document, 'version' | 'state' | 'providerStatus' | 'entries'>): Document => {
	const { ledger, kind, id, customer, number, reference, currency, total, issued, due, details } = stored;
	return {
		ledger,
		kind,
		id,
		customer,
		number,
		reference,
		currency,
		total,
		open: 0,
		unapplied: 0,
		issued,
		due,
		...how,
		...(details === undefined ? {} : { details }),
	};
};
