/** Books of one customer in memory, for tests of arrangements: invoices whose entries are what was done to them. */
import type { Arrangement, ArrangementOf, Person } from '../../../shared/domain/arrangements/arrangement.ts';
import type { Asking, Known } from '../../../shared/domain/arrangements/asking.ts';
import type { ArrangementKind, StateOf } from '../../../shared/domain/arrangements/kinds.ts';
import { noHolidays } from '../../../shared/domain/business-days.ts';
import { type Day, day, type Instant, instant } from '../../../shared/domain/day.ts';
import { customerId, type Entry, type StoredDocument } from '../../../shared/domain/document.ts';
import { currency } from '../../../shared/domain/money.ts';

export const ledger = 'xero-arrangements';
export const customer = customerId(ledger, 'c1');
export const eur = currency('EUR');
export const ann: Person = { id: 'u-ann', name: 'Ann', side: 'company' };
export const bob: Person = { id: 'u-bob', name: 'Bob', side: 'company' };
export const noon: Instant = instant('2026-11-02T12:00:00Z');

type Given = {
	readonly id: string;
	readonly total: number;
	readonly issued?: string;
	readonly due?: string;
	/** Day, and minor units paid. */
	readonly paid?: readonly (readonly [string, number])[];
	readonly credited?: readonly (readonly [string, number])[];
	readonly held?: number;
	readonly doubt?: boolean;
};

export const entryOf = (kind: Entry['kind'], on: string, minor: number): Entry => ({ day: day(on), kind, minor });

export const invoiceOf = ({
	id,
	total,
	issued = '2026-10-01',
	due = '2026-10-31',
	paid = [],
	credited = [],
	held = 0,
	doubt,
}: Given): StoredDocument => {
	const entries = [
		entryOf('issued', issued, total),
		...paid.map(([on, minor]) => entryOf('payment', on, -minor)),
		...credited.map(([on, minor]) => entryOf('credit', on, -minor)),
	];
	const open = entries.reduce((all, { minor }) => all + minor, 0);
	return {
		ledger,
		kind: 'invoice',
		id,
		version: '1',
		customer,
		number: id.toUpperCase(),
		reference: '',
		state: open > 0 ? 'open' : 'closed',
		currency: eur,
		total,
		open,
		unapplied: 0,
		issued: day(issued),
		due: day(due),
		entries,
		providerStatus: 'AUTHORISED',
		rev: 1,
		seen: noon,
		saved: noon,
		held,
		...(doubt ? { doubt: { since: noon, why: 'a row that cannot be read' } } : {}),
	};
};

export const byId = (...invoices: readonly StoredDocument[]): ReadonlyMap<string, StoredDocument> =>
	new Map(invoices.map((each) => [each.id, each]));

export const askingOf = (id: string, by: Person = ann, at: Instant = noon): Asking => ({
	company: 'acme',
	customer,
	ledger,
	id,
	by,
	at,
	owner: null,
});

export const knownOf = (today: string, invoices: readonly StoredDocument[], more: Partial<Known> = {}): Known => ({
	today: day(today),
	holidays: noHolidays,
	invoices: byId(...invoices),
	arrangements: [],
	unapplied: 0,
	replaces: null,
	...more,
});

/** The same, in another state of its kind. */
export const inState = <K extends ArrangementKind>(arrangement: ArrangementOf<K>, state: StateOf<K>): ArrangementOf<K> => ({
	...arrangement,
	state,
});

/** For kinds that nobody begins yet. */
export const mandateOf = (id: string, today: Day): Arrangement => ({
	...askingOf(id),
	asked: ann,
	currency: null,
	parts: [],
	unapplied: 0,
	noted: [],
	version: 1,
	replaces: null,
	posting: null,
	wake: noon,
	rev: 0,
	kind: 'mandate',
	state: 'asked',
	terms: { answerBy: today },
});

export const rewardOf = (id: string, invoice: StoredDocument, minor: number): Arrangement => ({
	...askingOf(id),
	asked: ann,
	currency: eur,
	parts: [{ invoice: invoice.id, minor: invoice.open, base: 0 }],
	unapplied: 0,
	noted: [],
	version: 1,
	replaces: null,
	posting: null,
	wake: noon,
	rev: 0,
	kind: 'reward',
	state: 'offered',
	terms: { minor, by: invoice.due ?? invoice.issued, deadline: invoice.due ?? invoice.issued, answerBy: invoice.issued },
});
