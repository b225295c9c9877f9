/** An alarm says what a person loses, and where the runbook tells what to do. */
import { Alarm as Base, type ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Watch } from './watch.ts';

export type AlarmProps = {
	readonly metric: IMetric;
	readonly threshold: number;
	readonly when: ComparisonOperator;
	readonly missing: TreatMissingData;
	/** What a person loses while it rings, one sentence. */
	readonly impact: string;
	/** Its heading in docs/runbook.md, word by word. A test holds the two together. */
	readonly heading: string;
	/** Where it stands, and who is told. */
	readonly alarms: Watch;
};

/** As GitHub makes anchors of headings. */
export const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replace(/[^a-z0-9 -]/g, '')
		.replaceAll(' ', '-');

export class Alarm extends Base {
	/** @param scope what it watches: its path is in the alarm's name */
	constructor(scope: Construct, id: string, props: AlarmProps) {
		super(props.alarms, `${scope.node.path.replaceAll('/', '-')}-${id}`, {
			metric: props.metric,
			threshold: props.threshold,
			comparisonOperator: props.when,
			treatMissingData: props.missing,
			evaluationPeriods: 1,
			alarmDescription: `${props.impact}\nRunbook: docs/runbook.md#${anchorOf(props.heading)}`,
		});
		this.addAlarmAction(new SnsAction(props.alarms.topic));
	}
}
