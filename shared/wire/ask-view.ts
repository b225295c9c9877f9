/** What customers' own forms hold and say, by names: the pages have the words. */
import type { DisputeReason } from '../domain/arrangements/arrangement.ts';
import type { Day } from '../domain/day.ts';
import type { Currency } from '../domain/money.ts';

/** The forms: `/pay/ask/<name>`. `later`: an extension. */
export const askNames = ['promise', 'dispute', 'plan', 'later'] as const;
export type AskName = (typeof askNames)[number];

/** Reasons that a customer may name: the others are ours to find. */
export const askReasons = [
	'not-received',
	'delivery',
	'quality',
	'price',
	'quantity',
	'purchase-order-missing',
	'already-paid',
	'rebate-owed',
	'unauthorised-promise',
	'other',
] as const satisfies readonly DisputeReason[];

export type AskTyped = {
	readonly invoices: readonly string[];
	readonly amount: string;
	readonly day: string;
	readonly reason: string;
	readonly text: string;
	readonly count: string;
	readonly every: string;
};
export const askFields = ['invoices', 'amount', 'day', 'reason', 'text', 'count', 'code'] as const;
export type AskField = (typeof askFields)[number];

/** Why a form was not taken. Each has its sentence. */
export const askProblems = [
	'nothing-chosen',
	'gone',
	'mixed',
	'unreadable',
	'negative',
	'zero',
	'too-fine',
	'too-large',
	'over',
	'day-missing',
	'day-past',
	'day-far',
	'day-year',
	'not-later',
	'reason-missing',
	'text-missing',
	'text-long',
	'count-wrong',
	'claimed',
	'promised',
	'extended',
	'broken',
	'too-much',
	'disputed-before',
	'many-disputes',
	'in-vain',
	'plan-began',
	'unsure',
	'changed',
	'stale-form',
	'code-wrong',
	'code-over',
	'code-often',
] as const;
export type AskProblem = (typeof askProblems)[number];

export type AskRefused = {
	readonly problem: AskProblem | 'fields';
	readonly fields: Readonly<Partial<Record<AskField, AskProblem>>>;
	readonly typed: AskTyped;
};

export type AskInvoiceView = {
	readonly id: string;
	readonly number: string;
	readonly currency: Currency;
	readonly due: Day;
	readonly open: number;
	/** So much of it can be spoken of in this form. */
	readonly room: number;
};

/** On each of their pages. */
export type AskFrameView = {
	readonly payee: string;
	readonly company: string;
	readonly customer: string;
	/** Hidden in forms. */
	readonly proof: string;
	readonly nonce: string;
};

export type AskPageView = AskFrameView & {
	readonly what: AskName;
	readonly today: Day;
	/** The last day that can be chosen. */
	readonly until: Day;
	readonly invoices: readonly AskInvoiceView[];
	readonly refused: AskRefused | null;
	/** A code is sent before it counts. */
	readonly needsCode: boolean;
	/** Where it would go, masked; null: nobody here is told. */
	readonly address: string | null;
};
