/**
 * The Stripe sandbox: API, hosted checkout, Connect and webhooks as one HTTP server that stripe-node cannot tell from the real one:
 * `new Stripe(key, { host: '127.0.0.1', port, protocol: 'http' })`. It keeps its own books and runs nothing of
 * `shared/` or `functions/`, so what it says of itself can be held against what the product says.
 */
import type { Instant } from '../../../shared/domain/day.ts';
import { serveLocal } from '../server.ts';
import { Keys } from './api/keys.ts';
import { apiRoutes } from './api/routes.ts';
import { Books, platformId } from './books.ts';
import { Connect } from './connect.ts';
import { StripeFaults } from './faults.ts';
import { Limits } from './limits.ts';
import type { Choice } from './methods.ts';
import { pageRoutes } from './pages/routes.ts';
import { Requests } from './requests.ts';
import { stockOf } from './stock.ts';
import { Store } from './store.ts';
import { closeDispute, openDispute } from './till/dispute.ts';
import { expireDue, nextExpiry } from './till/expire.ts';
import { answerAuthentication, pay } from './till/pay.ts';
import { failRefund, settleRefund } from './till/refund.ts';
import { nextSettlement, settle, settleDue } from './till/settle.ts';
import { Webhooks } from './webhooks.ts';

export type StripeSandboxOptions = {
	/** 0: any free port. */
	readonly port: number;
	/** Folder for its store (node:sqlite); null keeps it in memory. What was answered survives kill -9. */
	readonly dir: string | null;
	/** The platform's `sk_test_…`. */
	readonly secretKey: string;
	/** `whsec_…` of the platform's endpoint. */
	readonly webhookSecret: string;
	/** `whsec_…` of the Connect endpoint; as the platform's when absent. */
	readonly connectWebhookSecret?: string;
	/** `ca_…`, the platform's client id for OAuth. */
	readonly connectClientId?: string;
	/** Where events go; null: they wait until it is set. */
	readonly webhookUrl: string | null;
	/** Where events of connected accounts go; as the platform's when absent. */
	readonly connectWebhookUrl?: string | null;
	readonly now: () => Instant;
	/** Stripe's 100 requests in a second per account are kept when true. */
	readonly limits: boolean;
	/** May an open session be paid after its link was switched off? Nobody verified what Stripe does; true, the dangerous case, unless said. */
	readonly openSessionsOutliveLink?: boolean;
	/** Days until a bank debit settles by itself; null: by hand only. 4 unless said. */
	readonly settleAfterDays?: number | null;
};

/** How often the sandbox looks at the clock by itself. */
const tickMs = 250;

export const startStripeSandbox = async (options: StripeSandboxOptions) => {
	const nowMs = (): number => Date.parse(options.now());
	const store = new Store(options.dir);
	const books = new Books({
		store,
		nowMs,
		openSessionsOutliveLink: options.openSessionsOutliveLink ?? true,
		settleAfterDays: options.settleAfterDays === undefined ? 4 : options.settleAfterDays,
	});
	const stock = stockOf(books);
	const faults = new StripeFaults();
	const requests = new Requests();
	const limits = new Limits(options.limits, nowMs);
	const connect = new Connect(books, options.secretKey, options.connectClientId ?? 'ca_SandboxClient');
	const secrets = { platform: options.webhookSecret, connect: options.connectWebhookSecret ?? options.webhookSecret };
	const endpointsFor = (url: string | null, connectUrl: string | null) => ({
		platform: { url, secret: secrets.platform },
		connect: { url: connectUrl, secret: secrets.connect },
	});
	const webhooks = new Webhooks(
		books,
		faults,
		endpointsFor(options.webhookUrl, options.connectWebhookUrl === undefined ? options.webhookUrl : options.connectWebhookUrl),
	);
	const forApps = apiRoutes({ books, faults, limits, keys: new Keys(books), connect, requests });
	const server = await serveLocal({
		port: options.port,
		name: 'the Stripe sandbox',
		routes: { ...pageRoutes({ books, stock, connect, faults, limits, webhooks }), ...forApps },
	});
	books.origin = server.origin;
	const tick = (): void => {
		if (store.closed) return;
		expireDue(books);
		settleDue(books);
		webhooks.wake();
	};
	const timer = setInterval(tick, tickMs);
	timer.unref();
	webhooks.wake();
	return {
		url: server.origin,
		port: server.port,
		/** `GET /path/{param}` of everything that an app may call; the pages for people are not in it. */
		routes: Object.keys(forApps),
		/** The product's variables are named in `shared/wire/env.ts` by whoever wires the sandbox in; these are the values. */
		endpoints: { host: '127.0.0.1', port: server.port, protocol: 'http' as const, authorize: `${server.origin}/oauth/authorize` },
		platformId,
		faults,
		/** What is in the books, straight from the store. */
		store: stock,
		/** What people and banks do, without a browser. Each throws `StripeRefused` when it cannot be. */
		act: {
			/** Presses Pay on an open session's page. */
			pay: (session: string, choice: Choice = 'card', email: string | null = 'customer@example.com') =>
				pay(books, session, choice, { email, name: null }),
			authenticate: (session: string, agreed: boolean) => answerAuthentication(books, session, agreed, { email: null, name: null }),
			/** The bank's answer to a debit, by the PaymentIntent. */
			settle: (intent: string, succeeds: boolean) => settle(books, intent, succeeds),
			settleRefund: (refund: string) => settleRefund(books, refund),
			failRefund: (refund: string) => failRefund(books, refund),
			openDispute: (charge: string, reason?: string) => openDispute(books, charge, reason),
			closeDispute: (dispute: string, outcome: 'won' | 'lost') => closeDispute(books, dispute, outcome),
		},
		/** An account somebody has at Stripe; it is not connected yet. Idempotent by its id. */
		addAccount: (account: {
			readonly id?: string;
			readonly name: string;
			readonly email?: string | null;
			readonly country?: string;
			readonly currency?: string;
		}): string => connect.addAccount({ email: null, country: 'US', currency: 'usd', ...account }).id,
		/** The consent page's result without a browser: the code to redeem at /oauth/token. */
		consent: (account: string) => connect.agree(account, 'read_write'),
		/** The account's owner removes the platform: access ends, `account.application.deauthorized`. */
		deauthorize: (account: string) => connect.disconnect(account),
		deliveries: (event?: string) => webhooks.deliveries(event),
		/** Sends an event again; false when there is no such event. */
		resend: (event: string) => webhooks.resend(event),
		calls: () => limits.calls(),
		/** `POST /v1/checkout/sessions` → how often it was called. */
		callsByEndpoint: () => limits.byEndpoint(),
		/** The last 2,000 requests as they were read, refused ones too. */
		requests: () => requests.list(),
		resetCalls: () => {
			limits.reset();
			requests.clear();
		},
		/** Events of connected accounts go to the second address; to the first when it is left out. */
		setWebhookUrl: (url: string | null, connectUrl: string | null = url) => webhooks.setEndpoints(endpointsFor(url, connectUrl)),
		/** Nothing is due at this moment of the clock and nothing is under way. */
		webhooksIdle: () => webhooks.idle(),
		/** Looks at the clock now: sessions expire, debits settle, deliveries go out. Resolves when what was due has been sent. */
		tick: async (): Promise<void> => {
			tick();
			await webhooks.idle();
		},
		/** The next moment at which something happens by itself; null when nothing is planned. For a clock that jumps. */
		nextDue: (): Instant | null => {
			const moments = [nextExpiry(books), nextSettlement(books), webhooks.nextDue()].filter((at) => at !== null);
			return moments.length === 0 ? null : (new Date(Math.min(...moments)).toISOString() as Instant);
		},
		close: async (): Promise<void> => {
			clearInterval(timer);
			webhooks.close();
			await server.close();
			await webhooks.idle();
			store.close();
		},
	};
};
export type StripeSandbox = Awaited<ReturnType<typeof startStripeSandbox>>;
