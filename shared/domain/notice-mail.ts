/** Mails that answer a customer, as they are planned: `functions/reminders` decides about each when it is to be sent. */
import type { ArrangementChange } from './arrangements/change.ts';
import { noticeOf } from './arrangements/notices.ts';
import { day, type Instant, msOf } from './day.ts';
import type { CompanyId, CustomerId, LedgerId } from './document.ts';
import { type Mailing, mailId } from './mailing.ts';
import { type Currency, currency } from './money.ts';
import type { Notice } from './notice.ts';

type For = {
	readonly company: CompanyId;
	readonly customer: CustomerId;
	readonly ledger: LedgerId;
	readonly currency: Currency | null;
	readonly at: Instant;
};

/** Of an arrangement that is about no money the currency says nothing. */
const noMoney = currency('EUR');

const planned = ({ company, customer, ledger, currency: of, at }: For, about: string, notice: Notice): Mailing => ({
	company,
	id: mailId({ kind: 'notice', notice: notice.name, about, customer }),
	kind: 'notice',
	customer,
	ledger,
	currency: of ?? noMoney,
	// By UTC, until it is decided: then it is the company's.
	day: day(at.slice(0, 10)),
	stage: null,
	policy: '',
	state: 'planned',
	reasons: [],
	facts: null,
	amount: 0,
	language: null,
	subject: null,
	payment: null,
	notice,
	plannedAt: at,
	lease: null,
	sendingAt: null,
	sentAt: null,
	messageId: null,
	delivery: 'none',
	deliveryAt: null,
	by: null,
	tries: 0,
	wake: at,
	rev: 0,
});

/** By its moment first: the table keeps them in this order, so that a customer's latest ones are found without reading all. */
const aboutOf = (at: Instant, id: string): string => `${msOf(at)}-${id}`;

/** The mail that tells of a change; null: there is nothing to tell. The same change has the same mail. */
export const noticeMail = (change: ArrangementChange): Mailing | null => {
	const notice = noticeOf(change);
	const { after, at } = change;
	return notice && planned({ ...after, at }, aboutOf(at, after.id), notice);
};

/**
 * A mail with a one-time code to the address on file. Plan it (`Mailings.plan`), then send `reminders.send` with its id; its queue must accept from you.
 *
 * `id`: of what the code is for, yours, without `#` and `|`: the same again, until the same moment, is the same mail, with the code it had. After `until` it is not sent any more.
 * Like receipts it leaves only where the company's sending is live or asks for approval of reminders, and nobody stopped it; the code goes from our table
 * once the mail is final.
 */
export const codeMail = (whose: Omit<For, 'currency'>, id: string, code: string, until: Instant): Mailing =>
	planned({ ...whose, currency: null }, aboutOf(until, id), { name: 'code', code, until });
