/**
 * The `secrets` port over SSM SecureString parameters, cached five minutes in a warm function. While a webhook key is rotated the parameter holds
 * both values, one a line.
 */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SecretName, Secrets } from '../../ports/vault.ts';

const keepMs = 5 * 60_000;

export const ssmSecrets = (prefix: string, nowMs: () => number, client = new SSMClient({})): Secrets => {
	const cache = new Map<SecretName, { readonly values: readonly string[]; readonly until: number }>();
	return {
		async get(name) {
			const kept = cache.get(name);
			if (kept && kept.until > nowMs()) return kept.values;
			const { Parameter } = await client.send(new GetParameterCommand({ Name: `${prefix}/${name}`, WithDecryption: true }));
			const values = (Parameter?.Value ?? '').split('\n').filter(Boolean);
			if (values.length === 0) throw new Error(`the parameter ${name} is empty`);
			cache.set(name, { values, until: nowMs() + keepMs });
			return values;
		},
	};
};
