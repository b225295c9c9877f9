/** The whole deployment: what must survive, and what runs. Tests and `bin/cobro.ts` build it from here. */
import type { App } from 'aws-cdk-lib';
import { Hub } from './hub.ts';
import type { CodeOf } from './parts/code.ts';
import { State } from './state.ts';

export type Settings = {
	readonly account: string;
	/** Concrete, not a token: the table's own key cannot be rendered in a stack without a region. */
	readonly region: string;
	/** Origin people see, no trailing slash. */
	readonly hubOrigin: string;
	/** OpenID Connect issuer that signs people in, and our client id there. */
	readonly signInIssuer: string;
	readonly signInClient: string;
	readonly operators: string;
	/** Address that mails to customers come from: it, or its domain, is a verified identity of SES. */
	readonly mailFrom: string;
	/** Who is told when an alarm rings. Empty: nobody yet. */
	readonly alarmEmail: string;
	/** Where a function's bundle is; tests give inline code. */
	readonly code: CodeOf;
};

/** Flags of CDK itself. In code rather than cdk.json, so that tests and `node bin/cobro.ts` synthesize the same template as the CLI. */
export const context: Readonly<Record<string, unknown>> = {
	// Findings of the bundled CloudFormation validator are errors, not warnings.
	'@aws-cdk/core:validateAgainstDefaultRules': true,
	'@aws-cdk/aws-iam:minimizePolicies': true,
	'@aws-cdk/core:target-partitions': ['aws'],
	// A change that would take away what the hub still uses is refused at once.
	'@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

export const cobro = (app: App, settings: Settings): { readonly state: State; readonly hub: Hub } => {
	const env = { account: settings.account, region: settings.region };
	const state = new State(app, 'CobroState', { env, description: 'Cobro: what must survive.', terminationProtection: true });
	const hub = new Hub(app, 'CobroHub', { ...settings, state }, { env, description: 'Cobro: the hub for receivables.' });
	return { state, hub };
};
