/** Sealing secrets under a key whose use is bound to company and purpose: a sealed text opens only with the very same context. */
import type { CompanyId } from '../domain/document.ts';

export type SealContext = { readonly company: CompanyId; readonly purpose: 'access' | 'refresh' };

export type Vault = {
	/** Plain text up to 4,096 bytes (KMS Encrypt). Returns base64. */
	seal(context: SealContext, plain: string): Promise<string>;
	/** Throws when the context differs or the text was changed. */
	open(context: SealContext, sealed: string): Promise<string>;
};

/** Deployment-wide secrets (provider client credentials, webhook keys), cached five minutes. Several keys at once while one is rotated. */
export type SecretName =
	| 'xero/client-id'
	| 'xero/client-secret'
	| 'xero/webhook-key'
	| 'quickbooks/client-id'
	| 'quickbooks/client-secret'
	| 'quickbooks/webhook-key'
	| 'stripe/secret-key'
	| 'stripe/webhook-secret';
export type Secrets = { get(name: SecretName): Promise<readonly string[]> };
