/** Earlier states of a document. */
import type { CompanyId, Document, StoredDocument } from '../../domain/document.ts';
import { isKeyPart, keys } from '../../wire/table.ts';
import { documentFrom } from './document-item.ts';
import { rowsOf } from './query.ts';
import type { Store } from './store.ts';

/** `V#00000000` is below every revision: a document begins with 1. */
export const versionsBelow = async (
	store: Store,
	company: CompanyId,
	{ ledger, kind, id }: Pick<Document, 'ledger' | 'kind' | 'id'>,
	rev: number,
	limit: number,
): Promise<StoredDocument[]> => {
	if (rev <= 1 || !isKeyPart(id)) return [];
	const { pk, sk: to } = keys.version(company, ledger, kind, id, rev - 1);
	const rows = await rowsOf(store, { partition: pk, range: { from: 'V#00000000', to }, descending: true, limit });
	return rows.map((row) => documentFrom(row, company));
};
