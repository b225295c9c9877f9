/** Our side of a ledger against what its books say, as they stand now. */

import type { BookTieResult, OurRow } from '../../shared/domain/book-tie.ts';
import { signed, tieShown } from '../../shared/domain/book-tie.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn, type Instant } from '../../shared/domain/day.ts';
import type { Currency } from '../../shared/domain/money.ts';
import { BaseTie } from '../../shared/domain/tie-base.ts';
import { CurrencyTie } from '../../shared/domain/tie-currencies.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { BooksAnswer } from '../../shared/ports/ledger-books.ts';
import type { BooksPorts } from './books-ports.ts';
import { positionFrom } from './control.ts';

/** Of a reason; it is whole under Connections. */
const whyLetters = 200;

type Figures = Exclude<BooksAnswer, { readonly missingScope: string }>;

/** The list of open documents is an index's and may be a moment late; the totals of it are not. */
const mustAddUp = async (connection: Connection, found: ReadonlyMap<Currency, number>, { books }: BooksPorts): Promise<void> => {
	const position = await positionFrom(connection, books);
	for (const currency of new Set([...position.keys(), ...found.keys()]))
		if ((position.get(currency) ?? 0) !== (found.get(currency) ?? 0))
			throw new TryLater('Our list of open documents does not add up to our totals at this moment. It is compared again.');
};

export const compareBooks = async (
	connection: Connection,
	base: Currency,
	answer: Figures,
	at: Instant,
	ports: BooksPorts,
): Promise<Omit<BookTieResult, 'calls'>> => {
	const on = dayIn(connection.timeZone ?? 'UTC', at);
	const { figures, lines, partial } = answer;
	const tie: { add(row: OurRow): void; lines(): BookTieResult['lines'] } =
		lines === null ? new BaseTie(base, figures, on) : new CurrencyTie(connection.ledger, figures, lines, partial);
	const found = new Map<Currency, number>();
	for await (const rows of ports.ties.ourRows(connection, lines === null ? base : null))
		for (const row of rows) {
			tie.add(row);
			found.set(row.currency, (found.get(row.currency) ?? 0) + signed(row));
		}
	await mustAddUp(connection, found, ports);
	const unread = (await ports.books.unread(connection)).filter(({ kind }) => kind !== 'customer');
	const unreadRows = unread.slice(0, tieShown).map(({ kind, id, reason, copy }) => ({
		type: kind,
		id,
		number: copy?.number ?? '',
		customer: copy?.customer ?? null,
		why: reason.slice(0, whyLetters),
	}));
	return { at, on, lines: tie.lines(), partial, unread: unread.length, unreadRows };
};
