/**
 * 9,681 open invoices of a CSV, through each sandbox, the real SDKs and handlers, to the hub's aging: equal to what an independent SQL query over the
 * same file says. The file is given beside the project and not part of it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importOpenInvoices } from '../../local/scenario/index.ts';
import { startStack } from '../../local/stack.ts';
import { day } from '../../shared/domain/day.ts';
import type { AgingView } from '../../shared/wire/http.ts';
import { connectionsOf, connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';

const project = resolve(import.meta.dirname, '../..');
const file = join(project, '../shared/data/open-invoices-9681.csv');
const given = existsSync(file);
if (!given) console.warn('SKIPPED: open-invoices-9681.csv is not beside the project; the journey of 9,681 invoices is not walked');

/** `current: 1,346 / 38,061,284.57` → `current 1346 38061284.57` */
const oracle = (): string[] =>
	execFileSync(process.execPath, [join(project, 'scripts/oracle-csv.ts'), file, '2020-05-15'], { encoding: 'utf8' })
		.split('\n')
		.flatMap((line) => {
			const [, bucket, count, amount] = /^(current|1-30|31-60|61-90|91\+): ([\d,]+) \/ ([\d,.]+)$/.exec(line) ?? [];
			return bucket ? [`${bucket} ${count?.replaceAll(',', '')} ${amount?.replaceAll(',', '')}`] : [];
		});

describe.skipIf(!given)('9,681 open invoices of a CSV (skipped without the file)', () => {
	it.each(['xero', 'quickbooks'] as const)(
		'age through %s as the oracle says',
		async (provider) => {
			const { organisation } = importOpenInvoices(readFileSync(file, 'utf8'), { provider });
			const scenario = { format: 'cobro-scenario/1' as const, name: 'csv', organisations: [organisation] };
			const stack = await startStack({ dir: null, scenario, today: day('2020-05-15'), schedules: false, limits: false });
			try {
				const { visitor, page } = await signedIn(stack);
				await (provider === 'xero' ? connectXero(visitor, page) : connectQuickbooks(visitor, page));
				await stack.idle({ timeoutMs: 240_000 });
				const { asOf, totals } = await visitor.json<AgingView>(`${stack.hubOrigin}/receivables/aging`);
				expect(asOf).toBe('2020-05-15');
				expect(totals.map(({ currency, open }) => `${currency} ${open}`)).toEqual(['USD 310427858.75']);
				expect(Object.entries(totals[0]?.buckets ?? {}).map(([name, { invoices, amount }]) => `${name} ${invoices} ${amount}`)).toEqual(
					oracle(),
				);
				const [connection] = await connectionsOf(stack, visitor);
				expect({ ties: connection?.tieOut?.ties, refused: connection?.refused }).toEqual({ ties: true, refused: [] });
			} finally {
				await stack.close();
			}
		},
		300_000,
	);
});
