import type { Currency } from '../../shared/domain/money.ts';
import type { Books, Scope } from '../../shared/ports/books.ts';

/** Our receivables of one ledger per currency, minor units: Σ open − unapplied, from the stored ladders. A few RCU a currency, no invoice is read. */
export const positionFrom = async ({ company, ledger }: Scope, books: Books): Promise<ReadonlyMap<Currency, number>> => {
	const position = new Map<Currency, number>();
	for (const currency of await books.currencies(company))
		for (const each of await books.ladders(company, currency)) {
			if (each.ledger !== ledger) continue;
			let open = 0;
			for (const rung of each.ladder.values()) open += rung.minor;
			position.set(currency, open - each.unapplied);
		}
	return position;
};
