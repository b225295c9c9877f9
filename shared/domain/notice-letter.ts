/** From what was agreed to the letter that tells of it. Pure. */
import type { Arrangement } from './arrangements/arrangement.ts';
import type { Invoices } from './arrangements/received.ts';
import type { Day, Instant } from './day.ts';
import type { StoredDocument } from './document.ts';
import { type Around, common, type NoticeLine, type Order } from './letter.ts';
import type { Mailing } from './mailing.ts';
import type { AgreedNotice } from './notice.ts';

export type NoticeOrder = Extract<Order, { kind: 'notice' }>;
type Body = Pick<NoticeOrder, 'name' | 'lines' | 'instalments' | 'amount' | 'open' | 'by' | 'rebill' | 'code'>;

/** Of these the letter says what is open now, not what it was once about. */
const ofNow: readonly AgreedNotice[] = ['promise-broken', 'plan-missed', 'plan-ended', 'offer-withdrawn', 'extension-ended'];

const openOf = ({ open, held }: StoredDocument): number => Math.max(0, open - held);

const amountOf = (arrangement: Arrangement, lines: readonly NoticeLine[]): number => {
	switch (arrangement.kind) {
		case 'dispute':
			return arrangement.terms.concession?.minor ?? arrangement.parts.reduce((all, { minor }) => all + minor, 0);
		case 'promise':
		case 'reward':
			return arrangement.terms.minor;
		case 'settlement':
			return arrangement.terms.pays;
		default:
			return lines.reduce((all, { minor }) => all + minor, 0);
	}
};

const dayOf = (arrangement: Arrangement, name: AgreedNotice): Day | null => {
	switch (arrangement.kind) {
		case 'promise':
			return arrangement.terms.by;
		case 'extension':
			return name === 'proposal-received' ? arrangement.terms.answerBy : arrangement.terms.to;
		case 'settlement':
			return name === 'proposal-received' ? arrangement.terms.answerBy : arrangement.terms.by;
		case 'dispute':
		case 'plan':
		case 'set-off':
			return arrangement.terms.answerBy;
		default:
			return null;
	}
};

/** A day that somebody is to answer by, and that is over, is not named. */
const dayNamed = (arrangement: Arrangement, name: AgreedNotice, today: Day): Day | null => {
	const day = dayOf(arrangement, name);
	const isAnswer = name === 'dispute-received' || name === 'proposal-received' || name === 'plan-offered';
	return day !== null && isAnswer && day < today ? null : day;
};

/** Null: not one of its invoices can be found. `invoices`: at least its own. */
export const agreedBody = (name: AgreedNotice, arrangement: Arrangement, invoices: Invoices, today: Day): Body | null => {
	const covered = arrangement.parts.flatMap((part) => {
		const invoice = invoices.get(part.invoice);
		return invoice ? [{ invoice, part }] : [];
	});
	if (covered.length === 0) return null;
	const credited = arrangement.kind === 'dispute' && name === 'dispute-credited' ? arrangement.terms.concession : null;
	const lines = covered.map(({ invoice, part }) => ({
		number: invoice.number,
		reference: invoice.reference,
		issued: invoice.issued,
		due: invoice.due ?? invoice.issued,
		minor: credited ? credited.minor : ofNow.includes(name) ? openOf(invoice) : part.minor,
	}));
	return {
		name,
		lines: lines.filter(({ minor }) => minor > 0),
		instalments: arrangement.kind === 'plan' ? arrangement.terms.instalments : [],
		amount: amountOf(arrangement, lines),
		open: covered.reduce((all, { invoice }) => all + openOf(invoice), 0),
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
