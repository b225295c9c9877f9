/** What the sandboxes and the functions must agree on, in the place of a provider's developer portal. */
import { randomBytes } from 'node:crypto';

/** Ids, secrets and webhook keys that the sandboxes and the functions agree on. */
export type SandboxSecrets = Readonly<
	Record<'xero' | 'quickbooks', { readonly clientId: string; readonly clientSecret: string; readonly webhookKey: string }>
> & { readonly stripe: { readonly secretKey: string; readonly webhookSecret: string } };
export const newSecrets = (): SandboxSecrets => {
	const random = (): string => randomBytes(24).toString('base64url');
	const of = (provider: string) => ({ clientId: `cobro-local-${provider}`, clientSecret: random(), webhookKey: random() });
	return {
		xero: of('xero'),
		quickbooks: of('quickbooks'),
		stripe: { secretKey: `sk_test_${random()}`, webhookSecret: `whsec_${random()}` },
	};
};

/** A provider's own app, and the endpoints that are not its usual ones (Intuit's test companies). */
export type RealProvider = SandboxSecrets['xero'] & { readonly endpoints: Readonly<Record<string, string>> };
export type RealProviders = Readonly<Partial<Record<'xero' | 'quickbooks', RealProvider>>>;
