/** What was agreed, as lines of label and words: on its page, and in its history where they changed. */
import type { TermsView } from '../shared/wire/arrangement-terms.ts';
import type { ArrangementView } from '../shared/wire/arrangement-view.ts';
import { concessionWords, disputeReasonWords, holdLevelWords } from '../shared/wire/arrangement-words.ts';
import { amountText, counted } from './amount.ts';
import { dayText } from './calendar.ts';

export type Fact = readonly [label: string, text: string];

const day = (label: string, of: string | null, without = 'none'): Fact => [label, of === null ? without : dayText(of)];

/** `waits`: whether somebody is still to answer. */
export const termFacts = (terms: TermsView, currency: string | null, waits: boolean): readonly Fact[] => {
	const amount = (of: string): string => (currency === null ? of : amountText(of, currency));
	const answer: readonly Fact[] = 'answerBy' in terms && waits ? [day('Answer by', terms.answerBy)] : [];
	switch (terms.kind) {
		case 'dispute': {
			const { reason, concession } = terms;
			const offered: readonly Fact[] = concession
				? [['We give up', `${amount(concession.amount)}, ${concessionWords[concession.as].toLowerCase()}`]]
				: [];
			return [['Why', disputeReasonWords[reason]], ...answer, ...offered];
		}
		case 'promise':
			return [['Promised', amount(terms.amount)], day('By', terms.by), day('Broken after', terms.deadline)];
		case 'plan': {
			const { instalments, grace, off } = terms;
			const [first, last] = [instalments[0], instalments.at(-1)];
			return [
				['Instalments', counted(instalments.length, 'instalment')],
				...(first && last ? [day('First', first.due), day('Last', last.due)] : []),
				['Missed after', counted(grace, 'day')],
				['Off after', `${counted(off.missed, 'missed instalment')}, or one missed for ${counted(off.days, 'day')}`],
				...answer,
			];
		}
		case 'extension':
			return [day('New day', terms.to), ...answer];
		case 'settlement':
			return [
				['Pays', amount(terms.pays)],
				['We give up', amount(terms.gives)],
				day('By', terms.by),
				day('Off after', terms.deadline),
				...answer,
			];
		case 'set-off':
			return [['Against their bill', terms.bill], ...answer];
		case 'reward':
			return [['Reward', amount(terms.amount)], day('If all is paid by', terms.by), ...answer];
		case 'pause':
			return [day('Up to', terms.until), ['Why', terms.why]];
		case 'hold':
			return [
				['Level', holdLevelWords[terms.level]],
				...(terms.limit === null ? [] : [['Limit', amount(terms.limit)] as const]),
				day('Looked at again', terms.review, 'no day set'),
				['Why', terms.why],
			];
		case 'insolvency':
			return [day('Since', terms.since), day('Claim by', terms.claimBy, 'not known yet'), ['Reference', terms.reference]];
		case 'mandate':
			return answer;
	}
};

/** Its main fact in a few words: “GBP 400.00 by 4 Dec 2026”. */
export const gist = ({ terms, currency, amount, parts }: ArrangementView): string => {
	const money = (of: string): string => (currency === null ? of : amountText(of, currency));
	const whole = amount === null ? '' : money(amount);
	const only = parts.length === 1 && parts[0]?.number ? ` of ${parts[0].number}` : '';
	const about = parts.length > 1 ? ` of ${counted(parts.length, 'invoice')}` : only;
	switch (terms.kind) {
		case 'dispute':
			return `${whole}${about}`;
		case 'promise':
			return `${money(terms.amount)} by ${dayText(terms.by)}${about}`;
		case 'plan':
			return `${whole} in ${counted(terms.instalments.length, 'instalment')}`;
		case 'extension':
			return `${whole}${about}, to ${dayText(terms.to)}`;
		case 'settlement':
			return `${money(terms.pays)} instead of ${whole}, by ${dayText(terms.by)}`;
		case 'set-off':
			return `${whole}${about} against their bill`;
		case 'reward':
			return `${money(terms.amount)} if paid by ${dayText(terms.by)}`;
		case 'pause':
			return `${parts.length === 0 ? 'the customer' : (parts[0]?.number ?? 'an invoice')}, up to ${dayText(terms.until)}`;
		case 'hold':
			return `${holdLevelWords[terms.level].toLowerCase()}${terms.limit === null ? '' : ` of ${money(terms.limit)}`}`;
		case 'insolvency':
			return `since ${dayText(terms.since)}`;
		case 'mandate':
			return 'what falls due is taken';
	}
};

/** What it does meanwhile, in a sentence; null: nothing. */
export const holdsText = ({ holds }: ArrangementView): string | null => {
	if (holds === null) return null;
	const over = { parts: 'What it names', invoices: 'Its invoices', customer: 'Everything the customer owes' }[holds.over];
	const is = holds.over === 'invoices' ? 'are' : 'is';
	const chased = { no: 'not chased', 'own day': 'chased by the day agreed', yes: 'chased as always' }[holds.chase];
	const taken = holds.charge ? 'taken by autopay where there is one' : 'not taken by autopay';
	return `${over} ${is} ${chased}, ${taken}, and ${holds.funds ? 'counted' : 'not counted'} for factoring.`;
};
