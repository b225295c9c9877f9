/** Every message that crosses a queue, in travel order. Ids only: the reader always loads fresh state. Anything else in a body is refused. */
import * as z from 'zod/mini';
import { arrangementKinds } from '../domain/arrangements/kinds.ts';

const company = z.string().check(z.regex(/^[A-Za-z0-9_]{1,64}$/));
const ledger = z.string().check(z.regex(/^(xero|quickbooks)-[A-Za-z0-9-]{1,64}$/));
const id = z.string().check(z.minLength(1), z.maxLength(64));
/** A customer's, a mail's or a session's: longer than ours. */
const longId = z.string().check(z.minLength(1), z.maxLength(300));
const customer = longId;
/** An `Instant`: they compare as texts. */
const moment = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));

export const messageSchemas = {
	/** Keep a consent's tokens alive. */
	'connect.refresh': z.strictObject({ type: z.literal('connect.refresh'), company, grant: id }),
	/** Tell a company's people that a ledger needs reconnecting. */
	'connect.tell': z.strictObject({ type: z.literal('connect.tell'), company, ledger }),
	/** Tell them that a consent will end by itself. */
	'connect.warn': z.strictObject({ type: z.literal('connect.warn'), company, grant: id }),
	/** Look after a request that a ledger moves: what this company asked for (`demand: null`), or what it is asked. */
	'connect.move': z.strictObject({ type: z.literal('connect.move'), company, ledger, demand: z.nullable(id) }),
	/** Send the letter of an invitation. */
	'connect.invite': z.strictObject({ type: z.literal('connect.invite'), company, invitation: id }),
	/** A verified webhook said that these ledgers changed. Duplicates and strangers are fine. */
	'sync.notice': z.strictObject({
		type: z.literal('sync.notice'),
		provider: z.enum(['xero', 'quickbooks']),
		ledgers: z.array(id).check(z.minLength(1), z.maxLength(200)),
	}),
	/**
	 * Do step `step` of run `run`; `run: null` begins one if none is under way. `since`: whoever asks wants a read that began no earlier. One that did
	 * is enough; one under way that did not is followed by another.
	 */
	'sync.pull': z.strictObject({
		type: z.literal('sync.pull'),
		company,
		ledger,
		run: z.nullable(z.string().check(z.maxLength(64))),
		step: z.int().check(z.gte(0)),
		since: z.optional(moment),
		/** Only what changed is wanted, at once and at as few calls as can be: totals are compared by a read of their own, later. */
		copyOnly: z.optional(z.literal(true)),
		/** Somebody asks for a sweep: each document compared. */
		sweep: z.optional(z.enum(['open-items', 'everything'])),
	}),
	/** Compare with the general ledger: one that is no older than `since`; without it, when it is due. */
	'sync.books': z.strictObject({ type: z.literal('sync.books'), company, ledger, since: z.optional(moment) }),
	/** Look how far the bank accounts are posted: no earlier than `since`; without it, if today's look was not made. */
	'sync.bank': z.strictObject({ type: z.literal('sync.bank'), company, ledger, since: z.optional(moment) }),
	/** Read by id what this mail names, as its look says (`LOOK#`), and take the mail up again. */
	'sync.look': z.strictObject({ type: z.literal('sync.look'), company, ledger, mail: longId }),
	/** Read what the company owes its vendors in this ledger, if it is due or goes on. `since`: whoever asks wants a read that began no earlier. */
	'payables.read': z.strictObject({ type: z.literal('payables.read'), company, ledger, since: z.optional(moment) }),
	/** Compare the aging state with the documents. */
	'sync.recount': z.strictObject({ type: z.literal('sync.recount'), company, ledger }),
	/** The company's day has changed: bring the by-overdue order to it. */
	'receivables.roll': z.strictObject({ type: z.literal('receivables.roll'), company }),
	/** Go on with a search for customers that may be one debtor's; `run: null` begins one unless one is under way. */
	'receivables.debtors': z.strictObject({ type: z.literal('receivables.debtors'), company, run: z.nullable(moment) }),
	/** Go on planning today's candidates. */
	'reminders.plan': z.strictObject({ type: z.literal('reminders.plan'), company }),
	/** A ledger was read to its end: what waited for that is sent. */
	'reminders.release': z.strictObject({ type: z.literal('reminders.release'), company, ledger }),
	/** Decide about one mail, and send it if it is still true. */
	'reminders.send': z.strictObject({ type: z.literal('reminders.send'), company, mail: longId }),
	/** A verified event of Stripe: what became of this session is asked there. `account`: a connected one. `for`: what our metadata says it is for. */
	'pay.event': z.strictObject({
		type: z.literal('pay.event'),
		event: id,
		account: z.nullable(id),
		session: z.nullable(longId),
		for: z.nullable(z.strictObject({ company, customer, checkout: id })),
	}),
	/** Look after a reservation: finish it, or give it back. */
	'pay.tend': z.strictObject({ type: z.literal('pay.tend'), company, customer, checkout: id }),
	/** Close payment links whose balance has changed. */
	'pay.links': z.strictObject({ type: z.literal('pay.links'), company }),
	/** Write a received payment to its ledger. */
	'reconcile.book': z.strictObject({ type: z.literal('reconcile.book'), company, payment: id }),
	/** Write a posting to its ledger. */
	'reconcile.post': z.strictObject({ type: z.literal('reconcile.post'), company, posting: id }),
	/** Write to the ledger what was agreed with a customer. */
	'reconcile.agreed': z.strictObject({ type: z.literal('reconcile.agreed'), company, customer, arrangement: id }),
	/** A reminder was sent: write a note of it to its ledger. */
	'reconcile.note': z.strictObject({ type: z.literal('reconcile.note'), company, mail: longId }),
	/** List the accounts of a ledger that postings can go to. */
	'reconcile.accounts': z.strictObject({ type: z.literal('reconcile.accounts'), company, ledger }),
	/** Let what was agreed with a customer follow the books and the day. */
	'arrangements.tend': z.strictObject({ type: z.literal('arrangements.tend'), company, customer }),
	/** A ledger was read, and something had changed: look at its customers with arrangements. `kind: null` begins; `from` goes on. */
	'arrangements.read': z.strictObject({
		type: z.literal('arrangements.read'),
		company,
		ledger,
		kind: z.nullable(z.enum(arrangementKinds)),
		from: z.nullable(z.string().check(z.maxLength(3000))),
	}),
	/** Go on building an export. */
	'factoring.build': z.strictObject({ type: z.literal('factoring.build'), company, export: id }),
} as const;

export type MessageType = keyof typeof messageSchemas;
export type MessageOf<T extends MessageType> = z.infer<(typeof messageSchemas)[T]>;
export type Message = { [T in MessageType]: MessageOf<T> }[MessageType];
