/** A form's fields as they are sent, so that what was typed stays; and an arrangement as the fields with which it is agreed anew. Pure. */
import type { Arrangement } from '../domain/arrangements/arrangement.ts';
import { toDecimal } from '../domain/money.ts';
import type { RefusalField } from '../domain/refusal.ts';

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

/** What a form for the same again begins with; null where nobody agrees it anew by a form. */
export const anewFields = (arrangement: Arrangement): FormFields | null => {
	const { parts, currency } = arrangement;
	const invoices = parts.map(({ invoice }) => invoice);
	const amount = (minor: number): string => (currency === null ? '' : toDecimal({ minor, currency }));
	const given = (value: string | null | undefined): readonly string[] => (value ? [value] : []);
	switch (arrangement.kind) {
		case 'promise':
			return { invoices, amount: [amount(arrangement.terms.minor)], by: [arrangement.terms.by] };
		case 'plan': {
			const lines = arrangement.terms.instalments.map(({ due, minor }) => `${due} ${amount(minor)}`).join('\n');
			return { invoices, cut: ['own'], lines: [lines] };
		}
		case 'extension':
			return { invoices, to: [arrangement.terms.to] };
		case 'settlement':
			return { invoices, pays: [amount(arrangement.terms.pays)], by: [arrangement.terms.by] };
		case 'pause':
			return { invoice: given(invoices[0]), until: [arrangement.terms.until], why: given(arrangement.terms.why) };
		case 'hold': {
			const { level, limit, review, why } = arrangement.terms;
			return {
				level: [level],
				limit: given(limit === null ? null : amount(limit)),
				currency: given(currency),
				review: given(review),
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
