import { notices } from './notices-en.ts';
import { phrases } from './phrases.ts';
import type { Texts } from './texts.ts';

const { wrong, asOf, onItsWay } = phrases.en;

const before = `subject: {% if past > 0 %}{{ count | counted: "open invoice", "open invoices" }} ({{ asked }}){% elsif count == 1 %}Invoice {{ number }} falls due on {{ due }}{% else %}{{ count | counted: "invoice falls", "invoices fall" }} due by {{ lastDue }}{% endif %}
---
Hello,

{% if past > 0 %}This is what {{ customer }} has open with {{ seller }}, including what falls due in the next days.{% elsif count == 1 %}An invoice from {{ seller }} to {{ customer }} falls due on {{ due }}.{% else %}{{ count | counted: "invoice", "invoices" }} from {{ seller }} to {{ customer }} {{ count | plural: "falls", "fall" }} due by {{ lastDue }}.{% endif %}

[invoices]

[pay]

**Is anything missing on your side**, an order number or a copy, before this can be paid? Please tell us now, while there is time.

${wrong}

${onItsWay}

${asOf}
`;

const soft = `subject: {% if count == 1 %}Invoice {{ number }} – a quick check{% else %}{{ count | counted: "invoice", "invoices" }} – a quick check{% endif %}
---
Hello,

{% if count == 1 %}Invoice {{ number }} from {{ seller }} to {{ customer }} was due on {{ due }}, and we cannot see a payment for it yet.{% else %}{{ past | counted: "invoice", "invoices" }} from {{ seller }} to {{ customer }} {{ past | plural: "has", "have" }} passed the due date, and we cannot see a payment yet.{% endif %} It may simply have slipped through.

[invoices]

[pay]

${onItsWay}

${wrong}

${asOf}
`;

const reminder = `subject: {% if count == 1 %}Invoice {{ number }} is past due ({{ asked }}){% else %}{{ past | counted: "invoice is", "invoices are" }} past due{% if coming == 0 %} ({{ asked }}){% endif %}{% endif %}
---
Hello,

{{ past | counted: "invoice", "invoices" }} from {{ seller }} to {{ customer }} {{ past | plural: "is", "are" }} past due. Please pay now, or let us know on which day we can expect the payment.

[invoices]

[pay]

${onItsWay}

${wrong}

${asOf}
`;

const firm = `subject: Please reply by {{ answerBy }}: past-due account
---
Hello,

{{ past | counted: "invoice", "invoices" }} from {{ seller }} to {{ customer }} {{ past | plural: "is", "are" }} still open past the due date.{% if hasEarlier %} We wrote to you about this on {{ earlier }}.{% endif %}

**Please pay, or answer us, by {{ answerBy }}.** If we have heard nothing by then, somebody from {{ seller }} will get in touch with you in person.

[invoices]

[pay]

${onItsWay}

${wrong}

If you cannot pay everything at once, tell us what is possible and when.

${asOf}
`;

const final = `subject: Final reminder before we pass this on
---
Hello,

{{ past | counted: "invoice", "invoices" }} from {{ seller }} to {{ customer }} {{ past | plural: "is", "are" }} still open long past the due date.{% if hasEarlier %} We wrote to you about this on {{ earlier }}.{% endif %}

**The last day for payment or an answer is {{ answerBy }}.** After that the management of {{ seller }} decides how to go on with this account, and you will be told before anything is done. Nothing has been decided yet.

[invoices]

[pay]

If you cannot pay everything at once, we offer to agree on instalments: tell us what is possible and when.

${wrong}

${onItsWay}

${asOf}
`;

const receipt = `subject: Thank you: {{ paid }} received
---
Hello,

Thank you: {{ seller }} has received {{ paid }} from {{ customer }}, paid on {{ on }} by {{ method }}.

[paid]

[see]

${wrong}

${asOf}
`;

const theLedgers = `{{ count | plural: "this ledger", "these ledgers" }}`;
const whoGetsIt = `You get this mail because you look after the ledgers of {{ company }} in Cobro. It asks for no password and no payment, and replies to it are not read.`;

const lost = `subject: {% if again %}Still not connected: {% else %}Please reconnect: {% endif %}{% if count == 1 %}{{ ledgers }}{% else %}{{ count | counted: "ledger", "ledgers" }}{% endif %} ({{ provider }})
---
Hello,

{{ provider }} no longer accepts the permission by which Cobro reads ${theLedgers} of {{ company }}:

**{{ ledgers }}**

It has been so since {{ at }}.

**What still stands:** everything that was read is kept and shown, as of the last read. Customers can still open their pages and pay, and what they pay is received.

**What waits:** mails to customers of ${theLedgers} are not sent, and payments are not booked in {{ provider }}, until {{ count | plural: "it", "they" }} can be read again.

**What to do:** open Cobro, press “Reconnect {{ provider }}” and agree there. It takes a minute, and reading goes on where it was.

[hub]

{% if last %}This is the last mail about it.{% else %}If nobody does, we write again: three days after it began, and seven days after.{% endif %}

${whoGetsIt}
`;

const ending = `subject: {% if count == 1 %}{{ ledgers }}{% else %}{{ count | counted: "ledger", "ledgers" }}{% endif %} ({{ provider }}): the permission to read ends soon
---
Hello,

the permission by which Cobro reads ${theLedgers} of {{ company }} ends on {{ at }}:

**{{ ledgers }}**

{{ provider }} gives such a permission for a limited time, and ours cannot make it longer by itself. Until then everything goes on as usual.

**If nobody acts by then:** nothing is lost, but figures stay as of the last read, mails to customers of ${theLedgers} are not sent, and payments are not booked in {{ provider }}.

**What to do:** open Cobro, press “Connect {{ provider }}” and agree once more, for {{ count | plural: "the same organisation", "the same organisations" }}. It takes a minute and interrupts nothing.

[hub]

{% if last %}This is the last mail before it ends.{% else %}If nobody does, we write once more, three days before.{% endif %}

${whoGetsIt}
`;

const asked = `subject: Another company asks for {{ ledgers }} ({{ provider }})
---
Hello,

somebody agreed at {{ provider }} that Cobro may read an organisation for another company, and that organisation is yours, {{ company }}:

**{{ ledgers }}**

**Who asks:** {{ person }}, for the company **{{ asker }}**. We know no more of them than that, and they learn nothing of you.

**What happens now:** nothing. The organisation stays connected to your company, and nothing is read for the other one unless you agree.

**What to do:** open Cobro and say yes or no. It needs the role owner. If you agree, your company reads this organisation no more and the other one does. If nobody answers by {{ at }}, the request ends and nothing changes.

If you do not know who they are, say no, and look in {{ provider }} who may sign in to this organisation.

[hub]

${whoGetsIt}
`;

const answered = `subject: {% if outcome == "agreed" %}Moved to you{% else %}Not moved{% endif %}: {{ ledgers }} ({{ provider }})
---
Hello,

your company, {{ company }}, asked for an organisation that another company has connected:

**{{ ledgers }}**

{% if outcome == "agreed" %}Its owner agreed on {{ at }}. It is yours now, and the first read has begun.{% elsif outcome == "refused" %}Its owner said no on {{ at }}. Nothing was read, and the permission that you gave for it is deleted here. You may ask again after a day.{% elsif outcome == "expired" %}Nobody answered by {{ at }}. Nothing was read, and the permission that you gave for it is deleted here. You may ask again after a day.{% else %}Since {{ at }} that question stands no more: the organisation is not connected there any longer, or your own permission for it has ended. Nothing was read. Press “Connect {{ provider }}” if you still want it.{% endif %}

[hub]

${whoGetsIt}
`;

const invitation = `subject: {{ person }} invites you to {{ company }} in Cobro
---
Hello,

{{ person }} invites you to work with them in Cobro, for the company **{{ company }}**. Cobro looks after what customers owe.

[join]

**How it goes:** the page behind the button says who invites you. You sign in there with this very address, and you are in. The link is for you alone, works once, and until {{ until }}.

**If you do not know {{ person }},** do nothing: nothing happens, and this is the only mail unless they write again.

This mail asks for no payment, and for no password but in the sign-in itself. Replies to it are not read.
`;

export const en: Texts = {
	letters: { before, soft, reminder, firm, final, receipt },
	notices,
	consent: { lost, ending, asked, answered },
	invitation,
	labels: {
		invoice: 'Invoice',
		open: 'Open now',
		paid: 'Paid',
		toPay: 'To pay now',
		numbered: (number) => number,
		noNumber: 'without a number',
		reference: (text) => `Your reference: ${text}`,
		dates: (issued, due) => `Issued ${issued}, due ${due}`,
		agreedDates: (issued, due) => `Issued ${issued}, to be paid by ${due} as agreed`,
		rest: {
			clarified: (asked, open) => `${asked} of ${open}; the rest is being clarified`,
			later: (asked, open) => `${asked} of ${open}; the rest is not asked for now`,
		},
		dueToday: 'today',
		late: ['day past due', 'days past due'],
		total: (amount) => `Total ${amount}`,
		more: (count) => `… and ${count} more, all on the page`,
		openOnThese: 'Open on these invoices',
		credits: 'Your credits, taken off',
		creditsApart: 'Your credits, not yet set against these invoices',
		held: 'Your payments on their way, already taken off above',
		asked: 'Total to pay',
		received: 'Received',
		onAccount: 'Kept on your account',
		remaining: 'Still open on your account',
		nothingRemains: 'Nothing more is open on your account.',
		pay: 'See the invoices and pay',
		see: 'See your account',
		hub: 'Open Cobro',
		join: 'See the invitation',
		amount: 'Amount',
		instalments: 'Instalments',
		instalment: (n, of) => `Instalment ${n} of ${of}`,
		payBy: (day) => `To be paid by ${day}`,
		inAll: 'In all',
		taxId: (id) => `Tax ID: ${id}`,
		methods: {
			card: 'card',
			link: 'Link',
			sepa_debit: 'SEPA direct debit',
			bacs_debit: 'Bacs direct debit',
			acss_debit: 'pre-authorised debit',
			us_bank_account: 'bank debit',
			au_becs_debit: 'BECS direct debit',
			pay_by_bank: 'bank transfer',
			customer_balance: 'bank transfer',
			other: 'online payment',
		},
		ending: (method, last4) => `${method} ending in ${last4}`,
	},
};
