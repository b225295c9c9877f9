/** Customers pay: their pages, Stripe's sessions and links, Stripe's events. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { letCall, letReadSecrets } from '../parts/outside.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Arrangements } from './arrangements.ts';
import type { Connect } from './connect.ts';
import type { Reconcile } from './reconcile.ts';
import type { Sync } from './sync.ts';

export class Pay extends Construct {
	constructor(
		scope: Construct,
		id: string,
		around: Around & { readonly connect: Connect; readonly sync: Sync; readonly reconcile: Reconcile; readonly arrangements: Arrangements },
	) {
		super(scope, id);
		const { api, state, alarms, connect, sync, reconcile, arrangements } = around;
		const everyone = new Fn(this, 'Public', {
			...around,
			entry: 'pay/public.http.ts',
			impact: 'Customers who follow a payment link cannot see what they owe, nor pay.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const app = new Fn(this, 'App', {
			...around,
			entry: 'pay/app.http.ts',
			impact: 'People cannot see payments, nor make or withdraw payment links.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const webhook = new Fn(this, 'StripeWebhook', {
			...around,
			entry: 'pay/stripe.webhook.http.ts',
			impact: 'Stripe is not answered: payments are seen some minutes late, those by durable links some hours late.',
			memory: 512,
			timeout: Duration.seconds(10),
		});
		const checkout = new Fn(this, 'Checkout', {
			...around,
			entry: 'pay/checkout.queue.ts',
			impact: 'Payments made at Stripe are not received: they reach no ledger, and what was reserved is not given back.',
			memory: 1024,
			timeout: Duration.seconds(60),
			loops: true,
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'pay/sweep.schedule.ts',
			impact: 'Reservations that ended stay, and payments whose event was lost are not found.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const checkouts = new WorkQueue(this, 'Checkouts', {
			name: 'checkouts',
			station: 'pay',
			impact: 'An event of Stripe could not be dealt with: a payment may be neither received nor booked until someone looks.',
			visibility: Duration.seconds(6 * 60),
			alarms,
		});
		new Every(this, 'EveryMinute', {
			minutes: 1,
			runs: sweep,
			impact: 'Nobody ends reservations or looks for payments whose event was lost.',
			alarms,
		});

		api.routes(everyone, 'public', ['GET /pay/{token}', 'GET /pay', 'POST /pay', 'GET /pay/done']);
		api.routes(app, 'app', ['POST /pay/links', 'GET /pay/payments', 'POST /pay/page-links', 'POST /pay/customers/{customer}/revoke']);
		api.routes(webhook, 'webhook', ['POST /webhooks/stripe']);
		checkouts.feeds(checkout, { batch: 1, readers: 10 });
		checkouts.acceptsFrom(
			webhook,
			sweep,
			everyone,
			app,
			checkout,
			sync.pull,
			reconcile.book,
			connect.app,
			arrangements.app,
			arrangements.tend,
		);
		reconcile.bookings.acceptsFrom(checkout);
		state.letRead(sweep);
		state.letWrite(everyone, app, checkout);
		letReadSecrets(webhook, 'stripe/webhook-secret');
		for (const fn of [everyone, app, checkout]) {
			letReadSecrets(fn, 'stripe/secret-key');
			letCall(fn, env.stripe.api);
		}
	}
}
