/** How each provider is asked for consent, with this deployment's own credentials. */
import { quickbooksConsent } from '../adapters/quickbooks/consent.ts';
import { xeroConsent } from '../adapters/xero/consent.ts';
import type { Provider } from '../domain/document.ts';
import type { Consent } from '../ports/consent.ts';
import type { SecretName } from '../ports/vault.ts';
import { env } from '../wire/env.ts';
import { clock } from './clock.ts';
import { read } from './env.ts';
import { secrets } from './secrets.ts';

const secret = (name: SecretName) => async (): Promise<string> => {
	const [value] = await secrets().get(name);
	if (value === undefined) throw new Error(`the parameter ${name} is empty`);
	return value;
};

export const consentOf = async (provider: Provider): Promise<Consent> => {
	switch (provider) {
		case 'xero':
			return xeroConsent({
				clientId: secret('xero/client-id'),
				clientSecret: secret('xero/client-secret'),
				authorizeUrl: read(env.xero.authorize),
				identityUrl: read(env.xero.identity),
				apiUrl: read(env.xero.api),
				now: clock.now,
			});
		case 'quickbooks':
			return quickbooksConsent({
				clientId: secret('quickbooks/client-id'),
				clientSecret: secret('quickbooks/client-secret'),
				authorizeUrl: read(env.quickbooks.authorize),
				tokenUrl: read(env.quickbooks.token),
				revokeUrl: read(env.quickbooks.revoke),
				apiUrl: read(env.quickbooks.api),
				now: clock.now,
			});
	}
};
