/** What a factor would fund: exports of every open invoice with its eligible amount, built in the background, kept as files. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { WorkQueue } from '../parts/work-queue.ts';

export class Factoring extends Construct {
	constructor(scope: Construct, id: string, around: Around) {
		super(scope, id);
		const { api, state, alarms } = around;
		const app = new Fn(this, 'App', {
			...around,
			entry: 'factoring/app.http.ts',
			impact: 'People cannot ask for exports, nor fetch those that are ready.',
			memory: 512,
			timeout: Duration.seconds(28),
		});
		const build = new Fn(this, 'Build', {
			...around,
			entry: 'factoring/build.queue.ts',
			impact: 'Exports that were asked for are not made, or late.',
			memory: 1769,
			timeout: Duration.seconds(120),
			loops: true,
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'factoring/sweep.schedule.ts',
			impact: 'Exports that were interrupted are not gone on with.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const exports = new WorkQueue(this, 'Exports', {
			name: 'exports',
			station: 'factoring',
			impact: 'An export someone waits for was given up until someone looks.',
			// Longer than a worker's lease (150 s): a message that comes back finds the export free.
			visibility: Duration.seconds(6 * 120),
			alarms,
		});
		new Every(this, 'EveryMinute', {
			minutes: 1,
			runs: sweep,
			impact: 'Exports that were cut, or wait for the books to stand still, are never finished.',
			alarms,
		});

		api.routes(app, 'app', [
			'POST /factoring/exports',
			'GET /factoring/exports',
			'GET /factoring/exports/{export}',
			'GET /factoring/exports/{export}/{file}',
		]);
		exports.feeds(build, { batch: 1, readers: 5 });
		exports.acceptsFrom(app, build, sweep);
		state.letWrite(app, build);
		state.letRead(sweep);
		state.letFetchExports(app);
		state.letStoreExports(build);
	}
}
