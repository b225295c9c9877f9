/** The whole deployment: what must survive, what runs, and what stands in front. Tests and `bin/cobro.ts` build it from here. */
import type { App } from 'aws-cdk-lib';
import { Edge, edgeRegion } from './edge.ts';
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
	/**
	 * SHA-256 (hex) of the key that CloudFront sends to the API, and of the one before while it is changed. The key itself is a secret of the edge's region, named after
	 * the first hash: docs/runbook.md.
	 */
	readonly edgeKeys: readonly string[];
	/** ARN of a certificate in us-east-1 for the hub's own host name. Empty: the hub is reached by CloudFront's name. */
	readonly certificate: string;
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

export const cobro = (app: App, settings: Settings): { readonly state: State; readonly hub: Hub; readonly edge: Edge } => {
	if (settings.edgeKeys.length === 0 || settings.edgeKeys.some((hash) => !/^[0-9a-f]{64}$/.test(hash)))
		throw new Error('edgeKeys are SHA-256 hashes in lower-case hex, one or two: without one the API would answer past its edge');
	const env = { account: settings.account, region: settings.region };
	const state = new State(app, 'CobroState', { env, description: 'Cobro: what must survive.', terminationProtection: true });
	const hub = new Hub(app, 'CobroHub', { ...settings, state }, { env, description: 'Cobro: the hub for receivables.' });
	const edge = new Edge(
		app,
		'CobroEdge',
		{ ...settings, hub },
		{
			env: { account: settings.account, region: edgeRegion },
			description: 'Cobro: what stands in front of the hub.',
		},
	);
	// Functions learn of a new key before CloudFront sends it.
	edge.addStackDependency(hub);
	return { state, hub, edge };
};
