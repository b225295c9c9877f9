/**
 * Days that stages are counted from and that no ledger knows: an instalment's, or one that invoices were put off to. The ladder of due days finds nobody by them,
 * so whoever plans a day asks here too. Early at worst, since what is paid is not looked at; never late.
 */
import type { Arrangement } from './arrangements/arrangement.ts';
import type { Day } from './day.ts';
import { type Reach, throughOf } from './exceptions.ts';
import { highestToday, type Policy, type Stage } from './policy.ts';

export type OwnDays = { readonly invoices: readonly string[]; readonly days: readonly Day[] };

/** Null: it sets no day that counts now. A plan that a dispute suspends is counted: it may go on before anybody has said so. */
export const ownDaysOf = (arrangement: Arrangement): OwnDays | null => {
	const invoices = arrangement.parts.map(({ invoice }) => invoice);
	if (arrangement.kind === 'plan' && (arrangement.state === 'active' || arrangement.state === 'suspended'))
		return { invoices, days: arrangement.terms.instalments.map(({ due }) => due) };
	return arrangement.kind === 'extension' && arrangement.state === 'active' ? { invoices, days: [arrangement.terms.to] } : null;
};

const one = { minor: 1, count: 1 };

/** The highest stage that is right on `today` by one of these days, and not dealt with; null when none is. */
export const ownStageToday = (policy: Policy, all: readonly OwnDays[], reach: Reach, today: Day): Stage | null =>
	all.reduce<Stage | null>((top, { invoices, days }) => {
		const throughs = invoices.map((invoice) => throughOf(reach, invoice, 'by own day'));
		const through = throughs.reduce<Day | null>(
			(first, each) => (first === null || each === null || each < first ? each : first),
			throughs[0] ?? null,
		);
		const stage = highestToday(policy, new Map(days.map((day) => [day, one])), through, today);
		return stage && (top === null || stage.day > top.day) ? stage : top;
	}, null);
