/** What customers paid, and what people ask for, is written to their ledger and read back. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import type { Around } from '../parts/around.ts';
import { Every } from '../parts/every.ts';
import { Fn } from '../parts/fn.ts';
import { letCall } from '../parts/outside.ts';
import { WorkQueue } from '../parts/work-queue.ts';
import type { Connect } from './connect.ts';
import type { Reminders } from './reminders.ts';
import type { Sync } from './sync.ts';

export class Reconcile extends Construct {
	/** Payments and postings to be written: whoever has one sends here. */
	readonly bookings: WorkQueue;
	/** Tells the other ways to pay the same money: the station that has them lets it send to its queue. */
	readonly book: Fn;
	/** Looks for what has its hour, arrangements too. */
	readonly sweep: Fn;

	constructor(
		scope: Construct,
		id: string,
		around: Around & { readonly connect: Connect; readonly sync: Sync; readonly reminders: Reminders },
	) {
		super(scope, id);
		const { api, state, alarms, connect, sync, reminders } = around;
		const app = new Fn(this, 'App', {
			...around,
			entry: 'reconcile/app.http.ts',
			impact: 'People cannot have anything written to a ledger, nor a payment booked again that the ledger had refused.',
			memory: 512,
			timeout: Duration.seconds(28),
		});
		this.book = new Fn(this, 'Book', {
			...around,
			entry: 'reconcile/book.queue.ts',
			impact: 'Payments and postings are not written to the ledger: invoices look unpaid there, and no receipts go out.',
			memory: 1024,
			timeout: Duration.seconds(120),
			loops: true,
		});
		this.sweep = new Fn(this, 'Sweep', {
			...around,
			entry: 'reconcile/sweep.schedule.ts',
			impact: 'Payments and postings whose writing was put off or cut are not taken up again, and no promise is found to be broken.',
			memory: 512,
			timeout: Duration.seconds(50),
		});
		this.bookings = new WorkQueue(this, 'Bookings', {
			name: 'bookings',
			station: 'reconcile',
			impact: 'A payment or a posting is not in the ledger: someone must look.',
			visibility: Duration.seconds(6 * 120),
			alarms,
		});
		new Every(this, 'EveryMinute', {
			minutes: 1,
			runs: this.sweep,
			impact: 'Payments and postings whose writing was put off or cut stay out of the ledger; what was agreed is not looked at on its day.',
			alarms,
		});

		api.routes(app, 'app', [
			'POST /reconcile/{payment}/retry',
			'GET /postings',
			'POST /postings/{posting}/retry',
			'POST /postings/{posting}/give-up',
			'GET /postings/accounts/{ledger}',
			'POST /postings/accounts/{ledger}',
			'POST /postings/accounts/{ledger}/read',
			'GET /customers/{customer}/post',
			'POST /customers/{customer}/post',
		]);
		this.bookings.feeds(this.book, { batch: 1, readers: 5 });
		this.bookings.acceptsFrom(app, this.sweep, this.book);
		connect.refreshes.acceptsFrom(this.book);
		sync.pulls.acceptsFrom(this.book);
		// The receipt.
		reminders.mails.acceptsFrom(this.book);
		state.letRead(this.sweep);
		state.letWrite(app, this.book);
		state.letOpen(this.book, 'access');
		letCall(this.book, env.xero.api, env.quickbooks.api);
		// Deployed, everything is for real. The local stack says otherwise while it talks to real ledgers.
		this.book.addEnvironment(env.live, 'mail,book');
	}
}
