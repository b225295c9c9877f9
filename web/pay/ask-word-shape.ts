/** What the words of customers' own forms must hold: the same of every language, by its type. */
import type { AskName, AskProblem, askReasons } from '../../shared/wire/ask-view.ts';
import type { ToldKind, ToldStand } from '../../shared/wire/told-view.ts';

export type FormWords = {
	/** On the page where they pay. */
	readonly link: string;
	readonly title: string;
	readonly lead: string;
	readonly day: string;
	readonly send: string;
	/** What happens next. */
	readonly next: readonly string[];
};
/** `numbers`: of invoices; '' when none is open any more. */
export type ToldFacts = {
	readonly amount: string;
	readonly numbers: string;
	readonly day: string;
	readonly pays: string;
	readonly instalments: number;
};

export type AskWords = {
	readonly title: string;
	readonly lead: string;
	readonly forms: Readonly<Record<AskName, FormWords>>;
	readonly chooseInvoices: string;
	readonly chooseInvoice: string;
	/** So much of an invoice can be chosen. */
	readonly room: (amount: string) => string;
	readonly amount: string;
	readonly amountHint: string;
	readonly until: (day: string) => string;
	readonly reason: string;
	readonly chooseReason: string;
	readonly reasons: Readonly<Record<(typeof askReasons)[number], string>>;
	readonly text: string;
	readonly textHint: string;
	readonly note: string;
	readonly count: string;
	readonly every: string;
	readonly everies: Readonly<Record<'week' | 'two-weeks' | 'month', string>>;
	readonly nothing: string;
	/** Before it counts a code is sent. */
	readonly needsCode: (address: string | null) => string;
	readonly nextTitle: string;
	readonly fields: string;
	readonly problems: Readonly<Record<AskProblem, string>>;
	readonly code: {
		readonly title: string;
		readonly lead: (address: string | null) => string;
		readonly label: string;
		readonly send: string;
		readonly again: string;
		readonly nothingCame: string;
	};
	readonly told: {
		readonly title: string;
		readonly thanks: string;
		readonly gist: Readonly<Record<ToldKind, (facts: ToldFacts) => string>>;
		readonly stands: Readonly<Record<ToldStand, string>>;
		readonly weAnswerBy: (day: string) => string;
		readonly youAnswerBy: (day: string) => string;
		readonly offer: string;
		readonly all: (n: number) => string;
		readonly none: string;
		readonly instalment: (n: number) => string;
		readonly settlementNote: string;
		readonly accept: string;
		readonly refuse: string;
		readonly takeBack: string;
		readonly answerNote: (address: string | null) => string;
	};
};
