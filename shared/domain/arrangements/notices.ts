/** Which letter a change is to the customer, and whether it is still true. What the customer need not know is no letter. ADR 0022. */
import type { AgreedNotice, Notice } from '../notice.ts';
import type { Arrangement } from './arrangement.ts';
import type { ArrangementChange } from './change.ts';
import type { ArrangementKind, ArrangementState, StateOf } from './kinds.ts';

type Told = { readonly [K in ArrangementKind]: { readonly [S in StateOf<K>]?: AgreedNotice } };

/** By the state that it came into. */
const told: Told = {
	dispute: { resolved: 'dispute-credited', upheld: 'dispute-upheld', withdrawn: 'dispute-closed' },
	promise: { broken: 'promise-broken' },
	plan: {
		offered: 'plan-offered',
		active: 'plan-agreed',
		cancelled: 'plan-ended',
		completed: 'plan-completed',
		defaulted: 'plan-missed',
		declined: 'declined',
	},
	extension: { active: 'extension-agreed', cancelled: 'extension-ended', declined: 'declined' },
	settlement: { offered: 'settlement-offered', cancelled: 'offer-withdrawn', closed: 'settlement-closed', declined: 'declined' },
	'set-off': { done: 'set-off-done', declined: 'declined' },
	reward: { offered: 'reward-offered', granted: 'reward-granted' },
	pause: {},
	// A person says that nothing more is delivered, and that it is again.
	hold: {},
	insolvency: {},
	// Their letters come with them.
	mandate: {},
};

/** Where it came from says more. */
const toldFrom: readonly (readonly [ArrangementKind, from: ArrangementState, to: ArrangementState, AgreedNotice])[] = [
	['plan', 'offered', 'cancelled', 'offer-withdrawn'],
	['plan', 'suspended', 'active', 'plan-resumed'],
	['reward', 'offered', 'cancelled', 'offer-withdrawn'],
];

const toldOf = (kind: ArrangementKind, from: ArrangementState | null, to: ArrangementState): AgreedNotice | null => {
	const special = toldFrom.find((each) => each[0] === kind && each[1] === from && each[2] === to);
	const byState: Readonly<Partial<Record<ArrangementState, AgreedNotice>>> = told[kind];
	return special?.[3] ?? byState[to] ?? null;
};

const begunAs = ({ kind, state, by }: Arrangement): AgreedNotice | null => {
	if (kind === 'dispute') return 'dispute-received';
	if (kind === 'promise') return 'promise-noted';
	if (state === 'asked') return by.side === 'customer' && kind !== 'mandate' ? 'proposal-received' : null;
	return toldOf(kind, null, state);
};

/**
 * Null: nothing to tell. Nobody is told that something is declined that a colleague asked for: they may never have heard of it, and whoever asked reads why.
 */
export const noticeNameOf = ({ event, from, to, does, after }: ArrangementChange): AgreedNotice | null => {
	if (event === 'begin') return begunAs(after);
	if (!does.includes('tell')) return null;
	const name = toldOf(after.kind, from, to);
	return name === 'declined' && after.by.side === 'company' ? null : name;
};

export const noticeOf = (change: ArrangementChange): Extract<Notice, { readonly arrangement: string }> | null => {
	const name = noticeNameOf(change);
	const { after, to } = change;
	return name && { name, arrangement: after.id, state: to, since: after.since ?? after.at };
};

/** A question is one until it is answered. */
const unanswered: readonly ArrangementState[] = ['open', 'proposed', 'conceded'];

/** `arrangement` as it is now. */
export const stillTrue = ({ name, state, since }: Extract<Notice, { readonly arrangement: string }>, arrangement: Arrangement): boolean =>
	name === 'dispute-received'
		? unanswered.includes(arrangement.state)
		: arrangement.state === state && (arrangement.since ?? arrangement.at) === since;
