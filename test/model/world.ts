/**
 * The product's use cases over ports in memory: two companies, model ledgers behind the first, one clock that moves only when told. Which message is
 * delivered when, and when the power goes, the test decides. Nothing here uses a timer or the network, so a seed is the whole of a history.
 */
import { beginConsent } from '../../functions/connect/begin-consent.ts';
import { completeConsent } from '../../functions/connect/complete-consent.ts';
import { disconnectLedger } from '../../functions/connect/disconnect-ledger.ts';
import { sweepGrants } from '../../functions/connect/sweep-grants.ts';
import { type Asked, askFor } from '../../functions/sync/ask-for.ts';
import { sweepConnections } from '../../functions/sync/sweep-connections.ts';
import { type Chance, seeded } from '../../local/scenario/seeded.ts';
import { type Instant, instantOfMs } from '../../shared/domain/day.ts';
import { type LedgerId, ledgerId, type Provider, providerOf } from '../../shared/domain/document.ts';
import type { DocumentName } from '../../shared/domain/sweep.ts';
import { unmetered } from '../../shared/ports/accounting.ts';
import { type Books, type Scope, TryLater } from '../../shared/ports/books.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { handle, noMoves, type Ports, type Sabotage } from './handlers.ts';
import { accountingOf, Door } from './ledger/accounting.ts';
import { ConsentDesk } from './ledger/consent.ts';
import { ModelLedger } from './ledger/ledger.ts';
import { Cut, type CutPlan, Life, Power } from './life.ts';
import { memoryBooks } from './memory/books.ts';
import { Lanes, type Mail } from './memory/lanes.ts';
import { memoryAllowances, memoryCompanies, memoryConnections, memoryDirectory, memoryVault } from './memory/records.ts';
import { Shelves } from './memory/shelf.ts';
import { memorySweeps } from './memory/sweeps.ts';

export const noon = Date.parse('2026-11-22T12:00:00Z');
/** Whose ledgers are edited and read. */
export const company = 'ours';

export type Outcome = 'done' | 'failed' | 'cut';

export class World {
	readonly chance: Chance;
	readonly shelves = new Shelves();
	readonly lanes: Lanes;
	readonly connections = memoryConnections();
	readonly power = new Power();
	readonly doors = new Map<LedgerId, Door>();
	readonly desks: Readonly<Record<Provider, ConsentDesk>>;
	readonly #allowances = memoryAllowances();
	readonly #companies = memoryCompanies();
	readonly directory = memoryDirectory();
	readonly #sabotage: Sabotage;
	readonly #turns: Chance;
	/** What happened, by name. */
	readonly counts: Record<string, number> = {};
	/** How often the table is busy, and how often its index is late. */
	readonly weather = { busy: 0, late: 0 };
	/** Open lists of a moment ago. */
	readonly #lists = new Map<LedgerId, readonly DocumentName[]>();
	trace: ((line: string) => void) | null = null;
	ms = noon;
	#ports: Ports;
	#life: Life;
	/** Failures that are no fault of the surroundings. */
	readonly unheard: string[] = [];
	/** Asked far more often than it changes. */
	#told: { readonly ms: number; readonly at: Instant } = { ms: noon, at: instantOfMs(noon) };
	readonly now = (): Instant => {
		if (this.#told.ms !== this.ms) this.#told = { ms: this.ms, at: instantOfMs(this.ms) };
		return this.#told.at;
	};
	readonly count = (what: string, by = 1): void => {
		this.counts[what] = (this.counts[what] ?? 0) + by;
		this.trace?.(`  · ${what}`);
	};

	constructor(seed: number, sabotage: Sabotage = {}) {
		this.chance = seeded(seed);
		this.#turns = seeded(seed + 0x5eed);
		this.#sabotage = sabotage;
		const nowMs = (): number => this.ms;
		this.lanes = new Lanes(nowMs);
		const around = { nowMs, chance: seeded(seed + 0xdecade), count: this.count };
		this.desks = { xero: new ConsentDesk('xero', around), quickbooks: new ConsentDesk('quickbooks', around) };
		this.#life = new Life(this.power, this.#turns);
		this.#ports = this.#portsOf(this.#life);
	}
	/** A ledger that may be connected. */
	open(provider: Provider, externalId: string): Door {
		const ledger = ledgerId(provider, externalId);
		const around = { chance: this.chance, nowMs: () => this.ms, pass: (ms: number) => this.pass(ms), count: this.count };
		const door = new Door(new ModelLedger(ledger, this.chance, () => this.ms), around);
		this.doors.set(ledger, door);
		return door;
	}
	pass(ms: number): void {
		this.ms += ms;
	}
	get ports(): Ports {
		return this.#ports;
	}
	/** A port call finds the table too busy. */
	#busy(): void {
		if (this.weather.busy > 0 && this.chance.next() < this.weather.busy / 4) {
			this.count('table: busy');
			throw new TryLater('other writers were faster');
		}
	}
	#listed(scope: Scope): readonly DocumentName[] {
		this.count('sweeps that read to the end');
		const now = this.shelves.of(scope).open.map(({ kind, id }) => ({ kind, id }));
		const late = this.weather.late > 0 && this.chance.next() < this.weather.late ? this.#lists.get(scope.ledger) : undefined;
		this.#lists.set(scope.ledger, now);
		if (late) this.count('table: an index was late');
		return late ?? now;
	}
	/** A new life's ports. Books are torn between any two of their writes. */
	#portsOf(life: Life): Ports {
		const torn = (): void => {
			life.torn();
			this.#busy();
		};
		const books = memoryBooks(this.shelves, torn);
		const book: Books = {
			...books,
			repair: async (...args) => {
				const repaired = await books.repair(...args);
				if (repaired.findings.length > 0) this.count('put right by sweeps', repaired.findings.length);
				return repaired;
			},
		};
		const ports: Ports = {
			allowances: life.through(this.#allowances),
			books: life.through(book),
			companies: life.through(this.#companies),
			connections: life.through(this.connections),
			queues: { send: (message, options) => life.call(() => this.lanes.send(message, options)) },
			sweeps: life.through(memorySweepsOf(this, (scope) => this.#listed(scope))),
			vault: memoryVault,
			directory: life.through(this.directory),
			clock: { now: this.now },
			openAccounting: async (ledger, token, _now, meter) => {
				const door = this.doors.get(ledger);
				if (!door) throw new Error(`nobody knows ${ledger}`);
				const desk = this.desks[providerOf(ledger)];
				return life.through(
					accountingOf(door, { admit: (now) => desk.admit(token, ledger, now), now: this.now, meter: meter ?? unmetered }),
					['organisation', 'page', 'look', 'control'],
				);
			},
			consentOf: async (provider) =>
				life.through(
					this.desks[provider].port((externalId) => ledgerId(provider, externalId)),
					['url', 'redeem', 'refresh', 'release'],
				),
		};
		return this.#sabotage.ports?.(ports) ?? ports;
	}
	cutIn(plan: CutPlan | null): void {
		this.power.plan(plan);
	}

	/** One invocation. All memory is lost when it is cut; whatever else ran at that moment is cut with it, or goes on elsewhere. */
	async #run(name: string, work: (ports: Ports) => Promise<unknown>, apart: boolean): Promise<Outcome> {
		const life = apart ? new Life(this.power, this.#turns) : this.#life;
		const ports = apart ? this.#portsOf(life) : this.#ports;
		let outcome: Outcome = 'done';
		try {
			await work(ports);
		} catch (error) {
			outcome = 'failed';
			if (!(error instanceof Cut)) this.trace?.(`    ${String(error)}`);
		}
		if (life.dead) {
			outcome = 'cut';
			if (life === this.#life) {
				this.count('cuts');
				this.#life = new Life(this.power, this.#turns);
				this.#ports = this.#portsOf(this.#life);
			} else if (apart) this.count('cuts');
		}
		this.count('invocations');
		this.trace?.(`${this.now()} ${name} → ${outcome}`);
		return outcome;
	}

	async deliver(mail: Mail, apart = false): Promise<Outcome> {
		this.lanes.begin(mail);
		const outcome = await this.#run(this.#say(mail.message), (ports) => handle(mail.message, mail.receives, ports, this.count), apart);
		this.lanes.end(mail, outcome === 'done' || (outcome === 'cut' && this.#sabotage.forgetsCuts === true));
		return outcome;
	}
	/** A copy beside whatever becomes of the message itself: late, or at the same time. */
	deliverCopy(message: Message, apart = false): Promise<Outcome> {
		return this.#run(`copy of ${this.#say(message)}`, (ports) => handle(message, 1, ports, this.count), apart);
	}
	#say(message: Message): string {
		if (!this.trace) return message.type;
		const { type, ...rest } = message;
		return `${type} ${JSON.stringify(rest).replace(/"(\w{8})-[\w-]{27}"/g, '"$1"')}`;
	}
	/** What happens every minute. */
	async tick(apart = false): Promise<void> {
		await this.#run(
			'tick',
			async (ports) => {
				await sweepGrants(ports);
				await sweepConnections(ports);
			},
			apart,
		);
	}
	/** A person presses Connect and chooses these organisations of one provider. */
	connect(ledgers: readonly LedgerId[]): Promise<Outcome> {
		const provider = providerOf(ledgers[0] ?? '');
		const asker = { company, user: 'ana', name: 'Ana', session: 's', owner: true };
		return this.#run(
			`connect ${ledgers.join()}`,
			async (ports) => {
				const consent = await ports.consentOf(provider);
				this.desks[provider].chosen = ledgers.map((each) => ({ externalId: each.slice(provider.length + 1), name: each }));
				const url = await beginConsent(provider, asker, 'https://here', { ...ports, consent });
				const returned = { code: 'c', state: url.slice('agree:'.length), realm: null, error: undefined, redirectUri: 'https://here' };
				await completeConsent(provider, asker, returned, { ...ports, consent, moves: noMoves });
			},
			false,
		);
	}
	press(what: Asked, ledger: LedgerId): Promise<Outcome> {
		return this.#run(`${what} ${ledger}`, (ports) => askFor(what, company, ledger, ports), false);
	}
	disconnect(ledger: LedgerId): Promise<Outcome> {
		return this.#run(`disconnect ${ledger}`, (ports) => disconnectLedger(company, ledger, { ...ports, moves: noMoves }), false);
	}
	connection(ledger: LedgerId): Promise<Connection | null> {
		return this.connections.connection(company, ledger);
	}

	/** What is due next; null where there is nothing but the hourly reads of ledgers with nothing left to do. */
	async #nextDue(): Promise<number | null> {
		const times: number[] = [];
		const visible = this.lanes.nextVisible();
		if (visible !== null) times.push(visible);
		for (const { state, wake, run, dirtyAt, askedAt, lastRun, grant: id } of await this.connections.connections(company)) {
			const isBusy = run ?? dirtyAt ?? askedAt ?? null;
			const soon = lastRun ? Date.parse(lastRun.endedAt) + 55 * 60_000 : Number.POSITIVE_INFINITY;
			if (state === 'connected' && wake !== null && (isBusy !== null || Date.parse(wake) < soon)) times.push(Date.parse(wake));
			const grant = await this.connections.grant(company, id);
			const tended = grant?.wake ? Date.parse(grant.wake) : null;
			// A token that is renewed in time is never at rest: only a renewal under way or overdue counts.
			if (tended !== null && (grant?.refreshing || tended <= this.ms)) times.push(tended);
		}
		return times.length === 0 ? null : Math.min(...times);
	}
	/** Everything connected again that is not, as people do. */
	async connectAll(): Promise<boolean> {
		let all = true;
		for (const ledger of this.doors.keys())
			if ((await this.connection(ledger))?.state !== 'connected') {
				all = false;
				await this.connect([ledger]);
				this.pass(1_000);
			}
		return all;
	}
	/** Until no message waits and nothing is left to do but what every hour brings. False when that does not happen in `rounds`. */
	async rest(rounds = 400): Promise<boolean> {
		for (let round = 0; round < rounds; round++) {
			const [mail] = this.lanes.ready();
			if (mail) {
				await this.deliver(mail);
				continue;
			}
			if (!(await this.connectAll())) continue;
			const due = await this.#nextDue();
			if (due === null) return true;
			this.pass(due >= this.ms ? due - this.ms + 1 : 60_000);
			await this.tick();
		}
		return false;
	}
}

const swept = new WeakMap<World, ReturnType<typeof memorySweeps>>();
/** What a sweep noted outlives every process. */
const memorySweepsOf = (world: World, listed: (scope: Scope) => readonly DocumentName[]): ReturnType<typeof memorySweeps> => {
	const known = swept.get(world) ?? memorySweeps(world.shelves, listed);
	swept.set(world, known);
	return known;
};
