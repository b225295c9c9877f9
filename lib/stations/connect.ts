/** A company links a ledger by OAuth; its tokens are kept alive. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { LogAlarm } from '../parts/log-alarm.ts';
import { allEndpoints, letCall, letReadSecrets } from '../parts/outside.ts';
import { WorkQueue } from '../parts/work-queue.ts';

export class Connect extends Construct {
	readonly app: Fn;
	readonly refresh: Fn;
	readonly refreshes: WorkQueue;
	/** Writes to a company's own people; `Reminders` lets it send. */
	readonly tell: Fn;
	readonly letters: WorkQueue;

	constructor(scope: Construct, id: string, around: Around) {
		super(scope, id);
		const { api, state, alarms } = around;
		this.app = new Fn(this, 'App', {
			...around,
			entry: 'connect/app.http.ts',
			impact: 'People cannot connect or disconnect a ledger, nor see how their connections are.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		this.refresh = new Fn(this, 'Refresh', {
			...around,
			entry: 'connect/refresh.queue.ts',
			impact: "Ledgers lose access once their tokens run out: companies' figures stop being fresh, and someone has to connect again.",
			memory: 512,
			timeout: Duration.seconds(60),
			loops: true,
		});
		// A refresh without an answer is no error of the function: it waits and tries again. Many of them are ours to look at.
		new LogAlarm(this, 'Unanswered', {
			of: this.refresh,
			code: 'GRANT_UNANSWERED',
			metricName: 'GrantUnanswered',
			within: Duration.minutes(15),
			// One grant alone comes to five in its first quarter of an hour, and to three in each further one.
			atLeast: 6,
			impact: 'Tokens are not renewed: ledgers stop being read as theirs run out.',
			heading: 'connect refresh unanswered',
			alarms,
		});
		// Each connected ledger's consent is tended at least once an hour, whatever the ledger itself waits for.
		new LogAlarm(this, 'Late', {
			of: this.refresh,
			code: 'LEDGER_LATE',
			metricName: 'LedgerLate',
			within: Duration.hours(1),
			atLeast: 1,
			impact: 'Figures of a ledger are more than two hours old: mails about it wait, and people may act on what is no longer so.',
			heading: 'sync ledger late',
			alarms,
		});
		this.tell = new Fn(this, 'Tell', {
			...around,
			entry: 'connect/tell.queue.ts',
			impact: 'Nobody is told that a ledger needs reconnecting: it stands still until somebody opens the hub.',
			memory: 512,
			// write-people.ts looks after a letter that is being written for longer than this.
			timeout: Duration.seconds(60),
		});
		const sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'connect/sweep.schedule.ts',
			impact: 'Tokens are not kept alive between pulls: idle ledgers lose access within weeks.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		this.refreshes = new WorkQueue(this, 'Refreshes', {
			name: 'refreshes',
			station: 'connect',
			impact: 'A consent was not refreshed: its ledgers stop being read until someone looks.',
			visibility: Duration.seconds(6 * 60),
			alarms,
		});
		this.letters = new WorkQueue(this, 'Letters', {
			name: 'letters',
			station: 'connect',
			impact: "A letter to a company's own people could not be written: it is tried again until someone looks.",
			visibility: Duration.seconds(6 * 60),
			alarms,
		});
		new Every(this, 'EveryMinute', {
			minutes: 1,
			runs: sweep,
			impact: 'Nobody wakes consents that wait: tokens run out unnoticed.',
			alarms,
		});

		api.routes(this.app, 'app', [
			'GET /connections',
			'POST /connections/{provider}',
			'GET /connections/{provider}/callback',
			'POST /connections/{ledger}/disconnect',
			'GET /connections/{ledger}/moves/{move}',
			'POST /connections/{ledger}/moves/{move}/{verb}',
		]);
		this.refreshes.feeds(this.refresh, { batch: 1, readers: 5 });
		this.refreshes.acceptsFrom(sweep, this.app);
		this.letters.feeds(this.tell, { batch: 1, readers: 2 });
		// The app tells of requests that ledgers move, and the sweep when they are due.
		this.letters.acceptsFrom(this.refresh, this.app, sweep);
		api.linkedFrom(this.tell);
		state.letWrite(this.app, this.refresh, this.tell);
		state.letRead(sweep);
		state.letSeal(this.app, this.refresh);
		// The refresher alone opens refresh tokens, to renew and to revoke: pages that disconnect send it a message.
		state.letOpen(this.refresh, 'refresh');
		for (const fn of [this.app, this.refresh]) {
			letReadSecrets(fn, 'xero/client-id', 'xero/client-secret', 'quickbooks/client-id', 'quickbooks/client-secret');
			letCall(fn, ...allEndpoints);
		}
	}
}
