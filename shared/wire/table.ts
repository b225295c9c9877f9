/**
 * The table: its only definition. `lib/state.ts` builds it, `shared/adapters/dynamo` writes and reads it, the local stack creates it from the template,
 * and what each pattern costs stands in `access-patterns.ts`, which `docs/adr/0002-table.md` prints.
 *
 * One table, on demand. Every key starts with the company (`C#<company>`), except the directory's pointers (`X#…`) and the key-only `work` index.
 * Three sparse overloaded indexes, all declared at creation.
 */
import type { ArrangementKind } from '../domain/arrangements/kinds.ts';
import type { Day, Instant } from '../domain/day.ts';
import { monthOf } from '../domain/day.ts';
import type { CompanyId, CustomerId, DocumentKind, LedgerId, Provider } from '../domain/document.ts';
import type { Currency } from '../domain/money.ts';
import type { Subject } from '../domain/posting.ts';

export const table = {
	partition: 'pk',
	sort: 'sk',
	ttl: 'ttl',
	indexes: {
		byOwner: {
			partition: 'g1p',
			sort: 'g1s',
			projected: ['rev', 'ledger', 'kind', 'id', 'open', 'unapplied', 'due', 'ccy', 'no', 'state', 'cust', 'rungs'],
		},
		byDay: {
			partition: 'g2p',
			sort: 'g2s',
			projected: ['ledger', 'kind', 'id', 'issued', 'due', 'total', 'open', 'unapplied', 'held', 'ccy', 'no', 'cust'],
		},
		work: { partition: 'g3p', sort: 'g3s', projected: [] },
	},
} as const;
export type IndexName = keyof typeof table.indexes;

export type Key = { readonly pk: string; readonly sk: string };
export type OwnerKey = { readonly g1p: string; readonly g1s: string };
export type DayKey = { readonly g2p: string; readonly g2s: string };
export type WorkKey = { readonly g3p: string; readonly g3s: string };

/** Hash shards of the open list and of the work index. */
export const shards = [0, 1, 2, 3] as const;
export type Shard = (typeof shards)[number];
/** FNV-1a over the text: the same id is always on the same shard. */
export const shardOf = (id: string): Shard => {
	let hash = 0x811c9dc5;
	for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
	return (hash % shards.length) as Shard;
};

/** Parts of keys never hold `#`: a provider's id that does is refused before it gets here. */
export const isKeyPart = (text: string): boolean => text.length > 0 && text.length <= 200 && !text.includes('#');
const part = (text: string): string => {
	if (!isKeyPart(text)) throw new RangeError('a key part is empty, too long or holds "#"');
	return text;
};
const company = (co: CompanyId): string => `C#${part(co)}`;

export const keys = {
	company: (co: CompanyId): Key => ({ pk: company(co), sk: 'COMPANY' }),
	connection: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `CONN#${part(ledger)}` }),
	/** Calls of one ledger, and what the provider says is left. */
	allowance: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `LIM#${part(ledger)}` }),
	/** The last comparison of one ledger with its general ledger, and a line for each of the last days. */
	tie: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `TIE#${part(ledger)}` }),
	/** How far one ledger's bank accounts are posted, at most 30 of them, and what a person said of it. */
	bank: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `BANK#${part(ledger)}` }),
	/** How far the reading of what is owed to a ledger's vendors is, and which generation of it is shown. */
	payablesRead: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `OWE#${part(ledger)}` }),
	/** One read's vendors `V#`, their bills `B#vendor#`, what each is owed `L#`, who is a customer too `S#`, who may be `P#`. */
	owed: (co: CompanyId, ledger: LedgerId, generation: string, what: `${'V' | 'B' | 'L' | 'S' | 'P'}#${string}`): Key => ({
		pk: partitions.owed(co, ledger, generation),
		sk: what,
	}),
	/** A person says that this vendor is a customer: of one vendor there is one. */
	sameParty: (co: CompanyId, vendor: string): Key => ({ pk: partitions.sameParties(co), sk: `V#${part(vendor)}` }),
	/** … or that it is not this one. */
	otherParty: (co: CompanyId, vendor: string, cust: CustomerId): Key => ({
		pk: partitions.sameParties(co),
		sk: `N#${part(vendor)}#${part(cust)}`,
	}),
	/** Reads of all companies at one provider, in a month as in 2026-11; ttl. */
	appMonth: (operator: CompanyId, provider: Provider, month: string): Key => ({
		pk: company(operator),
		sk: `CALLS#${provider}#${part(month)}`,
	}),
	grant: (co: CompanyId, id: string): Key => ({ pk: company(co), sk: `GRANT#${part(id)}` }),
	/** A ledger that this company asks another for; and one that it is asked for, by request. Both are a Query `MOVE#`. */
	moveAsk: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `MOVE#ASK#${part(ledger)}` }),
	moveDemand: (co: CompanyId, ledger: LedgerId, id: string): Key => ({
		pk: company(co),
		sk: `MOVE#DEMAND#${part(ledger)}#${part(id)}`,
	}),
	user: (co: CompanyId, id: string): Key => ({ pk: company(co), sk: `USER#${part(id)}` }),
	/** Somebody is asked into the company: one of each address. ttl. */
	invitation: (co: CompanyId, id: string): Key => ({ pk: company(co), sk: `INVITE#${part(id)}` }),
	/** What was done with a company's people, for ever. */
	peopleChange: (co: CompanyId, at: Instant, id: string): Key => ({ pk: partitions.people(co), sk: `${at}#${part(id)}` }),
	/** A begun OAuth consent, by the hash of its state; ttl. */
	consent: (co: CompanyId, stateHash: string): Key => ({ pk: company(co), sk: `CONSENT#${part(stateHash)}` }),
	/** Revision of one ledger's copy: +1 with every transaction of `books.save`. */
	booksRev: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `BOOKS#${part(ledger)}` }),
	/** Which documents a backfill put where, by call; read by the recount that follows, which must not miss what the open index does not show yet. ttl. */
	loaded: (co: CompanyId, ledger: LedgerId, call: string): Key => ({ pk: `${company(co)}#LOADED#${part(ledger)}`, sk: part(call) }),
	/** What a step of a sweep saw open (`P#`), and what is then missing (`B#`); ttl. */
	swept: (co: CompanyId, ledger: LedgerId, run: string, what: `${'P' | 'B'}#${string}`): Key => ({
		pk: partitions.swept(co, ledger, run),
		sk: what,
	}),
	/** What a mail of this day wants read by id before it goes, and when it was; ttl. */
	look: (co: CompanyId, ledger: LedgerId, on: Day, ccy: Currency, cust: CustomerId): Key => ({
		pk: `${company(co)}#LOOK#${part(ledger)}`,
		sk: `${on}#${ccy}#${part(cust)}`,
	}),
	/** A row of the ledger that cannot be read, under the customer it is known to belong to. */
	unread: (co: CompanyId, ledger: LedgerId, cust: CustomerId | null, kind: DocumentKind | 'customer', id: string): Key => ({
		pk: partitions.unread(co, ledger),
		sk: `${cust === null ? '-' : part(cust)}#${kind}#${part(id)}`,
	}),
	deadLetter: (co: CompanyId, at: Instant, id: string): Key => ({ pk: `${company(co)}#DEAD`, sk: `${at}#${part(id)}` }),
	/** Says that this letter is recorded, whatever its moment. */
	deadLetterMark: (co: CompanyId, id: string): Key => ({ pk: `${company(co)}#DEAD`, sk: `ID#${part(id)}` }),
	document: (co: CompanyId, ledger: LedgerId, kind: DocumentKind, id: string): Key => ({
		pk: `${company(co)}#D#${part(ledger)}#${kind}#${part(id)}`,
		sk: 'DOC',
	}),
	/** The state that revision `rev` held, written when it was replaced. */
	version: (co: CompanyId, ledger: LedgerId, kind: DocumentKind, id: string, rev: number): Key => ({
		pk: `${company(co)}#D#${part(ledger)}#${kind}#${part(id)}`,
		sk: `V#${String(rev).padStart(8, '0')}`,
	}),
	customer: (co: CompanyId, cust: CustomerId): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: 'CUSTOMER' }),
	customerLadder: (co: CompanyId, cust: CustomerId, ccy: Currency): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `LADDER#${ccy}` }),
	/** How far a company's sending is planned, its mode and its stop switch. */
	sending: (co: CompanyId): Key => ({ pk: company(co), sk: 'SENDING' }),
	/** A debtor that owns several customers, and `H#…`: what people did with it. */
	debtor: (co: CompanyId, id: string): Key => ({ pk: partitions.debtor(co, id), sk: 'DEBTOR' }),
	debtorEvent: (co: CompanyId, id: string, at: Instant, event: string): Key => ({
		pk: partitions.debtor(co, id),
		sk: `H#${at}#${part(event)}`,
	}),
	/** The debtor that a customer belongs to. */
	debtorOf: (co: CompanyId, cust: CustomerId): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: 'DEBTOR' }),
	/** How far the search for debtors is, and which run's proposals are shown. */
	debtorSearch: (co: CompanyId): Key => ({ pk: company(co), sk: 'DEBTORSEARCH' }),
	/** A page of customers that a run of the search looked at, by prints of their keys; ttl. */
	searched: (co: CompanyId, run: string, page: number): Key => ({
		pk: partitions.searched(co, run),
		sk: `P#${String(page).padStart(6, '0')}`,
	}),
	/** A run's proposals, most at stake first; ttl. */
	proposal: (co: CompanyId, run: string, rank: string): Key => ({ pk: partitions.proposals(co, run), sk: part(rank) }),
	/** Customers that a person told apart. */
	apart: (co: CompanyId, id: string): Key => ({ pk: partitions.apart(co), sk: part(id) }),
	/** The whole deployment's stop switch. */
	sendingStop: (operator: CompanyId): Key => ({ pk: company(operator), sk: 'STOP' }),
	/** Candidate, claim and decision in one, per customer, currency and the company's civil day. */
	reminder: (co: CompanyId, cust: CustomerId, on: Day, ccy: Currency): Key => ({
		pk: `${company(co)}#K#${part(cust)}`,
		sk: `REM#${on}#${ccy}`,
	}),
	receipt: (co: CompanyId, cust: CustomerId, payment: string): Key => ({
		pk: `${company(co)}#K#${part(cust)}`,
		sk: `RCP#${part(payment)}`,
	}),
	/** A mail that tells what became of something agreed or asked for; a one-time code. `about` begins with its moment, in milliseconds: the latest ones stand last. */
	notice: (co: CompanyId, cust: CustomerId, about: string, name: string): Key => ({
		pk: `${company(co)}#K#${part(cust)}`,
		sk: `NTC#${part(about)}#${name}`,
	}),
	/** An address of this customer that mail came back from, by the hash of the address: it holds none itself. */
	refusedAddress: (co: CompanyId, cust: CustomerId, hash: string): Key => ({
		pk: `${company(co)}#K#${part(cust)}`,
		sk: `REFUSED#${part(hash)}`,
	}),
	/** What was asked for by a link and a code is to confirm; ttl. */
	linkRequest: (co: CompanyId, cust: CustomerId, id: string): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `ASK#${part(id)}` }),
	payLink: (co: CompanyId, cust: CustomerId, hash: string): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `LINK#${part(hash)}` }),
	/** A reservation and its Stripe session. */
	checkout: (co: CompanyId, cust: CustomerId, id: string): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `CHK#${part(id)}` }),
	payment: (co: CompanyId, id: string): Key => ({ pk: `${company(co)}#PAY#${part(id)}`, sk: 'PAYMENT' }),
	/** A durable Stripe Payment Link. */
	paymentLink: (co: CompanyId, id: string): Key => ({ pk: `${company(co)}#PLINK#${part(id)}`, sk: 'PLINK' }),
	/** Something written to a ledger that is no received payment. */
	posting: (co: CompanyId, id: string): Key => ({ pk: `${company(co)}#POST#${part(id)}`, sk: 'POSTING' }),
	/** The posting that has a subject to itself; gone when it gives it back. */
	postingLock: (co: CompanyId, ledger: LedgerId, { kind, id }: Subject): Key => ({
		pk: `${company(co)}#POSTLOCK#${part(ledger)}#${kind}|${part(id)}`,
		sk: 'LOCK',
	}),
	/** What was written off of an invoice, in all: minor units. */
	writtenOff: (co: CompanyId, ledger: LedgerId, invoice: string): Key => ({
		pk: `${company(co)}#POSTLOCK#${part(ledger)}#invoice|${part(invoice)}`,
		sk: 'WRITTENOFF',
	}),
	/** Where a ledger's postings go, and how far a person may go without a second one. */
	postingSettings: (co: CompanyId, ledger: LedgerId): Key => ({ pk: company(co), sk: `POSTSET#${part(ledger)}` }),
	export: (co: CompanyId, facility: string, id: string): Key => ({ pk: `${company(co)}#FAC#${part(facility)}`, sk: `EXP#${part(id)}` }),
	/** Who gives up how much alone; and each change of it, for ever. */
	authority: (co: CompanyId): Key => ({ pk: company(co), sk: 'AUTHORITY' }),
	authorityChange: (co: CompanyId, at: Instant, rev: number): Key => ({
		pk: partitions.authority(co),
		sk: `${at}#${String(rev).padStart(8, '0')}`,
	}),
	/** What was agreed with a customer. */
	arrangement: (co: CompanyId, cust: CustomerId, id: string): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `ARR#${part(id)}` }),
	/** How many were begun with them: of two begun at once one is begun anew, with the other in sight. */
	arrangementsMark: (co: CompanyId, cust: CustomerId): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: 'ARRMARK' }),
	/** One that has long been over: not read with the others. */
	oldArrangement: (co: CompanyId, cust: CustomerId, id: string): Key => ({ pk: `${company(co)}#K#${part(cust)}`, sk: `ARRZ#${part(id)}` }),
	/** What was done with a customer, for ever. */
	timeline: (co: CompanyId, cust: CustomerId, at: Instant, id: string): Key => ({
		pk: partitions.timeline(co, cust),
		sk: `${at}#${part(id)}`,
	}),
	/** An answer kept for its `Idempotency-Key`; ttl. */
	idempotency: (co: CompanyId, key: string): Key => ({ pk: `${company(co)}#IDEM`, sk: part(key) }),
	/** Company ladder: one item per due month and ledger (each ledger is written by its own lane, tied out and recounted alone). */
	month: (co: CompanyId, ccy: Currency, month: string, ledger: LedgerId): Key => ({
		pk: `${company(co)}#AGE#${ccy}`,
		sk: `M#${month}#${part(ledger)}`,
	}),
	monthOfDay: (co: CompanyId, ccy: Currency, due: Day, ledger: LedgerId): Key => keys.month(co, ccy, monthOf(due), ledger),
	unapplied: (co: CompanyId, ccy: Currency, ledger: LedgerId): Key => ({
		pk: `${company(co)}#AGE#${ccy}`,
		sk: `UNAPPLIED#${part(ledger)}`,
	}),
	/** Currencies the company's documents have had: one tiny item each, so that totals need no list elsewhere. */
	currency: (co: CompanyId, ccy: Currency): Key => ({ pk: `${company(co)}#CCY`, sk: ccy }),
	directory: {
		ledger: (provider: Provider, externalId: string): Key => ({ pk: `X#LEDGER#${provider}#${part(externalId)}`, sk: 'POINTER' }),
		subject: (issuer: string, subject: string): Key => ({ pk: `X#SUB#${part(issuer)}#${part(subject)}`, sk: 'POINTER' }),
		/** By the hash of what an invitation's letter holds; ttl. */
		invitation: (hash: string): Key => ({ pk: `X#INVITE#${part(hash)}`, sk: 'POINTER' }),
		/** By the hash of the page's cookie. */
		payLink: (hash: string): Key => ({ pk: `X#LINK#${part(hash)}`, sk: 'POINTER' }),
		/** An event that was seen; ttl 40 days. */
		event: (source: 'stripe', id: string): Key => ({ pk: `X#EVT#${source}#${part(id)}`, sk: 'POINTER' }),
	},
} as const;

/** Whole partitions that are queried. */
export const partitions = {
	company: (co: CompanyId): string => keys.company(co).pk,
	currencies: (co: CompanyId): string => `${company(co)}#CCY`,
	companyLadder: (co: CompanyId, ccy: Currency): string => `${company(co)}#AGE#${ccy}`,
	loaded: (co: CompanyId, ledger: LedgerId): string => `${company(co)}#LOADED#${part(ledger)}`,
	swept: (co: CompanyId, ledger: LedgerId, run: string): string => `${company(co)}#SWEPT#${part(ledger)}#${part(run)}`,
	unread: (co: CompanyId, ledger: LedgerId): string => `${company(co)}#UNREAD#${part(ledger)}`,
	deadLetters: (co: CompanyId): string => `${company(co)}#DEAD`,
	debtor: (co: CompanyId, id: string): string => `${company(co)}#DEB#${part(id)}`,
	searched: (co: CompanyId, run: string): string => `${company(co)}#SEARCHED#${part(run)}`,
	proposals: (co: CompanyId, run: string): string => `${company(co)}#PROPOSED#${part(run)}`,
	apart: (co: CompanyId): string => `${company(co)}#APART`,
	owed: (co: CompanyId, ledger: LedgerId, generation: string): string => `${company(co)}#OWE#${part(ledger)}#${part(generation)}`,
	sameParties: (co: CompanyId): string => `${company(co)}#SAME`,
	timeline: (co: CompanyId, cust: CustomerId): string => `${company(co)}#T#${part(cust)}`,
	authority: (co: CompanyId): string => `${company(co)}#AUTHORITY`,
	people: (co: CompanyId): string => `${company(co)}#PEOPLE`,
} as const;

const fifteen = (minor: number): string => String(Math.max(0, minor)).padStart(15, '0');

export const byOwner = {
	/** A customer's documents: open by due day, then closed by the day they were issued (read descending). */
	openDocument: (co: CompanyId, cust: CustomerId, due: Day, no: string, id: string): OwnerKey => ({
		g1p: `${company(co)}#K#${part(cust)}#D`,
		g1s: `O#${due}#${no}#${id}`,
	}),
	closedDocument: (co: CompanyId, cust: CustomerId, issued: Day, no: string, id: string): OwnerKey => ({
		g1p: `${company(co)}#K#${part(cust)}#D`,
		g1s: `C#${issued}#${no}#${id}`,
	}),
	documentsOf: (co: CompanyId, cust: CustomerId): string => `${company(co)}#K#${part(cust)}#D`,
	/** Customers by overdue amount, read descending. The sort key is a hint as of the last roll; figures come from the ladder itself. */
	balance: (co: CompanyId, ccy: Currency, overdue: number, cust: CustomerId): OwnerKey => ({
		g1p: `${company(co)}#BAL#${ccy}`,
		g1s: `${fifteen(overdue)}#${part(cust)}`,
	}),
	balances: (co: CompanyId, ccy: Currency): string => `${company(co)}#BAL#${ccy}`,
	/** Decisions of a day, by state and customer. */
	decision: (co: CompanyId, on: Day, state: string, cust: CustomerId, ccy: Currency): OwnerKey => ({
		g1p: `${company(co)}#DEC#${on}`,
		g1s: `${state}#${part(cust)}#${ccy}`,
	}),
	decisions: (co: CompanyId, on: Day): string => `${company(co)}#DEC#${on}`,
	/** Payments, read descending. */
	payment: (co: CompanyId, at: Instant, id: string): OwnerKey => ({ g1p: `${company(co)}#PAYS`, g1s: `${at}#${part(id)}` }),
	payments: (co: CompanyId): string => `${company(co)}#PAYS`,
	/** Payment links that are not closed. */
	paymentLink: (co: CompanyId, id: string): OwnerKey => ({ g1p: `${company(co)}#PLINKS`, g1s: part(id) }),
	paymentLinks: (co: CompanyId): string => `${company(co)}#PLINKS`,
	/** Postings, read descending. */
	posting: (co: CompanyId, at: Instant, id: string): OwnerKey => ({ g1p: `${company(co)}#POSTS`, g1s: `${at}#${part(id)}` }),
	postings: (co: CompanyId): string => `${company(co)}#POSTS`,
	/** Vendors that a person says are this customer. */
	vendorOf: (co: CompanyId, cust: CustomerId, vendor: string): OwnerKey => ({ g1p: `${company(co)}#K#${part(cust)}#V`, g1s: part(vendor) }),
	vendorsOf: (co: CompanyId, cust: CustomerId): string => `${company(co)}#K#${part(cust)}#V`,
	/** Debtors that have members, read descending. */
	debtor: (co: CompanyId, at: Instant, id: string): OwnerKey => ({ g1p: `${company(co)}#DEBTORS`, g1s: `${at}#${part(id)}` }),
	debtors: (co: CompanyId): string => `${company(co)}#DEBTORS`,
	/** Arrangements of a kind, the next day first; `~` sorts behind all days: nothing is awaited any more. */
	arrangement: (co: CompanyId, kind: ArrangementKind, next: Day | null, id: string): OwnerKey => ({
		g1p: `${company(co)}#ARR#${kind}`,
		g1s: `${next ?? '~'}#${part(id)}`,
	}),
	arrangements: (co: CompanyId, kind: ArrangementKind): string => `${company(co)}#ARR#${kind}`,
	/** Exports, read descending. */
	export: (co: CompanyId, at: Instant, id: string): OwnerKey => ({ g1p: `${company(co)}#EXPORTS`, g1s: `${at}#${part(id)}` }),
	exports: (co: CompanyId): string => `${company(co)}#EXPORTS`,
} as const;

export const byDay = {
	/** What is open or unapplied, by due day (credits: issue day). Sharded: a backfill may write as fast as the provider sends. */
	open: (co: CompanyId, due: Day, id: string): DayKey => ({ g2p: `${company(co)}#OPEN#${shardOf(id)}`, g2s: `${due}#${id}` }),
	openOf: (co: CompanyId, shard: Shard): string => `${company(co)}#OPEN#${shard}`,
	/** Customers (by currency) whose next stage may have come: early at worst, never late. Sits on the customer's ladder. */
	next: (co: CompanyId, on: Day, cust: CustomerId, ccy: Currency): DayKey => ({
		g2p: `${company(co)}#NEXT`,
		g2s: `${on}#${part(cust)}#${ccy}`,
	}),
	nextOf: (co: CompanyId): string => `${company(co)}#NEXT`,
	/** A customer's payments, read descending. */
	paymentOf: (co: CompanyId, cust: CustomerId, at: Instant, id: string): DayKey => ({
		g2p: `${company(co)}#K#${part(cust)}#PAYS`,
		g2s: `${at}#${part(id)}`,
	}),
	paymentsOf: (co: CompanyId, cust: CustomerId): string => `${company(co)}#K#${part(cust)}#PAYS`,
	/** A customer's postings, read descending. */
	postingOf: (co: CompanyId, cust: CustomerId, at: Instant, id: string): DayKey => ({
		g2p: `${company(co)}#K#${part(cust)}#POSTS`,
		g2s: `${at}#${part(id)}`,
	}),
	postingsOf: (co: CompanyId, cust: CustomerId): string => `${company(co)}#K#${part(cust)}#POSTS`,
	/** Journal of what we learned on a day (known axis): replaced versions. */
	journal: (co: CompanyId, known: Day, id: string, at: Instant): DayKey => ({
		g2p: `${company(co)}#J#${known}#${shardOf(id)}`,
		g2s: `${at}#${id}`,
	}),
} as const;

/** Stations whose items wake by themselves. */
export const workStations = [
	'connect',
	'sync',
	'receivables',
	'reminders',
	'pay',
	'reconcile',
	'factoring',
	'books',
	'payables',
	'arrangements',
	'notes',
] as const;
export type WorkStation = (typeof workStations)[number];
export const work = {
	/** Non-final state: looked at again from `wake` on, whatever became of its message. */
	due: (station: WorkStation, co: CompanyId, id: string, wake: Instant): WorkKey => ({
		g3p: `W#${station}#${shardOf(id)}`,
		g3s: `${wake}#${co}#${id}`,
	}),
	partition: (station: WorkStation, shard: Shard): string => `W#${station}#${shard}`,
} as const;
