/**
 * The figures of a CSV of open invoices by a second way: no product code, no library, its own small CSV reading, sums by SQL in node:sqlite.
 * Amounts are settled half-even to cents row by row, in whole numbers. `node scripts/oracle-csv.ts FILE AS-OF`
 */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const [file, asOf] = process.argv.slice(2);
if (!file || !/^\d{4}-\d{2}-\d{2}$/.test(asOf ?? '')) {
	console.error('usage: node scripts/oracle-csv.ts FILE AS-OF, like: node scripts/oracle-csv.ts open-invoices.csv 2020-05-15');
	process.exit(2);
}

/** One line without quoted line breaks, which is all this oracle reads. */
const cellsOf = (line: string): string[] =>
	[...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

const [header = '', ...lines] = readFileSync(file, 'utf8').replaceAll('\r', '').split('\n');
const columns = cellsOf(header);
const at = (name: string): number => {
	const index = columns.indexOf(name);
	if (index < 0) throw new Error(`no column ${name}`);
	return index;
};
const customer = at('cust_number');
const name = at('name_customer');
const posted = at('posting_date');
const due = at('due_in_date');
const amount = at('converted_usd');

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE row (customer TEXT, name TEXT, posted TEXT, due TEXT, whole TEXT, fraction TEXT)');
const insert = db.prepare('INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)');
for (const line of lines) {
	if (line === '') continue;
	const cells = cellsOf(line);
	const [whole = '', fraction = ''] = (cells[amount] ?? '').split('.');
	insert.run(
		cells[customer] ?? '',
		cells[name] ?? '',
		(cells[posted] ?? '').slice(0, 10),
		(cells[due] ?? '').slice(0, 10),
		whole,
		fraction,
	);
}

// `rest` is what stands behind the cents, as text of one length, so that it compares with one half.
db.exec(`
	CREATE VIEW cents AS
	SELECT *, floor + CASE WHEN rest > half THEN 1 WHEN rest = half THEN floor % 2 ELSE 0 END AS cents
	FROM (
		SELECT *, CAST(whole AS INTEGER) * 100 + CAST(substr(fraction || '00', 1, 2) AS INTEGER) AS floor,
			substr(substr(fraction, 3) || '00000000000000000000', 1, 20) AS rest, '50000000000000000000' AS half
		FROM row
	);
	CREATE VIEW aged AS
	SELECT cents, CAST(julianday('${asOf}') - julianday(due) AS INTEGER) AS late FROM cents
`);

const print = (cents: bigint): string => {
	const digits = String(cents).padStart(3, '0');
	return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
};
const one = (sql: string): Record<string, bigint> => {
	const statement = db.prepare(sql);
	statement.setReadBigInts(true);
	return statement.get() as Record<string, bigint>;
};

const ranges: readonly (readonly [string, string])[] = [
	['current', 'late <= 0'],
	['1-30', 'late BETWEEN 1 AND 30'],
	['31-60', 'late BETWEEN 31 AND 60'],
	['61-90', 'late BETWEEN 61 AND 90'],
	['91+', 'late >= 91'],
];
for (const [label, range] of ranges) {
	const { n = 0n, cents = 0n } = one(`SELECT count(*) AS n, coalesce(sum(cents), 0) AS cents FROM aged WHERE ${range}`);
	console.log(`${label}: ${Number(n).toLocaleString('en')} / ${print(cents)}`);
}
const { n = 0n, cents = 0n } = one('SELECT count(*) AS n, coalesce(sum(cents), 0) AS cents FROM aged');
console.log(`total: ${Number(n).toLocaleString('en')} / ${print(cents)}`);

const odd = (sql: string): bigint => one(`SELECT count(*) AS n FROM (${sql})`).n ?? 0n;
console.log(`customers: ${odd('SELECT 1 FROM row GROUP BY customer')}`);
console.log(`customers with several spellings: ${odd('SELECT 1 FROM row GROUP BY customer HAVING count(DISTINCT trim(name)) > 1')}`);
console.log(`due before posted: ${odd('SELECT 1 FROM row WHERE due < posted')}`);
console.log(`amounts finer than cents: ${odd("SELECT 1 FROM row WHERE rtrim(substr(fraction, 3), '0') <> ''")}`);
