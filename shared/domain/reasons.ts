/** Why a mail was not sent, for people; and whether its stage is thereby dealt with. */
import { waiting } from './exceptions.ts';
import type { Mailing, Reason } from './mailing.ts';

/** A sentence each, to stand after "not sent:" as well as alone. */
export const reasonWords: Readonly<Record<Reason, string>> = {
	PAID: 'What it was about has been paid.',
	NOTHING_DUE: 'Nothing is due any more: the invoice was changed or cancelled in the ledger, or what was agreed about it is kept so far.',
	JOURNAL: 'What is due was entered in the ledger by hand (a journal entry): it is in the balance, and nobody is reminded of it.',
	IN_FLIGHT: 'The customer has paid through us; the money is on its way or being booked in the ledger.',
	INSOLVENT: 'The customer is insolvent: nothing is chased any more. The claim is lodged with whoever administers it.',
	DISPUTED: 'The customer disputes it, and that is not decided yet.',
	CREDIT_PENDING: 'A credit for it was agreed to, and the ledger does not show it yet.',
	SET_OFF: 'It is set off against what the company owes this customer; the ledger does not show that yet.',
	SETTLING: 'A smaller amount was offered to settle it, and the offer still stands.',
	PROMISED: 'The customer promised to pay it, and there is still time.',
	PLANNED: 'It is paid in instalments, each chased by its own day; none is due for a reminder, or the plan is not agreed yet.',
	EXTENDED: 'The customer has, or has asked for, a later day to pay by: it is chased by that day.',
	PAUSED: 'A person paused reminders about it until a day that is not over.',
	AUTOPAY: 'The customer lets us take it once it is due, and is not reminded of it.',
	COVERED_BY_CREDIT: 'The customer has credit that covers everything due. Apply it in the ledger.',
	BACKLOG: 'It was overdue for too long already when we first looked. Send a statement, or speak with the customer, first.',
	NEEDS_PERSON: 'The next step is the final notice, which a person sends.',
	NO_ADDRESS: 'The customer has no email address in the ledger.',
	ADDRESS_REFUSED: 'An earlier mail to this address bounced or was reported as spam. Correct the address in the ledger.',
	ARCHIVED: 'The customer is archived in the ledger.',
	SENDING_OFF: 'Sending is off for this company.',
	SHADOW: 'Sending is in shadow mode: this is what would have been sent.',
	STOPPED_COMPANY: 'A person stopped all sending of this company.',
	STOPPED_EVERYWHERE: 'The operator stopped all sending.',
	LEDGER_STALE: 'The ledger could not be read just before, so we do not know whether it is still due.',
	LEDGER_UNSURE:
		'The ledger has something of this customer that we cannot read, so we do not know what is still due. Connections says what; correct it in the ledger.',
	CHECKING:
		'Its invoices are read once more, one by one, before it goes: it asks for much, or nobody knows whether the last mail to this customer arrived.',
	SUPERSEDED: 'Its day was over before it could be sent; the next day decided anew.',
	REJECTED: 'A person rejected it.',
	OVERTAKEN: 'What it was to tell is not so any more: it was changed, answered or over before the mail could go.',
	TOLD_BEFORE: 'The customer was told the same of it before: what was corrected in the books since need not be told again.',
	ASKED_NEXT: 'It would ask for money, and here a person approves every mail that does: the reminder that follows asks instead.',
	TEMPLATE_BROKEN: 'Its text could not be written: a template names something that is not there.',
	MAIL_REFUSED: 'The mail service refused the address or the content.',
	MAIL_BUSY: 'The mail service takes no more just now, or an earlier mail to this customer is not settled yet. It is tried again.',
};

/**
 * The rule: the customer was told, a person decided, or there is nothing to tell. Then the stage is dealt with. Whatever merely stood in the way may be
 * gone tomorrow, and the customer stays a candidate for the stage that is right then. docs/adr/0005-reminders.md
 */
const dealtWith: ReadonlySet<Reason> = new Set(['PAID', 'NOTHING_DUE', 'JOURNAL', 'BACKLOG', 'NEEDS_PERSON', 'SHADOW', 'REJECTED']);
export const movesOn = (reasons: readonly Reason[]): boolean => reasons.length > 0 && reasons.every((reason) => dealtWith.has(reason));

const numbersShown = 3;

/** "INV-0107, INV-0131 and 2 more"; an invoice without a number is one more. */
export const numbersText = (numbers: readonly string[]): string => {
	const named = numbers.filter((number) => number !== '').slice(0, numbersShown);
	const rest = numbers.length - named.length;
	if (named.length === 0) return `${rest} ${rest === 1 ? 'invoice' : 'invoices'} without a number`;
	return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
};

/** What it left out for now although its stage had come, why, and what becomes of it; '' when nothing, or when that is why the whole mail did not go. */
export const leftOutText = ({ facts, reasons }: Pick<Mailing, 'facts' | 'reasons'>): string => {
	const all = facts ? waiting(facts).filter(({ asked }) => asked === undefined) : [];
	const why = new Set(all.flatMap(({ out }) => (out === null || reasons.includes(out) ? [] : [out])));
	const said = [...why].map((reason) => {
		const numbers = all.filter(({ out }) => out === reason).map(({ number }) => number);
		return `Left out for now: ${numbersText(numbers)}. ${reasonWords[reason]}`;
	});
	return said.length === 0 ? '' : `${said.join(' ')} What is still owed when that is over is reminded of then, at the stage of that day.`;
};

const deliveryWords: Readonly<Record<Mailing['delivery'], string>> = {
	none: 'Sent; nothing was heard of it yet.',
	sent: 'Sent.',
	delayed: 'Sent; the other side makes it wait.',
	delivered: 'Delivered.',
	rejected: 'The mail service took it and then refused to pass it on.',
	bounced: 'It came back: no mail reaches this address.',
	complained: 'Delivered, and reported as spam.',
};

/** Why a mail is as it is, in a sentence or two. */
export const whyOf = ({ state, reasons, delivery }: Pick<Mailing, 'state' | 'reasons' | 'delivery'>): string => {
	const words = reasons.map((reason) => reasonWords[reason]).join(' ');
	switch (state) {
		case 'planned':
			return words === '' ? 'Waits for a fresh read of the ledger.' : `Waits. ${words}`;
		case 'awaiting':
			return 'Waits for a person to approve it.';
		case 'claimed':
			return 'Is being decided.';
		case 'sending':
			return 'Was handed to the mail service; its answer, or its event, will tell whether it went out.';
		case 'sent':
			return deliveryWords[delivery];
		case 'suppressed':
			return `Not sent. ${words}`;
		case 'unknown':
			return 'Nobody knows whether it went out: the mail service did not answer and told nothing afterwards. It is not sent again.';
	}
};
