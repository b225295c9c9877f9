/** The port `looks` in memory, as the table keeps it: what was saved is read as a copy. */
import type { Look } from '../../shared/domain/look.ts';
import { mailRef } from '../../shared/domain/mailing.ts';
import type { Looks } from '../../shared/ports/looks.ts';

const placeOf = (mail: string): string | null => {
	const ref = mailRef(mail);
	return ref?.kind === 'reminder' ? `${ref.day}#${ref.currency}#${ref.customer}` : null;
};

export const memoryLooks = (): { readonly port: Looks; readonly all: Map<string, Look> } => {
	const all = new Map<string, Look>();
	const keyOf = (company: string, ledger: string, mail: string): string => `${company}/${ledger}/${placeOf(mail)}`;
	return {
		all,
		port: {
			look: async (company, ledger, mail) => structuredClone(all.get(keyOf(company, ledger, mail)) ?? null),
			lookedBeside: async (company, ledger, mail, limit) => {
				const key = keyOf(company, ledger, mail);
				const day = key.slice(0, key.indexOf('#') + 1);
				const behind = [...all.keys()].filter((each) => each.startsWith(day) && each > key).toSorted();
				return structuredClone(behind.slice(0, limit).flatMap((each) => all.get(each) ?? []));
			},
			saveLook: async (look) => {
				const key = keyOf(look.company, look.ledger, look.mail);
				if ((all.get(key)?.rev ?? 0) !== look.rev) return 'stale';
				all.set(key, structuredClone({ ...look, rev: look.rev + 1 }));
				return 'saved';
			},
		},
	};
};
