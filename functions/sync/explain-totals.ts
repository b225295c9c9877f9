import type { BookTie } from '../../shared/domain/book-tie.ts';
import { worstVerdict } from '../../shared/domain/book-tie.ts';
import type { BooksSaid } from '../../shared/domain/connection.ts';
import type { BooksPorts } from './books-ports.ts';

/** What the connection says of it: where the hub shows totals, it shows why they differ. Null: there is nothing to say. */
export const saidOf = ({ latest, problem }: BookTie): BooksSaid | null => {
	const scope = problem?.scope ?? null;
	if (latest === null) return scope === null || problem === null ? null : { at: problem.at, verdict: null, scope, apart: [] };
	const apart = latest.lines.flatMap(({ currency, kinds }) => {
		const of = (kind: 'journal' | 'other-entry') => kinds.find((each) => each.kind === kind) ?? { count: 0, minor: 0 };
		const [journals, others] = [of('journal'), of('other-entry')];
		if (journals.count + others.count === 0) return [];
		return [{ currency, minor: journals.minor + others.minor, journals: journals.count, others: others.count }];
	});
	return { at: latest.at, verdict: worstVerdict(latest.lines), scope, apart };
};

/** Written on whatever else was written meanwhile. */
export const explain = async (tie: BookTie, { connections }: Pick<BooksPorts, 'connections'>): Promise<void> => {
	const said = saidOf(tie);
	if (said === null) return;
	for (;;) {
		const latest = await connections.connection(tie.company, tie.ledger);
		if (!latest) return;
		if ((await connections.saveConnection({ ...latest, books: said })) === 'saved') return;
	}
};
