/**
 * The product as it runs, without its threads: bundled handlers, real SDKs and adapters, HTTP to the emulators and a provider's sandbox, and one
 * clock that moves only when told. The test decides which message is delivered when, and when the power goes.
 */

import type { LocalDynamo } from '../../../local/aws/dynamo/index.ts';
import { dynamoBooks } from '../../../shared/adapters/dynamo/books.ts';
import { dynamoConnections } from '../../../shared/adapters/dynamo/connections.ts';
import type { Store } from '../../../shared/adapters/dynamo/store.ts';
import { type Instant, instantOfMs } from '../../../shared/domain/day.ts';
import type { Books } from '../../../shared/ports/books.ts';
import type { Connection, Connections } from '../../../shared/ports/connections.ts';
import type { QueueName } from '../../../shared/wire/queues.ts';
import type { Side as LedgerSide, StartSide } from './ledger.ts';
import type { Mail, MailRoom } from './mail.ts';
import { type Asked, type Cut, Power } from './power.ts';
import { type Outcome, Process } from './process.ts';
import { company, type Surroundings, surround, webhookHub } from './surroundings.ts';

export const noon = Date.parse('2026-11-22T12:00:00Z');
const readers: Readonly<Record<QueueName, string>> = {
	refreshes: 'connect/refresh.queue',
	letters: 'connect/tell.queue',
	notices: 'sync/notice.queue',
	pulls: 'sync/pull.queue',
	rolls: 'receivables/roll.queue',
	plans: 'reminders/plan.queue',
	mails: 'reminders/send.queue',
	mailEvents: 'reminders/events.queue',
	checkouts: 'pay/checkout.queue',
	bookings: 'reconcile/book.queue',
	exports: 'factoring/build.queue',
	payables: 'payables/read.queue',
	arrangements: 'arrangements/tend.queue',
};

export type HttpAnswer = { readonly statusCode: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export class World<S extends LedgerSide = LedgerSide> {
	readonly dynamo: LocalDynamo;
	readonly mail: MailRoom;
	readonly side: S;
	readonly books: Books;
	readonly connections: Connections;
	readonly store: Store;
	readonly #around: Surroundings<S>;
	readonly #clock: { ms: number };
	#process: Process;
	/** Requests of lives that ended. */
	#spent = 0;
	#log: Asked[] = [];
	/** Lives that ended by a cut. */
	crashes = 0;
	/** Invocations that were begun. */
	invocations = 0;
	/** The cut that is to come, counted over all lives. */
	#cut: Cut | null = null;
	/** Failures that nobody waited for: each would have ended its function's process with all it did. */
	readonly unheard: string[] = [];
	readonly #hear = (reason: unknown): void => void this.unheard.push(String(reason instanceof Error ? reason.stack : reason));
	/** Told after each cut, when the new life has begun. */
	afterCut: (() => void) | null = null;
	/** Set by whoever looks for the reason of a failure. */
	trace: ((line: string) => void) | null = null;

	protected constructor(around: Surroundings<S>, clock: { ms: number }) {
		({ dynamo: this.dynamo, mail: this.mail, side: this.side, store: this.store } = around);
		this.#around = around;
		this.#clock = clock;
		this.books = dynamoBooks(around.store);
		this.connections = dynamoConnections(around.store);
		this.#process = new Process(new Power(), this.nowMs);
		process.on('unhandledRejection', this.#hear);
	}

	/** One company, one organisation that is not connected yet. The environment of this process is the functions' from now on. */
	static async start(startSide: StartSide): Promise<World> {
		const clock = { ms: noon };
		let world: World | null = null;
		const hub = await webhookHub(
			async (provider, headers, body) => (await world?.http(`POST /webhooks/${provider}`, { headers, body }))?.statusCode ?? 502,
		);
		const around = await surround(startSide, () => clock.ms, hub);
		world = new World(around, clock);
		return world;
	}

	readonly nowMs = (): number => this.#clock.ms;
	now(): Instant {
		return instantOfMs(this.#clock.ms);
	}
	pass(ms: number): void {
		this.#clock.ms += ms;
	}
	/** Requests that the functions ever made. */
	get requests(): number {
		return this.#spent + this.#process.power.requests;
	}
	/** Each of them. */
	get requestLog(): readonly Asked[] {
		return [...this.#log, ...this.#process.power.log];
	}
	/** Cuts the power at the n-th request from now on (1: the very next). */
	cutIn(requests: number, side: Cut['side']): void {
		this.#cut = { at: this.requests + requests, side };
		this.#arm();
	}
	/** A cut that has not come yet does not come. */
	uncut(): void {
		this.#cut = null;
		this.#process.power.cut = null;
	}
	#arm(): void {
		this.#process.power.cut = this.#cut && { ...this.#cut, at: this.#cut.at - this.#spent };
	}
	/** All memory is lost, of every function. What was under way is as it may be. */
	async #restart(from: Process): Promise<void> {
		if (this.#process !== from) return;
		this.#spent += from.power.requests;
		this.#log.push(...from.power.log);
		this.#cut = null;
		this.crashes += 1;
		this.#process = new Process(new Power(), this.nowMs);
		await from.power.settled();
		this.afterCut?.();
	}
	async invoke(entry: string, event: unknown): Promise<Outcome> {
		const life = this.#process;
		this.invocations += 1;
		const outcome = await life.invoke(entry, event);
		this.trace?.(
			`${this.now()} ${entry} ${JSON.stringify((event as { Records?: { body: string }[] }).Records?.[0]?.body ?? '')} → ${outcome.ended}${outcome.ended === 'threw' ? ` ${String(outcome.error)}` : ''} ${JSON.stringify((outcome as { answer?: unknown }).answer ?? null)}`,
		);
		if (outcome.ended === 'cut') await this.#restart(life);
		return outcome;
	}

	/** Through API Gateway, as the company's owner, in a session of its own unless one is given. Null: no answer. */
	async http(
		route: string,
		request: {
			path?: Record<string, string>;
			query?: Record<string, string>;
			headers?: Readonly<Record<string, string>>;
			body?: Buffer;
			session?: string;
		} = {},
	): Promise<HttpAnswer | null> {
		const [method = 'GET', path = '/'] = route.split(' ');
		const isWebhook = path.startsWith('/webhooks/');
		const rawPath = path.replace(/\{(\w+)\}/g, (_, name: string) => request.path?.[name] ?? '');
		const authorization = isWebhook ? {} : { authorization: `Bearer ${request.session ?? (await this.#around.identity.idToken('ana'))}` };
		const entry = isWebhook
			? 'sync/webhook.http'
			: /\/(sync|recount|compare|reread|tie-out|bank(\/[a-z-]+)?)$/.test(path)
				? 'sync/app.http'
				: 'connect/app.http';
		const outcome = await this.invoke(entry, {
			version: '2.0',
			routeKey: route,
			rawPath,
			rawQueryString: '',
			headers: { accept: 'application/json', ...request.headers, ...authorization },
			queryStringParameters: request.query ?? {},
			pathParameters: request.path ?? {},
			requestContext: { http: { method, path: rawPath }, routeKey: route },
			...(request.body ? { body: request.body.toString('base64'), isBase64Encoded: true } : { isBase64Encoded: false }),
		});
		return outcome.ended === 'answered' ? (outcome.answer as HttpAnswer) : null;
	}

	/** A person presses Connect, agrees, and comes back; once. True when the hub said it is connected. */
	async connect(): Promise<boolean> {
		const { provider } = this.side;
		const session = await this.#around.identity.idToken('ana');
		const begun = await this.http('POST /connections/{provider}', { session, path: { provider } });
		if (begun?.statusCode !== 200) return false;
		const back = await this.side.agree((JSON.parse(begun.body ?? '{}') as { consentUrl: string }).consentUrl);
		const query = Object.fromEntries(new URL(back).searchParams);
		const done = await this.http('GET /connections/{provider}/callback', { session, path: { provider }, query });
		return done?.statusCode === 303;
	}
	/** Presses until it works, as people do. */
	async connectPatiently(): Promise<void> {
		for (let attempt = 0; attempt < 20; attempt++) {
			if (await this.connect()) return;
			this.pass(5_000);
		}
		throw new Error('twenty attempts to connect were not enough');
	}
	async press(what: 'sync' | 'recount' | 'compare' | 'reread'): Promise<boolean> {
		const answer = await this.http(`POST /connections/{ledger}/${what}`, { path: { ledger: this.side.ledger } });
		return answer?.statusCode === 202;
	}

	async disconnect(): Promise<boolean> {
		const answer = await this.http('POST /connections/{ledger}/disconnect', { path: { ledger: this.side.ledger } });
		return answer?.statusCode === 303;
	}

	/** One delivery of a message, with what SQS makes of its end. */
	async deliver(mail: Mail): Promise<Outcome> {
		const outcome = await this.invoke(readers[mail.queue], this.mail.begin(mail));
		const failed = outcome.ended !== 'answered' || (outcome.answer as { batchItemFailures: unknown[] }).batchItemFailures.length > 0;
		this.mail.end(mail, !failed);
		return outcome;
	}
	/** A copy of a message beside whatever SQS does with the message itself: late, or at the same time. */
	async deliverCopy(mail: Mail): Promise<Outcome> {
		return this.invoke(readers[mail.queue], this.mail.eventOf({ ...mail, receives: 1 }));
	}
	/** What happens every minute. */
	async tick(): Promise<void> {
		await this.invoke('connect/sweep.schedule', {});
		await this.invoke('sync/sweep.schedule', {});
	}

	async connection(): Promise<Connection | null> {
		return this.connections.connection(company, this.side.ledger);
	}

	/** The next moment at which something is due: a message shows itself, a connection or a grant wakes. Null: nothing within `withinMs`. */
	async #nextDue(withinMs: number): Promise<number | null> {
		const connection = await this.connection();
		const grant = connection && (await this.connections.grant(company, connection.grant));
		const soon = this.nowMs() + withinMs;
		const wake = connection?.state === 'connected' && connection.wake !== null ? Date.parse(connection.wake) : null;
		const tended = grant?.wake ? Date.parse(grant.wake) : null;
		const times = [
			this.mail.nextVisible(),
			wake !== null && (connection?.run || connection?.dirtyAt || wake < soon) ? wake : null,
			// A token that is renewed in time is never at rest: only a renewal under way or overdue counts.
			tended !== null && (grant?.refreshing || tended <= this.nowMs()) ? tended : null,
		].filter((each) => each !== null);
		return times.length ? Math.min(...times) : null;
	}

	/**
	 * Lets the product come to rest by itself: webhooks arrive, messages are delivered in order, time jumps to what is due next, minutes tick. At rest
	 * no message waits and nothing is due for 55 minutes. Throws when that does not happen in 400 rounds.
	 */
	async rest(options: { readonly reconnect?: boolean } = {}): Promise<void> {
		for (let round = 0; round < 400; round++) {
			await this.side.webhooksIdle();
			const [mail] = this.mail.ready();
			if (mail) {
				await this.deliver(mail);
				continue;
			}
			const connection = await this.connection();
			if (options.reconnect && connection && connection.state !== 'connected') {
				await this.connectPatiently();
				continue;
			}
			const due = await this.#nextDue(55 * 60_000);
			if (due === null) return;
			// Schedules run on the minute; half of one later on average.
			if (due >= this.nowMs()) this.pass(due - this.nowMs() + 1);
			else this.pass(60_000);
			await this.tick();
		}
		throw new Error(`no rest after 400 rounds: ${JSON.stringify(await this.connection())}, ${this.mail.size} messages`);
	}

	async close(): Promise<void> {
		process.off('unhandledRejection', this.#hear);
		this.#process.power.kill();
		await this.#process.power.settled();
		await this.#around.close();
	}
}
