/** The Xero sandbox: Xero's identity service, connections and accounting API as one HTTP server that xero-node cannot tell from the real one. */
import { type Day, msOf } from '../../../shared/domain/day.ts';
import { env } from '../../../shared/wire/env.ts';
import type { ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { Faults } from '../faults.ts';
import type { ProviderSandbox, SandboxOptions } from '../sandbox.ts';
import { serveLocal } from '../server.ts';
import { apiRoutes } from './api/routes.ts';
import { allScopes } from './api/scopes.ts';
import { dump, type XeroDump } from './dump.ts';
import { EditRefused } from './edit/context.ts';
import { type XeroEditor, xeroEditor } from './edit/editor.ts';
import { identityRoutes } from './identity-routes.ts';
import { Limits } from './limits.ts';
import { loadOrganisation } from './load.ts';
import { Identity, type TokenAnswer, xeroPeople } from './oauth.ts';
import { pageRoutes } from './pages/routes.ts';
import type { Rough } from './rough.ts';
import { Store } from './store.ts';
import { Webhooks } from './webhooks.ts';

export type XeroSandbox = ProviderSandbox & {
	/** The books of one organisation, as a bookkeeper edits them; webhooks are sent. Throws `EditRefused` for an unknown id. */
	edit(organisation: string): XeroEditor;
	/** What is in the books, straight from the store. */
	dump(organisation: string): XeroDump;
	/** Consent without a browser: `person` (default the first) opens these organisations. */
	consent(organisations: readonly string[], person?: string): TokenAnswer;
	/** Takes a scope out of every consent of today. */
	dropScope(scope: string): void;
	/** Where it is less kind than its documentation. */
	readonly rough: Rough;
	/** `GET /path/{param}` of everything that an app may call; the pages for people are not in it. */
	readonly routes: readonly string[];
	/** The two people of the consent page. */
	readonly people: typeof xeroPeople;
};

export const startXeroSandbox = async (options: SandboxOptions): Promise<XeroSandbox> => {
	const nowMs = (): number => msOf(options.now());
	const store = new Store(options.dir, nowMs);
	const faults = new Faults();
	const limits = new Limits(options.limits, nowMs, store.rough);
	const identity = new Identity(store, { id: options.clientId, secret: options.clientSecret });
	const webhooks = new Webhooks({
		store,
		faults,
		key: options.webhookKey,
		url: options.webhookUrl,
		watched: (org) => identity.watched(org),
	});
	const editorOf = (id: string): XeroEditor => {
		const org = store.organisation(id.toLowerCase());
		if (!org) throw new EditRefused(`there is no organisation ${id}`);
		return xeroEditor(store, org, (change) => webhooks.tell(change));
	};
	const forApps = {
		...apiRoutes({ store, identity, limits, faults, edit: (org) => editorOf(org.id) }),
		...identityRoutes({ store, identity, faults }),
	};
	const server = await serveLocal({
		port: options.port,
		name: 'the Xero sandbox',
		routes: { ...forApps, ...pageRoutes({ store, identity, limits, faults, webhooks, editorOf }) },
	});
	return {
		origin: server.origin,
		endpoints: {
			[env.xero.authorize]: `${server.origin}/identity/connect/authorize`,
			[env.xero.identity]: server.origin,
			[env.xero.api]: server.origin,
		},
		faults,
		rough: store.rough,
		routes: Object.keys(forApps),
		people: xeroPeople,
		load: (organisation: ScenarioOrganisation, today: Day) => loadOrganisation(store, organisation, today),
		organisations: () => store.organisations().map(({ id, name }) => ({ id, name })),
		edit: editorOf,
		dump: (organisation) => dump(store, organisation.toLowerCase()),
		consent: (organisations, person = xeroPeople[0].id) => {
			const redirect = 'http://127.0.0.1/consent';
			const tokens = identity.redeem(identity.agree(person, organisations, redirect, allScopes), redirect);
			if (!tokens) throw new EditRefused('the consent was not redeemed');
			return tokens;
		},
		dropScope: (scope) => identity.dropScope(scope),
		calls: () => limits.calls(),
		resetCalls: () => limits.resetCalls(),
		setWebhookUrl: (url) => webhooks.setUrl(url),
		webhooksIdle: () => webhooks.idle(),
		close: async () => {
			webhooks.close();
			await server.close();
			await webhooks.idle();
			store.close();
		},
	};
};
