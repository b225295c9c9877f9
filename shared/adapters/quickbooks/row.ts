/** What every row has, and how a row that makes no sense is refused: with its reason, and without taking its neighbours with it. */

import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import { type Day, DayError, dayIn, type Instant, instant, isDay } from '../../domain/day.ts';
import type { DocumentKind, LedgerId, Refused } from '../../domain/document.ts';
import { type Currency, currency, MoneyError, moneyFromNumber } from '../../domain/money.ts';
import type { Changeable, Entity } from './client.ts';
import type { Seen } from './paging.ts';

/** Where rows are read into: the ledger, the currency of a row that names none (a company without multicurrency), and the company's time zone. */
export type Place = { readonly ledger: LedgerId; readonly home: Currency | null; readonly zone: string };

export class RowError extends Error {
	override readonly name = 'RowError';
}

export const kindOf: Readonly<Record<Changeable, DocumentKind | 'customer'>> = {
	Customer: 'customer',
	Invoice: 'invoice',
	CreditMemo: 'credit-note',
	Payment: 'payment',
	RefundReceipt: 'refund-receipt',
	JournalEntry: 'journal',
};

const id = z.string().check(z.minLength(1), z.maxLength(60));
export const rowHead = z.object({
	Id: id,
	SyncToken: z.string().check(z.regex(/^\d{1,10}$/)),
	MetaData: z.object({ LastUpdatedTime: z.string() }),
});
export const deletedRow = z.object({
	Id: id,
	status: z.string().check(z.refine((status) => status.toLowerCase() === 'deleted')),
	MetaData: z.optional(z.object({ LastUpdatedTime: z.string() })),
});
export const ref = z.object({ value: z.string().check(z.minLength(1)) });

/**
 * Newer sorts greater: the time of the last change in UTC, then the SyncToken, which tells changes within one second apart. A deletion
 * names no SyncToken and is the last thing that can happen: it sorts after all of its second.
 */
export const versionOf = (updated: string, sync: string): string => `${instant(updated)}#${sync.padStart(10, '0')}`;
export const deletedVersion = (updated: Instant): string => `${updated}#9999999999`;

export const currencyOf = (place: Pick<Place, 'home'>, named: { readonly value: string } | undefined): Currency => {
	if (named) return currency(named.value);
	if (!place.home) throw new RowError('it names no currency');
	return place.home;
};
export const minorOf = (amount: number, code: Currency): number => moneyFromNumber(amount, code).minor;
export const dayOf = (text: string): Day => {
	const date = text.slice(0, 10);
	if (!isDay(date)) throw new RowError(`"${date}" is not a day`);
	return date;
};

/** The company's day of a moment, which QuickBooks writes with an offset of its own. */
export const civilDay = ({ zone }: Place, moment: string): Day => dayIn(zone, instant(moment));

const idOf = (row: unknown): string => z.object({ Id: z.string() }).safeParse(row).data?.Id ?? '?';
const changed = z.object({ MetaData: z.object({ LastUpdatedTime: z.string() }) });
/** Which row it is, and when it last changed: epoch milliseconds, null where it does not say. */
export const seenIn = (row: unknown): Seen => {
	const at = Date.parse(changed.safeParse(row).data?.MetaData.LastUpdatedTime ?? '');
	return { id: idOf(row), at: Number.isNaN(at) ? null : at };
};

/** Paths only, never values: a row holds personal data. */
const shapeReason = (error: $ZodError): string => `${error.issues[0]?.path.join('.') || 'the row'} is missing or not of its kind`;

/** Why the row makes no sense; null: the error is not about the row, and is ours. */
export const rowReason = (error: unknown): string | null => {
	if (error instanceof $ZodError) return shapeReason(error);
	return error instanceof RowError || error instanceof MoneyError || error instanceof DayError ? error.message : null;
};

/** Maps each row; what cannot be is refused and the rest loads. */
export const mapRows = <T>(
	entity: Entity,
	rows: readonly unknown[],
	map: (row: unknown) => T,
): { readonly good: readonly T[]; readonly refused: readonly Refused[] } => {
	const good: T[] = [];
	const refused: Refused[] = [];
	for (const row of rows)
		try {
			good.push(map(row));
		} catch (error) {
			const reason = rowReason(error);
			if (reason === null) throw error;
			refused.push({ kind: kindOf[entity], id: idOf(row), reason });
		}
	return { good, refused };
};
