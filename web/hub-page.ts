/** The hub's page: who owes most, how old it is, whether it ties to the ledger; who was reminded, who paid; and how the connections are. */
import { buckets } from '../shared/domain/aging.ts';
import type { CustomerId } from '../shared/domain/document.ts';
import type { FactoringExport } from '../shared/domain/export.ts';
import type { AgingTotal, AgingView, ConnectionsView, ConnectionView, CustomersView, DeadLettersView } from '../shared/wire/http.ts';
import type { MovesView } from '../shared/wire/move-view.ts';
import { currencySection } from './aging-section.ts';
import { counted, countText } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { connectionCard } from './connection-card.ts';
import { exportsSection } from './exports-section.ts';
import { connectButtons, firstRun } from './first-run.ts';
import { glanceLine } from './glance.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { asksSection, demandNotes } from './moves-section.ts';
import { type NextMails, nextMailsSection } from './next-mails.ts';
import { paths } from './paths.ts';
import { type PaymentsView, paymentsSection } from './payments-section.ts';
import { type RemindersOfDay, remindersSection } from './reminders-section.ts';
import { mayAct } from './roles.ts';
import { type TieState, tieState, worst } from './tie-out.ts';

export type HubView = {
	readonly user: Viewer;
	readonly aging: AgingView;
	readonly connections: ConnectionsView;
	/** Ledgers that two companies want. */
	readonly moves: MovesView;
	/** One page per currency. */
	readonly customers: readonly CustomersView[];
	readonly deadLetters: DeadLettersView;
	readonly reminders: Omit<RemindersOfDay, 'names' | 'currencies'>;
	readonly next: Omit<NextMails, 'names'>;
	readonly payments: Omit<PaymentsView, 'names'>;
	/** Newest first. */
	readonly exports: readonly FactoringExport[];
	/** A random key, so that pressing “Make an export” twice makes one. */
	readonly exportKey: string;
	readonly names: ReadonlyMap<CustomerId, string>;
	/** The desk of the local stack. */
	readonly desk?: string;
	readonly notice?: { readonly kind: 'ok' | 'problem'; readonly text: string };
	/** The currency whose `customers` is not the first page (`?currency=&from=`). */
	readonly laterPage?: string;
	/** `?watch=off`: the page no longer loads itself while something is counting. */
	readonly still?: boolean;
};

const sections = [
	{ href: '#reminders', text: 'Reminders' },
	{ href: '#next', text: 'Next mails' },
	{ href: '#payments', text: 'Payments' },
	{ href: '#exports', text: 'Exports' },
	{ href: '#connections', text: 'Connections' },
	{ href: paths.worklist(), text: 'Arrangements' },
	{ href: paths.debtors(), text: 'Debtors' },
	{ href: paths.payables, text: 'What you owe them' },
];

/** What goes on with the customers: who was told, who will be, who paid, what can be funded. */
const dealings = (view: HubView, clock: Clock, acts: boolean): Html => {
	const { names } = view;
	const currencies = view.aging.totals.map(({ currency }) => currency);
	return html`${remindersSection({ ...view.reminders, names, currencies }, clock, acts)}
${nextMailsSection({ ...view.next, names })}
${paymentsSection({ ...view.payments, names }, clock, acts)}
${exportsSection({ exports: view.exports, key: view.exportKey }, clock, acts)}`;
};

const ledgersOf = (view: HubView, currency: string): ConnectionView[] => {
	const inTotals = new Set(view.aging.totals.find((total) => total.currency === currency)?.ledgers.map(({ ledger }) => ledger));
	return view.connections.connections.filter(
		({ ledger, state, tieOut }) =>
			inTotals.has(ledger) || (state !== 'disconnected' && tieOut?.lines.some((line) => line.currency === currency)),
	);
};

const tieOf = (view: HubView, currency: string): TieState => worst(ledgersOf(view, currency).map((ledger) => tieState(ledger, currency)));

/** A ledger whose read goes on now; one that is stopped or waits for a person would make the page load itself for ever. */
const isBusy = (ledger: ConnectionView): boolean => ledger.state === 'connected' && ledger.stopped === null && ledger.doing !== null;
const isCounting = ({ aging, connections: { connections } }: HubView): boolean =>
	connections.some(isBusy) ||
	aging.counting.some(({ ledger }) =>
		connections.every((one) => one.ledger !== ledger || (one.state === 'connected' && one.stopped === null)),
	);

/** What goes on besides first reads, which have a line of their own. */
const otherWork = ({ aging, connections }: HubView): Html[] =>
	connections.connections
		.filter((one) => isBusy(one) && aging.counting.every(({ ledger }) => ledger !== one.ledger))
		.map((one) => html`<p><b>${name(one.name)}:</b> ${one.doing}.</p>`);

const firstRead = ({ name: ledger, done, total }: AgingView['counting'][number]): Html => {
	const far = Math.min(done, total);
	return html`<p><b>Counting ${name(ledger)}${total > 0 && `: ${countText(far)} of ${countText(total)}`}.</b> Its figures join this page when it is read in full.</p>
	${total > 0 && html`<progress max="${total}" value="${far}" aria-label="Counting ${ledger}"></progress>`}`;
};

const counting = (view: HubView, asOf: string | undefined): Html => html`<section class="note wait" aria-label="Going on now">
	${view.aging.counting.map(firstRead)}
	${otherWork(view)}
	<p class="s act">${
		view.still
			? html`This page does not load itself. <a href="${paths.hub({ asOf })}">Follow the count again</a>`
			: html`This page loads itself every 2 seconds until it is done. <a href="${paths.hub({ asOf, watch: 'off' })}">Stop that</a>`
	}</p>
</section>`;

const asOfForm = ({ asOf, today }: AgingView): Html => html`<form class="row" method="get" action="${paths.hub()}">
	<label for="asOf">As of</label><input type="date" id="asOf" name="asOf" min="${today}" value="${asOf}" required><button>Show</button>
</form>`;

/** What became of today's candidates, in one line. */
const todayLine = ({ reminders: { counts, mails } }: HubView): Html | false => {
	const { sent, suppressed, awaiting, more } = counts;
	const over = more ? 'at least ' : '';
	return (
		mails.length > 0 &&
		html`<p><b>Reminders today:</b> ${over}${countText(sent)} sent, ${over}${countText(suppressed)} not sent. <a href="#reminders">See which and why</a>${awaiting > 0 && html`. <b>${countText(awaiting)} ${awaiting === 1 ? 'waits' : 'wait'} for you</b>`}.</p>`
	);
};

const invoicesIn = ({ buckets: ages }: AgingTotal): number => buckets.reduce((all, age) => all + ages[age].invoices, 0);

/** Two currencies fit on a page. Of more, the one with most invoices is shown, and the one whose list is being read; the others fold. */
const isOpen = ({ aging: { totals }, laterPage }: HubView, total: AgingTotal): boolean =>
	totals.length <= 2 || total.currency === laterPage || totals.every((other) => invoicesIn(other) <= invoicesIn(total));

const glance = (view: HubView): Html => html`<section class="card" aria-labelledby="h-glance">
	<div class="head"><div><h1 id="h-glance">Receivables</h1><p class="s">As of ${dayText(view.aging.asOf)}${view.aging.asOf === view.aging.today ? ', today' : html`. <a href="${paths.hub()}">Back to today</a>`}. Times are those of ${view.aging.timeZone}.</p></div>${asOfForm(view.aging)}</div>
	${todayLine(view)}
	<ul class="glance">${view.aging.totals.map((total) => {
		const customers = view.laterPage === total.currency ? undefined : view.customers.find((one) => one.currency === total.currency);
		return glanceLine(total, customers, tieOf(view, total.currency));
	})}</ul>
	${view.aging.totals.length === 0 && html`<p>No figures yet. They appear when the first ledger is read in full and holds an invoice.</p>`}
</section>`;

const needsPerson = (view: ConnectionView): boolean => view.state === 'needs-reconnecting' || view.stopped !== null;

const attention = (view: HubView): Html | false => {
	const ledgers = view.connections.connections.filter(needsPerson);
	const letters = view.deadLetters.letters.length;
	const stuck = view.payments.payments.filter(({ state }) => state === 'stuck').length;
	if (ledgers.length === 0 && letters === 0 && stuck === 0) return false;
	return html`<section class="note problem" aria-label="Needs a person">
	${ledgers.map((one) => html`<p><b>${name(one.name)} ${one.stopped === null ? 'needs reconnecting' : 'is no longer read'}.</b> Its figures may be old. <a href="#connections">See what to do</a></p>`)}
	${stuck > 0 && html`<p><b>${counted(stuck, 'payment')} could not be booked.</b> <a href="#payments">See why</a></p>`}
	${letters > 0 && html`<p><b>${counted(letters, 'piece')} of work could not be done.</b> <a href="#dead">See why</a></p>`}
</section>`;
};

const connections = (
	view: HubView,
	clock: Clock,
	acts: boolean,
): Html => html`<section class="card" id="connections" aria-labelledby="h-connections">
	<div class="head"><h2 id="h-connections">Connections</h2>${acts && connectButtons('')}</div>
	<div class="two wide">${view.connections.connections.map((one) => connectionCard(one, clock, acts))}</div>
</section>`;

const deadLetters = ({ letters }: DeadLettersView, clock: Clock): Html => html`<section class="card" id="dead" aria-labelledby="h-dead">
	<h2 id="h-dead">Work that could not be done</h2>
	<p class="s">Tried several times, then put aside. Everything else goes on. After the cause is mended, “Sync now” fetches what was missed.</p>
	<ul class="ties">${letters.map(
		(one) =>
			html`<li class="tie problem"><b>${one.station}: ${one.type}</b>, ${momentTag(one.at, clock)}<p>${one.reason}</p><p class="s">Reference <code>${one.id}</code></p></li>`,
	)}</ul>
</section>`;

export const hubPage = (view: HubView): string => {
	const { aging } = view;
	const clock: Clock = { timeZone: aging.timeZone, today: aging.today };
	const asOf = aging.asOf === aging.today ? undefined : aging.asOf;
	const acts = mayAct(view.user);
	const isNew = view.connections.connections.length === 0;
	const isBusyNow = isCounting(view);
	const letters = view.deadLetters.letters.length > 0;
	return layout({
		title: 'Receivables',
		user: view.user,
		nav: [
			...(isNew ? [] : sections),
			{ href: paths.people, text: 'People' },
			...(letters ? [{ href: '#dead', text: 'Work not done' }] : []),
		],
		...(isBusyNow && view.still !== true && { refresh: '2' }),
		...(view.desk !== undefined && { desk: view.desk }),
		body: html`${view.notice && html`<p class="note ${view.notice.kind}" role="${view.notice.kind === 'ok' ? 'status' : 'alert'}">${view.notice.text}</p>`}
${demandNotes(view.moves, clock, view.user)}
${attention(view)}
${isBusyNow && counting(view, asOf)}
${isNew ? firstRun(acts) : glance(view)}
${aging.totals.map((total) =>
	currencySection({
		total,
		asOf: aging.asOf,
		clock,
		customers: view.customers.find(({ currency }) => currency === total.currency),
		laterPage: view.laterPage === total.currency,
		ledgers: ledgersOf(view, total.currency),
		open: isOpen(view, total),
	}),
)}
${isNew && asksSection(view.moves, clock, view.user)}
${!isNew && dealings(view, clock, acts)}
${!isNew && connections(view, clock, acts)}
${!isNew && asksSection(view.moves, clock, view.user)}
${letters && deadLetters(view.deadLetters, clock)}`,
	});
};
