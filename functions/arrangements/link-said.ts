/** Why what a customer asked for by a link cannot be, by the names that their pages have words for; and which field it is about. */
import type { LinkRefusal } from '../../shared/domain/arrangements/by-link.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import type { AskField, AskProblem, AskRefused, AskTyped } from '../../shared/wire/ask-view.ts';

type Said = readonly [AskProblem, AskField | null];
/** Beyond the bounds: none is without words. */
const beyond: Readonly<Record<LinkRefusal, Said>> = {
	TOO_FAR_BY_LINK: ['day-far', 'day'],
	TOO_MUCH_BY_LINK: ['too-much', null],
	PROMISED_ALREADY: ['promised', 'invoices'],
	TOO_MANY_PROMISES: ['too-much', null],
	BROKEN_BEFORE: ['broken', null],
	DISPUTED_BEFORE: ['disputed-before', 'invoices'],
	TOO_MANY_DISPUTES: ['many-disputes', null],
	ASKED_IN_VAIN: ['in-vain', null],
	NOT_BY_LINK: ['changed', null],
};
/** Not possible at all. */
const said: Readonly<Record<string, Said>> = {
	...beyond,
	IN_THE_PAST: ['day-past', 'day'],
	TOO_FAR: ['day-year', 'day'],
	PLAN_BEGAN: ['plan-began', null],
	NOT_LATER: ['not-later', 'day'],
	ABOVE_BALANCE: ['over', 'amount'],
	CLAIMED_ALREADY: ['claimed', 'invoices'],
	EXTENDED_ALREADY: ['extended', 'invoices'],
	DISPUTED_ALREADY: ['disputed-before', 'invoices'],
	NOTHING_OPEN: ['gone', 'invoices'],
	NOT_FOUND: ['gone', 'invoices'],
	LEDGER_UNSURE: ['unsure', 'invoices'],
	MIXED_CURRENCIES: ['mixed', 'invoices'],
	AMOUNT_UNKNOWN: ['count-wrong', 'count'],
};

/** What is not named here changed between the page and the button: the page says how it is now. */
export const refusedFor = ({ code }: Refusal, typed: AskTyped): AskRefused => {
	const [problem, field] = said[code] ?? (['changed', null] as const);
	return field === null ? { problem, fields: {}, typed } : { problem: 'fields', fields: { [field]: problem }, typed };
};
