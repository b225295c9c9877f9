import { type Day, isDay } from '../../shared/domain/day.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { AsOf } from './as-of.ts';

export type DayShown = {
	readonly day: Day;
	readonly today: Day;
	readonly timeZone: string;
	readonly mails: readonly Mailing[];
	readonly names: ReadonlyMap<CustomerId, string>;
	readonly next: string | null;
};

const mailsAPage = 50;

const dayAsked = (asked: string | undefined, today: Day): Day => {
	if (asked === undefined || asked === '') return today;
	if (isDay(asked)) return asked;
	const detail = 'Write the day as YYYY-MM-DD.';
	throw new Refusal(400, 'DAY_UNREADABLE', 'That is no day', detail, { fields: [{ path: 'day', message: detail }] });
};

/** A page of all candidates of a day, by what became of them. ≈ 1 RCU a row. */
export const viewDay = async (
	{ company, today }: Pick<AsOf, 'company' | 'today'>,
	asked: { readonly day: string | undefined; readonly from: string | undefined },
	{ mailings, books }: { readonly mailings: Mailings; readonly books: Books },
): Promise<DayShown> => {
	const day = dayAsked(asked.day, today);
	const page = await mailings.ofDay(company.id, day, null, mailsAPage, asked.from || null);
	const names = await books.names(company.id, [...new Set(page.rows.map(({ customer }) => customer))]);
	return { day, today, timeZone: company.timeZone, mails: page.rows, names, next: page.next };
};
