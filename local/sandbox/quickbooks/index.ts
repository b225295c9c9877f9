/**
 * A QuickBooks Online to develop against: node-quickbooks runs on it unchanged. Loopback only; knows nothing of the product.
 * What it answered is in its store first, so it survives kill -9; switched faults and the call log do not.
 */
import { mkdirSync } from 'node:fs';
import { env } from '../../../shared/wire/env.ts';
import { Faults } from '../faults.ts';
import type { ProviderSandbox, SandboxOptions } from '../sandbox.ts';
import { serveLocal } from '../server.ts';
import { apiRoutes } from './api.ts';
import { deposits } from './deposits.ts';
import { type Dump, dump } from './dump.ts';
import { type Edits, edits } from './edit.ts';
import { type Journals, journals } from './journals.ts';
import { Limits } from './limits.ts';
import { load } from './load.ts';
import { oauth } from './oauth.ts';
import { pageRoutes } from './pages.ts';
import { type PayableEdits, payableEdits } from './payable-edit.ts';
import type { Rough } from './rough.ts';
import { Store } from './store.ts';
import { type WebhookFormat, Webhooks } from './webhooks.ts';

export type QuickbooksSandbox = ProviderSandbox & {
	/** Edits one company's books as its bookkeeper would. Whole minor units; throws `EditError`. */
	edit(realm: string): Edits;
	/** The same on the side of suppliers. */
	editPayables(realm: string): PayableEdits;
	/** What is taken to the bank. */
	deposits(realm: string): ReturnType<typeof deposits>;
	/** Journal entries, on receivables and others. Throws `EditError`. */
	journals(realm: string): Journals;
	/** The company's books read from the store, past the API: what a copy must equal. */
	dump(realm: string): Dump;
	/** What a person's click on "Agree" does: takes the consent URL, returns where the browser is sent. */
	agree(url: string, realm: string): string;
	setWebhookFormat(format: WebhookFormat): void;
	/** `GET /path/{param}` of everything that an app may call; the pages for people are not in it, but for the consent. */
	readonly routes: readonly string[];
	/** Where it is less kind than its documentation. */
	readonly rough: Rough;
	/** Reads of this month that were answered well, all companies together. */
	reads(): number;
	/** How many a month has; null: any number, which is so where limits are not kept. */
	allowReads(most: number | null): void;
};

export const startQuickbooksSandbox = async (options: SandboxOptions): Promise<QuickbooksSandbox> => {
	if (options.dir !== null) mkdirSync(options.dir, { recursive: true });
	const store = new Store(options.dir, options.now);
	const faults = new Faults();
	const limits = new Limits(options.now, options.limits);
	const webhooks = new Webhooks(options.webhookUrl, options.webhookKey, faults);
	const auth = oauth(store, faults, { id: options.clientId, secret: options.clientSecret });
	store.onChange = (all) => webhooks.announce(all);
	const sandbox = { store, faults, limits, oauth: auth };
	const forApps = { ...apiRoutes(sandbox), ...auth.routes };
	const server = await serveLocal({
		port: options.port,
		name: 'the QuickBooks sandbox',
		routes: { ...forApps, ...pageRoutes({ ...sandbox, webhooks }) },
	});
	const { origin } = server;
	return {
		origin,
		endpoints: {
			[env.quickbooks.authorize]: `${origin}/connect/oauth2`,
			[env.quickbooks.token]: `${origin}/oauth2/v1/tokens/bearer`,
			[env.quickbooks.revoke]: `${origin}/v2/oauth2/tokens/revoke`,
			[env.quickbooks.api]: origin,
		},
		faults,
		rough: store.rough,
		routes: Object.keys(forApps),
		load: (organisation, today) => load(store, organisation, today),
		organisations: () => store.companies().map(({ realm, name }) => ({ id: realm, name })),
		calls: () => limits.count,
		reads: () => limits.reads,
		allowReads: (most) => {
			limits.allowed = most;
		},
		resetCalls: () => {
			limits.count = 0;
		},
		setWebhookUrl: (url) => {
			webhooks.url = url;
		},
		webhooksIdle: () => webhooks.idle(),
		close: async () => {
			webhooks.close();
			await server.close();
			store.close();
		},
		edit: (realm) => edits(store, realm),
		journals: (realm) => journals(store, realm),
		deposits: (realm) => deposits(store, realm),
		editPayables: (realm) => payableEdits(store, realm),
		dump: (realm) => dump(store, realm),
		agree: (url, realm) => auth.agree(url, realm),
		setWebhookFormat: (format) => {
			webhooks.format = format;
		},
	};
};
