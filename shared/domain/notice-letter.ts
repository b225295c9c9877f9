/** From what was agreed to the letter that tells of it. Pure. */
import type { Arrangement } from './arrangements/arrangement.ts';
import { planLeft } from './arrangements/plan-left.ts';
import type { Invoices } from './arrangements/received.ts';
import { slicesOf } from './arrangements/slices.ts';
import type { HoldReason } from './arrangements/standing.ts';
import type { Day, Instant } from './day.ts';
import type { StoredDocument } from './document.ts';
import { type Around, common, type NoticeLine, type Order } from './letter.ts';
import type { Mailing, Reason } from './mailing.ts';
import { type AgreedNotice, asksForMoney } from './notice.ts';

export type NoticeOrder = Extract<Order, { kind: 'notice' }>;
type Body = Pick<NoticeOrder, 'name' | 'lines' | 'instalments' | 'amount' | 'open' | 'by' | 'rebill' | 'code'>;

/** What was agreed with the customer in this currency, as it is today, and the invoices of it. */
export type AgreedNow = { readonly arrangements: readonly Arrangement[]; readonly invoices: Invoices };

/** These say what is to be paid: what nobody may be asked for, for whatever reason, is left out. */
const ofChased: readonly AgreedNotice[] = ['promise-broken', 'plan-missed', 'plan-ended', 'offer-withdrawn', 'extension-ended'];
/** Draw what is still to come of a plan. */
const ofPlans: readonly AgreedNotice[] = ['plan-offered', 'plan-agreed', 'plan-resumed', 'proposal-received'];

const openOf = ({ open, held }: StoredDocument): number => Math.max(0, open - held);

type Chased = { readonly minor: number; readonly why: HoldReason | null };

/** What of an invoice may be asked for; whoever asks to be paid now asks for what is due. `why`: what holds the rest. */
const chasedOf = (name: AgreedNotice, invoice: StoredDocument, { arrangements, invoices }: AgreedNow, today: Day): Chased => {
	let minor = 0;
	let why: HoldReason | null = null;
	for (const slice of slicesOf(invoice, arrangements, invoices, today)) {
		if (!slice.chase.may) why ??= slice.chase.why;
		else if (!asksForMoney(name) || slice.chase.by <= today) minor += slice.minor;
	}
	return { minor, why };
};

const sumOf = (all: readonly { readonly minor: number }[]): number => all.reduce((whole, { minor }) => whole + minor, 0);

const amountOf = (arrangement: Arrangement, { lines, instalments }: Pick<Body, 'lines' | 'instalments'>): number => {
	switch (arrangement.kind) {
		case 'dispute':
			return arrangement.terms.concession?.minor ?? sumOf(arrangement.parts);
		case 'promise':
		case 'reward':
			return arrangement.terms.minor;
		case 'settlement':
			return arrangement.terms.pays;
		default:
			return sumOf(instalments.length > 0 ? instalments : lines);
	}
};

const dayOf = (arrangement: Arrangement, name: AgreedNotice): Day | null => {
	switch (arrangement.kind) {
		case 'promise':
		case 'reward':
			return arrangement.terms.by;
		case 'extension':
			return name === 'proposal-received' ? arrangement.terms.answerBy : arrangement.terms.to;
		case 'settlement':
			return name === 'proposal-received' ? arrangement.terms.answerBy : arrangement.terms.by;
		case 'dispute':
		case 'plan':
		case 'set-off':
			return arrangement.terms.answerBy;
		// No letter tells of them.
		case 'pause':
		case 'hold':
		case 'insolvency':
		case 'mandate':
			return null;
	}
};

/** A day that somebody is to answer by, and that is over, is not named. */
const dayNamed = (arrangement: Arrangement, name: AgreedNotice, today: Day): Day | null => {
	const day = dayOf(arrangement, name);
	const isAnswer = name === 'dispute-received' || name === 'proposal-received' || name === 'plan-offered';
	return day !== null && isAnswer && day < today ? null : day;
};

/** A letter that names nothing is none: then why. `now`: at least the arrangement and its own invoices. */
export const agreedBody = (name: AgreedNotice, arrangement: Arrangement, now: AgreedNow, today: Day): Body | Reason => {
	const credited = arrangement.kind === 'dispute' && name === 'dispute-credited' ? arrangement.terms.concession : null;
	let [open, why]: [number, HoldReason | null] = [0, null];
	const lines = arrangement.parts.flatMap((part): NoticeLine[] => {
		const invoice = now.invoices.get(part.invoice);
		if (!invoice) return [];
		const chased = ofChased.includes(name) ? chasedOf(name, invoice, now, today) : null;
		const isOpen = chased?.minor ?? openOf(invoice);
		why ??= chased?.why ?? null;
		open += isOpen;
		const minor = credited?.minor ?? (chased !== null || name === 'extension-agreed' ? isOpen : part.minor);
		const { number, reference, issued, due } = invoice;
		return minor > 0 ? [{ number, reference, issued, due: due ?? issued, minor }] : [];
	});
	if (lines.length === 0) return why ?? 'NOTHING_DUE';
	const instalments = arrangement.kind === 'plan' && ofPlans.includes(name) ? planLeft(arrangement, now.invoices) : null;
	// All of it is on its way: the letter that says it is paid comes next.
	if (instalments?.length === 0) return 'NOTHING_DUE';
	return {
		name,
		lines,
		instalments: instalments ?? [],
		amount: amountOf(arrangement, { lines, instalments: instalments ?? [] }),
		open,
		by: dayNamed(arrangement, name, today),
		rebill: credited?.as === 'rebill',
		code: null,
	};
};

export const codeBody = (text: string, until: Instant): Body => ({
	name: 'code',
	lines: [],
	instalments: [],
	amount: 0,
	open: 0,
	by: null,
	rebill: false,
	code: { text, until },
});

export const noticeOrder = (mailing: Pick<Mailing, 'currency'>, body: Body, around: Around): NoticeOrder => ({
	...common(mailing, around),
	kind: 'notice',
	...body,
});
