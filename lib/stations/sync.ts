/** What changed at the ledger is pulled and saved: told by webhooks, by people, by the clock. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { LogAlarm } from '../parts/log-alarm.ts';
import { letCall, letReadSecrets } from '../parts/outside.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Connect } from './connect.ts';

export class Sync extends Construct {
	/** Reads ledgers, and says when it has. */
	readonly pull: Fn;
	/** One lane for each ledger: whoever needs a fresh read asks here. */
	readonly pulls: WorkQueue;

	constructor(scope: Construct, id: string, around: Around & { readonly connect: Connect }) {
		super(scope, id);
		const { api, state, alarms, connect } = around;
		const webhook = new Fn(this, 'Webhook', {
			...around,
			entry: 'sync/webhook.http.ts',
			impact: 'Providers are not answered and stop sending: changes arrive up to an hour late.',
			memory: 512,
			timeout: Duration.seconds(10),
		});
		const app = new Fn(this, 'App', {
			...around,
			entry: 'sync/app.http.ts',
			impact: 'People cannot ask for a sync, a recount or a comparison.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const notice = new Fn(this, 'Notice', {
			...around,
			entry: 'sync/notice.queue.ts',
			impact: 'Changes that providers tell us about arrive up to an hour late.',
			memory: 512,
			timeout: Duration.seconds(30),
		});
		this.pull = new Fn(this, 'Pull', {
			...around,
			entry: 'sync/pull.queue.ts',
			impact: 'Ledgers are not read: figures grow stale, and new connections never show any.',
			memory: 1769,
			timeout: Duration.seconds(120),
			loops: true,
		});
		// A ledger that stands still is tried each hour and says so each time: the alarm ends by itself when it works again.
		new LogAlarm(this, 'Stopped', {
			of: this.pull,
			code: 'LEDGER_STOPPED',
			metricName: 'LedgerStopped',
			within: Duration.hours(2),
			atLeast: 1,
			impact: 'A ledger stands still at a page that cannot be read: its figures are those of its last complete read.',
			heading: 'sync ledger stopped',
			alarms,
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'sync/sweep.schedule.ts',
			impact: 'Ledgers whose turn it is are not read, and interrupted reads are not resumed.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const notices = new WorkQueue(this, 'Notices', {
			name: 'notices',
			station: 'sync',
			impact: 'A change a provider told us about was dropped: it arrives with the next hourly read.',
			visibility: Duration.seconds(6 * 30),
			alarms,
		});
		this.pulls = new WorkQueue(this, 'Pulls', {
			name: 'pulls',
			station: 'sync',
			impact: 'A read was cut three times in a row, or a check of totals failed: figures may be old until someone looks.',
			// Not six times the timeout, as elsewhere: Lambda asks for that to sit out throttled batches of several messages. A batch here is one message and
			// its ledger's whole lane waits behind it, so a cut step comes back after a minute.
			visibility: Duration.seconds(120 + 60),
			alarms,
		});
		new Every(this, 'EveryMinute', {
			minutes: 1,
			runs: sweep,
			impact: 'Nobody begins or resumes reads: every figure grows stale.',
			alarms,
		});

		api.routes(webhook, 'webhook', ['POST /webhooks/xero', 'POST /webhooks/quickbooks']);
		api.routes(app, 'app', [
			'GET /connections/{ledger}/tie-out',
			'POST /connections/{ledger}/tie-out',
			'GET /connections/{ledger}/bank',
			'POST /connections/{ledger}/bank/posted',
			'POST /connections/{ledger}/bank/take-back',
			'POST /connections/{ledger}/bank/look',
			'POST /connections/{ledger}/sync',
			'POST /connections/{ledger}/recount',
			'POST /connections/{ledger}/compare',
			'POST /connections/{ledger}/reread',
		]);
		notices.feeds(notice, { batch: 10, readers: 5 });
		notices.acceptsFrom(webhook);
		const { pull, pulls } = this;
		pulls.feeds(pull, { batch: 1, readers: 20 });
		pulls.acceptsFrom(connect.app, connect.refresh, sweep, app, pull);
		connect.refreshes.acceptsFrom(pull);
		connect.letters.acceptsFrom(sweep);
		state.letWrite(app, notice, pull, sweep);
		state.letOpen(pull, 'access');
		letReadSecrets(webhook, 'xero/webhook-key', 'quickbooks/webhook-key');
		letCall(pull, env.xero.api, env.quickbooks.api);
	}
}
