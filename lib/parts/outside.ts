/** What functions know of the world outside: the deployment's secrets, and the providers' addresses. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { env, providerEndpoints } from '../../shared/wire/env.ts';
import type { Fn } from './fn.ts';

type Provider = 'xero' | 'quickbooks';
export type Secret = `${Provider}/${'client-id' | 'client-secret' | 'webhook-key'}` | 'stripe/secret-key' | 'stripe/webhook-secret';

/** SSM parameters (SecureString under the account's own SSM key), put there by hand: docs/runbook.md. */
const prefix = '/cobro';

/** The function may read these secrets, and no others. */
export const letReadSecrets = (fn: Fn, ...names: readonly Secret[]): void => {
	const { account, region } = Stack.of(fn);
	fn.addToRolePolicy(
		new PolicyStatement({
			actions: ['ssm:GetParameter'],
			resources: names.map((name) => `arn:aws:ssm:${region}:${account}:parameter${prefix}/${name}`),
		}),
	);
	fn.addEnvironment(env.secrets, prefix);
};

export type Endpoint = keyof typeof providerEndpoints;
export const allEndpoints = Object.keys(providerEndpoints) as readonly Endpoint[];

/** The function calls these addresses of providers. */
export const letCall = (fn: Fn, ...endpoints: readonly Endpoint[]): void => {
	for (const name of endpoints) fn.addEnvironment(name, providerEndpoints[name]);
};
