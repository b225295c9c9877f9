/**
 * The world of the whole road: the sync journey's, and around it SES with its inbox, Stripe, S3, every station's sweeper, and the hub's own address, where
 * customers open their links. The clock moves only when told.
 */

import { readMailEvent } from '../../../functions/reminders/mail-event.ts';
import type { LocalMail } from '../../../local/aws/mail/index.ts';
import { type Gateway, startGateway } from '../../../local/runtime/http.ts';
import { InvocationError } from '../../../local/runtime/room.ts';
import type { StripeSandbox } from '../../../local/sandbox/stripe/index.ts';
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import { isPosted } from '../../../shared/domain/arrangements/to-post.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import type { Mail } from '../sync/mail.ts';
import type { Outcome } from '../sync/process.ts';
import { company } from '../sync/surroundings.ts';
import { noon, World } from '../sync/world.ts';
import { type RoadBooks, roadBooks } from './books.ts';
import { type Items, itemsIn } from './items.ts';
import { type RoadSide, roadSide } from './ledger.ts';
import { type RoadAround, surroundRoad, type Wired, wiredApp } from './surroundings.ts';

/** What a delivery takes of the clock, so that rates and order mean something. */
const deliveryMs = 200;
/** Things that wake again and again by themselves, with nothing left undone. */
const eternal = / (CONN#|GRANT#|PLINK$|COMPANY$|SENDING$)/;
/** What the ledger refused is looked at once an hour until a person has done something. */
const isPersons = (one: Arrangement): boolean => one.posting !== null && (!isPosted(one) || one.noted.includes('rejected'));
/** What waits as `books` is swept with the ledgers' reads, what was agreed with the bookings. */
const sweepers: Readonly<Record<string, string>> = { books: 'sync', arrangements: 'reconcile' };
const sweeperOf = (station: string): string => sweepers[station] ?? station;

export class Road extends World<RoadSide> {
	readonly ses: LocalMail;
	readonly stripe: StripeSandbox;
	readonly origin: string;
	readonly #road: RoadAround;
	readonly #wired: Wired;
	/** The journey nears its end: no further cuts are wanted. */
	calm = false;
	/** Requests until the first read was at rest. */
	firstRead = 0;
	/** How often each entry was called. */
	readonly invoked = new Map<string, number>();
	/** Mails of which an event was lost. */
	readonly lostEvents = new Set<string>();
	/** One invocation after the other, so that the n-th request is the same each time. False: as they come. */
	inTurn = true;
	#turn: Promise<unknown> = Promise.resolve();

	private constructor(around: RoadAround, clock: { ms: number }, wired: Wired) {
		super(around, clock);
		({ ses: this.ses, stripe: this.stripe, origin: this.origin } = around);
		this.#road = around;
		this.#wired = wired;
	}

	static async begin(provider: Provider, books: RoadBooks = roadBooks(provider)): Promise<Road> {
		const clock = { ms: noon };
		const wired = await wiredApp();
		const hub: Gateway = await startGateway({ port: 0 });
		const around = await surroundRoad(roadSide(provider, books), () => clock.ms, hub);
		const road = new Road(around, clock, wired);
		hub.open(wired.routes, async (entry, event) => {
			const outcome = await road.invoke(entry, event);
			if (outcome.ended === 'answered') return outcome.answer;
			throw new InvocationError('Unhandled', 'no answer');
		});
		return road;
	}

	override invoke(entry: string, event: unknown): Promise<Outcome> {
		this.invoked.set(entry, (this.invoked.get(entry) ?? 0) + 1);
		if (!this.inTurn) return super.invoke(entry, event);
		const turn = this.#turn.then(() => super.invoke(entry, event));
		this.#turn = turn;
		return turn;
	}

	/** Messages that never arrive. An event of SES is then withheld: nothing of ours can bring it back. */
	loses(...lost: readonly Mail[]): void {
		for (const mail of lost) {
			const id = mail.queue === 'mailEvents' ? (readMailEvent(mail.body)?.tag?.mail ?? null) : null;
			if (id !== null) this.lostEvents.add(id);
			this.mail.lose(mail);
		}
	}

	/** As a person of the company, by HTTP. Null: no answer. */
	async asked(
		method: string,
		path: string,
		body?: object,
		headers: Readonly<Record<string, string>> = {},
		who: 'ana' | 'boris' = 'ana',
	): Promise<Response | null> {
		const authorization = `Bearer ${await this.#road.identity.idToken(who)}`;
		const answer = await fetch(`${this.origin}${path}`, {
			method,
			redirect: 'manual',
			headers: { accept: 'application/json', authorization, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		return answer.status >= 500 ? null : answer;
	}

	items(): Promise<Items> {
		return itemsIn(this.store);
	}

	override async deliver(mail: Mail): Promise<Outcome> {
		this.pass(deliveryMs);
		return super.deliver(mail);
	}

	/** The sweepers: all of them, as every minute, or those of some stations. */
	override async tick(stations: ReadonlySet<string> | null = null): Promise<void> {
		for (const entry of this.#wired.schedules)
			if (stations === null || stations.has(entry.slice(0, entry.indexOf('/')))) await this.invoke(entry, {});
	}

	/** What happens outside by itself at this moment: webhooks arrive, events are published. */
	async outside(): Promise<void> {
		await this.stripe.tick();
		await Promise.all([this.side.webhooksIdle(), this.stripe.webhooksIdle(), this.ses.eventsIdle()]);
		await this.#turn;
	}

	/** What is due now or wakes soon for a reason, with its station; what merely keeps waking counts once it is due. */
	async #due(): Promise<readonly { readonly at: number; readonly station: string | null }[]> {
		const { waiting, arrangements } = await this.items();
		const persons = new Set(arrangements.filter(isPersons).map(({ customer, id }) => `${company}#K#${customer} ARR#${id}`));
		const connection = await this.connection();
		const busy =
			connection?.state === 'connected' && (connection.run !== null || connection.dirtyAt !== null || connection.phase !== 'live');
		const [visible, till, events] = [this.mail.nextVisible(), this.stripe.nextDue(), this.ses.nextEventAt()];
		return [
			...waiting
				.map(({ name, station, wake }) => ({
					at: Date.parse(wake),
					station,
					eternal: (eternal.test(name) && !(busy && / CONN#/.test(name))) || [...persons].some((own) => name.endsWith(own)),
				}))
				.filter((each) => !each.eternal || each.at <= this.nowMs()),
			...(visible === null ? [] : [{ at: visible, station: null }]),
			...(till === null ? [] : [{ at: Date.parse(till), station: null }]),
			...(events === null ? [] : [{ at: events, station: null }]),
		];
	}

	/** One thing that can be done now, or the next moment at which something can. False: nothing within `withinMs`. */
	async step(withinMs = 55 * 60_000): Promise<boolean> {
		await this.outside();
		const [mail] = this.mail.ready();
		if (mail) {
			await this.deliver(mail);
			return true;
		}
		const due = await this.#due();
		const now = this.nowMs();
		const next = Math.min(...due.map(({ at }) => at));
		if (!(next <= now + withinMs)) return false;
		this.pass(next >= now ? next - now + 1 : 60_000);
		const stations = due.flatMap(({ at, station }) => (at <= this.nowMs() && station !== null ? [sweeperOf(station)] : []));
		if (stations.length > 0) await this.tick(new Set(stations));
		return true;
	}

	/** Steps that rest, or what is waited for, may take. */
	patience = 600;

	/**
	 * Lets the product come to rest by itself: at rest no message waits and nothing is due within `withinMs`. Throws when that does not happen in `patience` steps.
	 */
	override async rest(options: { readonly reconnect?: boolean; readonly withinMs?: number } = {}): Promise<void> {
		const before = new Map(this.invoked);
		for (let round = 0; round < this.patience; round++) {
			if (options.reconnect) {
				const connection = await this.connection();
				if (connection && connection.state !== 'connected') await this.connectPatiently();
			}
			if (!(await this.step(options.withinMs))) return;
		}
		const due = (await this.#due()).toSorted((a, b) => a.at - b.at).slice(0, 3);
		const busy = [...this.invoked]
			.map(([entry, times]) => ({ entry, times: times - (before.get(entry) ?? 0) }))
			.toSorted((a, b) => b.times - a.times)
			.slice(0, 5);
		throw new Error(
			`no rest after ${this.patience} steps, it is ${this.now()}: ${JSON.stringify(due)}, ${this.mail.size} messages, ${JSON.stringify(busy)}`,
		);
	}

	/** Steps until something is so; false when rest came first. */
	async until(so: () => Promise<boolean>): Promise<boolean> {
		for (let round = 0; round < this.patience; round++) {
			if (await so()) return true;
			if (!(await this.step())) return so();
		}
		return false;
	}
}
