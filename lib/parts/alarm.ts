/** An alarm says what a person loses, and where the runbook tells what to do. */
import { Alarm as Base, type ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export type AlarmProps = {
	readonly metric: IMetric;
	readonly threshold: number;
	readonly when: ComparisonOperator;
	readonly missing: TreatMissingData;
	/** What a person loses while it rings, one sentence. */
	readonly impact: string;
	/** Its heading in docs/runbook.md, word by word. A test holds the two together. */
	readonly heading: string;
	/** Who is told. */
	readonly alarms: ITopic;
};

/** As GitHub makes anchors of headings. */
export const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^a-z0-9 -]/g, '')
		.replaceAll(' ', '-');

export class Alarm extends Base {
	constructor(scope: Construct, id: string, props: AlarmProps) {
		super(scope, id, {
			metric: props.metric,
			threshold: props.threshold,
			comparisonOperator: props.when,
			treatMissingData: props.missing,
			evaluationPeriods: 1,
			alarmDescription: `${props.impact}\nRunbook: docs/runbook.md#${anchorOf(props.heading)}`,
		});
		this.addAlarmAction(new SnsAction(props.alarms));
	}
}
