/** A queue between two functions, its dead-letter queue and the alarm on that. FIFO and number of deliveries come from shared/wire/queues.ts. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import { fifoQueues, maxReceives, type QueueName } from '../../shared/wire/queues.ts';
import { Alarm } from './alarm.ts';
import type { Fn } from './fn.ts';
import type { Watch } from './watch.ts';

export type WorkQueueProps = {
	readonly name: QueueName;
	/** The station that reads it: `sync`. */
	readonly station: string;
	/** What a person loses when messages die here, one sentence. No impact, no queue. */
	readonly impact: string;
	/** Longer than its reader may work on one batch (see `feeds`). */
	readonly visibility: Duration;
	readonly alarms: Watch;
};

export type Feed = {
	readonly batch: number;
	/** Readers at a time, at least 2: a flood of messages never takes the account's concurrency from the pages people look at. */
	readonly readers: number;
};

export class WorkQueue extends Construct {
	readonly #name: QueueName;
	readonly #queue: Queue;

	constructor(scope: Construct, id: string, props: WorkQueueProps) {
		super(scope, id);
		this.#name = props.name;
		// `fifo: true` only: CDK refuses an explicit false.
		const fifo = fifoQueues.includes(props.name) ? { fifo: true } : {};
		const common = { ...fifo, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
		const dead = new Queue(this, 'Dead', common);
		this.#queue = new Queue(this, 'Queue', {
			...common,
			// Shorter than the dead-letter queue's: a message keeps its first date when it moves there.
			retentionPeriod: Duration.days(4),
			visibilityTimeout: props.visibility,
			deadLetterQueue: { queue: dead, maxReceiveCount: maxReceives[props.name] },
		});
		new Alarm(this, 'DeadLetters', {
			metric: dead.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
			threshold: 1,
			when: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			missing: TreatMissingData.NOT_BREACHING,
			impact: props.impact,
			heading: `${props.station} ${props.name} dead letters`,
			alarms: props.alarms,
		});
	}

	/** The function reads this queue; messages of a batch fail one by one. */
	feeds(fn: Fn, { batch, readers }: Feed): void {
		fn.addEventSource(new SqsEventSource(this.#queue, { batchSize: batch, maxConcurrency: readers, reportBatchItemFailures: true }));
	}

	/** What is published there lands here as it was published, without the topic's own envelope. */
	hears(topic: ITopic): void {
		topic.addSubscription(new SqsSubscription(this.#queue, { rawMessageDelivery: true }));
	}

	/** The functions may send to it, and know where it is. */
	acceptsFrom(...fns: readonly Fn[]): void {
		for (const fn of fns) {
			fn.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.#queue.queueArn] }));
			fn.addEnvironment(env.queues[this.#name], this.#queue.queueUrl);
		}
	}
}
