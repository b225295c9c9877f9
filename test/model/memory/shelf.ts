/** What a ledger's books are made of in memory: documents with their former states, customers, unread rows, and ladders that are kept, not reckoned. */
import { type Position, positionOf, type Rung } from '../../../shared/domain/aging.ts';
import type { Day } from '../../../shared/domain/day.ts';
import type { CustomerId, Document, StoredCustomer, StoredDocument, Unread } from '../../../shared/domain/document.ts';
import type { Currency } from '../../../shared/domain/money.ts';

export type Standing = { readonly rungs: Map<Day, Rung>; unapplied: number };
export const nothing = (): Standing => ({ rungs: new Map(), unapplied: 0 });

/** Zeros are not kept. */
export const put = (standing: Standing, { due, open, count, unapplied }: Position, sign: 1 | -1): void => {
	standing.unapplied += sign * unapplied;
	if (due === null) return;
	const known = standing.rungs.get(due) ?? { minor: 0, count: 0 };
	const next = { minor: known.minor + sign * open, count: known.count + sign * count };
	if (next.minor === 0 && next.count === 0) standing.rungs.delete(due);
	else standing.rungs.set(due, next);
};

/** Ladders of customers by `<customer>\n<currency>`, of the ledger by currency. */
export type Ladders = { readonly customers: Map<string, Standing>; readonly company: Map<Currency, Standing> };
export const noLadders = (): Ladders => ({ customers: new Map(), company: new Map() });

const at = <Key>(all: Map<Key, Standing>, key: Key): Standing => {
	const known = all.get(key) ?? nothing();
	all.set(key, known);
	return known;
};

export const stand = (ladders: Ladders, document: Document, sign: 1 | -1): void => {
	const position = positionOf(document);
	if (position.count === 0 && position.unapplied === 0) return;
	put(at(ladders.customers, `${position.customer}\n${position.currency}`), position, sign);
	put(at(ladders.company, position.currency), position, sign);
};

export const isListed = (document: Document): boolean => {
	const { count, unapplied } = positionOf(document);
	return count !== 0 || unapplied !== 0;
};

/** One ledger of one company. */
export class Shelf {
	readonly documents = new Map<string, StoredDocument>();
	readonly former = new Map<string, StoredDocument[]>();
	readonly customers = new Map<CustomerId, StoredCustomer>();
	readonly unread = new Map<string, Unread>();
	ladders = noLadders();
	/** It was recounted, or saved to, once: no plain puts from then on. */
	counted = false;

	/** The ladders as the documents make them. */
	folded(): Ladders {
		const ladders = noLadders();
		for (const document of this.documents.values()) stand(ladders, document, 1);
		return ladders;
	}
	get open(): StoredDocument[] {
		return [...this.documents.values()].filter(isListed);
	}
}

export class Shelves {
	readonly #all = new Map<string, Shelf>();
	readonly #currencies = new Map<string, Set<Currency>>();
	/** Those that a company ever had a document in. */
	currenciesOf(company: string): Set<Currency> {
		const known = this.#currencies.get(company) ?? new Set();
		this.#currencies.set(company, known);
		return known;
	}
	of({ company, ledger }: { readonly company: string; readonly ledger: string }): Shelf {
		const name = `${company}#${ledger}`;
		const known = this.#all.get(name) ?? new Shelf();
		this.#all.set(name, known);
		return known;
	}
	/** By ledger. */
	ofCompany(company: string): [ledger: string, Shelf][] {
		return [...this.#all].flatMap(([name, shelf]) => (name.startsWith(`${company}#`) ? [[name.slice(company.length + 1), shelf]] : []));
	}
}
