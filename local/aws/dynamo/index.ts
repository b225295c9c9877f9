/**
 * DynamoDB on this machine: dynalite 4.0.0's storage and expressions, and what it lacks: transactions, ReturnValuesOnConditionCheckFailure, TTL,
 * refusal of empty index keys, units of indexes, writes that a kill -9 cannot halve, and faults. No streams, no PartiQL, no new index on an old table.
 */

import { randomUUID } from 'node:crypto';
import { type LocalAnswer, type LocalRequest, serveLocal } from '../../sandbox/server.ts';
import type { DynaliteRequest } from './dynalite-types.ts';
import { type Answer, isOperation, run } from './engine.ts';
import { DynamoError } from './errors.ts';
import { DynamoFaults } from './faults.ts';
import { changeTable, type Layer, openLayer, read, tableOf } from './layer.ts';
import { transactGet, transactWrite } from './transactions.ts';
import { batchGet, batchWrite, write, writeUnfailing } from './writes.ts';

export type LocalDynamo = {
	/** `http://127.0.0.1:<port>`: the SDK's `endpoint`. Any region and any credentials do. */
	readonly url: string;
	readonly port: number;
	readonly faults: DynamoFaults;
	/** Lets every index catch up at once, whatever the lag. */
	settleIndexes(): Promise<void>;
	/** Index changes that are still waiting. */
	readonly waitingIndexChanges: number;
	/** Told of every request that wrote, as it came and in order: for tests that follow a record through its states. */
	watch(told: Told): void;
	close(): Promise<void>;
};

export type Told = (operation: string, request: DynaliteRequest) => void;
type Handler = (layer: Layer, request: DynaliteRequest) => Promise<Answer>;

const ttl: Handler = async (layer, request) => {
	const specification = request.TimeToLiveSpecification as { Enabled?: unknown; AttributeName?: unknown } | undefined;
	const table = await tableOf(layer, request.TableName);
	if (typeof specification?.AttributeName !== 'string' || typeof specification.Enabled !== 'boolean')
		throw new DynamoError('ValidationException', 'TimeToLiveSpecification needs AttributeName and Enabled');
	const attribute = specification.Enabled ? specification.AttributeName : null;
	await layer.turns.take(() => layer.expiry.set(table, attribute));
	return { TimeToLiveSpecification: specification };
};
const describeTtl: Handler = async (layer, request) => {
	const { TableName } = await tableOf(layer, request.TableName);
	const attribute = layer.expiry.attribute(TableName);
	return {
		TimeToLiveDescription: attribute ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute } : { TimeToLiveStatus: 'DISABLED' },
	};
};
/** Point-in-time recovery is accepted and means nothing here. */
const backups: Handler = async (layer, request) => {
	await tableOf(layer, request.TableName);
	return {
		ContinuousBackupsDescription: {
			ContinuousBackupsStatus: 'ENABLED',
			PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
		},
	};
};

const handlers: Readonly<Record<string, Handler>> = {
	PutItem: (layer, request) => write(layer, 'PutItem', request),
	UpdateItem: (layer, request) => write(layer, 'UpdateItem', request),
	DeleteItem: (layer, request) => write(layer, 'DeleteItem', request),
	BatchWriteItem: batchWrite,
	BatchGetItem: batchGet,
	TransactWriteItems: transactWrite,
	TransactGetItems: transactGet,
	GetItem: (layer, request) => read(layer, 'GetItem', request),
	Query: (layer, request) => read(layer, 'Query', request),
	Scan: (layer, request) => read(layer, 'Scan', request),
	CreateTable: (layer, request) => changeTable(layer, 'CreateTable', request),
	DeleteTable: (layer, request) => changeTable(layer, 'DeleteTable', request),
	UpdateTable: (layer, request) => changeTable(layer, 'UpdateTable', request),
	UpdateTimeToLive: ttl,
	DescribeTimeToLive: describeTtl,
	UpdateContinuousBackups: backups,
	DescribeContinuousBackups: backups,
};
const writing = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);

const handle = async (layer: Layer, operation: string, request: DynaliteRequest): Promise<Answer> => {
	const own = handlers[operation];
	if (own) return own(layer, request);
	if (isOperation(operation)) return run(layer.store, operation, request);
	throw new DynamoError('UnknownOperationException', `${operation} is not part of the local DynamoDB`);
};

const respond = async (layer: Layer, { headers, body }: LocalRequest, wrote: Told): Promise<LocalAnswer> => {
	const answer = (status: number, content: object): LocalAnswer => ({
		status,
		headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
		body: JSON.stringify(content),
	});
	const operation = (headers['x-amz-target'] ?? '').replace(/^DynamoDB_20120810\./, '');
	try {
		const request = JSON.parse(body.toString()) as DynaliteRequest;
		const content = await handle(layer, operation, request);
		if (writing.has(operation)) {
			wrote(operation, request);
			if (layer.faults.strikes('answerLost')) return { cut: true };
		}
		return answer(200, content);
	} catch (error) {
		if (error instanceof DynamoError) return answer(error.status, error.body);
		if (error instanceof SyntaxError)
			return answer(400, { __type: 'com.amazon.coral.service#SerializationException', message: error.message });
		console.error(`DynamoDB: ${operation}:`, error);
		return answer(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: String(error) });
	}
};

/** Deletes what has expired, like AWS's own process but within seconds. A later write that extended the time is respected. */
const sweep = async (layer: Layer, now: () => number): Promise<void> => {
	const seconds = Math.floor(now() / 1000);
	for (const { table, attribute, key } of await layer.expiry.due(seconds))
		try {
			await writeUnfailing(layer, 'DeleteItem', {
				TableName: table,
				Key: key,
				ConditionExpression: '#ttl < :now',
				ExpressionAttributeNames: { '#ttl': attribute },
				ExpressionAttributeValues: { ':now': { N: String(seconds) } },
			});
		} catch (error) {
			if (!(error instanceof DynamoError)) throw error; // extended or deleted meanwhile, or its table is gone
		}
	await layer.turns.take(() => layer.tokens.forgetOld());
};

/**
 * @param options.port 0 takes a free one. @param options.dir null keeps everything in memory.
 * @param options.now clock of TTL in milliseconds, for the time machine; the machine's own if left out
 * @throws PortTaken, FolderInUse. Ready in about 0.1 s.
 */
export const startDynamo = async (options: { port: number; dir: string | null; now?: () => number }): Promise<LocalDynamo> => {
	const faults = new DynamoFaults();
	const layer = await openLayer(options.dir, faults);
	const watching: Told[] = [];
	const server = await serveLocal({
		port: options.port,
		name: 'DynamoDB',
		bodyLimit: 20 * 1024 * 1024,
		routes: {
			'POST /': (request) =>
				respond(layer, request, (operation, written) => {
					for (const told of watching) told(operation, written);
				}),
		},
	}).catch(async (error: unknown) => {
		await layer.store.db.close();
		throw error;
	});
	let sweeping: Promise<void> | null = null;
	const timer = setInterval(() => {
		sweeping ??= sweep(layer, options.now ?? Date.now)
			.catch((error: unknown) => console.error('DynamoDB: sweep of expired items:', error))
			.finally(() => {
				sweeping = null;
			});
	}, 1000);
	timer.unref();
	return {
		url: server.origin,
		port: server.port,
		faults,
		watch: (told) => {
			watching.push(told);
		},
		settleIndexes: () => layer.turns.take(() => layer.lag.settle(true)),
		get waitingIndexChanges() {
			return layer.lag.waiting;
		},
		close: async () => {
			clearInterval(timer);
			await server.close();
			await sweeping;
			await layer.turns.take(() => layer.store.db.close());
		},
	};
};
