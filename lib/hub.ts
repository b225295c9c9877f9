/** What runs: the stations in travel order, on one API, with one topic that alarms are told to. */
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api, type ApiProps } from './parts/api.ts';
import type { CodeOf } from './parts/code.ts';
import { Watch } from './parts/watch.ts';
import type { State } from './state.ts';
import { Arrangements } from './stations/arrangements.ts';
import { Connect } from './stations/connect.ts';
import { Factoring } from './stations/factoring.ts';
import { Pay } from './stations/pay.ts';
import { Payables } from './stations/payables.ts';
import { Receivables } from './stations/receivables.ts';
import { Reconcile } from './stations/reconcile.ts';
import { Reminders } from './stations/reminders.ts';
import { Sync } from './stations/sync.ts';
import { Team } from './stations/team.ts';

export type HubProps = Omit<ApiProps, 'alarms'> & {
	readonly state: State;
	readonly code: CodeOf;
	readonly alarmEmail: string;
	readonly mailFrom: string;
};

export class Hub extends Stack {
	readonly api: Api;
	readonly watch: Watch;

	constructor(scope: Construct, id: string, props: HubProps, stack: StackProps) {
		super(scope, id, stack);
		const alarms = new Watch(this, 'Watch', { email: props.alarmEmail });
		this.watch = alarms;
		this.api = new Api(this, 'Api', { ...props, alarms });
		const around = { state: props.state, code: props.code, alarms, api: this.api };
		const connect = new Connect(this, 'Connect', around);
		const sync = new Sync(this, 'Sync', { ...around, connect });
		new Receivables(this, 'Receivables', around);
		const reminders = new Reminders(this, 'Reminders', { ...around, connect, sync, mailFrom: props.mailFrom });
		// Before the station that receives payments, which sends here.
		const reconcile = new Reconcile(this, 'Reconcile', { ...around, connect, sync, reminders });
		const arrangements = new Arrangements(this, 'Arrangements', { ...around, sync, reconcile, reminders });
		new Pay(this, 'Pay', { ...around, connect, sync, reconcile, arrangements });
		new Factoring(this, 'Factoring', around);
		new Payables(this, 'Payables', { ...around, connect, sync });
		new Team(this, 'Team', { ...around, connect });
	}
}
