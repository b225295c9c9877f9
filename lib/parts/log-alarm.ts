/** An alarm on a line of a function's log: what is no error of the function, and yet for a person to look at. */
import type { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Alarm, type AlarmProps } from './alarm.ts';
import type { Fn } from './fn.ts';

type LogAlarmProps = Pick<AlarmProps, 'impact' | 'heading' | 'alarms'> & {
	/** Whose log. */
	readonly of: Fn;
	/** The line's code: `LEDGER_STOPPED`. */
	readonly code: string;
	/** Its name among the metrics of `Cobro`. */
	readonly metricName: string;
	/** Lines within this are counted … */
	readonly within: Duration;
	/** … and so many ring. */
	readonly atLeast: number;
};

export class LogAlarm extends Construct {
	constructor(scope: Construct, id: string, { of, code, metricName, within, atLeast, ...told }: LogAlarmProps) {
		super(scope, id);
		const lines = new MetricFilter(this, 'Lines', {
			logGroup: of.logGroup,
			filterPattern: FilterPattern.literal(code),
			metricNamespace: 'Cobro',
			metricName,
			metricValue: '1',
		});
		new Alarm(this, 'Alarm', {
			metric: lines.metric({ period: within, statistic: 'Sum' }),
			threshold: atLeast,
			when: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			missing: TreatMissingData.NOT_BREACHING,
			...told,
		});
	}
}
