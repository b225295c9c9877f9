/** What an app said of a document beyond its figures: one JSON text each. */
import type { DocumentType, Store } from './store.ts';

export type Posted = {
	/** Of its lines: the product or service. */
	readonly item?: string;
	/** Of its lines, one after the other; unset: all the same. */
	readonly taxCodes?: readonly string[];
	/** Payments: the account it went to. */
	readonly deposit?: string;
};

export const postedOf = (store: Store, realm: string, type: DocumentType, id: number): Posted =>
	JSON.parse(
		store.one<{ fields: string }>('SELECT fields FROM posted WHERE realm = ? AND type = ? AND id = ?', realm, type, id)?.fields ?? '{}',
	) as Posted;
export const putPosted = (store: Store, realm: string, type: DocumentType, id: number, posted: Posted): void => {
	if (Object.keys(posted).length > 0)
		store.run('INSERT OR REPLACE INTO posted VALUES (?, ?, ?, ?)', realm, type, id, JSON.stringify(posted));
};
