/** A sandbox, the real SDK pointed at it, a clock to move and a hub that hears webhooks. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { type StripeSandboxOptions, startStripeSandbox } from '../../../local/sandbox/stripe/index.ts';
import { type Instant, instant, later } from '../../../shared/domain/day.ts';

export const secretKey = 'sk_test_sandboxKey1234';
export const secrets = { platform: 'whsec_platform', connect: 'whsec_connect' };
export const start = instant('2026-11-22T12:00:00Z');
process.env.STRIPE_SUPPRESS_NOTICES = 'true';

export const sdkFor = (port: number, key = secretKey, more: Stripe.StripeConfig = {}): Stripe =>
	new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...more });

type Got = { readonly path: string; readonly body: string; readonly signature: string; readonly event: Stripe.EventBase };

/** Records what comes; answers as told, then 200. */
export const startHub = async () => {
	const got: Got[] = [];
	const answers: number[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString('utf8');
			got.push({
				path: request.url ?? '',
				body,
				signature: String(request.headers['stripe-signature']),
				event: JSON.parse(body) as Stripe.EventBase,
			});
			response.writeHead(answers.shift() ?? 200).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		got,
		answers,
		url: `${origin}/platform`,
		connectUrl: `${origin}/connect`,
		types: () => got.map((each) => each.event.type),
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

export const startRig = async (options: Partial<StripeSandboxOptions> = {}) => {
	const clock = { now: start };
	const sandbox = await startStripeSandbox({
		port: 0,
		dir: null,
		secretKey,
		webhookSecret: secrets.platform,
		connectWebhookSecret: secrets.connect,
		connectClientId: 'ca_test',
		webhookUrl: null,
		now: () => clock.now,
		limits: false,
		...options,
	});
	const stripe = sdkFor(sandbox.port);
	const pass = async (ms: number): Promise<Instant> => {
		clock.now = later(clock.now, ms);
		await sandbox.tick();
		return clock.now;
	};
	return { sandbox, stripe, clock, pass, close: () => sandbox.close() };
};
export type Rig = Awaited<ReturnType<typeof startRig>>;

export const hourMs = 3_600_000;
export const line = (amount: number, currency = 'eur', name = 'Invoice INV-1') => ({
	price_data: { currency, unit_amount: amount, product_data: { name } },
	quantity: 1,
});
/** A session of one line. */
export const aSession = (stripe: Stripe, parts: Partial<Stripe.Checkout.SessionCreateParams> = {}, options: Stripe.RequestOptions = {}) =>
	stripe.checkout.sessions.create(
		{
			mode: 'payment',
			line_items: [line(12_500)],
			success_url: 'http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}',
			cancel_url: 'http://127.0.0.1:9/back',
			...parts,
		},
		options,
	);
/** Presses the button of a hosted page. */
export const press = (url: string, choice = 'card', email = 'ann@example.com'): Promise<Response> =>
	fetch(url, { method: 'POST', body: new URLSearchParams({ choice, email, name: 'Ann' }), redirect: 'manual' });
/** The error a refused call ends in. */
export const refusal = (call: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
	call.then(
		() => {
			throw new Error('the call was not refused');
		},
		(error: unknown) => {
			if (error instanceof Stripe.errors.StripeError) return error;
			throw error;
		},
	);
