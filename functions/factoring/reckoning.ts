/** What is summed up while an export is read: figures by currency, and customers' credits until they are used up. Can be saved and gone on with. */
import type { Aging, Bucket } from '../../shared/domain/aging.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import {
	type Amounts,
	type Judging,
	judge,
	lessCredit,
	type OpenItem,
	type Unfunded,
	type Verdict,
} from '../../shared/domain/eligibility.ts';
import { count, emptyTally, type Tally, untied } from '../../shared/domain/export.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { CustomerCredit } from '../../shared/ports/exports.ts';

/** `left`: not yet taken off an invoice. `unseen`: what the ladder says minus what the documents said so far; 0 in the end. */
type Credit = { left: number; unseen: number };
type Saved = {
	readonly tallies: readonly Tally[];
	readonly credits: readonly (readonly [name: string, left: number, unseen: number])[];
	/** Absent in those that were saved before there were arrangements. */
	readonly unfunded?: { readonly insolvent: readonly string[]; readonly invoices: readonly (readonly [key: string, amounts: Amounts])[] };
};

const nameOf = (customer: string, currency: Currency): string => `${customer}\n${currency}`;

/** Memory follows currencies, customers with unapplied credit and invoices about which something was agreed, not documents. */
export class Reckoning {
	#judging: Judging;
	readonly #tallies = new Map<Currency, Tally>();
	readonly #credits = new Map<string, Credit>();

	constructor(judging: Judging, saved: string | null = null) {
		this.#judging = judging;
		if (saved === null) return;
		// Only `saved()` below writes these.
		const { tallies, credits, unfunded } = JSON.parse(saved) as Saved;
		for (const tally of tallies) this.#tallies.set(tally.currency, tally);
		for (const [name, left, unseen] of credits) this.#credits.set(name, { left, unseen });
		if (unfunded) this.refuse({ insolvent: new Set(unfunded.insolvent), invoices: new Map(unfunded.invoices) });
	}

	saved(): string {
		const credits = [...this.#credits].map(([name, { left, unseen }]) => [name, left, unseen] as const);
		const { insolvent, invoices } = this.#judging.unfunded;
		const unfunded = { insolvent: [...insolvent], invoices: [...invoices] };
		return JSON.stringify({ tallies: [...this.#tallies.values()], credits, unfunded } satisfies Saved);
	}

	/** Before the first document, and the same to the last: what is agreed while an export is read is in the next one. */
	refuse(unfunded: Unfunded): void {
		this.#judging = { ...this.#judging, unfunded };
	}
	/** What is left of a customer's credit, minor units. */
	creditOf(customer: CustomerId, currency: Currency): number {
		return this.#credits.get(nameOf(customer, currency))?.left ?? 0;
	}

	/** Before the first document: all of a currency's credits, since newer invoices may come before them. */
	know({ customer, currency, unapplied }: CustomerCredit): void {
		this.#credits.set(nameOf(customer, currency), { left: unapplied, unseen: unapplied });
	}

	/** Judges one document, in the order of the open list. `bucket`: of the day it is filed under. */
	add(item: OpenItem, bucket: Bucket): Verdict {
		const name = nameOf(item.customer, item.currency);
		let verdict = judge(item, this.#judging);
		let credit = this.#credits.get(name);
		if (item.unapplied !== 0) {
			credit ??= { left: 0, unseen: 0 };
			credit.unseen -= item.unapplied;
			this.#credits.set(name, credit);
		}
		if (credit && credit.left > 0) {
			const after = lessCredit(verdict, credit.left);
			credit.left -= after.used;
			verdict = after.verdict;
		}
		const tally = this.#tallies.get(item.currency) ?? emptyTally(item.currency);
		this.#tallies.set(item.currency, tally);
		count(tally, item, verdict, bucket);
		return verdict;
	}

	get invoices(): number {
		return [...this.#tallies.values()].reduce((all, { invoices }) => all + invoices, 0);
	}

	/** In the end: each currency's figures, with the credit nobody's invoices used up. */
	totals(): readonly Tally[] {
		const excess = new Map<string, number>();
		for (const [name, { left }] of this.#credits) {
			const currency = name.slice(name.indexOf('\n') + 1);
			excess.set(currency, (excess.get(currency) ?? 0) + left);
		}
		return [...this.#tallies.values()]
			.map((tally) => ({ ...tally, excessCredit: excess.get(tally.currency) ?? 0 }))
			.sort((a, b) => (a.currency < b.currency ? -1 : 1));
	}

	/** In the end: where documents, customers' ladders and the company's aging do not agree. None when they tie. */
	untied(agings: readonly Aging[]): readonly string[] {
		const unseen = [...this.#credits.values()].filter((credit) => credit.unseen !== 0).length;
		return [
			...agings.flatMap((aging) => untied(this.#tallies.get(aging.currency) ?? emptyTally(aging.currency), aging)),
			...(unseen > 0 ? [`unapplied credits of ${unseen} customers`] : []),
		];
	}
}
