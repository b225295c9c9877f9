import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { cobro, context } from '../../lib/cobro.ts';
import type { Hub } from '../../lib/hub.ts';
import { standIns } from './synthesized.ts';

/** As bin/cobro.ts does, with something added. */
const check = (add: (hub: Hub) => void) => {
	const app = new App({ context, analyticsReporting: false });
	Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
	add(cobro(app, standIns).hub);
	return app.synth();
};

describe('the rules of AwsSolutions and of CloudFormation itself', { timeout: 120_000 }, () => {
	it('find nothing that is not acknowledged with its reason', () => {
		const report = JSON.parse(readFileSync(join(check(() => undefined).directory, 'validation-report.json'), 'utf8')) as object;
		expect(report).toMatchObject({ pluginReports: [] });
	});

	it('are in force: a wildcard stops the synthesis', () => {
		const loosen = () =>
			check((hub) => {
				const role = new Role(hub, 'Loose', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
				role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
			});
		expect(loosen).toThrow(/AwsSolutions-IAM5\[Action::dynamodb:\*\]/);
	});

	it('are in force: so does a property that nobody knows', () => {
		const invent = () => check((hub) => new CfnQueue(hub, 'Odd').addPropertyOverride('Colour', 'red'));
		expect(invent).toThrow(/Colour/);
	});
});
