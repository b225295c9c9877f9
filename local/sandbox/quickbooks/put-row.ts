/** Writes one row of one company's table, whole. */
import type { SQLInputValue } from 'node:sqlite';
import type { Store } from './store.ts';

export const putRow = <Name extends string>(
	store: Pick<Store, 'run'>,
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
