/** What became of today's candidates for a reminder, and why; the switches of sending. */
import type { Instant } from '../shared/domain/day.ts';
import type { CustomerId } from '../shared/domain/document.ts';
import { type Mailing, type Sending, sendingModes } from '../shared/domain/mailing.ts';
import { isCurrency, toDecimal } from '../shared/domain/money.ts';
import { amountText, countText } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { modeText, policyText, stageText, whyText } from './mail-words.ts';
import { about, mailsTable } from './mails-table.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

export type RemindersOfDay = {
	/** Null: sending was never set up, so nothing was decided yet. */
	readonly sending: Pick<Sending, 'mode' | 'stopped' | 'plannedFor' | 'lookFrom'> | null;
	/** The operator's stop switch of all companies. */
	readonly everywhere: { readonly at: Instant } | null;
	readonly day: string;
	/** Newest decision first. */
	readonly mails: readonly Mailing[];
	readonly counts: MailCounts;
	readonly names: ReadonlyMap<CustomerId, string>;
	/** In which the company is owed. */
	readonly currencies: readonly string[];
};

/** Candidates by what became of them; `more`: there are more than were counted. */
export type MailCounts = {
	readonly sent: number;
	readonly suppressed: number;
	readonly awaiting: number;
	readonly waiting: number;
	readonly unknown: number;
	readonly more: boolean;
};

export const mailsShown = 25;

const post = (action: string, text: string, look = ''): Html =>
	html`<form method="post" action="${action}"><button class="${look}">${text}</button></form>`;

const modeChip = ({ sending, everywhere }: RemindersOfDay): Html => {
	if (everywhere || sending?.stopped) return html`<span class="chip problem">✗ Stopped</span>`;
	if (!sending) return html`<span class="chip wait">… Not begun</span>`;
	const look = sending.mode === 'live' ? 'ok' : 'wait';
	return html`<span class="chip ${look}">${sending.mode === 'live' && '✓ '}${modeText[sending.mode].short}</span>`;
};

const stopNote = ({ sending, everywhere }: RemindersOfDay, clock: Clock): Html | false => {
	if (everywhere)
		return html`<p class="tie problem"><b>The operator stopped all sending</b> (${momentTag(everywhere.at, clock)}). What is due today is not sent; it is decided anew on the day sending goes on.</p>`;
	return (
		sending?.stopped != null &&
		html`<p class="tie problem"><b>A person of your company stopped all sending</b> (${momentTag(sending.stopped.at, clock)}). What is due meanwhile is not sent; the day after sending goes on it is decided anew.</p>`
	);
};

/** An amount means nothing without its currency. */
const lookFrom = ({ sending, currencies }: RemindersOfDay): Html | false => {
	const known = sending?.lookFrom ?? {};
	const all = [...new Set([...currencies, ...Object.keys(known)])].filter(isCurrency).toSorted();
	const said = all.flatMap((currency) => {
		const minor = known[currency];
		return minor === undefined ? [] : [amountText(toDecimal({ minor, currency }), currency)];
	});
	return (
		all.length > 0 &&
		html`<form method="post" action="${paths.reminders('look-from')}"><fieldset><legend>Read each invoice once more</legend><p class="s">From this amount on, each invoice of a mail is also read by itself just before, a call for some forty. ${said.length > 0 ? html`Now from ${said.join(', ')}; empty: none.` : 'Now only after a mail that may not have gone.'}</p>
	<p class="row"><select name="currency" aria-label="Currency">${all.map((currency) => html`<option>${currency}</option>`)}</select><label>From <input name="amount" inputmode="decimal" size="12"></label><button>Save</button></p></fieldset></form>`
	);
};

const switches = (view: RemindersOfDay): Html => {
	const { sending } = view;
	const mode = sending?.mode;
	return html`<details class="act"><summary>Change how mails are sent…</summary>
	<form method="post" action="${paths.reminders('mode')}"><fieldset><legend>Mode</legend>${sendingModes.map(
		(each) =>
			html`<label class="pick"><input type="radio" name="mode" value="${each}"${each === mode && html` checked`} required> <span><b>${modeText[each].short}.</b> ${modeText[each].long}</span></label>`,
	)}</fieldset><p class="row"><button>Change the mode</button></p></form>
	${lookFrom(view)}
	${sending?.stopped == null && html`<p>In a hurry? Stopping holds back every mail of your company from this second on, whatever the mode.</p>`}
	${sending?.stopped == null && post(paths.reminders('stop'), 'Stop all sending', 'danger')}</details>
	${sending?.stopped != null && html`<div class="row act">${post(paths.reminders('resume'), 'Let mails go again', 'go')}</div>`}`;
};

const count = (term: string, figure: number, more = false): Html =>
	html`<div><dt>${term}</dt><dd>${countText(figure)}${more && figure > 0 && ' or more'}</dd></div>`;

const counts = ({ sent, suppressed, awaiting, waiting, unknown, more }: MailCounts): Html => html`<dl class="facts">
	${count('Sent', sent, more)}
	${count('Not sent', suppressed, more)}
	${awaiting > 0 && count('Wait for you', awaiting, more)}
	${count('Being decided', waiting, more)}
	${count('Perhaps sent', unknown, more)}
</dl>`;

/** The question people come with, answered before the list. */
const lastNotSent = ({ mails, names }: RemindersOfDay): Html | false => {
	const last = mails.find(({ state }) => state === 'suppressed');
	const numbers = last ? about(last) : '';
	return (
		last !== undefined &&
		html`<p class="note"><span><b>The last one not sent:</b> to ${name(names.get(last.customer) ?? '')}${last.stage && `, ${stageText(last.stage.day)}`}${numbers !== '' && html`, about <bdi>${numbers}</bdi>`}. <b>Why:</b> ${whyText(last)}</span></p>`
	);
};

const nobody = ({ sending, day }: RemindersOfDay): Html => {
	if (!sending)
		return html`<p>Nothing was decided yet. When the first ledger is read in full, each customer whose invoice reaches a stage appears here, with what was sent or why not.</p>`;
	if (sending.mode === 'off')
		return html`<p>Sending is off, so nobody is looked at. In any other mode, each customer whose invoice reaches a stage appears here after midnight.</p>`;
	if (sending.plannedFor === null || sending.plannedFor < day)
		return html`<p>Today is being planned: each customer whose invoice reaches a stage today appears here within minutes.</p>`;
	return html`<p>Nobody’s invoice reached a stage today. Tomorrow’s appear here after midnight.</p>`;
};

export const remindersSection = (view: RemindersOfDay, clock: Clock, mayAct: boolean): Html => {
	const { sending, mails, names, day } = view;
	const shown = mails.slice(0, mailsShown);
	const more = view.counts.more || mails.length > shown.length;
	return html`<section class="card" id="reminders" aria-labelledby="h-reminders">
	<div class="head"><div><h2 id="h-reminders">Reminders today</h2><p class="s">${dayText(day)}. ${policyText}</p></div>${modeChip(view)}</div>
	${stopNote(view, clock)}
	${sending && !sending.stopped && html`<p class="s">${modeText[sending.mode].long}</p>`}
	${mails.length === 0 ? nobody(view) : html`${counts(view.counts)}${lastNotSent(view)}${mailsTable({ mails: shown, names, clock, mayAct, caption: `Reminders of ${dayText(day)}, the newest decision first` })}`}
	${more && html`<p class="row act"><a class="btn" href="${paths.remindersOfDay(day)}">All reminders of today</a></p>`}
	${mayAct && switches(view)}
</section>`;
};
