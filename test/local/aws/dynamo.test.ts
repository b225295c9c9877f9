/** What our layer adds to dynalite, asked for through the real SDK. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	CreateTableCommand,
	DescribeTimeToLiveCommand,
	DynamoDBClient,
	type DynamoDBClientConfig,
	type TransactionCanceledException,
	UpdateContinuousBackupsCommand,
	UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
	BatchGetCommand,
	BatchWriteCommand,
	DynamoDBDocumentClient,
	GetCommand,
	PutCommand,
	QueryCommand,
	TransactGetCommand,
	TransactWriteCommand,
	UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalDynamo, startDynamo } from '../../../local/aws/dynamo/index.ts';
import { tableDefinition } from '../../../local/aws/dynamo/table-definition.ts';

const TableName = 'cobro';
let dynamo: LocalDynamo;
let client: DynamoDBDocumentClient;
let clock = Date.now();

const connect = (url: string, more: Partial<DynamoDBClientConfig> = {}): DynamoDBDocumentClient =>
	DynamoDBDocumentClient.from(
		new DynamoDBClient({
			endpoint: url,
			region: 'us-east-1',
			credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
			maxAttempts: 1,
			...more,
		}),
	);
const put = (Item: Record<string, unknown>) => client.send(new PutCommand({ TableName, Item }));
const get = async (pk: string, sk = '1') => (await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))).Item;
const byOwner = async (g1p: string) =>
	(
		await client.send(
			new QueryCommand({
				TableName,
				IndexName: 'byOwner',
				KeyConditionExpression: 'g1p = :p',
				ExpressionAttributeValues: { ':p': g1p },
			}),
		)
	).Items ?? [];
const reasons = async (work: Promise<unknown>): Promise<TransactionCanceledException> => {
	const error: unknown = await work.then(
		() => null,
		(caught: unknown) => caught,
	);
	expect(error).toMatchObject({ name: 'TransactionCanceledException' });
	return error as TransactionCanceledException;
};

beforeAll(async () => {
	dynamo = await startDynamo({ port: 0, dir: null, now: () => clock });
	client = connect(dynamo.url);
	await client.send(new CreateTableCommand(tableDefinition(TableName)));
});
beforeEach(async () => {
	dynamo.faults.clear();
	await dynamo.settleIndexes();
});
afterAll(async () => {
	await dynamo.close();
});

describe('transactions', () => {
	it('writes all kinds of items together', async () => {
		await put({ pk: 'tx', sk: 'update', n: 1 });
		await put({ pk: 'tx', sk: 'delete' });
		await client.send(
			new TransactWriteCommand({
				TransactItems: [
					{ Put: { TableName, Item: { pk: 'tx', sk: 'put', g1p: 'TX', g1s: '1', open: 7 } } },
					{
						Update: {
							TableName,
							Key: { pk: 'tx', sk: 'update' },
							UpdateExpression: 'ADD n :one SET g1p = :p, g1s = :s',
							ExpressionAttributeValues: { ':one': 1, ':p': 'TX', ':s': '2' },
						},
					},
					{ Delete: { TableName, Key: { pk: 'tx', sk: 'delete' } } },
					{ ConditionCheck: { TableName, Key: { pk: 'tx', sk: 'absent' }, ConditionExpression: 'attribute_not_exists(pk)' } },
				],
			}),
		);
		expect(await get('tx', 'put')).toMatchObject({ open: 7 });
		expect(await get('tx', 'update')).toMatchObject({ n: 2 });
		expect(await get('tx', 'delete')).toBeUndefined();
		expect(await get('tx', 'absent')).toBeUndefined();
		expect(await byOwner('TX')).toEqual([
			{ pk: 'tx', sk: 'put', g1p: 'TX', g1s: '1', open: 7 },
			{ pk: 'tx', sk: 'update', g1p: 'TX', g1s: '2' },
		]);
	});

	it('writes nothing when one condition fails, and gives a reason for every item', async () => {
		await put({ pk: 'cancel', sk: 'old', n: 5 });
		await put({ pk: 'cancel', sk: 'other', n: 5 });
		const error = await reasons(
			client.send(
				new TransactWriteCommand({
					TransactItems: [
						{ Put: { TableName, Item: { pk: 'cancel', sk: 'new', g1p: 'CANCEL', g1s: '1' } } },
						{
							Put: {
								TableName,
								Item: { pk: 'cancel', sk: 'old' },
								ConditionExpression: 'attribute_not_exists(pk)',
								ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
							},
						},
						{
							ConditionCheck: {
								TableName,
								Key: { pk: 'cancel', sk: 'other' },
								ConditionExpression: 'n > :n',
								ExpressionAttributeValues: { ':n': 9 },
							},
						},
						{
							Update: {
								TableName,
								Key: { pk: 'cancel', sk: 'nested' },
								UpdateExpression: 'SET a.b = :n',
								ExpressionAttributeValues: { ':n': 9 },
							},
						},
						{ Put: { TableName, Item: { pk: 'cancel', sk: 'empty', g1p: '', g1s: '1' } } },
					],
				}),
			),
		);
		expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual([
			'None',
			'ConditionalCheckFailed',
			'ConditionalCheckFailed',
			'ValidationError',
			'ValidationError',
		]);
		expect(error.CancellationReasons?.[1]?.Item).toMatchObject({ n: { N: '5' } });
		expect(error.CancellationReasons?.[2]?.Item).toBeUndefined();
		expect(await get('cancel', 'new')).toBeUndefined();
		expect(await byOwner('CANCEL')).toEqual([]);
	});

	it('does the same token once, and refuses it for other items', async () => {
		const add = (by: number) =>
			client.send(
				new TransactWriteCommand({
					ClientRequestToken: 'token-1',
					TransactItems: [
						{ Update: { TableName, Key: { pk: 'idem', sk: '1' }, UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': by } } },
					],
				}),
			);
		await Promise.all([add(1), add(1), add(1)]);
		expect(await get('idem')).toMatchObject({ n: 1 });
		await expect(add(2)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
	});

	it('refuses two operations on one item, no items, and 101', async () => {
		const item = (i: number) => ({ Put: { TableName, Item: { pk: 'many', sk: String(i) } } });
		const send = (n: number, of: (i: number) => ReturnType<typeof item>) =>
			client.send(new TransactWriteCommand({ TransactItems: Array.from({ length: n }, (_, i) => of(i)) }));
		await expect(send(2, () => item(1))).rejects.toMatchObject({ name: 'ValidationException' });
		await expect(send(0, item)).rejects.toMatchObject({ name: 'ValidationException' });
		await expect(send(101, item)).rejects.toMatchObject({ name: 'ValidationException' });
		await send(100, item);
		expect(await get('many', '99')).toBeDefined();
	});

	it('loses no update of 200 concurrent transactions on one item', async () => {
		await Promise.all(
			Array.from({ length: 200 }, (_, i) =>
				client.send(
					new TransactWriteCommand({
						TransactItems: [
							{
								Update: {
									TableName,
									Key: { pk: 'hot', sk: '1' },
									UpdateExpression: 'ADD n :one',
									ExpressionAttributeValues: { ':one': 1 },
								},
							},
							{ Put: { TableName, Item: { pk: 'hot', sk: `x${i}` } } },
						],
					}),
				),
			),
		);
		expect(await get('hot')).toMatchObject({ n: 200 });
	});

	it('reads several items as of one moment, with units', async () => {
		await put({ pk: 'read', sk: '1' });
		const answer = await client.send(
			new TransactGetCommand({
				ReturnConsumedCapacity: 'TOTAL',
				TransactItems: ['1', '2'].map((sk) => ({ Get: { TableName, Key: { pk: 'read', sk } } })),
			}),
		);
		expect(answer.Responses).toEqual([{ Item: { pk: 'read', sk: '1' } }, {}]);
		expect(answer.ConsumedCapacity?.[0]?.CapacityUnits).toBe(4);
	});
});

describe('units', () => {
	it('counts indexes, doubles transactions, and leaves unchanged projections out', async () => {
		const write = (Item: Record<string, unknown>) =>
			client.send(new PutCommand({ TableName, Item, ReturnConsumedCapacity: 'INDEXES' })).then((answer) => answer.ConsumedCapacity);
		const item = { pk: 'units', sk: '1', g1p: 'U', g1s: '1', g3p: 'W', g3s: '1', open: 1, text: 'x'.repeat(1500) };
		expect(await write(item)).toMatchObject({
			CapacityUnits: 4,
			Table: { CapacityUnits: 2 },
			GlobalSecondaryIndexes: { byOwner: { CapacityUnits: 1 }, work: { CapacityUnits: 1 } },
		});
		expect(await write({ ...item, text: 'y'.repeat(1500) })).toMatchObject({ CapacityUnits: 2 }); // nothing an index projects
		expect(await write({ ...item, open: 2 })).toMatchObject({ CapacityUnits: 3 });
		expect(await write({ ...item, open: 2, g1s: '2' })).toMatchObject({ CapacityUnits: 4 }); // old entry out, new one in
		const answer = await client.send(
			new TransactWriteCommand({
				ReturnConsumedCapacity: 'TOTAL',
				TransactItems: [{ Put: { TableName, Item: { ...item, pk: 'units2' } } }],
			}),
		);
		expect(answer.ConsumedCapacity?.[0]?.CapacityUnits).toBe(8);
	});
});

describe('single writes', () => {
	it('returns the item that failed a condition', async () => {
		await put({ pk: 'old', sk: '1', n: 3 });
		const update = new UpdateCommand({
			TableName,
			Key: { pk: 'old', sk: '1' },
			UpdateExpression: 'SET n = :n',
			ConditionExpression: 'n = :n',
			ExpressionAttributeValues: { ':n': 4 },
			ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
		});
		await expect(client.send(update)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { n: { N: '3' } } });
	});

	it('refuses empty index keys in put, update and batch', async () => {
		const refused = { name: 'ValidationException', message: expect.stringContaining('byOwner') as string };
		await expect(put({ pk: 'e', sk: '1', g1p: '', g1s: 'x' })).rejects.toMatchObject(refused);
		const update = { UpdateExpression: 'SET g1s = :e', ExpressionAttributeValues: { ':e': '' } };
		await expect(client.send(new UpdateCommand({ TableName, Key: { pk: 'e', sk: '1' }, ...update }))).rejects.toMatchObject(refused);
		const RequestItems = {
			[TableName]: ['1', '2'].map((sk) => ({ PutRequest: { Item: { pk: 'e', sk, g1p: 'E', g1s: sk === '2' ? '' : 'x' } } })),
		};
		await expect(client.send(new BatchWriteCommand({ RequestItems }))).rejects.toMatchObject(refused);
		expect(await get('e')).toBeUndefined();
	});

	it('accepts point-in-time recovery', async () => {
		await client.send(
			new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
		);
	});
});

describe('time to live', () => {
	it('sweeps what has expired by the given clock, old and new items, and nothing else', async () => {
		const seconds = Math.floor(clock / 1000);
		await put({ pk: 'ttl', sk: 'before it was switched on', ttl: seconds + 100, g1p: 'TTL', g1s: '1' });
		await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }));
		expect((await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({
			TimeToLiveStatus: 'ENABLED',
			AttributeName: 'ttl',
		});
		await put({ pk: 'ttl', sk: 'due', ttl: seconds + 100 });
		await put({ pk: 'ttl', sk: 'extended', ttl: seconds + 100 });
		await put({ pk: 'ttl', sk: 'extended', ttl: seconds + 100_000 });
		await put({ pk: 'ttl', sk: 'a text is no time', ttl: 'soon' });
		await put({ pk: 'ttl', sk: 'six years ago', ttl: seconds - 6 * 365 * 86_400 });
		clock += 1_000_000;
		await expect.poll(() => get('ttl', 'due'), { timeout: 5000 }).toBeUndefined();
		await expect.poll(() => get('ttl', 'before it was switched on'), { timeout: 5000 }).toBeUndefined();
		expect(await byOwner('TTL')).toEqual([]);
		for (const sk of ['extended', 'a text is no time', 'six years ago']) expect(await get('ttl', sk)).toBeDefined();
	});
});

describe('faults', () => {
	it('cancels whole transactions with one conflict, and writes nothing', async () => {
		dynamo.faults.transactionConflict = 1;
		const TransactItems = ['1', '2', '3'].map((sk) => ({ Put: { TableName, Item: { pk: 'conflict', sk } } }));
		const error = await reasons(client.send(new TransactWriteCommand({ TransactItems })));
		expect(error.CancellationReasons?.map(({ Code }) => Code).sort()).toEqual(['None', 'None', 'TransactionConflict']);
		dynamo.faults.clear();
		expect(await get('conflict')).toBeUndefined();
	});

	it('refuses plain writes and throttles', async () => {
		dynamo.faults.writeConflict = 1;
		await expect(put({ pk: 'f', sk: '1' })).rejects.toMatchObject({ name: 'TransactionConflictException' });
		dynamo.faults.clear();
		dynamo.faults.throttled = 1;
		const names = new Set<string>();
		for (let i = 0; i < 20; i++)
			await get('f').then(
				() => expect.unreachable(),
				(error: Error) => names.add(error.name),
			);
		expect([...names].sort()).toEqual(['ProvisionedThroughputExceededException', 'ThrottlingException']);
	});

	it('hands back parts of batches, and in the end everything is done', async () => {
		dynamo.faults.seed(7);
		dynamo.faults.unprocessed = 0.5;
		let writes: Record<string, unknown[]> = {
			[TableName]: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: { pk: 'batch', sk: String(i), n: i, secret: 'x' } } })),
		};
		let rounds = 0;
		while (Object.keys(writes).length > 0) {
			const answer = await client.send(new BatchWriteCommand({ RequestItems: writes as never }));
			writes = answer.UnprocessedItems ?? {};
			rounds += 1;
		}
		expect(rounds).toBeGreaterThan(2);
		const found: unknown[] = [];
		let keys: Record<string, unknown> = {
			[TableName]: {
				Keys: Array.from({ length: 25 }, (_, i) => ({ pk: 'batch', sk: String(i) })),
				ProjectionExpression: 'n',
				ConsistentRead: true,
			},
		};
		while (Object.keys(keys).length > 0) {
			const answer = await client.send(new BatchGetCommand({ RequestItems: keys as never }));
			found.push(...(answer.Responses?.[TableName] ?? []));
			keys = answer.UnprocessedKeys ?? {};
		}
		expect(found).toHaveLength(25);
		expect(found).toContainEqual({ n: 24 }); // the projection came back with the unprocessed keys
		expect(dynamo.faults.injected.unprocessed).toBeGreaterThan(10);
	});

	it('loses an answer after the work is done: the SDK asks again with the same token and adds once', async () => {
		const patient = connect(dynamo.url, { maxAttempts: 10 });
		dynamo.faults.seed(3);
		dynamo.faults.answerLost = 0.5;
		for (let i = 0; i < 20; i++)
			await patient.send(
				new TransactWriteCommand({
					TransactItems: [
						{
							Update: { TableName, Key: { pk: 'lost', sk: '1' }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } },
						},
					],
				}),
			);
		expect(dynamo.faults.injected.answerLost).toBeGreaterThan(5);
		dynamo.faults.clear();
		expect(await get('lost')).toMatchObject({ n: 20 });
	});

	it('draws the same faults from the same seed', async () => {
		const run = async (): Promise<boolean[]> => {
			dynamo.faults.seed(42);
			dynamo.faults.writeConflict = 0.3;
			const outcomes: boolean[] = [];
			for (let i = 0; i < 30; i++)
				outcomes.push(
					await put({ pk: 'seed', sk: '1' }).then(
						() => true,
						() => false,
					),
				);
			return outcomes;
		};
		expect(await run()).toEqual(await run());
	});
});

describe('late indexes', () => {
	it('shows a write in the index only after the lag; the table shows it at once', async () => {
		dynamo.faults.indexLag = { unit: 'writes', min: 2, max: 2 };
		await put({ pk: 'lag', sk: '1', g1p: 'LAG', g1s: '1', open: 1 });
		expect(await get('lag')).toMatchObject({ open: 1 });
		expect(await byOwner('LAG')).toEqual([]);
		await put({ pk: 'other', sk: '1' });
		expect(await byOwner('LAG')).toEqual([]);
		await put({ pk: 'other', sk: '1' });
		expect(await byOwner('LAG')).toMatchObject([{ open: 1 }]);
		await put({ pk: 'lag', sk: '1', g1p: 'LAG', g1s: '2', open: 2 });
		expect(await byOwner('LAG')).toMatchObject([{ g1s: '1', open: 1 }]);
		expect(dynamo.waitingIndexChanges).toBe(1);
		await dynamo.settleIndexes();
		expect(await byOwner('LAG')).toMatchObject([{ g1s: '2', open: 2 }]);
	});

	it('lags by time as well', async () => {
		dynamo.faults.indexLag = { unit: 'ms', min: 300, max: 300 };
		await put({ pk: 'slow', sk: '1', g1p: 'SLOW', g1s: '1' });
		expect(await byOwner('SLOW')).toEqual([]);
		await expect.poll(() => byOwner('SLOW'), { timeout: 3000 }).toHaveLength(1);
	});

	it('ends where the table is, whatever the order of catching up', async () => {
		dynamo.faults.seed(11);
		dynamo.faults.indexLag = { unit: 'writes', min: 0, max: 20 };
		const random = (n: number): number => dynamo.faults.between(0, n - 1);
		for (let i = 0; i < 300; i++) {
			const item = { pk: `p${random(12)}`, sk: 'prop', ...(random(4) ? { g1p: `PROP${random(2)}`, g1s: `s${random(3)}`, open: i } : {}) };
			await (random(3)
				? put(item)
				: client.send(new TransactWriteCommand({ TransactItems: [{ Delete: { TableName, Key: { pk: item.pk, sk: item.sk } } }] })));
			if (i === 200) dynamo.faults.indexLag = { unit: 'ms', min: 0, max: 50 };
		}
		await dynamo.settleIndexes();
		const table = (await Promise.all(Array.from({ length: 12 }, (_, i) => get(`p${i}`, 'prop')))).filter((item) => item?.g1p);
		const index = [...(await byOwner('PROP0')), ...(await byOwner('PROP1'))];
		expect(index.sort((a, b) => (String(a.pk) < String(b.pk) ? -1 : 1))).toEqual(
			table.sort((a, b) => (String(a?.pk) < String(b?.pk) ? -1 : 1)),
		);
	});
});

describe('the server', () => {
	it('refuses another Host, and says when its port or its folder is taken', async () => {
		const status = await new Promise((resolve, reject) => {
			httpRequest({ host: '127.0.0.1', port: dynamo.port, method: 'POST', headers: { host: 'evil.example' } }, (response) => {
				response.resume();
				resolve(response.statusCode);
			})
				.on('error', reject)
				.end();
		});
		expect(status).toBe(403);
		await expect(startDynamo({ port: dynamo.port, dir: null })).rejects.toMatchObject({ name: 'PortTaken' });
		const dir = mkdtempSync(join(tmpdir(), 'cobro-dynamo-'));
		const first = await startDynamo({ port: 0, dir });
		await expect(startDynamo({ port: 0, dir })).rejects.toMatchObject({ name: 'FolderInUse' });
		await first.close();
		rmSync(dir, { recursive: true });
	});
});
