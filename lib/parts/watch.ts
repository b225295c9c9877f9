/**
 * All alarms, and the topic that they are told to. A nested stack: CloudFormation takes 500 resources a stack, alarms were a seventh of the hub, and nothing of
 * the hub waits for them. It is deployed, and rolled back, with the hub.
 */
import { NestedStack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export class Watch extends NestedStack {
	readonly topic: ITopic;

	/** @param email who is told; empty: nobody yet */
	constructor(scope: Construct, id: string, { email }: { readonly email: string }) {
		super(scope, id, { description: 'Cobro: the alarms of the hub.' });
		const topic = new Topic(this, 'Alarms', { enforceSSL: true });
		// The topic's own policy replaces the one that lets the account in, so CloudWatch has to be named.
		topic.grantPublish(
			new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': this.account } } }),
		);
		if (email !== '') topic.addSubscription(new EmailSubscription(email));
		this.topic = topic;
	}
}
