/** What an arrangement holds while it is in a state: of how much of what is owed, and whether that is chased, charged, funded meanwhile. */
import type { ArrangementKind, StateOf } from './kinds.ts';

/** Why something is not asked for, taken or funded. One word for gates, pages and exports. */
export const holdReasons = [
	'INSOLVENT',
	'IN_FLIGHT',
	'DISPUTED',
	'CREDIT_PENDING',
	'SET_OFF',
	'SETTLING',
	'PROMISED',
	'PLANNED',
	'EXTENDED',
	'PAUSED',
	'AUTOPAY',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/**
 * `over`: the amounts it names of its invoices (`parts`), whatever is left of them besides (`invoices`), everything the customer owes (`customer`).
 * `chase`: `no`; `own day`: by the day that it sets instead of the due day. `charge`: a mandate may take it. `funds`: a lender may count it.
 */
export type Holding = {
	readonly over: 'parts' | 'invoices' | 'customer';
	readonly why: HoldReason;
	readonly chase: 'no' | 'own day' | 'yes';
	readonly charge: boolean;
	readonly funds: boolean;
};
type Standing = { readonly [K in ArrangementKind]: { readonly [S in StateOf<K>]: Holding | null } };

const parts = (why: HoldReason, rest: Partial<Holding> = {}): Holding => ({
	over: 'parts',
	why,
	chase: 'no',
	charge: false,
	funds: true,
	...rest,
});
const disputed = parts('DISPUTED', { funds: false });
const crediting = parts('CREDIT_PENDING', { funds: false });

/** A pause over named invoices is `invoices`, one without any is the customer's (`holdingOf`). */
export const standing: Standing = {
	dispute: { open: disputed, proposed: disputed, conceded: crediting, resolved: null, upheld: null, withdrawn: null, moot: null },
	promise: { open: parts('PROMISED'), kept: null, broken: null, superseded: null, cancelled: null },
	plan: {
		asked: parts('PLANNED'),
		offered: parts('PLANNED'),
		active: parts('PLANNED', { chase: 'own day' }),
		suspended: parts('PLANNED'),
		completed: null,
		defaulted: null,
		declined: null,
		refused: null,
		lapsed: null,
		cancelled: null,
		superseded: null,
	},
	extension: {
		asked: { ...parts('EXTENDED'), over: 'invoices' },
		active: { ...parts('EXTENDED'), over: 'invoices', chase: 'own day', charge: true },
		over: null,
		declined: null,
		lapsed: null,
		cancelled: null,
		superseded: null,
	},
	settlement: {
		asked: parts('SETTLING'),
		offered: parts('SETTLING'),
		paid: crediting,
		closed: null,
		declined: null,
		refused: null,
		lapsed: null,
		cancelled: null,
		superseded: null,
	},
	// What is only asked for is chased like anything else; agreed, it is no claim any more that a lender would count.
	'set-off': { asked: null, agreed: parts('SET_OFF', { funds: false }), done: null, declined: null, lapsed: null, cancelled: null },
	reward: {
		asked: null,
		offered: null,
		earned: null,
		granted: null,
		lost: null,
		declined: null,
		lapsed: null,
		cancelled: null,
	},
	pause: { active: { ...parts('PAUSED'), over: 'invoices' }, over: null, lifted: null },
	hold: { active: null, released: null },
	insolvency: { active: { over: 'customer', why: 'INSOLVENT', chase: 'no', charge: false, funds: false }, ended: null },
	// Whoever lets us take it is not reminded of it.
	mandate: {
		asked: null,
		active: { over: 'customer', why: 'AUTOPAY', chase: 'no', charge: true, funds: true },
		suspended: null,
		ended: null,
	},
};

export const holdingOf = <K extends ArrangementKind>({ kind, state }: { readonly kind: K; readonly state: StateOf<K> }): Holding | null => {
	const states: { readonly [S in StateOf<K>]: Holding | null } = standing[kind];
	return states[state];
};
