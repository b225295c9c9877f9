/**
 * One history drawn by chance over ports in memory: a bookkeeper edits while the hub reads, everything that can go wrong goes wrong, and in the end, when
 * the faults stop and the hub has come to rest by itself, our copy must be the ledgers. The seed draws the whole of it.
 */
import type { Chance } from '../../local/scenario/seeded.ts';
import { instantOfMs } from '../../shared/domain/day.ts';
import { type LedgerId, ledgerId, type Provider } from '../../shared/domain/document.ts';
import { endOf, type Owed } from './end.ts';
import type { Sabotage } from './handlers.ts';
import type { Door, Misfortune } from './ledger/accounting.ts';
import type { TokenTrouble } from './ledger/consent.ts';
import type { Mail } from './memory/lanes.ts';
import { Neighbours } from './neighbours.ts';
import { company, World } from './world.ts';

export type Counts = Record<string, number>;
export type ModelHistory = {
	readonly seed: number;
	readonly counts: Counts;
	/** Empty when our copy is the ledgers and nothing is left to do. */
	readonly differences: readonly string[];
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const misfortunes: readonly [Misfortune, ...Misfortune[]] = [
	{ kind: 'throttled', retryAfterMs: 4_000 },
	{ kind: 'throttled', retryAfterMs: null },
	{ kind: 'throttled', retryAfterMs: 4 * minute },
	{ kind: 'throttled', retryAfterMs: 20 * minute },
	{ kind: 'throttled', retryAfterMs: 18 * hour },
	{ kind: 'unauthorised', retryAfterMs: null },
	{ kind: 'unauthorised', retryAfterMs: null },
	{ kind: 'forbidden', retryAfterMs: null },
	{ kind: 'unavailable', retryAfterMs: null },
	{ kind: 'unavailable', retryAfterMs: null },
	{ kind: 'refused', retryAfterMs: null },
	{ kind: 'bug', retryAfterMs: null },
	{ kind: 'silence', retryAfterMs: null },
	{ kind: 'lost row', retryAfterMs: null },
];
const troubles: readonly [TokenTrouble, ...TokenTrouble[]] = ['silent', 'silent', 'lost', 'lost', 'refused'];

/** Mostly seconds, so that wakes, debounces and tokens come and go; now and then hours, seldom a day or more than a month. */
const drawnPause = (chance: Chance): number => {
	const kind = chance.next();
	if (kind < 0.5) return chance.between(0, 20_000);
	if (kind < 0.78) return chance.between(20_000, 90_000);
	if (kind < 0.9) return chance.between(2, 8) * minute;
	if (kind < 0.98) return chance.between(25, 90) * minute;
	return kind < 0.995 ? chance.between(8, 30) * hour : chance.between(28, 33) * day;
};

const drawnSetting = (chance: Chance): readonly [Provider, string][] => {
	const all: readonly [Provider, string][] = [
		['xero', 'x1'],
		['quickbooks', 'q1'],
		['xero', 'x2'],
	];
	const one = chance.next();
	if (one < 0.35) return all.slice(0, 1);
	if (one < 0.7) return all.slice(1, 2);
	return one < 0.9 ? all.slice(0, 2) : all;
};

class Telling {
	readonly world: World;
	readonly #chance: Chance;
	readonly #doors: readonly [Door, ...Door[]];
	readonly #silent: boolean;
	/** What the hub owes at rest: what webhooks that were heard told of, and reads that people and mails wait for. */
	readonly owed: Owed = { told: new Map(), since: new Map() };

	constructor(world: World, chance: Chance, silent: boolean) {
		this.world = world;
		this.#chance = chance;
		this.#silent = silent;
		this.#doors = [...world.doors.values()] as [Door, ...Door[]];
	}
	#door(): Door {
		return this.#chance.pick(this.#doors);
	}
	edit(): void {
		const { ledger } = this.#door();
		for (let edits = this.#chance.between(1, 3); edits > 0; edits--) {
			ledger.silent = this.#silent && this.#chance.next() < 0.35;
			const done = ledger.edit();
			if (done === null) continue;
			this.world.count(`edit: ${done}`);
			if (ledger.silent) this.world.count('edits of which no delta tells');
			if (!ledger.silent && this.#chance.next() < 0.5) this.webhook(ledger.ledger);
		}
		ledger.silent = false;
	}
	webhook(ledger: LedgerId): void {
		const [provider, externalId = ''] = [ledger.startsWith('xero-') ? 'xero' : 'quickbooks', ledger.split('-')[1]] as const;
		const ledgers = this.#chance.next() < 0.1 ? [externalId, 'a-stranger'] : [externalId];
		for (let copies = this.#chance.next() < 0.1 ? 2 : 1; copies > 0; copies--)
			void this.world.lanes.send({ type: 'sync.notice', provider, ledgers });
	}
	/** What the ledgers of this message owe us, once it is heard. */
	#owed(mail: Mail): [name: string, version: number, ledger: LedgerId][] {
		const { message } = mail;
		if (message.type !== 'sync.notice') return [];
		return message.ledgers.flatMap((externalId) => {
			const ledger = ledgerId(message.provider, externalId);
			const rows = [...(this.world.doors.get(ledger)?.ledger.rows.values() ?? [])];
			return rows
				.filter(({ visibleAt, hushed }) => visibleAt <= this.world.ms && !hushed)
				.map(({ kind, id, updated }): [string, number, LedgerId] => [`${ledger} ${kind} ${id}`, updated, ledger]);
		});
	}
	async hand(mail: Mail, apart = false): Promise<void> {
		const owed = this.#owed(mail);
		const { message } = mail;
		const outcome = await this.world.deliver(mail, apart);
		if (outcome !== 'done') return;
		for (const [name, version, ledger] of owed)
			if ((await this.world.connection(ledger))?.state === 'connected') this.owed.told.set(name, version);
		if (message.type !== 'sync.pull' || message.since === undefined || message.company !== company) return;
		if ((await this.world.connection(message.ledger))?.state === 'connected') this.owed.since.set(message.ledger, message.since);
	}
	async deliver(): Promise<void> {
		const ready = this.world.lanes.ready();
		const mail = ready[this.#chance.between(0, ready.length - 1)];
		if (mail) return this.hand(mail);
		this.world.pass(this.#chance.next() < 0.4 ? minute : drawnPause(this.#chance));
		return this.world.tick();
	}
	/** A message once more that was done long ago, or twice at the same time. */
	async duplicate(): Promise<void> {
		const { old } = this.world.lanes;
		const ready = this.world.lanes.ready();
		const mail = ready[this.#chance.between(0, ready.length - 1)];
		const late = old[this.#chance.between(0, old.length - 1)];
		if (mail && this.#chance.next() < 0.5) {
			this.world.count('duplicates at once');
			await Promise.all([this.hand(mail), this.world.deliverCopy(mail.message, this.#chance.next() < 0.5)]);
		} else if (late) {
			this.world.count('duplicates late');
			await this.world.deliverCopy(late);
		}
	}
	/** Different functions at the same time, ledgers' lanes among them. */
	async together(): Promise<void> {
		this.world.count('at once');
		const ready = this.world.lanes.ready();
		await Promise.all([
			...ready.slice(0, 4).map((mail) => this.hand(mail, this.#chance.next() < 0.5)),
			this.#chance.next() < 0.5 ? this.world.tick(this.#chance.next() < 0.5) : undefined,
		]);
	}
	lose(): void {
		const ready = this.world.lanes.ready();
		const mail = ready[this.#chance.between(0, ready.length - 1)];
		if (!mail) return;
		this.world.count('messages lost');
		this.world.lanes.lose(mail);
	}
	fault(): void {
		const door = this.#door();
		if (this.#chance.next() < 0.75) {
			const one = this.#chance.pick(misfortunes);
			for (let times = this.#chance.pick([1, 1, 2, 4]); times > 0; times--) door.misfortunes.push(one);
		} else this.world.desks[door.ledger.provider].troubles.push(this.#chance.pick(troubles));
	}
	weather(): void {
		const often = (): number => (this.#chance.next() < 0.5 ? 0 : this.#chance.next() * 0.4);
		Object.assign(this.world.weather, { busy: often(), late: often() });
	}
	cut(): void {
		this.world.cutIn({ inCalls: this.#chance.between(1, 30), side: this.#chance.pick(['before', 'after']) });
	}
	async person(): Promise<void> {
		const { ledger, provider } = this.#door().ledger;
		const what = this.#chance.next();
		if (what < 0.35) await this.world.press('sync', ledger);
		else if (what < 0.5) await this.world.press('compare', ledger);
		else if (what < 0.58) await this.world.press('reread', ledger);
		else if (what < 0.68) await this.world.press('recount', ledger);
		else if (what < 0.83) {
			this.world.count('disconnected');
			await this.world.disconnect(ledger);
			if (this.#chance.next() < 0.5) await this.world.connect([ledger]);
		} else {
			// One consent may open several ledgers.
			const same = [...this.world.doors.keys()].filter((each) => each.startsWith(`${provider}-`));
			this.world.count('connected again');
			await this.world.connect(this.#chance.next() < 0.5 ? same : [ledger]);
		}
	}
	/** A mail waits for what changed, as `functions/reminders/ask-ledger.ts` asks. */
	mail(): Promise<void> {
		const { ledger } = this.#door().ledger;
		this.world.count('mails that wait');
		const since = instantOfMs(this.world.ms - this.#chance.pick([0, 0, 5_000, 2 * minute]));
		const dedupe = `fresh:${since}:${ledger}`;
		return this.world.lanes.send({ type: 'sync.pull', company, ledger, run: null, step: 0, since, copyOnly: true }, { dedupe });
	}
	/** A message of one company that names a ledger of the other. */
	stray(): Promise<void> {
		const { ledger } = this.#door().ledger;
		const name = this.#chance.pick([
			{ company: 'theirs', ledger },
			{ company, ledger: 'xero-theirs' },
			{ company: 'theirs', ledger: 'xero-theirs' },
		]);
		this.world.count('messages that name what is not theirs');
		const message = this.#chance.pick(['pull', 'recount', 'notice']);
		if (message === 'notice') return this.world.lanes.send({ type: 'sync.notice', provider: 'xero', ledgers: ['theirs'] });
		if (message === 'recount') return this.world.lanes.send({ type: 'sync.recount', ...name });
		return this.world.lanes.send({ type: 'sync.pull', ...name, run: null, step: 0, sweep: 'everything' });
	}
	/** The adapter reads more of a row than before. */
	deploy(): void {
		if (this.#doors[0].mapping === 2) return;
		this.world.count('deployments that read more of a row');
		for (const door of this.#doors) door.mapping = 2;
	}
	async step(): Promise<void> {
		const kinds: readonly (readonly [weight: number, work: () => unknown])[] = [
			[24, () => this.edit()],
			[46, () => this.deliver()],
			[4, () => this.world.pass(drawnPause(this.#chance))],
			[6, () => this.world.tick()],
			[5, () => this.duplicate()],
			[6, () => this.together()],
			[1.5, () => this.lose()],
			[6, () => this.fault()],
			[2, () => this.weather()],
			[6, () => this.cut()],
			[4, () => this.person()],
			[2, () => this.mail()],
			[1, () => this.stray()],
			[0.4, () => this.deploy()],
		];
		let at = this.#chance.next() * kinds.reduce((all, [weight]) => all + weight, 0);
		const kind = kinds.find(([weight]) => {
			at -= weight;
			return at < 0;
		});
		await kind?.[1]();
		this.world.pass(this.#chance.between(0, 1500));
	}
}

/** So long that a history sees a first read and several deltas. */
export const usualSteps = 45;

export const liveThrough = async (
	seed: number,
	{
		steps = usualSteps,
		sabotage,
		trace,
	}: { readonly steps?: number; readonly sabotage?: Sabotage; readonly trace?: (line: string) => void } = {},
): Promise<ModelHistory> => {
	const world = new World(seed, sabotage);
	world.trace = trace ?? null;
	const { chance } = world;
	for (const [provider, externalId] of drawnSetting(chance)) {
		const { ledger } = world.open(provider, externalId);
		while (ledger.rows.size < 8) ledger.edit();
	}
	const neighbours = await Neighbours.moveIn(world);
	const telling = new Telling(world, chance, seed % 2 === 1);
	if (chance.next() < 0.5) telling.deploy();
	if (chance.next() < 0.6) telling.weather();
	await world.connectAll();
	for (let step = 0; step < steps; step++) await telling.step();
	const differences = await endOf(world, telling.owed);
	differences.push(...(await neighbours.changes()));
	world.count('histories');
	world.count('ledgers', world.doors.size);
	world.count('dead letters', world.lanes.dead.length);
	world.count('copies that FIFO swallowed', world.lanes.swallowed);
	world.count('port calls', world.power.calls);
	world.count('differences', differences.length);
	return { seed, counts: world.counts, differences };
};

export const addCounts = (into: Counts, more: Counts): void => {
	for (const [name, by] of Object.entries(more)) into[name] = (into[name] ?? 0) + by;
};
