/** What is open on an invoice, and what each part of it is under: “of 1,000.00: 400.00 disputed, 300.00 promised, 300.00 chased by its due day”. Pure. */
import type { Arrangement } from '../domain/arrangements/arrangement.ts';
import { claimsOn, heldBy } from '../domain/arrangements/claims.ts';
import type { ArrangementKind } from '../domain/arrangements/kinds.ts';
import type { Invoices } from '../domain/arrangements/received.ts';
import { type Slice, slicesOf } from '../domain/arrangements/slices.ts';
import type { HoldReason } from '../domain/arrangements/standing.ts';
import type { Day } from '../domain/day.ts';
import type { StoredDocument } from '../domain/document.ts';
import { toDecimal } from '../domain/money.ts';
import { holdWords } from './arrangement-words.ts';
import type { Amount } from './http.ts';

/** `CHASED`: by its due day. `INSTALMENT`, `PUT_OFF`: chased by the day of a plan or an extension. `GIVEN_UP`: by a settlement, once it is paid. */
export type SliceHow = 'CHASED' | 'INSTALMENT' | 'PUT_OFF' | 'GIVEN_UP' | HoldReason;

export const sliceWords: Readonly<Record<SliceHow, string>> = {
	CHASED: 'chased by its due day',
	INSTALMENT: 'an instalment',
	PUT_OFF: 'put off',
	GIVEN_UP: 'given up once the settlement is paid',
	...holdWords,
};

export type SliceView = {
	readonly amount: Amount;
	readonly how: SliceHow;
	readonly text: string;
	/** The day that stages count from, where it is chased. */
	readonly by: string | null;
	/** The last day on which it is not chased, where there is one. */
	readonly until: string | null;
	readonly arrangement: string | null;
	/** A mandate may take it today. `why`: HoldReason, or `NO_MANDATE`. */
	readonly charge: { readonly may: boolean; readonly why: string | null };
	/** A lender may count it. */
	readonly funds: { readonly counts: boolean; readonly why: string | null };
};

export type InvoiceSlicesView = {
	readonly id: string;
	readonly number: string;
	readonly currency: string;
	readonly issued: string;
	readonly due: string | null;
	readonly open: Amount;
	/** Claimed by nothing yet: so much can be promised, planned, settled or set off. */
	readonly free: Amount;
	/** The ledger has a newer state that cannot be read: nothing of it is agreed about until it can. */
	readonly unsure: boolean;
	/** They add up to `open`. */
	readonly slices: readonly SliceView[];
};

const howOf = ({ chase, arrangement, funds }: Slice, kinds: ReadonlyMap<string, ArrangementKind>): SliceHow => {
	if (!chase.may) return chase.why === 'SETTLING' && !funds.counts ? 'GIVEN_UP' : chase.why;
	const kind = arrangement === null ? undefined : kinds.get(arrangement);
	return kind === 'plan' ? 'INSTALMENT' : kind === 'extension' ? 'PUT_OFF' : 'CHASED';
};

/** `arrangements`, `invoices`, `today`: as `slicesOf` wants them. */
export const invoiceSlicesView = (
	invoice: StoredDocument,
	arrangements: readonly Arrangement[],
	invoices: Invoices,
	today: Day,
): InvoiceSlicesView => {
	const { id, number, currency, issued, due, open, doubt } = invoice;
	const ours = arrangements.filter((each) => each.currency === null || each.currency === currency);
	const kinds = new Map(ours.map((each) => [each.id, each.kind]));
	const slices = slicesOf(invoice, ours, invoices, today).map((slice): SliceView => {
		const how = howOf(slice, kinds);
		return {
			amount: toDecimal({ minor: slice.minor, currency }),
			how,
			text: sliceWords[how],
			by: slice.chase.may ? slice.chase.by : null,
			until: slice.chase.may ? null : slice.chase.until,
			arrangement: slice.arrangement,
			charge: { may: slice.charge.may, why: slice.charge.may ? null : slice.charge.why },
			funds: { counts: slice.funds.counts, why: slice.funds.counts ? null : slice.funds.why },
		};
	});
	const amount = (minor: number): Amount => toDecimal({ minor, currency });
	const { rest } = claimsOn(invoice, heldBy(ours), invoices);
	return { id, number, currency, issued, due, open: amount(open), free: amount(rest), unsure: doubt !== undefined, slices };
};
