/**
 * One history drawn by chance: a bookkeeper edits while the hub reads, everything that can go wrong goes wrong, and in the end, when the faults stop
 * and the hub comes to rest by itself, our copy must be the ledger. The seed draws the whole of it; only the order in which parallel requests
 * meet is the machine's.
 */
import type { FaultKind } from '../../../local/sandbox/faults.ts';
import { type Chance, seeded } from '../../../local/scenario/seeded.ts';
import { dayIn } from '../../../shared/domain/day.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import { type Compared, compare } from './compare.ts';
import { pickOf } from './ledger.ts';
import { quickbooksSide } from './quickbooks-side.ts';
import { company } from './surroundings.ts';
import { World } from './world.ts';
import { xeroSide } from './xero-side.ts';

/** What happened, by name; added up over histories. */
export type Counts = Record<string, number>;
export type History = {
	readonly seed: number;
	readonly provider: Provider;
	readonly counts: Counts;
	/** Empty when our copy is the ledger and nothing is left to do. */
	readonly differences: readonly string[];
	readonly seconds: number;
};

const answers: readonly FaultKind[] = [
	'throttled-minute',
	'throttled-empty',
	'throttled-concurrent',
	'throttled-xml',
	'unauthorised',
	'server-error',
	'unavailable-html',
	'cut-before',
	'cut-after',
	'truncated-page',
	'repeated-rows',
	'broken-row',
	'forbidden',
];
const tokens: readonly FaultKind[] = ['refresh-lost', 'refresh-lost', 'unavailable-html', 'cut-before', 'refresh-refused'];
const webhooks: readonly FaultKind[] = ['webhook-lost', 'webhook-twice', 'webhook-late', 'webhook-wrong-signature'];
const tokenPath: Readonly<Record<Provider, string>> = { xero: '/connect/token', quickbooks: '/oauth2/v1/tokens/bearer' };
const apiPath: Readonly<Record<Provider, string>> = { xero: '/api.xro/', quickbooks: '/v3/company/' };

/** 0 to 90 s mostly, so that wakes, debounces and tokens come and go; now and then most of an hour, or one and a half. */
const drawnPause = (chance: Chance): number => {
	const kind = chance.next();
	if (kind < 0.6) return chance.between(0, 20_000);
	if (kind < 0.85) return chance.between(20_000, 90_000);
	if (kind < 0.95) return chance.between(2, 8) * 60_000;
	return chance.between(25, 90) * 60_000;
};

class Telling {
	readonly counts: Counts = {};
	readonly #world: World;
	readonly #chance: Chance;
	/** Some edits are such as no delta tells of. */
	readonly #silent: boolean;

	constructor(world: World, chance: Chance, silent: boolean) {
		this.#world = world;
		this.#chance = chance;
		this.#silent = silent;
	}
	count(name: string, by = 1): void {
		this.counts[name] = (this.counts[name] ?? 0) + by;
		this.#world.trace?.(`  · ${name}`);
	}

	edit(): void {
		const { side } = this.#world;
		const silently = this.#silent && this.#chance.next() < 0.4;
		side.silent(silently);
		const done = side.edit(this.#chance, dayIn('UTC', this.#world.now()));
		side.silent(false);
		if (done === null) return;
		this.count('edits');
		if (silently) this.count('edits of which no delta may tell');
		this.count(`edit: ${done}`);
	}
	async deliver(): Promise<void> {
		const mail = pickOf(this.#chance, this.#world.mail.ready());
		if (!mail) {
			// Nothing to deliver: a minute goes by, sometimes enough of them for whatever waits.
			this.#world.pass(this.#chance.next() < 0.4 ? 60_000 : drawnPause(this.#chance));
			return this.#world.tick();
		}
		this.count('deliveries');
		await this.#world.deliver(mail);
	}
	/** A message once more that was done long ago, or twice at the same time. */
	async duplicate(): Promise<void> {
		const old = pickOf(this.#chance, this.#world.mail.old);
		const mail = pickOf(this.#chance, this.#world.mail.ready());
		if (mail && this.#chance.next() < 0.5) {
			this.count('duplicates at once');
			await Promise.all([this.#world.deliver(mail), this.#world.deliverCopy(mail)]);
		} else if (old) {
			this.count('duplicates late');
			await this.#world.deliverCopy(old);
		}
	}
	/** Different functions at the same time: what a FIFO lane does not keep apart. */
	async together(): Promise<void> {
		const ready = this.#world.mail.ready();
		const first = ready.find((mail) => mail.queue === 'pulls');
		const others = ready.filter((mail) => mail.queue !== 'pulls');
		this.count('at once');
		await Promise.all([
			...[first, ...others].filter((mail) => mail !== undefined).map((mail) => this.#world.deliver(mail)),
			this.#chance.next() < 0.5 ? this.#world.tick() : undefined,
		]);
	}
	lose(): void {
		const mail = pickOf(this.#chance, this.#world.mail.ready());
		if (!mail) return;
		this.count('messages lost');
		this.#world.mail.lose(mail);
	}
	fault(): void {
		const { faults, provider } = this.#world.side;
		const kind = this.#chance.next();
		if (kind < 0.02) faults.add('throttled-day', 1, apiPath[provider]);
		else if (kind < 0.6)
			faults.add(this.#chance.pick(answers as [FaultKind, ...FaultKind[]]), this.#chance.between(1, 2), apiPath[provider]);
		else if (kind < 0.8) faults.add(this.#chance.pick(tokens as [FaultKind, ...FaultKind[]]), 1, tokenPath[provider]);
		else faults.add(this.#chance.pick(webhooks as [FaultKind, ...FaultKind[]]), 1, 'webhook');
	}
	/** The table's weather. */
	weather(): void {
		const { faults } = this.#world.dynamo;
		faults.clear();
		const often = (): number => (this.#chance.next() < 0.5 ? 0 : this.#chance.next() * 0.4);
		faults.transactionConflict = 1.5 * often();
		faults.writeConflict = often() / 3;
		faults.throttled = often() / 6;
		faults.unprocessed = often();
		faults.answerLost = often() / 3;
		const lag = this.#chance.next();
		faults.indexLag =
			lag < 0.3 ? null : lag < 0.65 ? { unit: 'writes', min: 0, max: this.#chance.between(1, 12) } : { unit: 'ms', min: 0, max: 60 };
	}
	crash(): void {
		this.#world.cutIn(this.#chance.between(1, 25), this.#chance.next() < 0.5 ? 'before' : 'after');
	}
	async person(): Promise<void> {
		const what = this.#chance.next();
		if (what < 0.4) this.count((await this.#world.press('sync')) ? 'asked to sync' : 'asked to sync in vain');
		else if (what < 0.5) this.count((await this.#world.press('compare')) ? 'asked to compare' : 'asked to compare in vain');
		else if (what < 0.55) this.count((await this.#world.press('reread')) ? 'asked to read all again' : 'asked to read all again in vain');
		else if (what < 0.7) this.count((await this.#world.press('recount')) ? 'asked to recount' : 'asked to recount in vain');
		else if (what < 0.85) {
			this.count((await this.#world.disconnect()) ? 'disconnected' : 'disconnected in vain');
			if (this.#chance.next() < 0.6) this.count((await this.#world.connect()) ? 'connected again' : 'connected again in vain');
		} else this.count((await this.#world.connect()) ? 'connected again' : 'connected again in vain');
	}

	async step(): Promise<void> {
		const kinds: readonly (readonly [weight: number, work: () => unknown])[] = [
			[30, () => this.edit()],
			[42, () => this.deliver()],
			[4, () => this.#world.pass(drawnPause(this.#chance))],
			[6, () => this.#world.tick()],
			[5, () => this.duplicate()],
			[6, () => this.together()],
			[1.5, () => this.lose()],
			[6, () => this.fault()],
			[3, () => this.weather()],
			[5, () => this.crash()],
			[3, () => this.person()],
		];
		let at = this.#chance.next() * kinds.reduce((all, [weight]) => all + weight, 0);
		const kind = kinds.find(([weight]) => {
			at -= weight;
			return at < 0;
		});
		await kind?.[1]();
		this.#world.pass(this.#chance.between(0, 1500));
	}
}

/** What must be so at rest, besides the copy itself. */
const unfinished = async (world: World): Promise<string[]> => {
	const connection = await world.connection();
	if (!connection) return ['there is no connection'];
	const { state, phase, run, dirtyAt, stopped, lastError, tieOut, recount, refused, lastSweep } = connection;
	const grant = await world.connections.grant(company, connection.grant);
	return [
		...world.unheard.map((each) => `failed unheard: ${each}`),
		...(state === 'connected' && phase === 'live' ? [] : [`the connection is ${state}, ${phase}`]),
		...(run ? [`a run is at ${run.stage} ${run.step}`] : []),
		...(dirtyAt ? [`a webhook's mark of ${dirtyAt} is left`] : []),
		...(stopped ? [`stopped: ${stopped.what} ${stopped.reason}`] : []),
		...(lastError ? [`an error is left: ${lastError.text}`] : []),
		...(refused.length ? [`refused: ${refused[0]?.reason}`] : []),
		...(grant?.state === 'alive' && !grant.refreshing ? [] : [`the grant is ${grant?.state}, refreshing ${grant?.refreshing?.startedAt}`]),
		...(tieOut
			? tieOut.lines.filter((line) => line.difference !== 0).map((line) => `${line.currency} differs by ${line.difference}`)
			: ['never tied out']),
		...(lastSweep?.failed === null ? [] : [`never swept, or given up: ${lastSweep?.failed}`]),
		...(recount?.drift === 0 ? [] : [`drift ${recount?.drift}`]),
	];
};

/** A person asks for a recount and looks for its result. The question is a message and no state: should it be lost, it is asked again. */
const recountPatiently = async (world: World): Promise<void> => {
	for (let attempt = 0; attempt < 3; attempt++) {
		const asked = world.now();
		await world.press('recount');
		await world.rest();
		if (((await world.connection())?.recount?.at ?? '') >= asked) return;
		world.pass(60_000);
	}
};

/** The night comes: a read, and each document compared. */
const night = async (world: World): Promise<void> => {
	const due = (await world.connection())?.sweepDue;
	if (due === undefined) return;
	world.pass(Math.max(0, Date.parse(due) - world.nowMs()) + 1);
	await world.tick();
	await world.rest({ reconnect: true });
};

/** Faults off, everybody patient: rest, one more hourly read, a night, a recount by the product, and then the comparison. */
export const endOf = async (
	world: World,
	what: Compared = 'all',
): Promise<{ readonly documents: number; readonly customers: number; readonly differences: readonly string[] }> => {
	world.side.faults.clear();
	world.dynamo.faults.clear();
	await world.dynamo.settleIndexes();
	await world.rest({ reconnect: true });
	// What no webhook told arrives with the hourly read.
	world.pass(61 * 60_000);
	await world.tick();
	await world.rest({ reconnect: true });
	await night(world);
	await recountPatiently(world);
	const { documents, customers, differences } = await compare(world.side.ledger, company, world.side.truth(), world, what);
	return { documents, customers, differences: [...differences, ...(await unfinished(world))] };
};

const startOf = (provider: Provider, seed: number, size: number): Promise<World> =>
	World.start(provider === 'xero' ? xeroSide(seed, size) : quickbooksSide(seed, size));

/** So long that a history sees a full read and several deltas. */
export const usualSteps = 120;
export const usualSize = 14;

export type HistoryOptions = {
	/** Steps of the busy part. */
	readonly steps: number;
	/** Invoices in the books before the hub comes; more than 1,000 make several pages. */
	readonly size: number;
	/** The ledger is one that does not tell of everything: what is open must be right even so. */
	readonly silent?: boolean;
	readonly trace?: (line: string) => void;
};

export const liveThrough = async (provider: Provider, seed: number, options: HistoryOptions): Promise<History> => {
	const began = performance.now();
	const chance = seeded(seed);
	const world = await startOf(provider, seed, options.size);
	try {
		world.trace = options.trace ?? null;
		world.dynamo.faults.seed(seed);
		const telling = new Telling(world, chance, options.silent ?? false);
		if (chance.next() < 0.7) telling.weather();
		await world.connectPatiently();
		for (let step = 0; step < options.steps; step++) await telling.step();
		world.uncut();
		const { documents, customers, differences } = await endOf(world, options.silent ? 'open' : 'all');
		telling.count('histories');
		telling.count('put right by the last sweep', (await world.connection())?.lastSweep?.found ?? 0);
		telling.count('documents compared', documents);
		telling.count('customers compared', customers);
		telling.count('differences', differences.length);
		telling.count('crashes', world.crashes);
		telling.count('requests', world.requests);
		telling.count('invocations', world.invocations);
		telling.count('dead letters', world.mail.dead.length);
		telling.count('copies that FIFO swallowed', world.mail.swallowed);
		for (const [kind, times] of world.side.faults.injected) telling.count(`provider: ${kind}`, times);
		for (const [kind, times] of Object.entries(world.dynamo.faults.injected)) telling.count(`table: ${kind}`, times);
		return { seed, provider, counts: telling.counts, differences, seconds: (performance.now() - began) / 1000 };
	} finally {
		await world.close();
	}
};

export const addCounts = (into: Counts, more: Counts): void => {
	for (const [name, by] of Object.entries(more)) into[name] = (into[name] ?? 0) + by;
};
