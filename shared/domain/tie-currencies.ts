/**
 * Books that keep receivables in each currency and list them by transaction (QuickBooks): every transaction is held against ours. What is in the books
 * alone and of no kind that we copy, or a journal entry that we could not copy, is a reconciling item; what we should hold and do not, or hold otherwise, is named and explains nothing.
 */
import { type BookFigure, type BookLine, type OurRow, shownEach, signed, type TieLine } from './book-tie.ts';
import { type CustomerId, customerId, journalId, type LedgerId } from './document.ts';
import type { Currency } from './money.ts';
import { namedOf, TieSums } from './tie-sums.ts';

/** The id that our copy of it has. One journal may have left something on several customers. */
const ourId = ({ id, kind, customer }: BookLine): string | null =>
	id === null || kind !== 'journal' || customer === null ? id : journalId(id, customer);

export class CurrencyTie {
	readonly #ledger: LedgerId;
	readonly #sums = new Map<Currency, TieSums>();
	/** By the id that ours has, made of the provider's, which is one of all transactions; what was met is taken out. */
	readonly #lines = new Map<string, BookLine>();
	readonly #nameless: BookLine[] = [];
	readonly #partial: boolean;

	constructor(ledger: LedgerId, figures: readonly BookFigure[], lines: readonly BookLine[], partial: boolean) {
		this.#ledger = ledger;
		this.#partial = partial;
		for (const { currency, today } of figures) this.#of(currency).theirs += today;
		for (const line of lines) {
			const id = ourId(line);
			const known = id === null ? undefined : this.#lines.get(id);
			// A journal may have several lines on one customer.
			if (id === null || (known && known.currency !== line.currency)) this.#nameless.push(line);
			else this.#lines.set(id, known ? { ...line, minor: known.minor + line.minor } : line);
		}
	}

	#of(currency: Currency): TieSums {
		const known = this.#sums.get(currency);
		if (known) return known;
		const made = new TieSums(currency);
		this.#sums.set(currency, made);
		return made;
	}

	add(row: OurRow): void {
		const minor = signed(row);
		if (minor === 0) return;
		const sums = this.#of(row.currency);
		sums.ours += minor;
		const line = this.#lines.get(row.id);
		// Whatever it is called there: in another language than English nobody knows its kind by its name.
		if (!line || line.currency !== row.currency) {
			if (!this.#partial) sums.suspect({ ...namedOf(row), ours: minor, theirs: null });
			return;
		}
		this.#lines.delete(row.id);
		if (line.minor !== minor) sums.suspect({ ...namedOf(row), ours: minor, theirs: line.minor });
	}

	#named({ type, id, number, customer, day }: BookLine) {
		const owner: CustomerId | null = customer === null ? null : customerId(this.#ledger, customer);
		return { type, id, number, customer: owner, day };
	}

	/** After the last row, once. */
	lines(): readonly TieLine[] {
		for (const line of [...this.#lines.values(), ...this.#nameless]) {
			if (line.minor === 0) continue;
			const sums = this.#of(line.currency);
			if (line.kind === 'copied') sums.suspect({ ...this.#named(line), ours: null, theirs: line.minor });
			else sums.item({ kind: line.kind === 'journal' ? 'journal' : 'other-entry', minor: -line.minor, of: this.#named(line) });
		}
		const all = [...this.#sums.values()].filter(({ ours, theirs, rest }) => ours !== 0 || theirs !== 0 || rest !== 0);
		return all.toSorted((a, b) => (a.currency < b.currency ? -1 : 1)).map((sums) => sums.line(shownEach(all.length)));
	}
}
