/** Arrangements in words, for pages, the API and messages to staff. A kind, a state, an act or a reason without words does not compile. */
import type { Concession, DisputeReason, HoldLevel } from '../domain/arrangements/arrangement.ts';
import type { Approval } from '../domain/arrangements/authority.ts';
import type { Every } from '../domain/arrangements/instalments.ts';
import type { Act, ArrangementKind, ArrangementState, Effect, Fact, StateOf } from '../domain/arrangements/kinds.ts';
import type { ActRefusal } from '../domain/arrangements/machine.ts';
import type { HoldReason } from '../domain/arrangements/standing.ts';

export const arrangementWords: Readonly<Record<ArrangementKind, string>> = {
	dispute: 'Dispute',
	promise: 'Promise to pay',
	plan: 'Instalment plan',
	extension: 'Extension',
	settlement: 'Settlement',
	'set-off': 'Set-off',
	reward: 'Reward for paying in time',
	pause: 'Pause',
	hold: 'Credit hold',
	insolvency: 'Insolvency',
	mandate: 'Autopay',
};

/** `wait`: somebody is to do something, or money is to come. `problem`: it did not go well. `none`: it is over. */
export type StateLook = 'ok' | 'wait' | 'problem' | 'none';
type States = { readonly [K in ArrangementKind]: { readonly [S in StateOf<K>]: readonly [look: StateLook, text: string] } };

const asked = ['wait', 'waits for approval'] as const;
const endedEarly = {
	declined: ['none', 'not approved'],
	lapsed: ['none', 'nobody answered in time'],
	cancelled: ['none', 'called off'],
} as const;
const refused = ['none', 'the customer said no'] as const;
const superseded = ['none', 'agreed anew: see the newer version'] as const;

const states: States = {
	dispute: {
		open: ['wait', 'waits for our answer'],
		proposed: ['wait', 'waits for approval'],
		conceded: ['wait', 'agreed: our credit is being written'],
		resolved: ['ok', 'settled with the customer'],
		upheld: ['none', 'answered: owed as it stands'],
		withdrawn: ['none', 'taken back by the customer'],
		moot: ['none', 'paid all the same'],
	},
	promise: {
		open: ['wait', 'waits for the money'],
		kept: ['ok', 'kept'],
		broken: ['problem', 'broken'],
		superseded,
		cancelled: ['none', 'called off'],
	},
	plan: {
		asked,
		offered: ['wait', 'waits for the customer'],
		active: ['ok', 'running'],
		suspended: ['wait', 'stands still during a dispute'],
		completed: ['ok', 'paid in full'],
		defaulted: ['problem', 'off: instalments were missed'],
		refused,
		superseded,
		...endedEarly,
	},
	extension: { asked, active: ['ok', 'in force'], over: ['none', 'settled'], superseded, ...endedEarly },
	settlement: {
		asked,
		offered: ['wait', 'waits for the customer’s money'],
		paid: ['wait', 'paid: our credit for the rest is being written'],
		closed: ['ok', 'closed'],
		refused,
		superseded,
		...endedEarly,
	},
	'set-off': { asked, agreed: ['wait', 'agreed: being written to the ledger'], done: ['ok', 'done'], ...endedEarly },
	reward: {
		asked,
		offered: ['wait', 'can be earned'],
		earned: ['wait', 'earned: our credit is being written'],
		granted: ['ok', 'granted'],
		lost: ['none', 'not earned'],
		...endedEarly,
	},
	pause: { active: ['ok', 'in force'], over: ['none', 'over'], lifted: ['none', 'lifted'] },
	hold: { active: ['ok', 'in force'], released: ['none', 'released'] },
	insolvency: { active: ['problem', 'in force'], ended: ['none', 'ended'] },
	mandate: {
		asked: ['wait', 'waits for the customer'],
		active: ['ok', 'in force'],
		suspended: ['problem', 'stands still'],
		ended: ['none', 'ended'],
	},
};

/** How a state of its kind is shown. */
export const stateWords = ({ kind, state }: { readonly kind: ArrangementKind; readonly state: ArrangementState }) => {
	const of: Readonly<Partial<Record<ArrangementState, readonly [look: StateLook, text: string]>>> = states[kind];
	const found = of[state];
	if (!found) throw new Error(`a ${kind} is never ${state}`);
	return { look: found[0], text: found[1] };
};

/** How ending it is said: a pause is lifted, a dispute taken back. */
const withdrawWords: Readonly<Record<ArrangementKind, string>> = {
	dispute: 'The customer takes it back',
	promise: 'Call it off',
	plan: 'Call it off',
	extension: 'Call it off',
	settlement: 'Take the offer back',
	'set-off': 'Call it off',
	reward: 'Call it off',
	pause: 'Lift it',
	hold: 'Release it',
	insolvency: 'It has ended',
	mandate: 'End it',
};

const buttons: Readonly<Record<Exclude<Act, 'withdraw'>, string>> = {
	approve: 'Approve',
	decline: 'Do not approve',
	accept: 'The customer agrees',
	refuse: 'The customer says no',
	propose: 'Propose it to a second person',
	concede: 'Agree with the customer',
	uphold: 'Answer that it is owed as it stands',
	replace: 'Agree it anew',
};
/** The words on the button. */
export const buttonWords = (act: Act, kind: ArrangementKind): string => (act === 'withdraw' ? withdrawWords[kind] : buttons[act]);

/** What was done, in its history. */
export const eventWords: Readonly<Record<Act | Fact | 'begin' | 'edit', string>> = {
	begin: 'Begun',
	edit: 'Changed',
	approve: 'Approved',
	decline: 'Not approved',
	accept: 'The customer agreed',
	refuse: 'The customer said no',
	propose: 'Proposed to a second person',
	concede: 'Agreed with the customer',
	uphold: 'Answered: owed as it stands',
	withdraw: 'Ended',
	replace: 'To be agreed anew',
	paid: 'The money is here',
	unpaid: 'The money is gone again: a payment was taken back',
	due: 'Its day was over',
	settled: 'Nothing is open any more',
	reopened: 'Something is open again',
	posted: 'The ledger has it',
	rejected: 'The ledger did not take it',
	disputed: 'The customer disputes what it covers',
	undisputed: 'Nothing of it is disputed any more',
	insolvent: 'The customer is insolvent',
	replaced: 'The newer version takes its place',
	overtaken: 'The customer paid by the one before it',
};

/** What a move brought about. */
export const effectWords: Readonly<Record<Effect, string>> = {
	tell: 'the customer is to hear of it',
	ask: 'it waits for a second person',
	task: 'its owner has something to do',
	post: 'it is written to the ledger',
	resume: 'what it held is chased again',
};

export const actRefusalWords: Readonly<Record<ActRefusal, string>> = {
	ARRANGEMENT_OVER: 'It is over: nothing moves it any more. Begin a new one instead.',
	WAITS_FOR_APPROVAL: 'A second person is to approve it first.',
	NOT_WAITING: 'It waits for no such answer.',
	WAITS_FOR_CUSTOMER: 'The customer is to answer first.',
	NOT_A_DISPUTE: 'Only a dispute is decided so.',
	AGREED_ALREADY: 'It is agreed already and is being written to the ledger.',
	MONEY_RECEIVED: 'The customer has paid what was agreed: it holds.',
	NOT_POSSIBLE: 'That cannot be done with it. End it and begin a new one.',
};

export const approvalWords: Readonly<Record<Exclude<Approval, 'may'>, string>> = {
	OWN_APPROVAL: 'You asked for it, so somebody else approves it.',
	ABOVE_AUTHORITY: 'It gives up more than you may. Somebody who may give up more approves it.',
};

/** Beside an amount: “400.00 disputed”. */
export const holdWords: Readonly<Record<HoldReason, string>> = {
	INSOLVENT: 'not chased: the customer is insolvent',
	IN_FLIGHT: 'on its way',
	DISPUTED: 'disputed',
	CREDIT_PENDING: 'being credited',
	SET_OFF: 'being set off',
	SETTLING: 'to be paid in a settlement',
	PROMISED: 'promised',
	PLANNED: 'in a plan',
	EXTENDED: 'put off, once that is approved',
	PAUSED: 'paused',
	AUTOPAY: 'taken by autopay',
};

export const disputeReasonWords: Readonly<Record<DisputeReason, string>> = {
	delivery: 'Delivery: late, wrong or not at all',
	quality: 'Quality',
	price: 'Price',
	quantity: 'Quantity',
	'purchase-order-missing': 'Their order number is missing',
	'not-received': 'They never got the invoice',
	'already-paid': 'They say it is paid',
	'rebate-owed': 'We owe them a rebate',
	'unauthorised-promise': 'Somebody promised them something',
	leverage: 'They hold it back for something else',
	other: 'Something else',
};

export const concessionWords: Readonly<Record<Concession['as'], string>> = {
	'credit-note': 'Credit note',
	'write-off': 'Write-off',
	goodwill: 'Goodwill',
	rebill: 'Credit it and bill it anew',
};

export const holdLevelWords: Readonly<Record<HoldLevel, string>> = {
	warn: 'Warn before selling',
	'reduced-limit': 'Sell up to a limit',
	prepay: 'Sell against payment first',
	stop: 'Sell nothing',
};

export const everyWords: Readonly<Record<Every, string>> = { week: 'every week', 'two-weeks': 'every two weeks', month: 'every month' };
