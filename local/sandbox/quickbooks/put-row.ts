/** Writes one row of one company's table, whole. */
import type { SQLInputValue } from 'node:sqlite';

/** The store, as far as it is needed here. */
type Runs = { run(sql: string, ...values: SQLInputValue[]): number };

export const putRow = <Name extends string>(
	store: Runs,
	realm: string,
	table: string,
	names: readonly Name[],
	row: Readonly<Record<Name, SQLInputValue>>,
): void => {
	store.run(
		`INSERT OR REPLACE INTO ${table} (realm,${names.join()}) VALUES (?${',?'.repeat(names.length)})`,
		realm,
		...names.map((name) => row[name]),
	);
};
