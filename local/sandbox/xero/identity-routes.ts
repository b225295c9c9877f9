/** The token, revocation and connections endpoints. */
import type { Faults } from '../faults.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../server.ts';
import { faultAfter, faultBefore, identityFaults, unauthorised } from './answers.ts';
import type { Identity } from './oauth.ts';
import type { Store } from './store.ts';

type Parts = { readonly store: Store; readonly identity: Identity; readonly faults: Faults };

const noStore = { 'cache-control': 'no-store, no-cache' };
const oauthError = (error: string): LocalAnswer => ({ status: 400, headers: noStore, body: { error } });

const token = async ({ store, identity, faults }: Parts, request: LocalRequest): Promise<LocalAnswer> => {
	const faulty = await faultBefore(faults, request.path, identityFaults);
	if (faulty || store.closed) return faulty ?? { cut: true };
	if (!identity.isClient(request.headers.authorization)) return oauthError('invalid_client');
	const form = new URLSearchParams(request.body.toString('utf8'));
	if (form.get('grant_type') === 'authorization_code') {
		const tokens = identity.redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '');
		return faultAfter(faults, request.path, tokens ? { headers: noStore, body: tokens } : oauthError('invalid_grant'));
	}
	if (form.get('grant_type') !== 'refresh_token') return oauthError('unsupported_grant_type');
	if (faults.take(request.path, ['refresh-refused'])) return oauthError('invalid_grant');
	const tokens = identity.refresh(form.get('refresh_token') ?? '');
	if (tokens && faults.take(request.path, ['refresh-lost'])) return { cut: true };
	return faultAfter(faults, request.path, tokens ? { headers: noStore, body: tokens } : oauthError('invalid_grant'));
};

const revocation = async ({ store, identity, faults }: Parts, request: LocalRequest): Promise<LocalAnswer> => {
	const faulty = await faultBefore(faults, request.path, identityFaults);
	if (faulty || store.closed) return faulty ?? { cut: true };
	if (!identity.isClient(request.headers.authorization)) return oauthError('invalid_client');
	identity.revoke(new URLSearchParams(request.body.toString('utf8')).get('token') ?? '');
	return faultAfter(faults, request.path, { status: 200 });
};

/** `2019-12-07T18:46:19.5165400`: no offset, seven decimals. */
const xeroMoment = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}0000`;

const connections = async ({ store, identity, faults }: Parts, request: LocalRequest): Promise<LocalAnswer> => {
	const faulty = await faultBefore(faults, request.path, identityFaults);
	if (faulty || store.closed) return faulty ?? { cut: true };
	const who = identity.bearer(request.headers.authorization);
	if (!who) return unauthorised;
	return {
		body: identity.connections(who.person, request.query.get('authEventId')).map((row) => ({
			id: row.id,
			authEventId: row.event,
			tenantId: row.org,
			tenantType: 'ORGANISATION',
			tenantName: store.organisation(row.org)?.name ?? '',
			createdDateUtc: xeroMoment(row.created),
			updatedDateUtc: xeroMoment(row.updated),
		})),
	};
};

export const identityRoutes = (parts: Parts): LocalRoutes => ({
	'POST /connect/token': (request) => token(parts, request),
	'POST /connect/revocation': (request) => revocation(parts, request),
	'GET /connections': (request) => connections(parts, request),
	'DELETE /connections/{id}': (request) => {
		const who = parts.identity.bearer(request.headers.authorization);
		if (!who) return unauthorised;
		return { status: parts.identity.disconnect(who.person, request.params.id ?? '') ? 204 : 404 };
	},
});
