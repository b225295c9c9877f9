/** The port `arrangements` in memory: what is current of each customer, and those of a kind. */
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import type { Arrangements } from '../../../shared/ports/arrangements.ts';
import { fake } from '../fake.ts';

export const memoryArrangements = (): {
	readonly all: Map<string, Arrangement>;
	readonly port: Arrangements;
	readonly put: (...arrangements: readonly Arrangement[]) => void;
} => {
	const all = new Map<string, Arrangement>();
	const found = (is: (each: Arrangement) => boolean) => structuredClone([...all.values()].filter(is));
	return {
		all,
		put: (...arrangements) => {
			for (const each of arrangements) all.set(each.id, each);
		},
		port: fake<Arrangements>({
			current: async (company, customer) => found((each) => each.company === company && each.customer === customer),
			ofKind: async (company, kind, limit, from) => {
				const rows = found((each) => each.company === company && each.kind === kind);
				const at = from === null ? 0 : Number(from);
				return { rows: rows.slice(at, at + limit), next: at + limit < rows.length ? String(at + limit) : null };
			},
		}),
	};
};
