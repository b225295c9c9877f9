/**
 * GET /customers/{customer}/arrangements, …/{id}, GET /arrangements?kind=&from= and their pages: from records to what is shown. Pure. Amounts are decimal
 * texts, days YYYY-MM-DD, moments ISO 8601 UTC, as in http.ts.
 */

import { pendingFor } from '../domain/arrangements/anew.ts';
import type { Arrangement, Part } from '../domain/arrangements/arrangement.ts';
import { isOver } from '../domain/arrangements/calendar.ts';
import type { ArrangementChange } from '../domain/arrangements/change.ts';
import type { ArrangementKind, ArrangementState } from '../domain/arrangements/kinds.ts';
import { coveredBy, type Invoices, received } from '../domain/arrangements/received.ts';
import { type Holding, holdingOf } from '../domain/arrangements/standing.ts';
import { isCreditedInVain } from '../domain/arrangements/to-post.ts';
import type { Day } from '../domain/day.ts';
import type { StoredDocument } from '../domain/document.ts';
import { type Currency, toDecimal } from '../domain/money.ts';
import type { ActView } from './arrangement-acts.ts';
import type { FormFields } from './arrangement-fields.ts';
import { type InvoiceSlicesView, invoiceSlicesView } from './arrangement-slices.ts';
import { type TermsView, termsView } from './arrangement-terms.ts';
import { arrangementWords, effectWords, eventWords, type StateLook, stateWords } from './arrangement-words.ts';
import type { Amount } from './http.ts';

export type NamedUser = { readonly id: string /** Empty where we no longer know it. */; readonly name: string };

export type ArrangementView = {
	readonly id: string;
	readonly customer: string;
	readonly kind: ArrangementKind;
	readonly kindText: string;
	readonly state: ArrangementState;
	readonly stateText: string;
	readonly look: StateLook;
	/** Nothing but what the books say moves it any more, if anything. */
	readonly over: boolean;
	/** Null: it is about no amount. */
	readonly currency: string | null;
	/** Σ parts. */
	readonly amount: Amount | null;
	readonly parts: readonly {
		readonly invoice: string /** Empty where we do not know it. */;
		readonly number: string;
		readonly amount: Amount;
	}[];
	/** Money that came towards it since it began. Null: it waits for none, or its invoices are not here. */
	readonly received: Amount | null;
	readonly terms: TermsView;
	/** What it holds meanwhile; null: nothing. */
	readonly holds: Holding | null;
	readonly owner: NamedUser | null;
	/** Who asked for what waits for approval now. */
	readonly asked: string;
	readonly by: string;
	/** Whether that was the customer, by a link. */
	readonly side: 'company' | 'customer';
	readonly at: string;
	readonly version: number;
	/** Whose place it takes, or is to take once it is in force. */
	readonly replaces: string | null;
	/** A newer version that is asked for and not in force yet; null: none that is at hand. */
	readonly pending: string | null;
	/** What is written to the ledger for it. */
	readonly posting: string | null;
	/** It was credited in the ledger and does not hold any more: a person puts that right. */
	readonly inVain: boolean;
	/** An act names the one it saw. */
	readonly rev: number;
};

/** `users`: names by id. `invoices`: as many of its parts as are at hand. `all`: the customer's, as they are today, where they are. */
export type Around = {
	readonly users: ReadonlyMap<string, string>;
	readonly invoices: Invoices;
	readonly all?: readonly Arrangement[];
};

const decimal = (minor: number, currency: Currency | null): Amount | null => (currency === null ? null : toDecimal({ minor, currency }));

const partView =
	(currency: Currency | null, invoices: Invoices) =>
	({ invoice, minor }: Part): ArrangementView['parts'][number] => ({
		invoice,
		number: invoices.get(invoice)?.number ?? '',
		amount: decimal(minor, currency) ?? String(minor),
	});

const awaitsMoney: ReadonlySet<ArrangementKind> = new Set<ArrangementKind>(['promise', 'plan', 'settlement', 'reward']);

export const arrangementView = (arrangement: Arrangement, { users, invoices, all = [] }: Around): ArrangementView => {
	const { id, customer, kind, state, currency, parts, owner, asked, by, at, version, replaces, posting, rev } = arrangement;
	const { look, text } = stateWords(arrangement);
	const here = awaitsMoney.has(kind) && coveredBy(arrangement, invoices) !== null ? Math.max(0, received(arrangement, invoices)) : null;
	return {
		id,
		customer,
		kind,
		kindText: arrangementWords[kind],
		state,
		stateText: text,
		look,
		over: isOver(arrangement),
		currency,
		amount:
			parts.length === 0
				? null
				: decimal(
						parts.reduce((all, { minor }) => all + minor, 0),
						currency,
					),
		parts: parts.map(partView(currency, invoices)),
		received: here === null ? null : decimal(here, currency),
		terms: termsView(arrangement, here),
		holds: holdingOf(arrangement),
		owner: owner === null ? null : { id: owner, name: users.get(owner) ?? '' },
		asked: asked.name,
		by: by.name,
		side: by.side,
		at,
		version,
		replaces,
		pending: pendingFor(arrangement, all)?.id ?? null,
		posting,
		inVain: isCreditedInVain(arrangement),
		rev,
	};
};

/** One line of its history. */
export type ChangeView = {
	readonly at: string;
	/** Null: the books or the calendar did it. */
	readonly by: { readonly name: string; readonly side: 'company' | 'customer' } | null;
	readonly event: ArrangementChange['event'];
	readonly eventText: string;
	readonly from: ArrangementState | null;
	readonly fromText: string | null;
	readonly to: ArrangementState;
	readonly toText: string;
	/** What it brought about, in words. */
	readonly does: readonly string[];
	/** What the person said of it. */
	readonly text: string | null;
	/** What was agreed, before and after. Before: null where it began. */
	readonly before: TermsView | null;
	readonly after: TermsView;
};

export const changeView = ({ at, by, event, from, to, does, text, before, after }: ArrangementChange): ChangeView => {
	const { kind } = after;
	return {
		at,
		by: by && { name: by.name, side: by.side },
		event,
		eventText: eventWords[event],
		from,
		fromText: from === null ? null : stateWords({ kind, state: from }).text,
		to,
		toText: stateWords({ kind, state: to }).text,
		does: does.map((effect) => effectWords[effect]),
		text,
		before: before && termsView(before, null),
		after: termsView(after, null),
	};
};

/** GET /customers/{customer}/arrangements */
export type CustomerArrangementsView = {
	readonly customer: { readonly id: string; readonly name: string };
	readonly today: string;
	/** Open ones, the oldest due day first. */
	readonly invoices: readonly InvoiceSlicesView[];
	/** Those in force first; then those that are over and may come back, or ended lately. */
	readonly arrangements: readonly ArrangementView[];
};

export const customerArrangementsView = (
	customer: CustomerArrangementsView['customer'],
	/** As they are today (`advanceAll`). */
	arrangements: readonly Arrangement[],
	open: readonly StoredDocument[],
	today: Day,
	around: Around,
): CustomerArrangementsView => {
	const dueOf = ({ due, issued }: StoredDocument): string => due ?? issued;
	return {
		customer,
		today,
		invoices: open
			.filter((each) => each.kind === 'invoice' && each.open > 0)
			.toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : dueOf(a) > dueOf(b) ? 1 : 0))
			.map((each) => invoiceSlicesView(each, arrangements, around.invoices, today)),
		arrangements: arrangements
			.map((each) => arrangementView(each, around))
			.toSorted((a, b) => Number(a.over) - Number(b.over) || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
	};
};

/** GET /customers/{customer}/arrangements/{id} */
export type ArrangementDetailView = {
	readonly customer: { readonly id: string; readonly name: string };
	readonly today: string;
	readonly arrangement: ArrangementView;
	/** Latest first. */
	readonly history: readonly ChangeView[];
	readonly acts: readonly ActView[];
	/** So much this person gives up alone; null: any amount. */
	readonly alone: Amount | null;
	/** Its invoices as they stand; those that are settled have no slices. */
	readonly invoices: readonly InvoiceSlicesView[];
	/** The fields of the form with which it is agreed anew, filled in; null: it cannot be. */
	readonly anew: FormFields | null;
};
