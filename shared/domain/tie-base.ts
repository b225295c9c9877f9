/**
 * Books whose control account is one figure in the ledger's own currency (Xero's trial balance). Documents in other currencies are converted one by one at
 * the rate that each has in the ledger; whatever the books do beyond that (rounding each posting, moving what is open to today's rate) is not
 * ours to know and stands on a line of its own.
 */
import type { BookFigure, OurRow, TieLine } from './book-tie.ts';
import { shownEach, signed } from './book-tie.ts';
import type { Day } from './day.ts';
import type { Currency } from './money.ts';
import { convertedAt, namedOf, TieSums } from './tie-sums.ts';

export class BaseTie {
	readonly #sums: TieSums;
	readonly #figure: BookFigure;
	readonly #today: Day;
	/** What rounding can make of the documents in other currencies at most. */
	#slack = 0;
	#later = 0;
	/** Of documents in other currencies, invoices and credits alike, as far as they stand on the control account today. */
	#foreign = 0;

	constructor(base: Currency, figures: readonly BookFigure[], today: Day) {
		this.#sums = new TieSums(base);
		this.#figure = figures.find(({ currency }) => currency === base) ?? { currency: base, today: 0, allDates: 0, unrealised: null };
		this.#sums.theirs = this.#figure.today;
		this.#today = today;
	}

	/** Null: it cannot be converted. */
	#inBase(row: OurRow): number | null {
		const { currency: base, foreign } = this.#sums;
		const minor = signed(row);
		if (row.currency === base) return minor;
		const converted = row.rate ? convertedAt(minor, row.currency, base, row.rate) : null;
		const known = foreign.get(row.currency) ?? { minor: 0, inFigure: 0, documents: 0 };
		foreign.set(row.currency, {
			minor: known.minor + minor,
			inFigure: known.inFigure + (converted ?? 0),
			documents: known.documents + 1,
		});
		this.#slack += 2 + (row.settlements ?? 0);
		return converted;
	}

	add(row: OurRow): void {
		if (signed(row) === 0) return;
		const minor = this.#inBase(row);
		this.#sums.ours += minor ?? 0;
		const kind = minor === null ? 'no-rate' : row.kind === 'prepayment' ? 'prepayment' : row.issued > this.#today ? 'post-dated' : null;
		if (kind === null && row.currency !== this.#sums.currency) this.#foreign += Math.abs(minor ?? 0);
		if (kind === null) return;
		if (kind === 'post-dated') this.#later += minor ?? 0;
		this.#sums.item({ kind, minor: minor ?? 0, of: namedOf(row) });
	}

	/**
	 * Whether moving what is open to today's rate can make so much of a difference. No document says that rate, and the account of unrealised gains holds what
	 * payables and bank accounts gained or lost too, which may outweigh ours: neither is a bound. What is certain is that no currency falls below nothing; that
	 * one more than doubles while a document in it is open is believed of none. So: no more than the documents themselves, and what later days took off them.
	 */
	#canBeRevaluation(rest: number, settledLater: number): boolean {
		const { unrealised } = this.#figure;
		return unrealised !== null && unrealised !== 0 && Math.abs(rest) <= this.#foreign + Math.abs(settledLater);
	}

	/** After the last row, once. */
	lines(): readonly TieLine[] {
		const { today, allDates } = this.#figure;
		const settledLater = allDates - today - this.#later;
		if (settledLater !== 0) this.#sums.item({ kind: 'settled-later', minor: settledLater });
		const { rest } = this.#sums;
		if (rest !== 0 && Math.abs(rest) <= this.#slack) this.#sums.item({ kind: 'rounding', minor: rest });
		else if (rest !== 0 && this.#slack > 0 && this.#canBeRevaluation(rest, settledLater))
			this.#sums.item({ kind: 'revaluation', minor: rest });
		return [this.#sums.line(shownEach(1))];
	}
}
