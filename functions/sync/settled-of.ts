import type { Document } from '../../shared/domain/document.ts';
import { type Settled, settledAs } from '../../shared/domain/sweep.ts';
import type { Books, Scope } from '../../shared/ports/books.ts';

/** Asked for at once. */
const atOnce = 50;

/** Those that we hold with something open, as they are now that the ledger lists them no more. 1 RCU each. */
export const settledOf = async (
	{ company, ledger }: Scope,
	settled: readonly Settled[],
	{ books }: { readonly books: Pick<Books, 'document'> },
): Promise<readonly Document[]> => {
	const found: Document[] = [];
	for (let from = 0; from < settled.length; from += atOnce) {
		const some = settled.slice(from, from + atOnce);
		const held = await Promise.all(some.map(({ kind, id }) => books.document(company, ledger, kind, id)));
		for (const [at, each] of some.entries()) {
			const stored = held[at];
			const now = stored ? settledAs(stored, each) : null;
			if (now) found.push(now);
		}
	}
	return found;
};
