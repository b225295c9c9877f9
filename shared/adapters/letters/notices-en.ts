/** Letters that answer: what became of something that was agreed, or asked for. */
import type { NoticeName } from '../../domain/notice.ts';
import { phrases } from './phrases.ts';

const { wrong, asOf, onItsWay } = phrases.en;

const letter = (subject: string, ...paragraphs: readonly string[]): string =>
	`subject: ${subject}\n---\nHello,\n\n${[...paragraphs, wrong, asOf].join('\n\n')}\n`;

const few = `{{ count | plural: "invoice", "invoices" }} {{ numbers }}`;
/** In a sentence, and in a subject. */
const these = `{% if count > 5 %}{{ count | counted: "invoice", "invoices" }}{% else %}${few}{% endif %}`;
const short = `{% if count == 1 %}invoice {{ numbers }}{% else %}{{ count | counted: "invoice", "invoices" }}{% endif %}`;
const parties = `from {{ seller }} to {{ customer }}`;
const asIssued = `{{ count | plural: "It is", "They are" }} to be paid as issued.`;
const tellUs = `If you see it differently, or need something else, tell us.`;

export const notices: Readonly<Record<NoticeName, string>> = {
	'dispute-received': letter(
		`We have your question about ${short}`,
		`Thank you for telling us. {{ seller }} has noted what {{ customer }} says about ${these}, and somebody looks into it.`,
		'[invoices]',
		`{% if hasBy %}**You have an answer by {{ by }}.** {% endif %}Until you have it, we do not ask for this amount. What else is open on the invoice is not affected.`,
		'[see]',
	),
	'dispute-credited': letter(
		`Our answer about ${short}: {{ amount }} credited`,
		`We have looked into your question about ${these} ${parties}, and have credited {{ amount }}.{% if rebill %} A corrected invoice follows.{% endif %}`,
		'[invoices]',
		`{% if hasOpen %}Still open on the invoice: {{ open }}.{% else %}Nothing more is open on the invoice.{% endif %} Thank you for your patience.`,
		'[see]',
	),
	'dispute-upheld': letter(
		`Our answer about ${short}`,
		`We have looked into your question about ${these} ${parties}, and as far as we can see the invoice is right as it stands.`,
		'[invoices]',
		`${asIssued} ${tellUs}`,
		'[see]',
	),
	'dispute-closed': letter(
		`Your question about ${short} is closed`,
		`The question about ${these} ${parties} is closed: it does not stand any more. ${asIssued}`,
		'[invoices]',
		tellUs,
		'[see]',
	),
	'promise-noted': letter(
		`Noted: {{ amount }} by {{ by }}`,
		`Thank you for telling us. We have noted that {{ customer }} pays {{ seller }} {{ amount }} by {{ by }}, for ${these}.`,
		'[invoices]',
		`Until then we do not remind you of this amount. If something comes between, tell us before that day.`,
		'[see]',
	),
	'promise-broken': letter(
		`We expected {{ amount }} by {{ by }}`,
		`You had told us that {{ customer }} would pay {{ seller }} {{ amount }} by {{ by }}, and we cannot see all of it yet. This is to be paid now:`,
		'[invoices]',
		'[pay]',
		`Please pay now, or tell us on which day we can expect the payment.`,
		onItsWay,
	),
	'proposal-received': letter(
		`We have your proposal for ${short}`,
		`Thank you. {{ seller }} has received the proposal of {{ customer }} for ${these}.`,
		'[invoices]',
		`{% if hasBy %}**You have an answer by {{ by }}.** {% endif %}Nothing is agreed yet.`,
		'[see]',
	),
	declined: letter(
		`Our answer to your proposal for ${short}`,
		`Thank you for your proposal for ${these} ${parties}: we cannot agree to it as it stands. ${asIssued}`,
		'[invoices]',
		`If something else is possible for you, tell us what and when: we look for a way together.`,
		'[see]',
	),
	'plan-offered': letter(
		`Payment in instalments: {{ amount }}`,
		`{{ seller }} offers {{ customer }} to pay ${these} in {{ instalments | counted: "instalment", "instalments" }}:`,
		'[invoices]',
		`**Please tell us {% if hasBy %}by {{ by }} {% endif %}whether you agree.** Until then we do not remind you of this amount.`,
		'[see]',
	),
	'plan-agreed': letter(
		`Agreed: {{ amount }} in {{ instalments | counted: "instalment", "instalments" }}`,
		`{{ seller }} and {{ customer }} have agreed that ${these} {{ count | plural: "is", "are" }} paid in {{ instalments | counted: "instalment", "instalments" }}:`,
		'[invoices]',
		`As long as each is paid by its day, we remind you of nothing else of this. If something comes between, tell us before that day.`,
		'[see]',
	),
	'plan-resumed': letter(
		`Your instalments go on`,
		`The question about ${these} ${parties} is answered, so the instalments that we had agreed go on:`,
		'[invoices]',
		`What you have paid towards them counts.`,
		'[see]',
	),
	'plan-ended': letter(
		`Your instalment plan has ended`,
		`The instalments that {{ seller }} and {{ customer }} had agreed for ${these} have ended. This is to be paid as issued:`,
		'[invoices]',
		`What you have paid counts. If you need another way to pay, tell us.`,
		'[see]',
	),
	'plan-completed': letter(
		`Thank you: all instalments are paid`,
		`Thank you: {{ customer }} has paid {{ seller }} all instalments for ${these}.`,
		'[see]',
	),
	'plan-missed': letter(
		`Your instalment plan does not stand any more`,
		`We had agreed with {{ customer }} that ${these} {{ count | plural: "is", "are" }} paid in instalments, and we cannot see what was to be here by now. So the plan does not stand any more. This is to be paid to {{ seller }} now:`,
		'[invoices]',
		'[pay]',
		`Please pay now, or tell us what is possible and when.`,
		onItsWay,
	),
	'offer-withdrawn': letter(
		`Our offer for ${short} does not stand any more`,
		`The offer that {{ seller }} made to {{ customer }} for ${these} does not stand any more. ${asIssued}`,
		'[invoices]',
		`If something else is possible for you, tell us what and when.`,
		'[see]',
	),
	'extension-agreed': letter(
		`Agreed: ${short} to be paid by {{ by }}`,
		`{{ seller }} and {{ customer }} have agreed on a new day: ${these} {{ count | plural: "is", "are" }} to be paid by **{{ by }}**.`,
		'[invoices]',
		`Until then we do not remind you of {{ count | plural: "it", "them" }}.`,
		'[see]',
	),
	'extension-ended': letter(
		`The later day for ${short} does not stand any more`,
		`The later day to pay that {{ seller }} and {{ customer }} had agreed for ${these} does not stand any more. ${asIssued}`,
		'[invoices]',
		`If you need another day, tell us.`,
		'[see]',
	),
	'settlement-offered': letter(
		`Our offer: {{ amount }} by {{ by }} settles ${short}`,
		`{{ seller }} offers {{ customer }}: if **{{ amount }}** is here by **{{ by }}**, we credit the rest, and ${these} {{ count | plural: "is", "are" }} settled.`,
		'[invoices]',
		`You need not answer: paying this amount by that day is enough. Until then we do not remind you of {{ count | plural: "it", "them" }}.`,
		'[pay]',
	),
	'settlement-closed': letter(
		`Thank you: ${short} {{ count | plural: "is", "are" }} settled`,
		`Thank you: {{ customer }} has paid {{ seller }} what was agreed for ${these}, and we have credited the rest.`,
		'[see]',
	),
	'set-off-done': letter(
		`Set off as agreed: {{ amount }}`,
		`As agreed, we have set off {{ amount }} of ${these} ${parties} against what we owe you.`,
		'[invoices]',
		`{% if hasOpen %}Still open on {{ count | plural: "this invoice", "these invoices" }}: {{ open }}.{% else %}Nothing more is open on {{ count | plural: "this invoice", "these invoices" }}.{% endif %}`,
		'[see]',
	),
	'reward-offered': letter(
		`{{ amount }} credited if you pay by {{ by }}`,
		`{{ seller }} offers {{ customer }}: if ${these} {{ count | plural: "is", "are" }} paid in full by **{{ by }}**, we credit you **{{ amount }}**.`,
		'[invoices]',
		`You need not answer. The day to pay by stays as it is.`,
		'[see]',
	),
	'reward-granted': letter(
		`Thank you for paying on time: {{ amount }} credited`,
		`Thank you: {{ customer }} paid on time, and {{ seller }} has credited {{ amount }}, as agreed.`,
		'[see]',
	),
	code: `subject: Your code for {{ seller }}
---
Hello,

This is the code for {{ customer }} that was asked for on a page of {{ seller }}:

**{{ code }}**

It is good until {{ until }}, on that page alone. Nobody of ours asks you for it by phone or mail.

If you did not ask for it, you need not do anything: without it nothing is changed.
`,
};
