/** The one table of moves: every kind in every state answers every event. Printed as docs/arrangements.md, which a test compares. */
import type { Act, ArrangementKind, ArrangementState, Effect, Fact, StateOf } from './kinds.ts';

/** Why a person cannot do this now. Each has its words in `actWords`. */
export type ActRefusal =
	| 'ARRANGEMENT_OVER'
	| 'WAITS_FOR_APPROVAL'
	| 'NOT_WAITING'
	| 'WAITS_FOR_CUSTOMER'
	| 'NOT_A_DISPUTE'
	| 'AGREED_ALREADY'
	| 'MONEY_RECEIVED'
	| 'NOT_POSSIBLE';

export type Move<S extends ArrangementState = ArrangementState> = { readonly to: S; readonly does: readonly Effect[] };
/** `stays`: a fact that changes nothing in this state. */
export type Answer<S extends ArrangementState = ArrangementState> = Move<S> | { readonly refuses: ActRefusal } | 'stays';

type Row<K extends ArrangementKind> = { readonly [E in Fact]: Move<StateOf<K>> | 'stays' } & {
	readonly [E in Act]: Move<StateOf<K>> | { readonly refuses: ActRefusal };
};
/** A kind or a state that is missing here, or an event of one, does not compile. */
type Machine = { readonly [K in ArrangementKind]: { readonly [S in StateOf<K>]: Row<K> } };

const to = <S extends ArrangementState>(state: S, ...does: readonly Effect[]): Move<S> => ({ to: state, does });
const refuses = (code: ActRefusal) => ({ refuses: code }) as const;

const nothingHappens = {
	paid: 'stays',
	unpaid: 'stays',
	due: 'stays',
	settled: 'stays',
	reopened: 'stays',
	posted: 'stays',
	rejected: 'stays',
	disputed: 'stays',
	undisputed: 'stays',
	insolvent: 'stays',
	replaced: 'stays',
	overtaken: 'stays',
} as const satisfies Record<Fact, 'stays'>;

const nobodyMay = (code: ActRefusal) =>
	({
		approve: refuses(code),
		decline: refuses(code),
		accept: refuses(code),
		refuse: refuses(code),
		propose: refuses(code),
		concede: refuses(code),
		uphold: refuses(code),
		withdraw: refuses(code),
		replace: refuses(code),
	}) as const satisfies Record<Act, { refuses: ActRefusal }>;

/** It is over: it stays on record, and nothing moves it. */
const over = { ...nothingHappens, ...nobodyMay('ARRANGEMENT_OVER') };

const notADispute = { propose: refuses('NOT_A_DISPUTE'), concede: refuses('NOT_A_DISPUTE'), uphold: refuses('NOT_A_DISPUTE') } as const;
/** It goes on, and nobody is asked anything. */
const runs = { ...nothingHappens, ...nobodyMay('NOT_WAITING'), ...notADispute };

/** Agreed anew it stays as it is until the new one is as far: then it gives way. */
const gives = <S extends ArrangementState, E extends ArrangementState>(state: S, end: E) =>
	({ replace: to(state), replaced: to(end) }) as const;

/** A second person is asked. While nobody has answered it may be taken back, and ends by itself when its time is over or what it is about is gone. */
const waitsForApproval = {
	...nothingHappens,
	...nobodyMay('WAITS_FOR_APPROVAL'),
	...notADispute,
	decline: to('declined', 'tell', 'resume'),
	withdraw: to('cancelled', 'resume'),
	due: to('lapsed', 'task', 'resume'),
	settled: to('cancelled'),
	disputed: to('cancelled', 'task'),
	insolvent: to('cancelled', 'task'),
} as const;

/** The customer is asked. */
const waitsForCustomer = {
	...nothingHappens,
	...nobodyMay('WAITS_FOR_CUSTOMER'),
	...notADispute,
	refuse: to('refused', 'task', 'resume'),
	withdraw: to('cancelled', 'tell', 'resume'),
	...gives('offered', 'superseded'),
	due: to('lapsed', 'task', 'resume'),
	settled: to('cancelled'),
	disputed: to('cancelled', 'task'),
	insolvent: to('cancelled', 'task'),
} as const;

/** What was agreed is being written to the ledger. A ledger that refuses is a task: what was said to the customer holds. */
const isPosted = {
	...nothingHappens,
	...nobodyMay('AGREED_ALREADY'),
	...notADispute,
} as const;

export const machine: Machine = {
	dispute: {
		open: {
			...nothingHappens,
			...nobodyMay('NOT_WAITING'),
			replace: refuses('NOT_POSSIBLE'),
			propose: to('proposed', 'ask'),
			concede: to('conceded', 'post'),
			uphold: to('upheld', 'tell', 'resume'),
			withdraw: to('withdrawn', 'tell', 'resume'),
			// The answer is late: its owner hears of it, the customer is not made to pay for that.
			due: to('open', 'task'),
			// The ledger had refused it, and took it when it was tried again.
			posted: to('resolved', 'tell', 'resume'),
			settled: to('moot'),
		},
		proposed: {
			...nothingHappens,
			...nobodyMay('WAITS_FOR_APPROVAL'),
			approve: to('conceded', 'post'),
			decline: to('open', 'task'),
			uphold: to('upheld', 'tell', 'resume'),
			withdraw: to('withdrawn', 'tell', 'resume'),
			due: to('proposed', 'task'),
			settled: to('moot'),
		},
		// Credit promised and not yet posted: nobody chases it, and the deadline is ours.
		conceded: {
			...isPosted,
			propose: refuses('AGREED_ALREADY'),
			concede: refuses('AGREED_ALREADY'),
			uphold: refuses('AGREED_ALREADY'),
			posted: to('resolved', 'tell', 'resume'),
			// The customer was told nothing yet: its owner decides anew.
			rejected: to('open', 'task'),
			due: to('conceded', 'task'),
		},
		resolved: over,
		upheld: over,
		withdrawn: over,
		// It was paid all the same; taken back, it is disputed as before.
		moot: { ...over, reopened: to('open', 'task') },
	},
	promise: {
		open: {
			...runs,
			withdraw: to('cancelled', 'resume'),
			...gives('open', 'superseded'),
			paid: to('kept'),
			due: to('broken', 'tell', 'resume'),
			// Credited or cancelled: nothing was left to pay, which is neither kept nor broken.
			settled: to('cancelled'),
			disputed: to('cancelled', 'task'),
			insolvent: to('cancelled'),
		},
		// The money was taken back: it is as open, or as broken, as its day says.
		kept: { ...over, unpaid: to('open', 'task') },
		// Money that the books dated in time came to them late.
		broken: { ...over, paid: to('kept') },
		superseded: over,
		cancelled: over,
	},
	plan: {
		asked: { ...waitsForApproval, approve: to('offered', 'tell'), ...gives('asked', 'superseded') },
		offered: { ...waitsForCustomer, accept: to('active', 'tell') },
		active: {
			...runs,
			withdraw: to('cancelled', 'tell', 'resume'),
			...gives('active', 'superseded'),
			paid: to('completed', 'tell'),
			due: to('defaulted', 'tell', 'task', 'resume'),
			settled: to('completed'),
			disputed: to('suspended', 'task'),
			insolvent: to('cancelled', 'task'),
		},
		suspended: {
			...runs,
			withdraw: to('cancelled', 'tell', 'resume'),
			...gives('suspended', 'superseded'),
			paid: to('completed', 'tell'),
			settled: to('completed'),
			undisputed: to('active', 'tell'),
			insolvent: to('cancelled', 'task'),
		},
		// Its money may come back without it: what it was agreed anew as goes on.
		completed: { ...over, unpaid: to('active', 'task'), replaced: to('superseded') },
		defaulted: over,
		declined: over,
		refused: over,
		lapsed: over,
		cancelled: over,
		superseded: over,
	},
	extension: {
		// A dispute beside it is no reason against another day.
		asked: { ...waitsForApproval, approve: to('active', 'tell'), ...gives('asked', 'superseded'), disputed: 'stays' },
		// Its day being over ends nothing: stages go on counting from that day.
		active: { ...runs, withdraw: to('cancelled', 'tell', 'resume'), ...gives('active', 'superseded'), settled: to('over') },
		over: { ...over, reopened: to('active'), replaced: to('superseded') },
		declined: over,
		lapsed: over,
		cancelled: over,
		superseded: over,
	},
	settlement: {
		asked: {
			...waitsForApproval,
			approve: to('offered', 'tell'),
			...gives('asked', 'superseded'),
			overtaken: to('cancelled', 'task'),
		},
		// Who accepts it says so; what makes it true is the money.
		offered: { ...waitsForCustomer, accept: to('offered'), paid: to('paid', 'post'), posted: to('offered', 'task') },
		paid: {
			...isPosted,
			// Only when the ledger has refused it (`actAnswer`): what is left is then a person's to write there.
			withdraw: to('cancelled', 'task', 'resume'),
			replace: refuses('MONEY_RECEIVED'),
			unpaid: to('offered', 'task'),
			posted: to('closed', 'tell'),
			rejected: to('paid', 'task'),
			settled: to('closed'),
		},
		// The rest is credited; what to do when the money goes back is a person's to say.
		closed: { ...over, unpaid: to('closed', 'task') },
		// The same when it turns out to be credited only after the money went back.
		declined: over,
		refused: { ...over, posted: to('refused', 'task') },
		lapsed: { ...over, posted: to('lapsed', 'task') },
		cancelled: { ...over, posted: to('cancelled', 'task') },
		superseded: { ...over, posted: to('superseded', 'task') },
	},
	'set-off': {
		asked: { ...waitsForApproval, approve: to('agreed', 'post') },
		agreed: {
			...isPosted,
			withdraw: to('cancelled', 'task', 'resume'),
			posted: to('done', 'tell'),
			rejected: to('agreed', 'task'),
			insolvent: to('agreed', 'task'),
		},
		done: over,
		declined: over,
		lapsed: over,
		cancelled: over,
	},
	reward: {
		// It holds nothing, so nothing resumes. A dispute may be over by that day.
		asked: {
			...waitsForApproval,
			approve: to('offered', 'tell'),
			decline: to('declined'),
			withdraw: to('cancelled'),
			due: to('lapsed', 'task'),
			disputed: 'stays',
		},
		offered: {
			...runs,
			// Its customer was told of it.
			withdraw: to('cancelled', 'tell'),
			paid: to('earned', 'post'),
			due: to('lost'),
			settled: to('cancelled'),
			posted: to('offered', 'task'),
			insolvent: to('cancelled'),
		},
		earned: {
			...isPosted,
			// As with a settlement: only once the ledger has refused it.
			withdraw: to('cancelled', 'task'),
			unpaid: to('offered', 'task'),
			posted: to('granted', 'tell'),
			rejected: to('earned', 'task'),
		},
		granted: { ...over, unpaid: to('granted', 'task') },
		// Money that the books dated in time came to them late; or the credit was there before it was lost.
		lost: { ...over, paid: to('earned', 'post'), posted: to('lost', 'task') },
		declined: over,
		lapsed: over,
		cancelled: { ...over, posted: to('cancelled', 'task') },
	},
	pause: {
		active: { ...runs, withdraw: to('lifted', 'resume'), ...gives('active', 'lifted'), due: to('over', 'resume') },
		over,
		lifted: over,
	},
	hold: {
		active: { ...runs, withdraw: to('released', 'tell'), ...gives('active', 'released'), due: to('active', 'task') },
		released: over,
	},
	insolvency: {
		// Its day is the last one on which a claim can be lodged.
		active: { ...runs, withdraw: to('ended', 'task', 'resume'), due: to('active', 'task') },
		ended: over,
	},
	mandate: {
		asked: {
			...runs,
			accept: to('active', 'tell'),
			refuse: to('ended', 'task'),
			withdraw: to('ended', 'tell'),
			...gives('asked', 'ended'),
			due: to('ended'),
			insolvent: to('ended'),
		},
		active: {
			...runs,
			withdraw: to('ended', 'tell', 'resume'),
			...gives('active', 'ended'),
			rejected: to('suspended', 'tell', 'task', 'resume'),
			insolvent: to('suspended', 'task'),
		},
		suspended: {
			...runs,
			accept: to('active', 'tell'),
			withdraw: to('ended', 'tell'),
			...gives('suspended', 'ended'),
		},
		ended: over,
	},
};
