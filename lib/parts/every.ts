/** A function that runs again and again, and an alarm when it does not. What one run misses, the next one does: nothing is retried. */
import { type CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { type Fn, nameOf } from './fn.ts';
import type { Watch } from './watch.ts';

export type EveryProps = {
	readonly minutes: number;
	readonly runs: Fn;
	/** What a person loses while it does not run, one sentence. */
	readonly impact: string;
	readonly alarms: Watch;
};

export class Every extends Construct {
	constructor(scope: Construct, id: string, { minutes, runs, impact, alarms }: EveryProps) {
		super(scope, id);
		const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
		new Schedule(this, 'Schedule', {
			schedule: ScheduleExpression.rate(Duration.minutes(minutes)),
			target: new LambdaInvoke(runs, { role, retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
			description: `functions/${runs.entry}`,
		});
		runs.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
		new Alarm(this, 'Missing', {
			metric: runs.metricInvocations({ period: Duration.minutes(minutes * 5), statistic: 'Sum' }),
			threshold: 1,
			when: ComparisonOperator.LESS_THAN_THRESHOLD,
			missing: TreatMissingData.BREACHING,
			impact,
			heading: `${nameOf(runs.entry)} missing`,
			alarms,
		});
		Validations.of(role).acknowledge({
			id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(runs.node.defaultChild as CfnResource)}.Arn>:*]`,
			reason: 'The wildcard stands for the versions of this one function: so CDK grants an invocation.',
		});
	}
}
