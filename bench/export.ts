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
const flat = 1.2;
/**
 * Lambda starts Node with an old space of nine tenths of the function's memory, so V8 lets garbage lie up to there; the function of exports has 1,769 MB.
 * These are stricter than Lambda's own for 256 MB. Without a limit the bare loop too looks three times as large as it is.
 */
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

type Places = { readonly emulators: Emulators; readonly s3: string };
const filled = async ({ emulators, s3 }: Places, count: number): Promise<Omit<Order, 'how' | 'id'>> => {
	const store = await emulators.store();
	await fill(store, count);
	return { dynamo: emulators.dynamo, table: store.table, s3, bucket };
};

const compare = async (report: Report, order: Omit<Order, 'how' | 'id'>, count: number): Promise<void> => {
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
};

/** MB held at once, without garbage. */
const heldBy = async (order: Omit<Order, 'how' | 'id'>, count: number): Promise<number> =>
	(await inChild({ ...order, how: 'product', id: `EXP-${count}-held` }, ['--expose-gc'])).heap;

export const exportOf = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today }, async (emulators) => {
		const queues = await startQueues({ port: 0, dir: null });
		try {
			const config = { endpoint: queues.url, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
			const admin = new S3Client({ ...config, forcePathStyle: true });
			await admin.send(new CreateBucketCommand({ Bucket: bucket }));
			admin.destroy();
			const held: number[] = [];
			for (const count of [10_000, 50_000, 100_000]) {
				const order = await filled({ emulators, s3: queues.url }, count);
				if (count !== 50_000) await compare(report, order, count);
				held.push(await heldBy(order, count));
			}
			report.say(`held at once, garbage taken out, at 10,000, 50,000 and 100,000: ${held.map((mb) => `${shown(mb)} MB`).join(', ')}`);
			// A file of 10,000 is smaller than a part, of which two are held; from the first part on nothing grows.
			const [, some = Number.NaN, all = Number.NaN] = held;
			report.limit(`memory held at 100,000 at most ${flat} × of 50,000`, all / some <= flat, `${shown(all / some, 2)} ×`);
		} finally {
			await queues.close();
		}
	});
