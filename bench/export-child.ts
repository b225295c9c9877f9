/** One export, by the product or by the least code that does it, in a process of its own: its time, processor time and greatest memory. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
	CompleteMultipartUploadCommand,
	CreateMultipartUploadCommand,
	S3Client,
	type S3ClientConfig,
	UploadPartCommand,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { buildExport } from '../functions/factoring/build-export.ts';
import { csvTable } from '../shared/adapters/csv/table.ts';
import { dynamoArrangements } from '../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import { dynamoExports } from '../shared/adapters/dynamo/exports.ts';
import { openStore, type Store } from '../shared/adapters/dynamo/store.ts';
import { s3Files } from '../shared/adapters/s3/files.ts';
import { later } from '../shared/domain/day.ts';
import { defaultRules } from '../shared/domain/eligibility.ts';
import { byDay, shards } from '../shared/wire/table.ts';
import { scope, startedAt, today } from './invoices.ts';

export type Order = {
	readonly how: 'bare' | 'product';
	readonly dynamo: string;
	readonly table: string;
	readonly s3: string;
	readonly bucket: string;
	readonly id: string;
};
/**
 * Memory in MB. `heap`: the greatest with whatever garbage lies in it; with `--expose-gc` what is really held, buffers included, each time after all
 * garbage was taken out, and then times say nothing.
 */
export type Took = { readonly ms: number; readonly cpuMs: number; readonly rss: number; readonly heap: number; readonly rows: number };

const clientOf = (endpoint: string) => ({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } });
const partBytes = 5 * 1024 * 1024;
const columns = ['ledger', 'kind', 'no', 'id', 'cust', 'ccy', 'issued', 'due', 'total', 'open', 'unapplied', 'held'];

/** Query the shards, join and stringify, send parts: no order, no rules, no names, no totals, no checks. */
const bare = async ({ table }: Store, bucket: string, id: string, config: S3ClientConfig, dynamo: string): Promise<number> => {
	const s3 = new S3Client(config);
	const db = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(dynamo)));
	let rows = 0;
	const file = async (ending: string) => {
		const at = { Bucket: bucket, Key: `bare/${id}.${ending}` };
		const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
		const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
		let texts: Buffer[] = [];
		let size = 0;
		const flush = async (): Promise<void> => {
			const Body = Buffer.concat(texts);
			texts = [];
			size = 0;
			const PartNumber = Parts.length + 1;
			const part = { ETag: undefined as string | undefined, PartNumber };
			Parts.push(part);
			part.ETag = (await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }))).ETag;
		};
		return {
			add: async (text: string): Promise<void> => {
				const bytes = Buffer.from(text);
				texts.push(bytes);
				size += bytes.length;
				if (size >= partBytes) await flush();
			},
			end: async (): Promise<void> => {
				await flush();
				await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
			},
		};
	};
	const [csv, jsonl] = await Promise.all([file('csv'), file('jsonl')]);
	await Promise.all(
		shards.map(async (shard) => {
			let ExclusiveStartKey: Record<string, unknown> | undefined;
			do {
				const { Items = [], LastEvaluatedKey } = await db.send(
					new QueryCommand({
						TableName: table,
						IndexName: 'byDay',
						KeyConditionExpression: 'g2p = :p',
						ExpressionAttributeValues: { ':p': byDay.openOf(scope.company, shard) },
						ExclusiveStartKey,
					}),
				);
				rows += Items.length;
				await csv.add(Items.map((item) => `${columns.map((name) => String(item[name] ?? '')).join(',')}\r\n`).join(''));
				await jsonl.add(Items.map((item) => `${JSON.stringify(item)}\n`).join(''));
				ExclusiveStartKey = LastEvaluatedKey;
			} while (ExclusiveStartKey);
		}),
	);
	await Promise.all([csv.end(), jsonl.end()]);
	s3.destroy();
	return rows;
};

const product = async (store: Store, bucket: string, id: string, config: S3ClientConfig): Promise<number> => {
	const exports = dynamoExports(store);
	const clock = { now: () => later(startedAt, performance.now()) };
	await exports.create({
		company: scope.company,
		id,
		asked: '',
		asOf: today,
		currency: null,
		formats: ['csv', 'jsonl'],
		rules: defaultRules,
		by: 'bench',
		createdAt: startedAt,
		state: 'building',
		reading: null,
		again: [],
		claims: 0,
		lease: null,
		totals: [],
		files: [],
		problem: null,
		readyAt: null,
		wake: startedAt,
		rev: 0,
	});
	await buildExport(scope.company, id, {
		arrangements: dynamoArrangements(store),
		books: dynamoBooks(store),
		clock,
		companies: dynamoCompanies(store),
		connections: dynamoConnections(store),
		exports,
		files: s3Files(bucket, config),
		queues: { send: () => Promise.reject(new Error('it should be done in one go')) },
		writeCsv: csvTable,
	});
	const made = await exports.export(scope.company, id);
	if (made?.state !== 'ready' || made.again.length > 0) throw new Error(`not made: ${made?.problem ?? JSON.stringify(made?.again)}`);
	return made.reading?.done ?? 0;
};

process.once('message', (order: Order) => {
	const run = async (): Promise<Took> => {
		const store = openStore({ tableName: order.table, client: clientOf(order.dynamo) });
		// As in a warm function: loads the SDK and asks nobody.
		await s3Files(order.bucket, clientOf(order.s3)).link('none', 'none', 'text/plain', 1);
		let heap = 0;
		const collect = globalThis.gc;
		const look = (): void => {
			collect?.();
			const { heapUsed, external } = process.memoryUsage();
			heap = Math.max(heap, collect ? heapUsed + external : heapUsed);
		};
		const watch = setInterval(look, collect ? 100 : 20);
		const began = performance.now();
		const cpu = process.cpuUsage();
		const rows = await (order.how === 'bare' ? bare : product)(store, order.bucket, order.id, clientOf(order.s3), order.dynamo);
		const { user, system } = process.cpuUsage(cpu);
		clearInterval(watch);
		return {
			ms: performance.now() - began,
			cpuMs: (user + system) / 1000,
			rss: process.resourceUsage().maxRSS / 1024,
			heap: heap / 2 ** 20,
			rows,
		};
	};
	run().then(
		(took) => process.send?.(took, () => process.exit(0)),
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
});
