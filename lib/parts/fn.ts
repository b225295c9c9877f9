/** One function from one entry file, with its own role, log and error alarm. It starts with no permission but to write its log. */
import { type CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import type { CodeOf, Entry } from './code.ts';
import type { Watch } from './watch.ts';

export type FnProps = {
	readonly entry: Entry;
	/** What a person loses while it fails, one sentence: said in its alarm. */
	readonly impact: string;
	/** Megabytes; processor time comes with it (1,769 is one whole processor). */
	readonly memory: number;
	readonly timeout: Duration;
	/**
	 * It feeds, perhaps through others, the queue that feeds it. Without this Lambda cuts such a loop after about 16 rounds, and a first read of more pages
	 * than that would end in the dead-letter queue.
	 */
	readonly loops?: boolean;
	readonly code: CodeOf;
	readonly alarms: Watch;
};

/** `sync/pull.queue.ts` is `sync pull`: what people read in alarms and the runbook. */
export const nameOf = (entry: Entry): string => entry.replace(/\.\w+\.ts$/, '').replace('/', ' ');

export class Fn extends Lambda {
	readonly entry: Entry;

	constructor(scope: Construct, id: string, props: FnProps) {
		const logGroup = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
		// A role of our own: the managed policy that CDK would attach may write every log of the account.
		const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
		logGroup.grantWrite(role);
		super(scope, id, {
			code: props.code(props.entry),
			handler: 'index.handler',
			runtime: Runtime.NODEJS_24_X,
			architecture: Architecture.ARM_64,
			memorySize: props.memory,
			timeout: props.timeout,
			recursiveLoop: props.loops ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
			description: `functions/${props.entry}`,
			role,
			logGroup,
		});
		this.entry = props.entry;
		// The local stack finds the function's file by this.
		(this.node.defaultChild as CfnResource).addMetadata('entry', `functions/${props.entry}`);
		new Alarm(this, 'Errors', {
			metric: this.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
			threshold: 1,
			when: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			missing: TreatMissingData.NOT_BREACHING,
			impact: props.impact,
			heading: `${nameOf(props.entry)} errors`,
			alarms: props.alarms,
		});
	}
}
