import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LocalDynamo, startDynamo } from '../../../local/aws/dynamo/index.ts';
import { type LocalQueues, startQueues } from '../../../local/aws/queues/index.ts';
import { readAssembly } from '../../../local/runtime/assembly.ts';
import { baseEnvironment } from '../../../local/runtime/lambda.ts';
import { LogSink } from '../../../local/runtime/log.ts';
import { naming } from '../../../local/runtime/names.ts';
import type { Clients } from '../../../local/runtime/resources.ts';
import { type Runtime, startRuntime } from '../../../local/runtime/runtime.ts';
import { readWiring } from '../../../local/runtime/wiring.ts';
import { idOf, writeFixture } from './fixture.ts';

let queues: LocalQueues;
let dynamo: LocalDynamo;
let sqs: SQSClient;
const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const open: Runtime[] = [];
beforeAll(async () => {
	queues = await startQueues({ port: 0, dir: mkdtempSync(join(tmpdir(), 'cobro-queues-')) });
	dynamo = await startDynamo({ port: 0, dir: null });
	sqs = new SQSClient({ ...local, endpoint: queues.url });
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((each) => each.close()));
});
afterAll(async () => {
	sqs.destroy();
	await Promise.all([queues.close(), dynamo.close()]);
});

const clientsOf = (table: DynamoDBClient): Clients => ({
	dynamo: table,
	sqs,
	sns: new SNSClient({ ...local, endpoint: queues.url }),
	s3: new S3Client({ ...local, endpoint: queues.url, forcePathStyle: true }),
});

type Feed = { readonly name: string; readonly fifo?: boolean; readonly receives?: number; readonly mapping?: object };
/** One function on one queue with its dead-letter queue. */
const start = async (
	code: string,
	feed: Feed,
	more: { readonly leaseSeconds?: number } = {},
): Promise<{ runtime: Runtime; log: LogSink; url: string; dead: string }> => {
	const { name, fifo = false, receives = 3, mapping = {} } = feed;
	const kind = fifo ? { FifoQueue: true } : {};
	const dir = writeFixture({
		functions: { 'sync/pull.queue': code },
		resources: {
			[`${name}Dead`]: { Type: 'AWS::SQS::Queue', Properties: kind },
			[name]: {
				Type: 'AWS::SQS::Queue',
				Properties: {
					...kind,
					VisibilityTimeout: 30,
					RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [`${name}Dead`, 'Arn'] }, maxReceiveCount: receives },
				},
			},
			Mapping: {
				Type: 'AWS::Lambda::EventSourceMapping',
				Properties: {
					EventSourceArn: { 'Fn::GetAtt': [name, 'Arn'] },
					FunctionName: { Ref: idOf('sync/pull.queue') },
					FunctionResponseTypes: ['ReportBatchItemFailures'],
					...mapping,
				},
			},
		},
	});
	const wiring = readWiring(readAssembly(dir), naming({ queuesUrl: queues.url, hub: 'http://127.0.0.1:1' }), {});
	const log = new LogSink(null);
	const runtime = await startRuntime(wiring, {
		log,
		offsetMs: () => 0,
		base: baseEnvironment({}, '/nowhere'),
		leaseSeconds: more.leaseSeconds ?? 5,
		redeliverSeconds: 0,
		clients: clientsOf(new DynamoDBClient({ ...local, endpoint: dynamo.url })),
		schedules: false,
	});
	open.push(runtime);
	const suffix = fifo ? '.fifo' : '';
	return { runtime, log, url: queues.queueUrl(`${name}${suffix}`), dead: queues.queueUrl(`${name}Dead${suffix}`) };
};
const said = (log: LogSink): string[] => log.lines().flatMap(({ text }) => (text.startsWith('GOT ') ? [text.slice(4)] : []));

it('deletes what was done, redelivers what failed, and buries what is poisoned', async () => {
	const code = `exports.handler = async ({ Records }) => {
		for (const r of Records) console.log('GOT ' + r.body + ' ' + r.attributes.ApproximateReceiveCount);
		return { batchItemFailures: Records.filter((r) => r.body === 'bad' || (r.body === 'later' && r.attributes.ApproximateReceiveCount === '1')).map((r) => ({ itemIdentifier: r.messageId })) };
	};`;
	const { runtime, log, url, dead } = await start(code, { name: 'Partial' });
	const Entries = ['one', 'bad', 'later', 'two'].map((MessageBody, i) => ({ Id: String(i), MessageBody }));
	await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
	await runtime.idle();
	expect(said(log).sort()).toEqual(['bad 1', 'bad 2', 'bad 3', 'later 1', 'later 2', 'one 1', 'two 1']);
	const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 1 }));
	expect(Messages?.map((each) => each.Body)).toEqual(['bad']);
	expect((await runtime.depths()).find((each) => each.name === 'Partial')).toMatchObject({ visible: 0, inFlight: 0 });
});

it('gives the whole batch back when the handler throws, answers nonsense, or is killed', async () => {
	const code = `exports.handler = async ({ Records }) => {
		const first = Records.every((r) => r.attributes.ApproximateReceiveCount === '1');
		for (const r of Records) console.log('GOT ' + r.body + ' ' + r.attributes.ApproximateReceiveCount);
		if (!first) return;
		const how = Records[0].body;
		if (how === 'throw') throw new Error('no');
		if (how === 'nonsense') return { batchItemFailures: [{ itemIdentifier: 'another' }] };
		if (how === 'exit') process.exit(1);
	};`;
	const { runtime, log, url } = await start(code, { name: 'Whole', mapping: { BatchSize: 1 } });
	for (const MessageBody of ['throw', 'nonsense', 'exit', 'fine']) await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
	await runtime.idle();
	expect(said(log).sort()).toEqual(['exit 1', 'exit 2', 'fine 1', 'nonsense 1', 'nonsense 2', 'throw 1', 'throw 2']);
});

it('keeps the order of each FIFO group, over failures, while groups go on side by side', async () => {
	const code = `exports.handler = async ({ Records }) => {
		const [r] = Records;
		const again = r.body === '2' && r.attributes.ApproximateReceiveCount === '1';
		await new Promise((done) => setTimeout(done, 20));
		console.log('GOT ' + r.attributes.MessageGroupId + r.body + (again ? '!' : ''));
		return { batchItemFailures: again ? [{ itemIdentifier: r.messageId }] : [] };
	};`;
	const { runtime, log, url } = await start(code, {
		name: 'Ordered',
		fifo: true,
		mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 5 } },
	});
	for (const body of ['1', '2', '3', '4'])
		for (const group of ['a', 'b', 'c'])
			await sqs.send(
				new SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: `${group}${body}` }),
			);
	await runtime.idle();
	for (const group of ['a', 'b', 'c'])
		expect(said(log).filter((each) => each.startsWith(group))).toEqual(['1', '2!', '2', '3', '4'].map((each) => group + each));
});

it('keeps to the batch size and the concurrency of the mapping', async () => {
	const code = `exports.handler = async ({ Records }) => {
		console.log('GOT in ' + Records.length); await new Promise((done) => setTimeout(done, 30)); console.log('GOT out');
	};`;
	const { runtime, log, url } = await start(code, { name: 'Limits', mapping: { BatchSize: 3, ScalingConfig: { MaximumConcurrency: 2 } } });
	for (let i = 0; i < 2; i++)
		await sqs.send(
			new SendMessageBatchCommand({ QueueUrl: url, Entries: Array.from({ length: 10 }, (_, n) => ({ Id: String(n), MessageBody: 'x' })) }),
		);
	await runtime.idle();
	const sizes = said(log).flatMap((each) => (each.startsWith('in ') ? [Number(each.slice(3))] : []));
	expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(20);
	expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
	expect(runtime.functions.get('sync/pull.queue')?.counts.coldStarts).toBeLessThanOrEqual(2);
});

it('keeps a message hidden as long as its work takes, however short the lease', async () => {
	const code = `exports.handler = async ({ Records }) => { console.log('GOT ' + Records[0].attributes.ApproximateReceiveCount); await new Promise((done) => setTimeout(done, 3500)); };`;
	const { runtime, log, url } = await start(code, { name: 'Slow' }, { leaseSeconds: 1 });
	await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
	await runtime.idle();
	expect(said(log)).toEqual(['1']);
});

it('rests while paused, and names what is left when it is not idle', async () => {
	const { runtime, log, url } = await start(`exports.handler = async ({ Records }) => { console.log('GOT ' + Records[0].body); }`, {
		name: 'Paused',
	});
	await runtime.pause();
	await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'kept' }));
	await expect(runtime.idle({ timeoutMs: 300 })).rejects.toThrow(/not idle.*Paused/);
	expect(said(log)).toEqual([]);
	runtime.resume();
	await runtime.idle();
	expect(said(log)).toEqual(['kept']);
});

it('creates tables with their indexes and time to live once, and again without harm', async () => {
	const table = {
		Type: 'AWS::DynamoDB::GlobalTable',
		Properties: {
			AttributeDefinitions: ['p', 's', 'g'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
			KeySchema: [
				{ AttributeName: 'p', KeyType: 'HASH' },
				{ AttributeName: 's', KeyType: 'RANGE' },
			],
			GlobalSecondaryIndexes: [
				{ IndexName: 'byOther', KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' } },
			],
			TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
		},
	};
	const dir = writeFixture({ functions: {}, state: { resources: { Books: table } } });
	const wiring = readWiring(readAssembly(dir), naming({ queuesUrl: queues.url, hub: 'http://127.0.0.1:1' }), {});
	const client = new DynamoDBClient({ ...local, endpoint: dynamo.url });
	const options = {
		log: new LogSink(null),
		offsetMs: () => 0,
		base: {},
		leaseSeconds: 5,
		redeliverSeconds: 0,
		clients: clientsOf(client),
		schedules: false,
	};
	open.push(await startRuntime(wiring, options), await startRuntime(wiring, options));
	const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Books' }));
	expect(Table?.GlobalSecondaryIndexes?.map((each) => each.IndexName)).toEqual(['byOther']);
	const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'Books' }));
	expect(TimeToLiveDescription?.AttributeName).toBe('ttl');
	const [first] = wiring.tables;
	const changed = { ...wiring, tables: first ? [{ ...first, indexes: [] }] : [] };
	await expect(startRuntime(changed, options)).rejects.toThrow(/--fresh/);
	client.destroy();
});
