/** A form's fields as they are sent, so that what was typed stays; and an arrangement as the fields with which it is agreed anew. Pure. */
import type { Arrangement, ArrangementOf, Instalment } from '../domain/arrangements/arrangement.ts';
import { type Every, instalmentsLeft } from '../domain/arrangements/instalments.ts';
import type { ArrangementKind } from '../domain/arrangements/kinds.ts';
import { type Invoices, received } from '../domain/arrangements/received.ts';
import type { Day } from '../domain/day.ts';
import { toDecimal } from '../domain/money.ts';
import type { RefusalField } from '../domain/refusal.ts';

/** What staff begin. A mandate begins with the customer. */
export const begunKinds = [
	'dispute',
	'promise',
	'plan',
	'extension',
	'settlement',
	'set-off',
	'reward',
	'pause',
	'hold',
	'insolvency',
] as const satisfies readonly ArrangementKind[];
export type BegunKind = (typeof begunKinds)[number];

/** How a plan is cut: equally, or as one likes. */
export const cuts = ['equal', 'own'] as const;
export const everies = ['week', 'two-weeks', 'month'] as const satisfies readonly Every[];

/** By name; one that is sent several times has several values. */
export type FormFields = Readonly<Record<string, readonly string[]>>;

/** A form that was refused: `form` is what it begins, or the act. */
export type RefusedForm = {
	readonly form: string;
	readonly fields: FormFields;
	readonly code: string;
	readonly title: string;
	readonly detail: string;
	readonly errors: readonly RefusalField[];
};

/** Empty ones are left out, as browsers send them. */
export const formFields = (sent: string): FormFields => {
	const all = new URLSearchParams(sent);
	return Object.fromEntries([...new Set(all.keys())].map((key) => [key, all.getAll(key).filter((value) => value.trim() !== '')]));
};

/** One value as text, several as a list: as `arrangementAsked` and `actAsked` read them. `invoices` is always a list. */
export const askedOf = (fields: FormFields): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(fields).flatMap(([key, values]): [string, unknown][] => {
			if (key === 'invoices') return [[key, values]];
			return values[0] === undefined ? [] : [[key, values[0]]];
		}),
	);

/** What is left of each instalment; of those whose day is over together, for today. */
const linesLeft = ({ terms: { instalments } }: ArrangementOf<'plan'>, here: number, today: Day): readonly Instalment[] => {
	const left = instalmentsLeft(instalments, here).filter((each) => each.left > 0);
	const past = left.filter(({ due }) => due <= today).reduce((all, each) => all + each.left, 0);
	const coming = left.filter(({ due }) => due > today).map(({ due, left: minor }) => ({ due, minor }));
	return past > 0 ? [{ due: today, minor: past }, ...coming] : coming;
};

/** What a form for the same again begins with: what is left of it from today on. Null where nobody agrees it anew by a form. */
export const anewFields = (arrangement: Arrangement, today: Day, invoices: Invoices): FormFields | null => {
	const { parts, currency } = arrangement;
	const named = parts.map(({ invoice }) => invoice);
	const here = Math.max(0, received(arrangement, invoices));
	const amount = (minor: number): string => (currency === null ? '' : toDecimal({ minor: Math.max(0, minor), currency }));
	const given = (value: string | null | undefined): readonly string[] => (value ? [value] : []);
	const notPast = (day: Day): Day => (day < today ? today : day);
	switch (arrangement.kind) {
		case 'promise':
			return { invoices: named, amount: [amount(arrangement.terms.minor - here)], by: [notPast(arrangement.terms.by)] };
		case 'plan': {
			const lines = linesLeft(arrangement, here, today).map(({ due, minor }) => `${due} ${amount(minor)}`);
			return { invoices: named, cut: ['own'], lines: [lines.join('\n')] };
		}
		case 'extension':
			return { invoices: named, to: [notPast(arrangement.terms.to)] };
		case 'settlement':
			return { invoices: named, pays: [amount(arrangement.terms.pays - here)], by: [notPast(arrangement.terms.by)] };
		case 'pause':
			return { invoice: given(named[0]), until: [notPast(arrangement.terms.until)], why: given(arrangement.terms.why) };
		case 'hold': {
			const { level, limit, review, why } = arrangement.terms;
			const reviewed = review === null ? [] : [notPast(review)];
			return {
				level: [level],
				limit: given(limit === null ? null : amount(limit)),
				currency: given(currency),
				review: reviewed,
				why: given(why),
			};
		}
		case 'dispute':
		case 'set-off':
		case 'reward':
		case 'insolvency':
		case 'mandate':
			return null;
	}
};
