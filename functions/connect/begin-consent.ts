import { createHash, randomBytes } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import type { CompanyId, Provider } from '../../shared/domain/document.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Consent } from '../../shared/ports/consent.ts';

/** Who asks: a consent that was begun is bound to company, user and this very session. */
export type Asker = { readonly company: CompanyId; readonly user: string; readonly session: string };

export const stateHashOf = (state: string): string => createHash('sha256').update(state).digest('hex');

const consentMs = 10 * 60_000;

/** Where to send the person's browser. The state is 256 random bits, stored hashed, single use, ten minutes. */
export const beginConsent = async (
	provider: Provider,
	asker: Asker,
	redirectUri: string,
	{ connections, consent, clock }: { readonly connections: Connections; readonly consent: Consent; readonly clock: Clock },
): Promise<string> => {
	const state = randomBytes(32).toString('base64url');
	await connections.beginConsent({ ...asker, stateHash: stateHashOf(state), provider, expiresAt: later(clock.now(), consentMs) });
	return consent.url({ state, redirectUri });
};
