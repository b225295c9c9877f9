/** Customers are reminded of what is due, and thanked for what they paid: planned day by day, decided on fresh books, sent once. */
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { LogAlarm } from '../parts/log-alarm.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Connect } from './connect.ts';
import type { Sync } from './sync.ts';

export type RemindersProps = Around & {
	readonly connect: Connect;
	readonly sync: Sync;
	/** Address mails come from; it, or its domain, is a verified identity of SES. */
	readonly mailFrom: string;
};

/** What SES tells of a mail. Opens and clicks are not asked for: they would mean a pixel, and links that lead through somebody else. */
const told = [
	EmailSendingEvent.SEND,
	EmailSendingEvent.DELIVERY,
	EmailSendingEvent.BOUNCE,
	EmailSendingEvent.COMPLAINT,
	EmailSendingEvent.REJECT,
	EmailSendingEvent.DELIVERY_DELAY,
];

export class Reminders extends Construct {
	/** Whoever plans a mail may say so at once; the sweep would find it within a minute. */
	readonly mails: WorkQueue;

	constructor(scope: Construct, id: string, props: RemindersProps) {
		super(scope, id);
		const { api, state, alarms, connect, sync } = props;
		const app = new Fn(this, 'App', {
			...props,
			entry: 'reminders/app.http.ts',
			impact: 'People cannot see why a mail was or was not sent, approve mails, or stop sending.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const plan = new Fn(this, 'Plan', {
			...props,
			entry: 'reminders/plan.queue.ts',
			impact: 'Nobody is reminded: the customers who are due today are not found.',
			memory: 512,
			timeout: Duration.seconds(60),
			loops: true,
		});
		const send = new Fn(this, 'Send', {
			...props,
			entry: 'reminders/send.queue.ts',
			impact: 'Reminders and receipts are not sent, or late.',
			memory: 1024,
			// times.ts builds the lease of a claim on it.
			timeout: Duration.seconds(60),
			loops: true,
		});
		const events = new Fn(this, 'Events', {
			...props,
			entry: 'reminders/events.queue.ts',
			impact: 'Nobody learns which mails arrived or bounced; mails whose answer was lost stay unknown.',
			memory: 512,
			timeout: Duration.seconds(30),
		});
		const sweep = new Fn(this, 'Sweep', {
			...props,
			entry: 'reminders/sweep.schedule.ts',
			impact: 'The day is not planned, and mails that wait are not taken up again.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		const plans = new WorkQueue(this, 'Plans', {
			name: 'plans',
			station: 'reminders',
			impact: "A company's day was not planned: its customers are not reminded until someone looks.",
			visibility: Duration.seconds(6 * 60),
			alarms,
		});
		this.mails = new WorkQueue(this, 'Mails', {
			name: 'mails',
			station: 'reminders',
			impact: 'A mail could not be decided or written and was given up until someone looks.',
			visibility: Duration.seconds(6 * 60),
			alarms,
		});
		const mailEvents = new WorkQueue(this, 'MailEvents', {
			name: 'mailEvents',
			station: 'reminders',
			impact: 'What became of a mail could not be understood: it may stay unknown, or go on to an address that bounces.',
			visibility: Duration.seconds(6 * 30),
			alarms,
		});
		new Every(this, 'EveryMinute', { minutes: 1, runs: sweep, impact: 'Nobody plans the day or takes up mails that wait.', alarms });

		api.routes(app, 'app', [
			'GET /reminders',
			'GET /reminders/next',
			'GET /reminders/{mail}',
			'POST /reminders/mode',
			'POST /reminders/look-from',
			'POST /reminders/notes',
			'POST /reminders/stop',
			'POST /reminders/resume',
			'POST /reminders/stop-everywhere',
			'POST /reminders/resume-everywhere',
			'POST /reminders/{mail}/approve',
			'POST /reminders/{mail}/reject',
		]);
		plans.feeds(plan, { batch: 1, readers: 5 });
		plans.acceptsFrom(sweep, plan, sync.pull);
		this.mails.feeds(send, { batch: 10, readers: 2 });
		this.mails.acceptsFrom(sweep, plan, app, sync.pull);
		mailEvents.feeds(events, { batch: 10, readers: 5 });
		// A mail waits for a fresh read of its ledger, and whoever waits asks for one.
		sync.pulls.acceptsFrom(plan, send);
		state.letWrite(app, plan, send, events);
		state.letRead(sweep);
		api.linkedFrom(send);
		for (const fn of [app, plan, send]) fn.addEnvironment(env.newCompanySending, 'off');
		const mailing = this.#telling(mailEvents);
		for (const fn of [send, connect.tell]) this.#letSend(fn, mailing, props.mailFrom);
		const rings = { within: Duration.minutes(15), atLeast: 1, alarms };
		new LogAlarm(this, 'EventMissing', {
			...rings,
			of: send,
			code: 'MAIL_EVENT_MISSING',
			metricName: 'MailEventMissing',
			impact: 'The mail service tells us nothing of mails it took: bounces go unseen, and mails whose answer was lost stay unknown.',
			heading: 'reminders mail event missing',
		});
		new LogAlarm(this, 'Doubled', {
			...rings,
			of: events,
			code: 'MAIL_DOUBLED',
			metricName: 'MailDoubled',
			impact: 'A customer got the same mail twice.',
			heading: 'reminders mail doubled',
		});
	}

	/** What SES tells goes through a topic to the queue, as SES wrote it. */
	#telling(mailEvents: WorkQueue): ConfigurationSet {
		const topic = new Topic(this, 'MailEventsTopic', { enforceSSL: true });
		const { account } = Stack.of(this);
		topic.grantPublish(new ServicePrincipal('ses.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }));
		mailEvents.hears(topic);
		const set = new ConfigurationSet(this, 'Mailing', {
			tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
			suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
		});
		set.addEventDestination('Events', { destination: EventDestination.snsTopic(topic), events: told });
		return set;
	}

	/** Mails from this one address, each through the configuration set whose events come back. */
	#letSend(fn: Fn, set: ConfigurationSet, from: string): void {
		const { account, region } = Stack.of(this);
		const identity = (name: string): string => `arn:aws:ses:${region}:${account}:identity/${name}`;
		fn.addToRolePolicy(
			new PolicyStatement({
				actions: ['ses:SendRawEmail'],
				resources: [
					identity(from),
					identity(from.slice(from.indexOf('@') + 1)),
					`arn:aws:ses:${region}:${account}:configuration-set/${set.configurationSetName}`,
				],
				conditions: { StringEquals: { 'ses:FromAddress': from } },
			}),
		);
		// How fast the account may send: SES knows no narrower resource for this question.
		fn.addToRolePolicy(new PolicyStatement({ actions: ['ses:GetSendQuota'], resources: ['*'] }));
		if (fn.role)
			Validations.of(fn.role).acknowledge({
				id: 'AwsSolutions-IAM5[Resource::*]',
				reason: 'ses:GetSendQuota has no resources: it says how fast the account may send.',
			});
		fn.addEnvironment(env.mail.from, from);
		fn.addEnvironment(env.mail.configurationSet, set.configurationSetName);
	}
}
