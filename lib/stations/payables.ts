/** What the company owes its suppliers, read once a day; customers that are suppliers too. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { letCall } from '../parts/outside.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Connect } from './connect.ts';
import type { Sync } from './sync.ts';

export class Payables extends Construct {
	constructor(scope: Construct, id: string, around: Around & { readonly connect: Connect; readonly sync: Sync }) {
		super(scope, id);
		const { api, state, alarms, connect, sync } = around;
		const app = new Fn(this, 'App', {
			...around,
			entry: 'payables/app.http.ts',
			impact: 'People do not see what the company owes its customers, and cannot say who is whom.',
			memory: 512,
			timeout: Duration.seconds(28),
		});
		const read = new Fn(this, 'Read', {
			...around,
			entry: 'payables/read.queue.ts',
			impact: 'Bills are not read: what the company owes its customers grows stale, and says so.',
			memory: 1024,
			timeout: Duration.seconds(120),
			loops: true,
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'payables/sweep.schedule.ts',
			impact: 'Bills are read only when somebody asks, and interrupted reads are not resumed.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const reads = new WorkQueue(this, 'Reads', {
			name: 'payables',
			station: 'payables',
			impact: 'A read of bills was cut again and again: what the company owes its customers is as of the read before.',
			visibility: Duration.seconds(6 * 120),
			alarms,
		});
		new Every(this, 'EveryFiveMinutes', {
			minutes: 5,
			runs: sweep,
			impact: 'Bills are read only when somebody asks.',
			alarms,
		});

		api.routes(app, 'app', [
			'GET /payables',
			'GET /payables/parties',
			'POST /payables/{ledger}/read',
			'POST /payables/matches/confirm',
			'POST /payables/matches/reject',
			'POST /payables/matches/undo',
		]);
		reads.feeds(read, { batch: 1, readers: 5 });
		// A ledger that was read whole has its bills read.
		reads.acceptsFrom(app, sweep, read, sync.pull);
		connect.refreshes.acceptsFrom(read);
		state.letWrite(app, read, sweep);
		state.letOpen(read, 'access');
		letCall(read, env.xero.api, env.quickbooks.api);
		app.addEnvironment(env.localDesk, '');
	}
}
