/** Mails that answer a customer: what became of something that was agreed, or asked for; and the code that a page asks for. */
import type { ArrangementState } from './arrangements/kinds.ts';
import type { Instant } from './day.ts';

/** What was agreed, or asked for: one letter each. */
export const agreedNotices = [
	'dispute-received',
	'dispute-credited',
	'dispute-upheld',
	'dispute-closed',
	'promise-noted',
	'promise-broken',
	/** The customer asked for a plan, an extension or a settlement by their link. */
	'proposal-received',
	/** … and it is not agreed to. */
	'declined',
	'plan-offered',
	'plan-agreed',
	'plan-resumed',
	'plan-ended',
	'plan-completed',
	'plan-missed',
	'offer-withdrawn',
	'extension-agreed',
	'extension-ended',
	'settlement-offered',
	'settlement-closed',
	'set-off-done',
	'reward-offered',
	'reward-granted',
] as const;
export type AgreedNotice = (typeof agreedNotices)[number];

export const noticeNames = [...agreedNotices, 'code'] as const;
export type NoticeName = (typeof noticeNames)[number];
export const isNoticeName = (text: string): text is NoticeName => noticeNames.some((each) => each === text);

export type Notice =
	/** It tells that this arrangement came into that state at that moment: once it is in another, there is nothing to tell. */
	| { readonly name: AgreedNotice; readonly arrangement: string; readonly state: ArrangementState; readonly since: Instant }
	/** `code`: null once the mail is final: nobody needs it any more. */
	| { readonly name: 'code'; readonly code: string | null; readonly until: Instant };

/** They ask for money: whoever approves each reminder approves the one that follows instead. */
const asking: readonly NoticeName[] = ['promise-broken', 'plan-missed'];
export const asksForMoney = (name: NoticeName): boolean => asking.includes(name);
