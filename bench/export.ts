/** A factoring export of 10,000 and 100,000 open invoices against a bare loop that queries the same list and writes two files. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startQueues } from '../local/aws/queues/index.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import { openCompany } from './company.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import type { Order, Took } from './export-child.ts';
import { loadCustomers, loadInvoices } from './fill.ts';
import { scope, startedAt, today } from './invoices.ts';
import { type Report, shown } from './report.ts';

const bucket = 'bench';
const rounds = 4;
/** As V8 limits itself in a function of 256 MB. Without a limit it lets garbage lie, and the bare loop too looks three times as large as it is. */
const small = ['--max-old-space-size=128', '--max-semi-space-size=8'];

const inChild = async (order: Order, execArgv: readonly string[] = []): Promise<Took> => {
	const child = fork(new URL('export-child.ts', import.meta.url), {
		execArgv: [...execArgv],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const ended = once(child, 'exit');
	child.send(order);
	const took = await Promise.race([
		once(child, 'message').then(([message]) => message as Took),
		ended.then(([code]) => Promise.reject(new Error(`the export ended with ${String(code)}`))),
	]);
	await ended;
	return took;
};

const fill = async (store: Store, count: number): Promise<void> => {
	const books = dynamoBooks(store);
	await loadCustomers(books, count / 20);
	await loadInvoices(books, count, count / 20);
	await books.recount(scope, 'write', today);
	await openCompany(store, scope, startedAt);
};

const measure = async (report: Report, emulators: Emulators, s3: string, count: number): Promise<number> => {
	const store = await emulators.store();
	await fill(store, count);
	const order = { dynamo: emulators.dynamo, table: store.table, s3, bucket };
	const took: Record<Order['how'], Took[]> = { bare: [], product: [] };
	for (let round = 0; round < rounds; round++)
		for (const how of ['bare', 'product'] as const) {
			const one = await inChild({ ...order, how, id: `EXP-${count}-${round}` });
			if (one.rows !== count) throw new Error(`${how}: ${one.rows} of ${count} rows`);
			took[how].push(one);
		}
	const of = (how: Order['how'], what: keyof Took): number => Math.min(...took[how].map((each) => each[what]));
	const ratio = of('bare', 'ms') / of('product', 'ms');
	const line = (how: Order['how']): string =>
		`${shown(of(how, 'ms') / 1000, 2)} s (${shown(of(how, 'cpuMs') / 1000, 2)} s of processor, ${shown(of(how, 'rss'), 0)} MB, heap ${shown(of(how, 'heap'), 0)} MB)`;
	report.say(`${count.toLocaleString('en')} invoices: bare ${line('bare')}, export ${line('product')}, least of ${rounds}`);
	report.limit('export ≥ 0.5 × a bare query-and-write loop', ratio >= 0.5, `${shown(ratio, 2)} at ${count.toLocaleString('en')}`);
	const limited = await inChild({ ...order, how: 'product', id: `EXP-${count}-small` }, small);
	report.limit('memory ≤ 256 MB', limited.rss <= 256, `${shown(limited.rss, 0)} MB at ${count.toLocaleString('en')}, in a heap of 128 MB`);
	return limited.rss;
};

export const exportOf = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today }, async (emulators) => {
		const queues = await startQueues({ port: 0, dir: null });
		try {
			const config = { endpoint: queues.url, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
			const admin = new S3Client({ ...config, forcePathStyle: true });
			await admin.send(new CreateBucketCommand({ Bucket: bucket }));
			admin.destroy();
			const few = await measure(report, emulators, queues.url, 10_000);
			const many = await measure(report, emulators, queues.url, 100_000);
			report.say(`memory at ten times the invoices: ${shown(many / few, 2)} ×`);
		} finally {
			await queues.close();
		}
	});
