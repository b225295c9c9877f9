/** Mails to customers, their decisions, and who is due. Every save names the revision it saw. */

import type { Ladder } from '../domain/aging.ts';
import type { Day, Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { Exceptions } from '../domain/exceptions.ts';
import type { MailId, Mailing, MailState, Sending } from '../domain/mailing.ts';
import type { Currency } from '../domain/money.ts';
import type { RowPage } from './books.ts';
import type { Due, Fresh } from './connections.ts';

export type DueCustomer = { readonly customer: CustomerId; readonly currency: Currency; readonly next: Day };

/** What a customer owes in one currency by due day, and how far its stages are dealt with. */
export type Standing = {
	readonly ledger: LedgerId;
	readonly ladder: Ladder;
	readonly unapplied: number;
	/** Up to and on this day every stage is dealt with, but of the exceptions; null: never looked at. */
	readonly through: Day | null;
	/** Invoices that were left out of a mail for a while, each with its own `through`. A save takes off what is not open any more. */
	readonly exceptions: Exceptions;
	/** The day it was first dealt with: what was long overdue then is backlog for ever. */
	readonly since: Day | null;
};

export type Mailings = {
	/** Null: this company's sending was never set up. 1 RCU. */
	sending(company: CompanyId): Promise<Sending | null>;
	saveSending(sending: Sending): Promise<Fresh>;
	/** Companies whose plan is due (work index). */
	dueSendings(now: Instant, limit: number): Promise<readonly Due[]>;
	/** The whole deployment's stop switch. 1 RCU. */
	stoppedEverywhere(): Promise<{ readonly by: string; readonly at: Instant } | null>;
	stopEverywhere(stop: { readonly by: string; readonly at: Instant } | null): Promise<void>;

	/** Customers whose next stage may have come, earliest first: `next` may be early, never late. 0.5 RCU per ~30, nothing for those not due. */
	dueCustomers(company: CompanyId, today: Day, limit: number, from: string | null): Promise<RowPage<DueCustomer>>;
	/** Strong. Null: this customer never owed anything in this currency. 1 RCU. */
	standing(company: CompanyId, customer: CustomerId, currency: Currency): Promise<Standing | null>;
	/** Moves it on (never back), and `next` with it; exceptions of which no stage is open on the day after end. Safe beside `Books.save`. 2–4 WCU. */
	moveThrough(company: CompanyId, customer: CustomerId, currency: Currency, to: Day): Promise<void>;

	/** Put if it does not exist: the unit is claimed once by construction. 1 WCU and 2 of indexes. */
	plan(mailing: Mailing): Promise<'planned' | 'exists'>;
	/** Strong. 1 RCU. */
	mailing(company: CompanyId, id: MailId): Promise<Mailing | null>;
	save(mailing: Mailing): Promise<Fresh>;
	/**
	 * The decision is final: mailing and, for reminders that `movesOn`, the customer's `through` in one transaction, with what the mailing's facts say was
	 * left out. Where `through` is there already nothing but the mailing changes, so that the same told twice changes no exception.
	 */
	settle(mailing: Mailing, through: Day | null): Promise<Fresh>;
	/** Reminders of a day, all or in one state, by customer. 0.5 RCU per 25. */
	ofDay(company: CompanyId, day: Day, state: MailState | null, limit: number, from: string | null): Promise<RowPage<Mailing>>;
	/** Reminders and what answers apart, reminders first, each newest first. Strong: 0.5 RCU for each of the three kinds at least. */
	ofCustomer(company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Mailing[]>;
	/** The reminders alone, newest first. Strong: whoever decides about one sees what became of the others. */
	remindersOf(company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Mailing[]>;
	/** A mail to this address came back for good, or was called spam: none goes there any more, until the ledger has another address. 1 WCU. */
	refuseAddress(company: CompanyId, customer: CustomerId, address: string, at: Instant): Promise<void>;
	/** 1 RCU. */
	isRefused(company: CompanyId, customer: CustomerId, address: string): Promise<boolean>;
	/** Mails that are to be noted in their ledgers, longest waiting first; `dueMailings` leaves them out. */
	dueNotes(now: Instant, limit: number): Promise<readonly (Due & { readonly id: MailId })[]>;
	dueMailings(now: Instant, limit: number): Promise<readonly (Due & { readonly id: MailId })[]>;
};
