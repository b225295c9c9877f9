import type { Day, Instant } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Mailing, MailState, Sending } from '../../shared/domain/mailing.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';

export type MailCounts = {
	readonly sent: number;
	readonly suppressed: number;
	readonly awaiting: number;
	/** Planned, claimed or being sent. */
	readonly waiting: number;
	readonly unknown: number;
	/** There are more candidates than were counted. */
	readonly more: boolean;
};
export type RemindersOfDay = {
	readonly sending: Sending | null;
	readonly everywhere: { readonly at: Instant } | null;
	readonly day: Day;
	/** The newest decisions first, and of one reading of the ledger those that a person should see. */
	readonly mails: readonly Mailing[];
	readonly counts: MailCounts;
};

/** Candidates of a day that are read for one page: 1 RCU each, and 0.5 for every 25 of the index. */
const looked = 100;
/** Of a day with more: what a person must see, whatever its place in the list. */
const shownFirst: readonly MailState[] = ['awaiting', 'suppressed', 'unknown'];
const ofEach = 25;

/** The reading of the ledger it was decided on. What was decided on the same one stands in the order of `attention`. */
const decidedOn = ({ facts, plannedAt }: Mailing): Instant => facts?.freshAsOf ?? plannedAt;
const attention: readonly MailState[] = ['awaiting', 'unknown', 'suppressed', 'sending', 'claimed', 'planned', 'sent'];

const newestFirst = (a: Mailing, b: Mailing): number => {
	if (decidedOn(a) !== decidedOn(b)) return decidedOn(a) < decidedOn(b) ? 1 : -1;
	const rank = attention.indexOf(a.state) - attention.indexOf(b.state);
	if (rank !== 0) return rank;
	const [sentA, sentB] = [a.sentAt ?? '', b.sentAt ?? ''];
	if (sentA !== sentB) return sentA < sentB ? 1 : -1;
	return a.id < b.id ? -1 : 1;
};

const countsOf = (mails: readonly Mailing[], more: boolean): MailCounts => {
	const of = (...states: readonly MailState[]): number => mails.filter(({ state }) => states.includes(state)).length;
	return {
		sent: of('sent'),
		suppressed: of('suppressed'),
		awaiting: of('awaiting'),
		waiting: of('planned', 'claimed', 'sending'),
		unknown: of('unknown'),
		more,
	};
};

const candidates = async (company: CompanyId, day: Day, mailings: Mailings): Promise<{ mails: Mailing[]; more: boolean }> => {
	const page = await mailings.ofDay(company, day, null, looked, null);
	if (page.next === null) return { mails: [...page.rows], more: false };
	const first = await Promise.all(shownFirst.map((state) => mailings.ofDay(company, day, state, ofEach, null)));
	const all = new Map([...first.flatMap(({ rows }) => rows), ...page.rows].map((mail) => [mail.id, mail]));
	return { mails: [...all.values()], more: true };
};

/** What became of a day's candidates, the newest decision first; at most 175 of them. */
export const viewReminders = async (company: CompanyId, day: Day, mailings: Mailings): Promise<RemindersOfDay> => {
	const [sending, everywhere, { mails, more }] = await Promise.all([
		mailings.sending(company),
		mailings.stoppedEverywhere(),
		candidates(company, day, mailings),
	]);
	mails.sort(newestFirst);
	return { sending, everywhere, day, mails, counts: countsOf(mails, more) };
};
