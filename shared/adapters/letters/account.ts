/** The list of invoices and its sums, in words and figures: drawn once as text and once as HTML. */
import type { LetterLine, LetterOrder } from '../../domain/letter.ts';
import { LetterFault } from '../../ports/letters.ts';
import type { Figures } from './figures.ts';
import { plainLine } from './inert.ts';
import type { Labels } from './texts.ts';

/** Plain text everywhere: nothing here is markup. */
export type Account = {
	/** Heads of the two columns. */
	readonly heads: readonly [string, string];
	readonly rows: readonly {
		readonly title: string;
		readonly notes: readonly string[];
		readonly amount: string;
		readonly late: string | null;
	}[];
	/** What the list leaves out; null: nothing. */
	readonly more: string | null;
	readonly sums: readonly { readonly label: string; readonly amount: string; readonly main: boolean }[];
	readonly note: string | null;
};

/** Of letters that are not about money. */
export const nothingToPay: Account = { heads: ['', ''], rows: [], more: null, sums: [], note: null };

type Reminder = Extract<LetterOrder, { kind: 'reminder' }>;
type Receipt = Extract<LetterOrder, { kind: 'receipt' }>;
type Notice = Extract<LetterOrder, { kind: 'notice' }>;
type Say = { readonly figures: Figures; readonly labels: Labels };

/** Longer lists make mails that programs cut off. */
export const mostLines = 50;

const moreOf = <T>(all: readonly T[], { figures, labels }: Say): string | null =>
	all.length > mostLines ? labels.more(figures.count(all.length - mostLines)) : null;

/** `1042`, `№ 1042`; some ledgers have invoices without a number. */
export const numberOf = (number: string, labels: Labels): string => {
	const plain = plainLine(number, 60);
	return plain === '' ? labels.noNumber : labels.numbered(plain);
};

const lateness = (days: number, { figures, labels }: Say): string | null =>
	days > 0 ? `${figures.count(days)}\u00a0${figures.form(days, labels.late)}` : null;

/** A day stays on one line. */
const unbroken = (day: string): string => day.replaceAll(' ', '\u00a0');

const rowOf = (line: LetterLine, order: Reminder, say: Say): Account['rows'][number] => {
	const { figures, labels } = say;
	const reference = plainLine(line.reference, 100);
	return {
		title: `${labels.invoice} ${numberOf(line.number, labels)}`,
		notes: [
			...(reference === '' ? [] : [labels.reference(reference)]),
			(line.agreed ? labels.agreedDates : labels.dates)(unbroken(figures.day(line.issued)), unbroken(figures.day(line.due))) +
				(line.daysPastDue === 0 ? ` (${labels.dueToday})` : ''),
			labels.total(figures.amount(line.total, order.currency)),
			...(line.rest
				? [labels.rest[line.rest.is](figures.amount(line.rest.asked, order.currency), figures.amount(line.rest.of, order.currency))]
				: []),
		],
		amount: figures.amount(line.asked, order.currency),
		late: lateness(line.daysPastDue, say),
	};
};

/**
 * Credits are either already taken off what is asked, or shown apart; the figures say which. Throws `LetterFault` for figures that are neither:
 * a mail whose sum its reader cannot follow is not sent.
 */
export const reminderAccount = (order: Reminder, say: Say): Account => {
	const { figures, labels } = say;
	const amount = (minor: number): string => figures.amount(minor, order.currency);
	const open = order.lines.reduce((sum, line) => sum + line.asked, 0);
	const netted = open - order.asked;
	if (netted !== 0 && netted !== order.unapplied)
		throw new LetterFault(`asked ${order.asked}, but the invoices are ${open} and the credits ${order.unapplied}`);
	return {
		heads: [labels.invoice, order.lines.some(({ rest }) => rest) ? labels.toPay : labels.open],
		rows: order.lines.slice(0, mostLines).map((line) => rowOf(line, order, say)),
		more: moreOf(order.lines, say),
		sums: [
			...(netted > 0
				? [
						{ label: labels.openOnThese, amount: amount(open), main: false },
						{ label: labels.credits, amount: amount(-netted), main: false },
					]
				: []),
			{ label: labels.asked, amount: amount(order.asked), main: true },
			...(order.held > 0 ? [{ label: labels.held, amount: amount(order.held), main: false }] : []),
			...(netted === 0 && order.unapplied > 0 ? [{ label: labels.creditsApart, amount: amount(order.unapplied), main: false }] : []),
		],
		note: null,
	};
};

export const receiptAccount = (order: Receipt, say: Say): Account => {
	const { figures, labels } = say;
	const amount = (minor: number): string => figures.amount(minor, order.currency);
	return {
		heads: [labels.invoice, labels.paid],
		rows: order.shares.slice(0, mostLines).map(({ number, minor }) => ({
			title: `${labels.invoice} ${numberOf(number, labels)}`,
			notes: [],
			amount: amount(minor),
			late: null,
		})),
		more: moreOf(order.shares, say),
		sums: [
			...(order.unapplied > 0 ? [{ label: labels.onAccount, amount: amount(order.unapplied), main: false }] : []),
			{ label: labels.received, amount: amount(order.paid), main: true },
			...(order.remaining > 0 ? [{ label: labels.remaining, amount: amount(order.remaining), main: false }] : []),
		],
		note: order.remaining > 0 ? null : labels.nothingRemains,
	};
};

/** These draw the parts of the plan; the others the invoices. */
const drawsPlan: readonly Notice['name'][] = ['plan-offered', 'plan-agreed', 'plan-resumed', 'proposal-received'];
/** And say below what is open on them now, or what of it is to be paid. */
const saysOpen: readonly Notice['name'][] = ['dispute-upheld', 'dispute-closed'];
const saysToPay: readonly Notice['name'][] = ['promise-broken', 'plan-missed', 'plan-ended', 'extension-ended'];

const planAccount = ({ instalments, currency }: Notice, { figures, labels }: Say): Account => ({
	heads: [labels.instalments, labels.amount],
	rows: instalments.map(({ due, minor }, n) => ({
		title: labels.instalment(figures.count(n + 1), figures.count(instalments.length)),
		notes: [labels.payBy(unbroken(figures.day(due)))],
		amount: figures.amount(minor, currency),
		late: null,
	})),
	more: null,
	sums: [
		{
			label: labels.inAll,
			amount: figures.amount(
				instalments.reduce((all, { minor }) => all + minor, 0),
				currency,
			),
			main: true,
		},
	],
	note: null,
});

const openSums = ({ name, open, currency }: Notice, { figures, labels }: Say): Account['sums'] => {
	const label = saysToPay.includes(name) ? labels.asked : saysOpen.includes(name) ? labels.openOnThese : null;
	return label !== null && open > 0 ? [{ label, amount: figures.amount(open, currency), main: true }] : [];
};

export const noticeAccount = (order: Notice, say: Say): Account => {
	if (order.instalments.length > 0 && drawsPlan.includes(order.name)) return planAccount(order, say);
	const { figures, labels } = say;
	return {
		heads: [labels.invoice, labels.amount],
		rows: order.lines.slice(0, mostLines).map(({ number, reference, issued, due, minor }) => ({
			title: `${labels.invoice} ${numberOf(number, labels)}`,
			notes: [
				...(plainLine(reference, 100) === '' ? [] : [labels.reference(plainLine(reference, 100))]),
				labels.dates(unbroken(figures.day(issued)), unbroken(figures.day(due))),
			],
			amount: figures.amount(minor, order.currency),
			late: null,
		})),
		more: moreOf(order.lines, say),
		sums: openSums(order, say),
		note: null,
	};
};

/** «карта, последние цифры 4242». Anything but four digits is left out: a letter never shows a whole number. */
export const methodOf = (order: Receipt, labels: Labels): string => {
	const method = (Object.hasOwn(labels.methods, order.method) ? labels.methods[order.method] : undefined) ?? labels.methods.other;
	return order.last4 !== null && /^\d{4}$/.test(order.last4) ? labels.ending(method, order.last4) : method;
};
