/** What the places of a source are filled with. Every place is there for every letter of its kind, so a source that names another one is broken. */
import type { ConsentOrder } from '../../domain/consent-letter.ts';
import type { Instant } from '../../domain/day.ts';
import type { InvitationOrder } from '../../domain/invitation-letter.ts';
import type { LetterOrder } from '../../domain/letter.ts';
import { LetterFault } from '../../ports/letters.ts';
import { methodOf, numberOf } from './account.ts';
import type { Figures } from './figures.ts';
import { plainLine } from './inert.ts';
import type { Places } from './template.ts';
import type { Labels } from './texts.ts';

type Say = { readonly figures: Figures; readonly labels: Labels };

const everywhere = (order: LetterOrder, { figures }: Say): Places => {
	const seller = plainLine(order.seller.name);
	if (seller === '') throw new LetterFault('the name of the seller is missing');
	const customer = plainLine(order.customer);
	if (customer === '') throw new LetterFault('the name of the customer is missing');
	return {
		seller,
		customer,
		/** Whether an answer reaches anybody. */
		canReply: order.seller.replyTo !== null,
		asOf: figures.moment(order.asOf, order.timeZone),
	};
};

export const reminderPlaces = (order: Extract<LetterOrder, { kind: 'reminder' }>, say: Say): Places => {
	const { figures, labels } = say;
	const [first] = order.lines;
	if (first === undefined) throw new LetterFault('a reminder needs an invoice');
	const invoices = order.lines.filter(({ further }) => further === undefined);
	const past = invoices.filter(({ daysPastDue }) => daysPastDue > 0).length;
	const last =
		order.lines
			.map(({ due }) => due)
			.toSorted()
			.at(-1) ?? first.due;
	return {
		...everywhere(order, say),
		/** Of the first invoice: used where there is only one. */
		number: numberOf(first.number, labels),
		due: figures.day(first.due),
		lastDue: figures.day(last),
		/** Invoices: all, those past their due day, and the others. */
		count: invoices.length,
		past,
		coming: invoices.length - past,
		asked: figures.amount(order.asked, order.currency),
		answerBy: figures.day(order.answerBy),
		hasEarlier: order.earlier.length > 0,
		earlier: figures.list(order.earlier.map((day) => figures.day(day))),
	};
};

export const receiptPlaces = (order: Extract<LetterOrder, { kind: 'receipt' }>, say: Say): Places => ({
	...everywhere(order, say),
	paid: say.figures.amount(order.paid, order.currency),
	on: say.figures.day(order.on),
	method: methodOf(order, say.labels),
});

/** More than so many are counted, not named. */
const mostNamed = 5;

export const noticePlaces = (order: Extract<LetterOrder, { kind: 'notice' }>, say: Say): Places => {
	const { figures, labels } = say;
	const amount = (minor: number): string => figures.amount(minor, order.currency);
	const { code, lines } = order;
	if (order.name === 'code' && code === null) throw new LetterFault('the letter with a code has none');
	if (order.name !== 'code' && lines.length === 0) throw new LetterFault('a letter about what was agreed names no invoice');
	return {
		...everywhere(order, say),
		count: lines.length,
		numbers: figures.list(lines.slice(0, mostNamed).map(({ number }) => numberOf(number, labels))),
		instalments: order.instalments.length,
		amount: amount(order.amount),
		open: amount(order.open),
		hasOpen: order.open > 0,
		by: order.by === null ? '' : figures.day(order.by),
		hasBy: order.by !== null,
		rebill: order.rebill,
		code: code?.text ?? '',
		until: code === null ? '' : figures.moment(code.until, order.timeZone),
	};
};

const providerNames = { xero: 'Xero', quickbooks: 'QuickBooks' } as const;

const momentOf = (order: ConsentOrder): Instant => {
	switch (order.kind) {
		case 'lost':
			return order.since;
		case 'ending':
			return order.end;
		case 'asked':
			return order.until;
		case 'answered':
			return order.at;
	}
};
const named = (asker: string): string => {
	const line = plainLine(asker);
	if (line === '') throw new LetterFault('the name of the company that asks is missing');
	return line;
};

export const consentPlaces = (order: ConsentOrder, figures: Figures): Places => {
	const names = order.ledgers.map((each) => plainLine(each)).filter((each) => each !== '');
	if (names.length === 0) throw new LetterFault('a letter about a consent names no ledger');
	return {
		company: plainLine(order.company),
		provider: providerNames[order.provider],
		count: names.length,
		ledgers: figures.list(names),
		/** Since when it is lost, when it will end, until when an answer is waited for, when it came. */
		at: figures.moment(momentOf(order), order.timeZone),
		asker: order.kind === 'asked' ? named(order.asker) : '',
		person: order.kind === 'asked' ? plainLine(order.person) : '',
		outcome: order.kind === 'answered' ? order.outcome : '',
		again: order.again,
		last: order.last,
	};
};

export const invitationPlaces = (order: InvitationOrder, figures: Figures): Places => {
	const [company, person] = [plainLine(order.company, 100), plainLine(order.person, 100)];
	if (company === '' || person === '') throw new LetterFault('an invitation says who invites to which company');
	return { company, person, until: figures.moment(order.until, order.timeZone) };
};
