/** Where on a form a refusal of the domain belongs: its code names no field. */
import type { BegunKind, RefusedForm } from '../shared/wire/arrangement-fields.ts';

type About = 'day' | 'amount' | 'invoice';

const abouts: Readonly<Record<string, About>> = {
	IN_THE_PAST: 'day',
	TOO_FAR: 'day',
	DAY_UNKNOWN: 'day',
	NOT_LATER: 'day',
	IN_THE_FUTURE: 'day',
	INSTALMENTS_ORDER: 'day',
	AMOUNT_UNKNOWN: 'amount',
	ABOVE_BALANCE: 'amount',
	NOTHING_GIVEN: 'amount',
	LIMIT_MISSING: 'amount',
	INSTALMENTS_COUNT: 'amount',
	DOES_NOT_ADD_UP: 'amount',
	CLAIMED_ALREADY: 'invoice',
	DISPUTED_ALREADY: 'invoice',
	EXTENDED_ALREADY: 'invoice',
	REWARDED_ALREADY: 'invoice',
	ALREADY_SO: 'invoice',
	NOTHING_OPEN: 'invoice',
	NOT_FOUND: 'invoice',
	NO_INVOICE: 'invoice',
	TOO_MANY_INVOICES: 'invoice',
	MIXED_CURRENCIES: 'invoice',
	LEDGER_UNSURE: 'invoice',
};

const fields: Readonly<Record<BegunKind, Readonly<Partial<Record<About, string>>>>> = {
	dispute: { amount: 'amount', invoice: 'invoice' },
	promise: { day: 'by', amount: 'amount', invoice: 'invoices' },
	plan: { day: 'first', amount: 'count', invoice: 'invoices' },
	extension: { day: 'to', invoice: 'invoices' },
	settlement: { day: 'by', amount: 'pays', invoice: 'invoices' },
	reward: { day: 'by', amount: 'amount', invoice: 'invoices' },
	'set-off': { amount: 'amount', invoice: 'invoice' },
	pause: { day: 'until', invoice: 'invoice' },
	hold: { day: 'review', amount: 'limit' },
	insolvency: { day: 'since' },
};

/** Words by field, of those the refusal names or else of the one it is about. Empty: it is about the whole. */
export const errorsOf = (kind: BegunKind, { code, detail, errors, fields: typed }: RefusedForm): ReadonlyMap<string, string> => {
	if (errors.length > 0) return new Map(errors.map(({ path, message }) => [path.split('.')[0] ?? path, message]));
	const about = abouts[code];
	const field = about && fields[kind][about];
	if (field === undefined) return new Map();
	// Of a plan with lines of one's own, days and amounts stand there.
	const own = kind === 'plan' && about !== 'invoice' && typed.cut?.[0] === 'own';
	return new Map([[own ? 'lines' : field, detail]]);
};
