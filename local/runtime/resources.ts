/** Creates in the emulators what the template declares. Running it again changes nothing. */
import {
	CreateTableCommand,
	DescribeTableCommand,
	type DynamoDBClient,
	type GlobalSecondaryIndexDescription,
	ResourceNotFoundException,
	type TableDescription,
	UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
	CreateQueueCommand,
	type QueueAttributeName,
	QueueNameExists,
	SetQueueAttributesCommand,
	type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueSpec, TableSpec, TopicSpec, Wiring } from './wiring.ts';

/** The kept state was made by another version of the app and cannot be read by this one. */
class StateMismatch extends Error {
	override readonly name = 'StateMismatch';
}

type Index = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>;
/** An index's name, keys and what it holds, as one text. */
const shapeOf = (indexes: readonly Index[]): string =>
	indexes
		.map(({ IndexName, KeySchema, Projection }) => {
			const keys = KeySchema?.map((key) => key.AttributeName).join('+');
			return `${IndexName}(${keys}: ${[Projection?.ProjectionType ?? 'ALL', ...(Projection?.NonKeyAttributes ?? []).toSorted()].join(' ')})`;
		})
		.toSorted()
		.join(', ');

const tableLimitMs = 10_000;

const describe = async (client: DynamoDBClient, name: string): Promise<TableDescription | null> => {
	try {
		return (await client.send(new DescribeTableCommand({ TableName: name }))).Table ?? null;
	} catch (error) {
		if (error instanceof ResourceNotFoundException) return null;
		throw error;
	}
};
const createTable = async (client: DynamoDBClient, table: TableSpec): Promise<void> => {
	let found = await describe(client, table.name);
	if (!found)
		await client.send(
			new CreateTableCommand({
				TableName: table.name,
				BillingMode: 'PAY_PER_REQUEST',
				AttributeDefinitions: [...table.attributes],
				KeySchema: [...table.keys],
				...(table.indexes.length ? { GlobalSecondaryIndexes: [...table.indexes] } : {}),
			}),
		);
	const until = performance.now() + tableLimitMs;
	while (found?.TableStatus !== 'ACTIVE') {
		if (performance.now() > until) throw new StateMismatch(`table ${table.name} did not become active in ${tableLimitMs / 1000} s`);
		await new Promise((resolve) => setTimeout(resolve, 20));
		found = await describe(client, table.name);
	}
	const kept = shapeOf(found.GlobalSecondaryIndexes ?? []);
	if (kept !== shapeOf(table.indexes))
		throw new StateMismatch(`the kept table has other indexes (${kept || 'none'}) than the app now wants: start with --fresh`);
	if (table.ttl === null) return;
	try {
		await client.send(
			new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true } }),
		);
	} catch (error) {
		// DynamoDB answers this when it is on already.
		if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
	}
};

const createQueue = async (client: SQSClient, queue: QueueSpec): Promise<void> => {
	const Attributes = queue.attributes as Partial<Record<QueueAttributeName, string>>;
	try {
		await client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes }));
	} catch (error) {
		if (!(error instanceof QueueNameExists) && !(error instanceof Error && error.name === 'QueueAlreadyExists')) throw error;
		const { FifoQueue: _, ...changeable } = Attributes;
		await client.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: changeable }));
	}
};

const createTopic = async (client: SNSClient, topic: TopicSpec, queues: readonly QueueSpec[]): Promise<void> => {
	await client.send(new CreateTopicCommand({ Name: topic.name }));
	for (const name of topic.queues) {
		const queue = queues.find((each) => each.name === name);
		if (!queue) throw new StateMismatch(`the topic ${topic.name} is told to a queue that the app does not have: ${name}`);
		await client.send(
			new SubscribeCommand({
				TopicArn: topic.arn,
				Protocol: 'sqs',
				Endpoint: queue.arn,
				Attributes: { RawMessageDelivery: 'true' },
			}),
		);
	}
};

const createBucket = async (client: S3Client, name: string): Promise<void> => {
	try {
		await client.send(new CreateBucketCommand({ Bucket: name }));
	} catch (error) {
		if (!(error instanceof Error && error.name.startsWith('BucketAlready'))) throw error;
	}
};

export type Clients = { readonly dynamo: DynamoDBClient; readonly sqs: SQSClient; readonly sns: SNSClient; readonly s3: S3Client };

/**
 * Tables with their indexes and time to live; queues after the dead-letter queues they name; topics with the queues they are told to; buckets.
 * Throws `StateMismatch`.
 */
export const createResources = async (wiring: Wiring, clients: Clients): Promise<void> => {
	await Promise.all([
		...wiring.tables.map((table) => createTable(clients.dynamo, table)),
		(async () => {
			const inOrder = [...wiring.queues].sort((a, b) => Number(a.deadLetters !== null) - Number(b.deadLetters !== null));
			for (const queue of inOrder) await createQueue(clients.sqs, queue);
			for (const topic of wiring.topics) await createTopic(clients.sns, topic, wiring.queues);
		})(),
		...wiring.buckets.map((name) => createBucket(clients.s3, name)),
	]);
};
