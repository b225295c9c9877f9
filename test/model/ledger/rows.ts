/** What a model ledger holds: rows that know how they change, and what each is as a document of ours. */
import { type Day, type Instant, instantOfMs } from '../../../shared/domain/day.ts';
import {
	customerId,
	type Document,
	type DocumentKind,
	type Entry,
	type LedgerId,
	type Provider,
	providerOf,
} from '../../../shared/domain/document.ts';
import type { Currency } from '../../../shared/domain/money.ts';

export type Effect = Entry & { readonly source: string };

export type Row = {
	readonly kind: DocumentKind;
	readonly id: string;
	number: string;
	reference: string;
	terms: string;
	customer: string;
	readonly currency: Currency;
	total: number;
	issued: Day;
	due: Day | null;
	/** `gone`: QuickBooks has deleted it, and only says so among the changes. */
	state: 'live' | 'void' | 'gone';
	effects: Effect[];
	/** Epoch ms of the last change that the ledger tells of: its version. Grows with each. */
	updated: number;
	/** Until then lists show `before`: what was changed is a moment late in them. */
	visibleAt: number;
	before: Document | null;
	/** Something of it is such as no delta tells any more. */
	hushed: boolean;
	/** It cannot be read. */
	broken: boolean;
};

export type Account = {
	readonly id: string;
	name: string;
	email: string | null;
	archived: boolean;
	updated: number;
};

export const versionOf = (updated: number): string => String(updated).padStart(15, '0');

/** Plain payments of Xero carry nothing themselves. */
const carries = (provider: Provider, kind: DocumentKind): boolean => !(provider === 'xero' && kind === 'payment');

/** Minor units: what is owed on an invoice, what is left of a credit. */
export const restOf = (provider: Provider, { kind, state, total, effects }: Row): number =>
	state === 'live' && carries(provider, kind) ? effects.reduce((left, { minor }) => left + minor, total) : 0;

const words = { live: 'AUTHORISED', void: 'VOIDED', gone: 'Deleted' } as const;

/** @param estimates the days of what settled it are not said, so the day it is read is taken */
export const documentOf = (ledger: LedgerId, row: Row, mapping: number, estimates: Day | null): Document => {
	const provider = providerOf(ledger);
	const { kind, id, number, reference, currency, total, issued, due, state, effects, updated, terms } = row;
	const rest = restOf(provider, row);
	const common = { ledger, kind, id, version: versionOf(updated), currency, issued, due: kind === 'invoice' ? (due ?? issued) : null };
	// Only that it is gone is said of it.
	if (state === 'gone') {
		const unsaid = { customer: customerId(ledger, 'gone'), number: '', reference: '', total: 0, open: 0, unapplied: 0, entries: [] };
		return { ...common, ...unsaid, state: 'deleted', due: null, providerStatus: words.gone };
	}
	const settled = effects.map((effect): Entry => (estimates === null ? effect : { ...effect, day: estimates, estimated: true }));
	const entries: Entry[] = state === 'live' && carries(provider, kind) ? [{ day: issued, kind: 'issued', minor: total }, ...settled] : [];
	return {
		...common,
		customer: customerId(ledger, row.customer),
		number,
		reference,
		total,
		open: kind === 'invoice' ? rest : 0,
		unapplied: kind === 'invoice' ? 0 : rest,
		entries,
		state: state === 'void' ? 'void' : rest > 0 ? 'open' : 'closed',
		providerStatus: state === 'live' && rest === 0 ? 'PAID' : words[state],
		...(mapping >= 2 ? { details: { terms } } : {}),
	};
};

export const instantOf = (ms: number): Instant => instantOfMs(ms);
