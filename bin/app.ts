/**
 * The app that is deployed. The only place of the deployment that looks outside: every setting is a context value (`cdk deploy -c hub=https://hub.example.com …`),
 * each with a default good enough to synthesize offline. Nothing is looked up.
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { cobro, context } from '../lib/cobro.ts';
import { fromDist } from '../lib/parts/code.ts';

/** Throws when a rule of cdk-nag or of CloudFormation is broken. Needs the bundles in dist. */
export const synthesize = (): void => {
	// No analytics: a deployment tells nobody but the account it goes to.
	const app = new App({ context, analyticsReporting: false });
	const setting = (name: string, otherwise: string): string => {
		const value: unknown = app.node.tryGetContext(name);
		return typeof value === 'string' && value !== '' ? value : otherwise;
	};

	Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
	cobro(app, {
		account: setting('account', '000000000000'),
		region: setting('region', 'eu-west-1'),
		hubOrigin: setting('hub', 'https://hub.example.com'),
		signInIssuer: setting('signInIssuer', 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example'),
		signInClient: setting('signInClient', 'cobro'),
		operators: setting('operators', 'nobody'),
		mailFrom: setting('mailFrom', 'invoices@example.com'),
		alarmEmail: setting('alarmEmail', ''),
		// The default is the hash of nothing anybody knows: deployed with it, the API answers nobody.
		edgeKeys: setting('edgeKeys', '0'.repeat(64)).split(','),
		certificate: setting('certificate', ''),
		code: fromDist,
	});
	app.synth();
};
