/** What is agreed with customers: disputes, promises, plans and the rest follow the books and the day. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Around } from '../parts/around.ts';
import { Fn } from '../parts/fn.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Reconcile } from './reconcile.ts';
import type { Reminders } from './reminders.ts';
import type { Sync } from './sync.ts';

export class Arrangements extends Construct {
	/** From whom payment links hear that a customer is insolvent. */
	readonly app: Fn;
	readonly tend: Fn;

	constructor(
		scope: Construct,
		id: string,
		around: Around & { readonly sync: Sync; readonly reconcile: Reconcile; readonly reminders: Reminders },
	) {
		super(scope, id);
		const { api, state, alarms, sync, reconcile, reminders } = around;
		const app = new Fn(this, 'App', {
			...around,
			entry: 'arrangements/app.http.ts',
			impact: 'People can neither see nor change what is agreed with customers.',
			memory: 512,
			timeout: Duration.seconds(28),
		});
		const everyone = new Fn(this, 'Public', {
			...around,
			entry: 'arrangements/public.http.ts',
			impact: 'Customers who follow a link cannot promise, dispute or ask for anything: they can only pay.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const tend = new Fn(this, 'Tend', {
			...around,
			entry: 'arrangements/tend.queue.ts',
			impact: 'What was agreed stays as it was: broken promises look open, and what was conceded is not credited.',
			memory: 512,
			timeout: Duration.seconds(60),
			loops: true,
		});
		const tendings = new WorkQueue(this, 'Tendings', {
			name: 'arrangements',
			station: 'arrangements',
			impact: 'What is agreed with a customer could not be looked after: it stays as it was until someone looks.',
			visibility: Duration.seconds(6 * 60),
			alarms,
		});

		api.routes(app, 'app', [
			'GET /arrangements',
			'GET /arrangements/limits',
			'POST /arrangements/limits',
			'GET /customers/{customer}/arrangements',
			'POST /customers/{customer}/arrangements/{kind}',
			'GET /customers/{customer}/arrangements/{id}',
			'POST /customers/{customer}/arrangements/{id}/{act}',
		]);
		api.routes(everyone, 'public', ['GET /pay/ask/{what}', 'POST /pay/ask/{what}']);
		tendings.feeds(tend, { batch: 1, readers: 5 });
		// A read that changed something; the hour that has come, which the neighbour's schedule looks for.
		tendings.acceptsFrom(tend, sync.pull, reconcile.sweep);
		reconcile.bookings.acceptsFrom(app, tend, everyone);
		// What became of it is told at once.
		reminders.mails.acceptsFrom(app, tend, everyone);
		state.letWrite(app, tend, everyone);
		this.app = app;
		this.tend = tend;
	}
}
