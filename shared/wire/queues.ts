/** Which queue carries which messages, and how. Apart from their schemas, so that whoever only sends starts without zod. */
import type { MessageType } from './messages.ts';

/** `pulls` is FIFO: group = ledger. */
export const queueOf = {
	'connect.refresh': 'refreshes',
	'connect.tell': 'letters',
	'connect.warn': 'letters',
	'connect.move': 'letters',
	'connect.invite': 'letters',
	'sync.notice': 'notices',
	'sync.pull': 'pulls',
	'sync.books': 'pulls',
	'sync.bank': 'pulls',
	'sync.look': 'pulls',
	'sync.recount': 'pulls',
	'payables.read': 'payables',
	'receivables.roll': 'rolls',
	'receivables.debtors': 'rolls',
	'reminders.plan': 'plans',
	'reminders.release': 'plans',
	'reminders.send': 'mails',
	'pay.event': 'checkouts',
	'pay.tend': 'checkouts',
	'pay.links': 'checkouts',
	'reconcile.book': 'bookings',
	'reconcile.post': 'bookings',
	'reconcile.agreed': 'bookings',
	'reconcile.note': 'bookings',
	'reconcile.accounts': 'bookings',
	'arrangements.tend': 'arrangements',
	'arrangements.read': 'arrangements',
	'factoring.build': 'exports',
} as const satisfies Record<MessageType, string>;
/** `mailEvents` is filled by SES through SNS, not by us: what it carries is theirs. */
export type QueueName = (typeof queueOf)[MessageType] | 'mailEvents';
export const fifoQueues: readonly QueueName[] = ['pulls'];
/** After so many failed deliveries a message moves to its dead-letter queue. */
export const maxReceives: Readonly<Record<QueueName, number>> = {
	refreshes: 5,
	letters: 5,
	notices: 5,
	pulls: 3,
	rolls: 5,
	plans: 5,
	mails: 5,
	mailEvents: 5,
	checkouts: 5,
	bookings: 5,
	exports: 3,
	payables: 5,
	arrangements: 5,
};
