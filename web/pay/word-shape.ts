/** What a catalogue of words must hold: the same of every language, by its type. */
export type Language = 'en' | 'es' | 'ru';

/** Forms by `Intl.PluralRules`: each language gives those it has; `{n}` is the number. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

export type Words = {
	readonly skip: string;
	readonly languageName: string;
	readonly languages: string;
	readonly payTo: (payee: string) => string;
	readonly taxId: string;
	readonly forCustomer: string;
	readonly asOf: (moment: string) => string;
	readonly asOfUnknown: string;
	readonly owed: (currency: string) => string;
	readonly open: string;
	readonly overdue: string;
	readonly onItsWay: string;
	readonly credit: string;
	readonly creditNote: string;
	readonly heldNote: string;
	/** An invoice of which the books have a state that we cannot read. */
	readonly unsure: string;
	readonly unsureNote: string;
	/** So much of an invoice is disputed, and not decided. */
	readonly disputedNote: (amount: string) => string;
	readonly debitNote: (amount: string) => string;
	readonly payAll: (amount: string) => string;
	readonly payLate: (amount: string) => string;
	readonly invoices: Forms;
	readonly lateInvoices: Forms;
	readonly choose: string;
	readonly chooseHint: string;
	readonly invoice: string;
	readonly noNumber: string;
	readonly reference: string;
	readonly issued: string;
	readonly due: string;
	readonly daysLate: Forms;
	readonly dueIn: Forms;
	readonly dueToday: string;
	readonly stillOpen: string;
	readonly pay: (invoice: string) => string;
	readonly amount: (currency: string) => string;
	readonly payChosen: string;
	readonly more: Forms;
	readonly page: (n: number) => string;
	readonly begun: (amount: string, until: string) => string;
	readonly goOn: string;
	readonly begunNote: string;
	readonly nothing: string;
	readonly nothingNote: string;
	readonly nextTitle: string;
	readonly next: readonly string[];
	readonly safeTitle: string;
	readonly safe: string;
	readonly servedFor: (company: string) => string;
	readonly privacy: string;
	readonly problemTitle: string;
	readonly field: {
		readonly empty: string;
		readonly unreadable: string;
		readonly negative: string;
		readonly zero: string;
		readonly tooFine: (decimals: number) => string;
		readonly over: (payable: string) => string;
		readonly gone: string;
		readonly unsure: string;
	};
	readonly form: {
		readonly nothingOpen: string;
		readonly nothingChosen: string;
		readonly tooMany: string;
		readonly fields: string;
		readonly changed: (now: string) => string;
		readonly belowLeast: (least: string, total: string) => string;
		readonly notTaken: (total: string) => string;
		readonly unavailable: string;
		readonly busy: string;
		readonly unsure: string;
		readonly tooManyOpen: string;
		readonly staleForm: string;
	};
	/** Pages that say one thing: a heading, and what to do. */
	readonly message: Readonly<Record<MessageName, { readonly title: string; readonly text: string }>>;
	readonly again: string;
	readonly back: string;
	readonly paidAmount: string;
	readonly paidFor: string;
};

export const messageNames = [
	'unknown',
	'expired',
	'revoked',
	'no-cookie',
	'counting',
	'closed',
	'insolvent',
	'paid',
	'coming',
	'processing',
	'unfinished',
	'failed',
	'silent',
	'under-way',
	'gone',
	'too-often',
	'trouble',
] as const;
export type MessageName = (typeof messageNames)[number];
