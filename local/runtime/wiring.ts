/** What the synthesized app says should run: functions, routes, queue mappings, schedules. The wiring exists once, in CDK; here it is only read. */
import { basename } from 'node:path';
import * as z from 'zod';
import { type Assembly, AssemblyError, type Resource, resourcesOf } from './assembly.ts';
import { bucketName, queueName, topicArn } from './names.ts';
import { type Naming, type Resolver, resolver } from './template.ts';

export type FunctionSpec = {
	/** `sync/pull.queue`: the entry's path under `functions/`, without `.ts`. */
	readonly entry: string;
	readonly logicalId: string;
	readonly folder: string;
	/** `index.handler` */
	readonly handler: string;
	readonly timeoutMs: number;
	readonly memoryMb: number;
	/** Reserved concurrency; null: the account's. */
	readonly concurrency: number | null;
	readonly environment: Readonly<Record<string, string>>;
};
export type RouteSpec = { readonly key: string; readonly entry: string };
export type QueueSpec = {
	readonly name: string;
	readonly url: string;
	readonly arn: string;
	readonly fifo: boolean;
	readonly attributes: Readonly<Record<string, string>>;
	/** Name of the queue its poisoned messages go to. */
	readonly deadLetters: string | null;
};
export type MappingSpec = {
	readonly entry: string;
	readonly queue: string;
	readonly batchSize: number;
	readonly windowMs: number;
	/** Invocations at once; null: as many as the function may have. */
	readonly concurrency: number | null;
	readonly partial: boolean;
};
export type ScheduleSpec = {
	readonly id: string;
	/** `rate(1 minute)`, `cron(15 2 * * ? *)` */
	readonly expression: string;
	readonly timeZone: string;
	/** Text sent as the event, already with `<aws.scheduler…>` untouched. Null: Scheduler's own event. */
	readonly input: string | null;
	readonly target: { readonly entry: string } | { readonly queue: string; readonly group: string | null };
};
export type TableSpec = {
	readonly name: string;
	readonly attributes: readonly { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
	readonly keys: readonly { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
	readonly indexes: readonly {
		IndexName: string;
		KeySchema: { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
		Projection: { ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE' | undefined; NonKeyAttributes?: string[] | undefined };
	}[];
	/** Attribute that holds the time to live, when there is one. */
	readonly ttl: string | null;
};
/** A topic and the queues it is told to, raw. */
export type TopicSpec = { readonly arn: string; readonly name: string; readonly queues: readonly string[] };
/** A configuration set of SES with the topic its events go to. */
export type EventSpec = { readonly name: string; readonly topicArn: string; readonly events: readonly string[] };
export type Wiring = {
	readonly functions: readonly FunctionSpec[];
	readonly routes: readonly RouteSpec[];
	readonly queues: readonly QueueSpec[];
	readonly mappings: readonly MappingSpec[];
	readonly schedules: readonly ScheduleSpec[];
	readonly tables: readonly TableSpec[];
	readonly topics: readonly TopicSpec[];
	readonly mailEvents: readonly EventSpec[];
	/** Names of buckets. */
	readonly buckets: readonly string[];
};

const whole = z.coerce.number();
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const shapes = {
	function: z.object({
		Code: z.object({ S3Key: z.string() }),
		Handler: z.string(),
		Timeout: whole.default(3),
		MemorySize: whole.default(128),
		ReservedConcurrentExecutions: whole.optional(),
		Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
	}),
	route: z.object({ RouteKey: z.string(), AuthorizationType: z.string().default('NONE') }),
	mapping: z.object({
		Enabled: z.boolean().default(true),
		BatchSize: whole.default(10),
		MaximumBatchingWindowInSeconds: whole.default(0),
		FunctionResponseTypes: z.array(z.string()).default([]),
		ScalingConfig: z.object({ MaximumConcurrency: whole.optional() }).default({}),
	}),
	schedule: z.object({
		ScheduleExpression: z.string(),
		ScheduleExpressionTimezone: z.string().default('UTC'),
		State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
		Target: z.object({
			Input: z.string().optional(),
			SqsParameters: z.object({ MessageGroupId: z.string().optional() }).default({}),
		}),
	}),
	queue: z.object({ RedrivePolicy: z.record(z.string(), z.unknown()).optional() }).loose(),
	table: z.object({
		AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
		KeySchema: keySchema,
		GlobalSecondaryIndexes: z
			.array(
				z.object({
					IndexName: z.string(),
					KeySchema: keySchema,
					Projection: z.object({
						ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
						NonKeyAttributes: z.array(z.string()).optional(),
					}),
				}),
			)
			.default([]),
		TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
	}),
	subscription: z.object({ Protocol: z.string(), RawMessageDelivery: z.boolean().default(false) }),
	mailEvents: z.object({
		ConfigurationSetName: z.string(),
		EventDestination: z.object({
			Enabled: z.boolean().default(true),
			MatchingEventTypes: z.array(z.string()),
			SnsDestination: z.object({ TopicARN: z.string() }).optional(),
		}),
	}),
};
const queueAttributes = [
	'VisibilityTimeout',
	'DelaySeconds',
	'MessageRetentionPeriod',
	'ReceiveMessageWaitTimeSeconds',
	'MaximumMessageSize',
	'FifoQueue',
	'ContentBasedDeduplication',
	'DeduplicationScope',
	'FifoThroughputLimit',
] as const;

/** `functions/sync/pull.queue.ts` and `sync/pull.queue` name the same entry. */
export const entryName = (path: string): string => path.replace(/^.*functions\//, '').replace(/\.ts$/, '');

/** Reads the wiring. `environment` replaces variables that the template already gives a function; it never adds one, so what a function may see stays CDK's decision. */
export const readWiring = (assembly: Assembly, names: Naming, environment: Readonly<Record<string, string>>): Wiring => {
	const resolve: Resolver = resolver(assembly, names);
	const read = <T>(schema: z.ZodType<T>, resource: Resource): T => {
		const parsed = schema.safeParse(resolve.value(resource.stack, resource.properties));
		if (parsed.success) return parsed.data;
		throw new AssemblyError(`${resource.stack}/${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
	};
	const targetOf = (from: Resource, value: unknown): Resource => {
		const found = resolve.target(from.stack, value);
		if (!found) throw new AssemblyError(`${from.stack}/${from.logicalId}: the local stack cannot follow ${JSON.stringify(value)}`);
		return found;
	};

	const entries = new Map<Resource, string>();
	const functions: FunctionSpec[] = [];
	for (const resource of resourcesOf(assembly, 'AWS::Lambda::Function')) {
		const entry = resource.metadata.entry;
		// CDK's own helpers (custom resources, log retention) carry no entry: there is nothing for them to do here.
		if (typeof entry !== 'string') continue;
		const spec = read(shapes.function, resource);
		const folder = assembly.assets.get(basename(spec.Code.S3Key).replace(/\.zip$/, ''));
		if (!folder) throw new AssemblyError(`${resource.logicalId}: its code ${spec.Code.S3Key} is not among the assembly's assets`);
		const variables = Object.entries(spec.Environment.Variables).map(([name, value]): [string, string] => [
			name,
			environment[name] ?? value,
		]);
		entries.set(resource, entryName(entry));
		functions.push({
			entry: entryName(entry),
			logicalId: resource.logicalId,
			folder,
			handler: spec.Handler,
			timeoutMs: spec.Timeout * 1000,
			memoryMb: spec.MemorySize,
			concurrency: spec.ReservedConcurrentExecutions ?? null,
			environment: Object.fromEntries(variables),
		});
	}
	const entryOf = (from: Resource, value: unknown): string => {
		const entry = entries.get(targetOf(from, value));
		if (!entry) throw new AssemblyError(`${from.stack}/${from.logicalId}: its target is not one of our functions`);
		return entry;
	};

	const routes = resourcesOf(assembly, 'AWS::ApiGatewayV2::Route').map((route): RouteSpec => {
		const spec = read(shapes.route, route);
		if (spec.AuthorizationType !== 'NONE')
			throw new AssemblyError(
				`${spec.RouteKey}: the local stack knows no ${spec.AuthorizationType} authorizer; sessions are the hub's own`,
			);
		const integration = targetOf(route, route.properties.Target);
		return { key: spec.RouteKey, entry: entryOf(integration, integration.properties.IntegrationUri) };
	});

	const queues = resourcesOf(assembly, 'AWS::SQS::Queue').map((queue): QueueSpec => {
		const spec = read(shapes.queue, queue);
		const { ref: url, attributes } = names(queue);
		const name = queueName(queue);
		const dead = (queue.properties.RedrivePolicy as { deadLetterTargetArn?: unknown } | undefined)?.deadLetterTargetArn;
		const own = Object.fromEntries(queueAttributes.filter((each) => spec[each] !== undefined).map((each) => [each, String(spec[each])]));
		return {
			name,
			url,
			arn: attributes.Arn ?? '',
			fifo: name.endsWith('.fifo'),
			attributes: spec.RedrivePolicy ? { ...own, RedrivePolicy: JSON.stringify(spec.RedrivePolicy) } : own,
			deadLetters: dead === undefined ? null : queueName(targetOf(queue, dead)),
		};
	});

	const mappings = resourcesOf(assembly, 'AWS::Lambda::EventSourceMapping').flatMap((mapping): MappingSpec[] => {
		const spec = read(shapes.mapping, mapping);
		const source = targetOf(mapping, mapping.properties.EventSourceArn);
		if (!spec.Enabled || source.type !== 'AWS::SQS::Queue') return [];
		return [
			{
				entry: entryOf(mapping, mapping.properties.FunctionName),
				queue: queueName(source),
				batchSize: spec.BatchSize,
				windowMs: spec.MaximumBatchingWindowInSeconds * 1000,
				concurrency: spec.ScalingConfig.MaximumConcurrency ?? null,
				partial: spec.FunctionResponseTypes.includes('ReportBatchItemFailures'),
			},
		];
	});

	const schedules = resourcesOf(assembly, 'AWS::Scheduler::Schedule').flatMap((schedule): ScheduleSpec[] => {
		const spec = read(shapes.schedule, schedule);
		if (spec.State === 'DISABLED') return [];
		const arn = (schedule.properties.Target as { Arn?: unknown } | undefined)?.Arn;
		const aim = targetOf(schedule, arn);
		const common = {
			id: schedule.logicalId,
			expression: spec.ScheduleExpression,
			timeZone: spec.ScheduleExpressionTimezone,
			input: spec.Target.Input ?? null,
		};
		return aim.type === 'AWS::SQS::Queue'
			? [{ ...common, target: { queue: queueName(aim), group: spec.Target.SqsParameters.MessageGroupId ?? null } }]
			: [{ ...common, target: { entry: entryOf(schedule, arn) } }];
	});

	const tables = resourcesOf(assembly, 'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table').map((table): TableSpec => {
		const spec = read(shapes.table, table);
		const ttl = spec.TimeToLiveSpecification;
		return {
			name: names(table).ref,
			attributes: spec.AttributeDefinitions,
			keys: spec.KeySchema,
			indexes: spec.GlobalSecondaryIndexes,
			ttl: ttl?.Enabled ? (ttl.AttributeName ?? null) : null,
		};
	});

	const subscriptions = resourcesOf(assembly, 'AWS::SNS::Subscription').flatMap((subscription) => {
		const spec = read(shapes.subscription, subscription);
		// People's addresses get no mail from a laptop.
		if (spec.Protocol !== 'sqs') return [];
		if (!spec.RawMessageDelivery) throw new AssemblyError(`${subscription.logicalId}: the local stack knows raw delivery only`);
		return [
			{
				topic: targetOf(subscription, subscription.properties.TopicArn),
				queue: queueName(targetOf(subscription, subscription.properties.Endpoint)),
			},
		];
	});
	const topics = resourcesOf(assembly, 'AWS::SNS::Topic').map((topic): TopicSpec => {
		const arn = topicArn(topic);
		return {
			arn,
			name: arn.slice(arn.lastIndexOf(':') + 1),
			queues: subscriptions.filter((each) => each.topic === topic).map((each) => each.queue),
		};
	});
	const mailEvents = resourcesOf(assembly, 'AWS::SES::ConfigurationSetEventDestination').flatMap((resource): EventSpec[] => {
		const { ConfigurationSetName: name, EventDestination: to } = read(shapes.mailEvents, resource);
		return to.Enabled && to.SnsDestination ? [{ name, topicArn: to.SnsDestination.TopicARN, events: to.MatchingEventTypes }] : [];
	});
	const buckets = resourcesOf(assembly, 'AWS::S3::Bucket').map(bucketName);
	return { functions, routes, queues, mappings, schedules, tables, topics, mailEvents, buckets };
};
