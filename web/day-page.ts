/** Every candidate of one day, by what became of them, and why. */
import { addDays, isDay } from '../shared/domain/day.ts';
import type { CustomerId } from '../shared/domain/document.ts';
import type { Mailing } from '../shared/domain/mailing.ts';
import { dayText } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { mailsTable } from './mails-table.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';

export type DayPageView = {
	readonly user: Viewer;
	readonly day: string;
	readonly today: string;
	readonly timeZone: string;
	readonly mails: readonly Mailing[];
	readonly names: ReadonlyMap<CustomerId, string>;
	readonly next: string | null;
	/** True when these are not the first ones. */
	readonly laterPage: boolean;
	readonly desk?: string;
};

const beside = (day: string, days: number, text: string): Html | false =>
	isDay(day) && html`<a class="btn" href="${paths.remindersOfDay(addDays(day, days))}">${text}</a>`;

export const dayPage = (view: DayPageView): string => {
	const { day, today, timeZone, mails, names, next, laterPage, user, desk } = view;
	return layout({
		title: `Reminders of ${dayText(day)}`,
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-day">
	<div class="head"><div><h1 id="h-day">Reminders of ${dayText(day)}${day === today && ', today'}</h1><p class="s">Everyone whose invoice reached a stage on this day: what was sent, what was not, and why. Times are those of ${timeZone}.</p></div>
	<form class="row" method="get" action="${paths.remindersOfDay()}"><label for="day">Day</label><input type="date" id="day" name="day" value="${day}" required><button>Show</button></form></div>
	${mails.length > 0 ? mailsTable({ mails, names, clock: { timeZone, today }, mayAct: mayAct(user), caption: `Reminders of ${dayText(day)}, by what became of them${laterPage ? ', continued' : ''}` }) : html`<p>${laterPage ? 'There are no more.' : day > today ? 'This day has not come yet: its candidates are found after its midnight.' : 'Nobody’s invoice reached a stage on this day.'}</p>`}
	<p class="row act">
		${laterPage && html`<a class="btn" href="${paths.remindersOfDay(day)}">First ones</a>`}
		${next !== null && html`<a class="btn" href="${paths.remindersOfDay(day, next)}">Next ones</a>`}
		${beside(day, -1, 'The day before')}
		${day < today && beside(day, 1, 'The day after')}
	</p>
</section>`,
	});
};
