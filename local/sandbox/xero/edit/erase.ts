/** A row that is there no longer. No button of Xero does that to a document that was approved; a sweep has to stand it all the same. */
import type { DocumentKind } from '../store.ts';
import { documentOf, type EditContext, refuse } from './context.ts';

export const eraseEdits = ({ store, org, changed }: EditContext) => ({
	/** Without a trace: nobody is told, and whoever asks for it by its id is answered 404. */
	erase: (kind: DocumentKind, id: string): void =>
		store.transaction(() => {
			const row = documentOf({ store, org, changed }, kind, id);
			if (row.paid + row.credited > 0) refuse('it has payments or credits: take them off first');
			for (const table of ['document', 'more', 'cis', 'credit_type'])
				store.run(`DELETE FROM ${table} WHERE org = ? AND kind = ? AND id = ?`, org.id, kind, id);
			// Deleted payments stay known, but of what?
			store.run('DELETE FROM payment WHERE org = ? AND kind = ? AND document = ?', org.id, kind, id);
		}),
});
