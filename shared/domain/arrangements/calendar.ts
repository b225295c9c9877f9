/** Days on which something about an arrangement may become true by itself: when it is looked at again, and where it stands in a list. Pure. */
import { addDays, type Day } from '../day.ts';
import { answerOf } from './advance.ts';
import type { Arrangement } from './arrangement.ts';
import { claimNotice } from './happened.ts';
import { owedFrom } from './instalments.ts';
import { appliedWithin } from './received.ts';
import { isCreditedInVain } from './to-post.ts';

/** Nothing moves it any more but what the books say: people have nothing to do with it. */
export const isOver = (arrangement: Pick<Arrangement, 'kind' | 'state'>): boolean => {
	const answer = answerOf(arrangement, 'withdraw');
	return answer !== 'stays' && 'refuses' in answer && answer.refuses === 'ARRANGEMENT_OVER';
};

const after = (day: Day): Day => addDays(day, 1);
/** The last day of something that was to be paid; and the last one on which credit that is here may still be meant for it. */
const payable = (last: Day): readonly Day[] => [after(last), after(addDays(last, appliedWithin))];

/** First days of something new: the day after a deadline, an instalment that is missed from then on. In no order; some may be over. */
const boundaries = (arrangement: Arrangement): readonly Day[] => {
	switch (arrangement.kind) {
		case 'dispute':
		case 'set-off':
		case 'mandate':
			return [after(arrangement.terms.answerBy)];
		case 'promise':
			return payable(arrangement.terms.deadline);
		case 'plan': {
			const { instalments, answerBy, grace, off } = arrangement.terms;
			const owed = new Set(instalments.map((each) => owedFrom(each, arrangement.resumed)));
			return [after(answerBy), ...[...owed].flatMap((day) => [...payable(addDays(day, grace)), after(addDays(day, off.days))])];
		}
		case 'extension':
			return [after(arrangement.terms.answerBy), arrangement.terms.to];
		case 'settlement':
			return [after(arrangement.terms.answerBy), ...payable(arrangement.terms.deadline)];
		case 'reward':
			return [after(arrangement.terms.answerBy), ...payable(arrangement.terms.deadline)];
		case 'pause':
			return [after(arrangement.terms.until)];
		case 'hold':
			return arrangement.terms.review === null ? [] : [arrangement.terms.review];
		case 'insolvency':
			return arrangement.terms.claimBy === null ? [] : [addDays(arrangement.terms.claimBy, -claimNotice)];
	}
};

/** Books are heard when they are read: this is the net below that. */
const anyway = 7;

/** The next day on which the calendar alone may move it, and at least once a week. Early at worst, never late. */
export const nextLook = (arrangement: Arrangement, today: Day): Day =>
	boundaries(arrangement).reduce((next, day) => (day > today && day < next ? day : next), addDays(today, anyway));

/** A list has it behind all days. */
const noDay = '9999-12-31' as Day;

const dayNamed = (arrangement: Arrangement): Day | null => {
	const { kind, state } = arrangement;
	switch (kind) {
		case 'dispute':
		case 'set-off':
		case 'mandate':
			return arrangement.terms.answerBy;
		case 'promise':
			return arrangement.terms.by;
		case 'reward':
			return state === 'asked' ? arrangement.terms.answerBy : arrangement.terms.by;
		case 'plan':
			if (state === 'asked' || state === 'offered') return arrangement.terms.answerBy;
			// What is left of each instalment is the books' to say: the day on which it is looked at is near enough for an order.
			return arrangement.wake === null ? null : (arrangement.wake.slice(0, 10) as Day);
		case 'extension':
			return state === 'asked' ? arrangement.terms.answerBy : arrangement.terms.to;
		case 'settlement':
			return state === 'asked' ? arrangement.terms.answerBy : arrangement.terms.by;
		case 'pause':
			return arrangement.terms.until;
		case 'hold':
			return arrangement.terms.review;
		case 'insolvency':
			return arrangement.terms.claimBy;
	}
};

/** The day by which people look for it: until when somebody is to answer, pay or look again. It may be over. Null: it is over itself, and nothing is to be done. */
export const dayOf = (arrangement: Arrangement): Day | null => {
	const { since, at } = arrangement;
	if (isCreditedInVain(arrangement)) return (since ?? at).slice(0, 10) as Day;
	return isOver(arrangement) ? null : (dayNamed(arrangement) ?? noDay);
};
