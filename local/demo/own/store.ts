/**
 * A sandbox's SQLite file, opened beside the sandbox that writes it. This folder is the second pair of eyes of `npm run demo`: it imports nothing but
 * Node and itself (.dependency-cruiser.cjs, `second-reader`), so that no mistake of ours can agree with itself.
 */
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

export type OwnStore = {
	/** Rows come back as the sandbox's tables define them: the type argument is the caller's word for the columns it asked for. */
	all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
};

/** @param dir of the whole stack; each sandbox has a folder of its own name in it */
export const ownStore = (dir: string, name: 'xero' | 'quickbooks' | 'stripe' | 'mail'): OwnStore => ({
	all: <Row>(sql: string, ...values: SQLInputValue[]): Row[] => {
		const db = new DatabaseSync(join(dir, name, `${name}.sqlite`), { readOnly: true });
		try {
			return db.prepare(sql).all(...values) as unknown as Row[];
		} finally {
			db.close();
		}
	},
});
