import type { Day } from '../../shared/domain/day.ts';
import type { DocumentKind, Provider } from '../../shared/domain/document.ts';
import type { Accounting, Control, Cursor, Looked, Organisation, Page, Watermark } from '../../shared/ports/accounting.ts';
import { Held } from '../../shared/ports/meter.ts';

/** What asking who the organisation is costs: QuickBooks keeps the home currency with the preferences. */
const organisationCalls: Readonly<Record<Provider, number>> = { xero: 1, quickbooks: 2 };

/** The ledger, with a count of provider calls. A failure counts as one: how many there were before it in the same page, nobody tells. */
export class Counted implements Accounting {
	readonly #ledger: Accounting;
	readonly #provider: Provider;
	#calls = 0;

	constructor(ledger: Accounting, provider: Provider) {
		this.#ledger = ledger;
		this.#provider = provider;
	}

	/** Calls since this was last asked. */
	taken(): number {
		const calls = this.#calls;
		this.#calls = 0;
		return calls;
	}
	async #count<T>(work: Promise<T>, callsOf: (answer: T) => number): Promise<T> {
		try {
			const answer = await work;
			this.#calls += callsOf(answer);
			return answer;
		} catch (error) {
			// What was held was not asked.
			if (!(error instanceof Held)) this.#calls += 1;
			throw error;
		}
	}
	get mapping(): number {
		return this.#ledger.mapping;
	}
	organisation(): Promise<Organisation> {
		return this.#count(this.#ledger.organisation(), () => organisationCalls[this.#provider]);
	}
	everything(horizon: Day): Cursor {
		return this.#ledger.everything(horizon);
	}
	changes(since: Watermark): Cursor {
		return this.#ledger.changes(since);
	}
	openItems(): Cursor {
		return this.#ledger.openItems();
	}
	atOnce(kind: DocumentKind): number {
		return this.#ledger.atOnce(kind);
	}
	look(kind: DocumentKind, ids: readonly string[]): Promise<Looked> {
		return this.#count(this.#ledger.look(kind, ids), ({ calls }) => calls);
	}
	page(cursor: Cursor): Promise<Page> {
		return this.#count(this.#ledger.page(cursor), ({ calls }) => calls);
	}
	control(): Promise<Control> {
		return this.#count(this.#ledger.control(), ({ calls }) => calls);
	}
}
