/** Whether this person may do that now, with these books; and what it makes of the arrangement. */
import { act, type Moved } from '../../shared/domain/arrangements/advance.ts';
import { takesPlaceOf } from '../../shared/domain/arrangements/anew.ts';
import type { Arrangement, Concession } from '../../shared/domain/arrangements/arrangement.ts';
import { answerDays } from '../../shared/domain/arrangements/asking.ts';
import { type Authority, approval, givesUp, mayGiveUp } from '../../shared/domain/arrangements/authority.ts';
import type { Act } from '../../shared/domain/arrangements/kinds.ts';
import { addBusinessDays, noHolidays } from '../../shared/domain/business-days.ts';
import type { Day } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import { exponentOf, toDecimal } from '../../shared/domain/money.ts';
import { newPostingSettings } from '../../shared/domain/posting-accounts.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { AskedAct } from '../../shared/wire/arrangement-asked.ts';
import { actRefusalWords, approvalWords } from '../../shared/wire/arrangement-words.ts';
import { minorIn } from './asking.ts';
import type { Asker } from './begin.ts';
import type { ArrangementPorts } from './ports.ts';
import { type SceneNow, standingOf } from './scene.ts';

export const no = (code: string, title: string, detail: string): Refusal => new Refusal(409, code, title, detail);
export const cannot = 'That cannot be done now';
export const stale = (): Refusal =>
	no('STALE', 'Somebody changed it meanwhile', 'It is not as you saw it any more. Look at it as it is now, then decide again.');

const amountText = (minor: number, { currency }: Pick<StoredDocument, 'currency'>): string =>
	`${toDecimal({ minor, currency })} ${currency}`;

/** What was agreed to be credited must still be open: a payment may have come since it was proposed. */
const mustBeOpen = (dispute: Arrangement, { minor }: Concession, { invoices }: SceneNow): void => {
	const [part] = dispute.parts;
	const invoice = part && invoices.get(part.invoice);
	if (!part || !invoice) throw notFound('invoice');
	if (invoice.doubt) throw no('LEDGER_UNSURE', 'The ledger cannot be read', `Nobody knows what is open on it: ${invoice.doubt.why}`);
	if (minor <= 0) throw no('AMOUNT_UNKNOWN', 'That is no amount', 'Write an amount above zero.');
	if (minor > part.minor) throw no('ABOVE_DISPUTE', 'That is more than is disputed', `${amountText(part.minor, invoice)} is disputed.`);
	const free = Math.max(0, invoice.open - invoice.held);
	if (minor > free)
		throw no('ABOVE_BALANCE', 'That is more than is open', `Only ${amountText(free, invoice)} of ${invoice.number} is open and free now.`);
};

/** A credit that the ledger refused may still be tried again: with another one it would be credited twice. */
const mustBeAlone = (arrangement: Arrangement, { postings, invoices }: SceneNow): void => {
	const posting = arrangement.posting === null ? undefined : postings.get(arrangement.posting);
	if (!posting || standingOf(posting, invoices) === 'refused') return;
	throw no(
		'POSTING_WAITS',
		cannot,
		`“${posting.text}” was asked for before and is not in the ledger. Try that again, or give it up, under “Written to the ledger”; then decide anew.`,
	);
};

/** In pieces it is still one concession: what was given up of the same invoices before counts too, whoever approved it. */
const givenUpBefore = (arrangement: Arrangement, { stored }: SceneNow): number => {
	const mine = new Set(arrangement.parts.map(({ invoice }) => invoice));
	const gave = ({ kind, state }: Arrangement): boolean =>
		(kind === 'dispute' && (state === 'conceded' || state === 'resolved')) ||
		(kind === 'settlement' && (state === 'offered' || state === 'paid' || state === 'closed')) ||
		(kind === 'reward' && (state === 'offered' || state === 'earned' || state === 'granted'));
	return (
		stored
			// What it takes the place of is not given up besides.
			.filter(
				(each) =>
					each.id !== arrangement.id &&
					!takesPlaceOf(arrangement, each) &&
					gave(each) &&
					each.parts.some(({ invoice }) => mine.has(invoice)),
			)
			.reduce((all, each) => all + givesUp(each), 0)
	);
};

/** The first day that it names, after which nobody says yes to it. */
const firstDayOf = (arrangement: Arrangement): Day | undefined => {
	switch (arrangement.kind) {
		case 'plan':
			return arrangement.terms.instalments[0]?.due;
		case 'extension':
			return arrangement.terms.to;
		case 'settlement':
		case 'reward':
			return arrangement.terms.by;
		default:
			return undefined;
	}
};

/** What is offered or agreed must still be possible: nobody is asked for what is late already. */
const mustBeAhead = (arrangement: Arrangement, { today }: SceneNow): void => {
	const first = firstDayOf(arrangement);
	if (first !== undefined && first < today)
		throw no('IN_THE_PAST', 'That day is over', `Its first day to pay was ${first}. End it, or agree it anew with later days.`);
};

/** Who agrees to a plan pays its first instalment in time: otherwise it would be missed as soon as it is agreed. */
const mustNotHaveBegun = (plan: Arrangement, { today }: SceneNow): void => {
	const first = firstDayOf(plan);
	if (first !== undefined && first < today)
		throw no(
			'PLAN_BEGAN',
			'Its first day is over',
			`The first instalment was due on ${first}. Take it back, or agree it anew with later days.`,
		);
};

/** The customer has as long to answer as the second person had. */
const offered = (arrangement: Arrangement, { today }: SceneNow): Arrangement =>
	arrangement.kind === 'plan'
		? { ...arrangement, terms: { ...arrangement.terms, answerBy: addBusinessDays(today, answerDays, noHolidays) } }
		: arrangement;

/** As the company set them. */
const limitsOf = async ({ company }: Arrangement, { arrangements }: ArrangementPorts): Promise<Authority | null> =>
	(await arrangements.authority(company))?.limits ?? null;

/** One person writes off no more than the ledger's own limit; credits go by their authority alone. */
const mustBeAllowed = async (
	dispute: Arrangement,
	{ as, minor: now }: Concession,
	{ roles }: Asker,
	scene: SceneNow,
	ports: ArrangementPorts,
): Promise<void> => {
	const minor = now + givenUpBefore(dispute, scene);
	const { company, ledger, currency } = dispute;
	if (currency === null) throw notFound('invoice');
	if (!mayGiveUp(minor, currency, roles, await limitsOf(dispute, ports)))
		throw no('ABOVE_AUTHORITY', cannot, 'It gives up more than you may alone. Propose it: a second person approves it.');
	if (as !== 'write-off') return;
	const { writeOffMost } = (await ports.postings.settings(company, ledger)) ?? newPostingSettings(company, ledger);
	if (minor > writeOffMost * 10 ** exponentOf(currency))
		throw no(
			'WRITE_OFF_ABOVE_LIMIT',
			cannot,
			`One person alone writes off ${writeOffMost} ${currency} at most. Propose it: a second person approves it.`,
		);
};

const concededIn = (dispute: Arrangement, asked: Extract<AskedAct, { readonly act: 'propose' | 'concede' }>): Concession => {
	if (dispute.kind !== 'dispute' || dispute.currency === null) throw no('NOT_A_DISPUTE', cannot, actRefusalWords.NOT_A_DISPUTE);
	return { as: asked.as, minor: minorIn(asked.amount, dispute.currency, 'amount') };
};

const withConcession = (arrangement: Arrangement, concession: Concession | null): Arrangement =>
	arrangement.kind === 'dispute' ? { ...arrangement, terms: { ...arrangement.terms, concession } } : arrangement;

export type Done = { readonly after: Arrangement; readonly move: Moved };

export const acted = (arrangement: Arrangement, event: Act): Done => {
	const found = act(arrangement, event);
	if ('refuses' in found) throw no(found.refuses, cannot, actRefusalWords[found.refuses]);
	return { after: found.arrangement, move: found.move };
};

/** The state allows it; then whether this person may, and whether it can still be so. */
export const decided = async (
	arrangement: Arrangement,
	asked: AskedAct,
	asker: Asker,
	scene: SceneNow,
	ports: ArrangementPorts,
): Promise<Done> => {
	const { after, move } = acted(arrangement, asked.act);
	mustBeAlone(arrangement, scene);
	switch (asked.act) {
		case 'propose':
		case 'concede': {
			const concession = concededIn(arrangement, asked);
			mustBeOpen(arrangement, concession, scene);
			if (asked.act === 'concede') await mustBeAllowed(arrangement, concession, asker, scene, ports);
			const { approved: _, ...alone } = withConcession(after, concession);
			return { after: { ...alone, asked: asker.person, posting: null }, move };
		}
		case 'approve': {
			const may = approval(
				arrangement,
				asker,
				await limitsOf(arrangement, ports),
				givesUp(arrangement) > 0 ? givenUpBefore(arrangement, scene) : 0,
			);
			if (may !== 'may') throw no(may, cannot, approvalWords[may]);
			if (arrangement.kind === 'dispute' && arrangement.terms.concession) mustBeOpen(arrangement, arrangement.terms.concession, scene);
			mustBeAhead(arrangement, scene);
			return { after: { ...offered(after, scene), approved: asker.person }, move };
		}
		case 'accept':
			// Of a settlement the money decides: it may be paid up to its last day and the grace.
			if (arrangement.kind === 'plan') mustNotHaveBegun(arrangement, scene);
			return { after, move };
		case 'decline':
			return { after: withConcession(after, null), move };
		default:
			return { after, move };
	}
};
