/** Customers, documents and their age, as known; the page that shows them. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { WorkQueue } from '../parts/work-queue.ts';

export class Receivables extends Construct {
	constructor(scope: Construct, id: string, around: Around) {
		super(scope, id);
		const { api, state, alarms } = around;
		const app = new Fn(this, 'App', {
			...around,
			entry: 'receivables/app.http.ts',
			impact: 'The hub page does not open: nobody sees who owes what.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const roll = new Fn(this, 'Roll', {
			...around,
			entry: 'receivables/roll.queue.ts',
			impact: "The list of customers by overdue keeps yesterday's order, its figures stay right; no new debtors are proposed.",
			// A search for debtors holds a page of customers, and at its end those that share something.
			memory: 1769,
			timeout: Duration.seconds(120),
			loops: true,
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'receivables/sweep.schedule.ts',
			impact: "After midnight the list of customers by overdue keeps yesterday's order; its figures stay right.",
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const rolls = new WorkQueue(this, 'Rolls', {
			name: 'rolls',
			station: 'receivables',
			impact: "A company's list of customers by overdue keeps yesterday's order; its figures stay right.",
			visibility: Duration.seconds(6 * 120),
			alarms,
		});
		new Every(this, 'EveryFiveMinutes', {
			minutes: 5,
			runs: sweep,
			impact: 'No company moves to its new day: lists by overdue keep an old order.',
			alarms,
		});

		api.routes(app, 'app', [
			'GET /',
			'GET /customers/{customer}',
			'GET /customers/{customer}/documents/{kind}/{id}',
			'GET /debtors',
			'GET /debtors/{debtor}',
			'GET /receivables/aging',
			'GET /receivables/customers',
			'GET /receivables/customers.csv',
			'GET /receivables/customers/{customer}/documents',
			'GET /receivables/customers/{customer}/documents/{kind}/{id}',
			'GET /receivables/debtors',
			'GET /receivables/debtors/{debtor}',
			'GET /receivables/reminders',
			'POST /debtors/apart/{decision}/forget',
			'POST /debtors/proposals/{proposal}/confirm',
			'POST /debtors/proposals/{proposal}/reject',
			'POST /debtors/search',
			'POST /debtors/{debtor}/split',
		]);
		rolls.feeds(roll, { batch: 1, readers: 5 });
		rolls.acceptsFrom(sweep, roll, app);
		state.letRead(sweep);
		state.letWrite(app, roll);
		app.addEnvironment(env.localDesk, '');
	}
}
