/** Who hears from the company next, when, and with what words. */
import type { CustomerId } from '../shared/domain/document.ts';
import { amountText } from './amount.ts';
import { dayText } from './calendar.ts';
import { stageText } from './mail-words.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

/** One mail to come, as it would be if nothing changed until then. */
export type NextMail = {
	readonly customer: CustomerId;
	readonly currency: string;
	readonly day: string;
	/** Null: only a closer look says which. `by: person`: a task, no mail. */
	readonly stage: { readonly day: number; readonly by: 'mail' | 'person' } | null;
	/** Decimal text; null when not known. */
	readonly amount: string | null;
	/** Null: no mail, or its words could not be made. The pay link in it is a stand-in. */
	readonly letter: { readonly language: string; readonly subject: string; readonly text: string } | null;
	/** Why it would not be sent as things stand. */
	readonly why: string | null;
};
export type NextMails = {
	/** By day. */
	readonly mails: readonly NextMail[];
	readonly names: ReadonlyMap<CustomerId, string>;
	/** The last day that was looked at. */
	readonly until: string;
	readonly more: boolean;
};

const words = ({ letter }: NextMail, who: string): Html | false =>
	letter !== null &&
	html`<details><summary>Read it<span class="vh">: the mail to ${who}</span></summary><p><b>${name(letter.subject, letter.language)}</b></p><pre lang="${letter.language}" tabindex="0" aria-label="Text of the mail to ${who}">${letter.text}</pre></details>`;

const what = ({ stage }: NextMail): string => {
	if (!stage) return 'a stage comes';
	return stage.by === 'person' ? `${stageText(stage.day)}: a person takes over` : stageText(stage.day);
};

const row = (mail: NextMail, names: NextMails['names']): Html => {
	const who = names.get(mail.customer) ?? '';
	return html`<li class="tie"><a href="${paths.customer(mail.customer)}">${name(who)}</a>: ${what(mail)}${mail.amount !== null && html`, <b>${amountText(mail.amount, mail.currency)}</b>`}.${mail.why !== null && html` <span class="s">As things stand it is not sent: ${mail.why}</span>`}
	${words(mail, who)}</li>`;
};

export const nextMailsSection = ({ mails, names, until, more }: NextMails): Html => {
	const days = [...new Set(mails.map(({ day }) => day))];
	return html`<section class="card" id="next" aria-labelledby="h-next">
	<h2 id="h-next">Next mails</h2>
	<p class="s">Who comes next if nothing changes until ${dayText(until)}. Each is decided anew on its day: who has paid by then gets none.</p>
	${days.map(
		(day) => html`<h3>${dayText(day)}</h3>
	<ul class="ties">${mails.filter((mail) => mail.day === day).map((mail) => row(mail, names))}</ul>`,
	)}
	${mails.length === 0 && html`<p>Nobody’s invoice reaches a stage until then. Customers appear here when one comes near.</p>`}
	${more && html`<p class="s">More follow.</p>`}
</section>`;
};
