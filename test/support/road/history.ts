/**
 * One history of the whole road, drawn by chance: customers pay in two tabs, give up, come back; a bookkeeper enters money and voids invoices; days go by; SES,
 * Stripe, the ledger and the table fail; messages are lost and doubled; the power goes. When the faults stop and the hub comes to rest by itself, all must be as
 * `checker.ts` says. The seed draws the whole of it; only the order in which parallel requests meet is the machine's.
 */
import type { Choice } from '../../../local/sandbox/stripe/methods.ts';
import { type Chance, seeded } from '../../../local/scenario/seeded.ts';
import { dayIn } from '../../../shared/domain/day.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import { addCounts, type Counts } from '../sync/history.ts';
import { pickOf } from '../sync/ledger.ts';
import { roadBooks, type Story } from './books.ts';
import { Customer } from './customer.ts';
import { endOf } from './ending.ts';
import { arrived, linkIn } from './inbox.ts';
import { addFault, changeWeather } from './misfortunes.ts';
import { switchSending } from './people.ts';
import { Road } from './road.ts';
import { Staff } from './staff.ts';

export type RoadHistory = {
	readonly seed: number;
	readonly provider: Provider;
	readonly counts: Counts;
	readonly differences: readonly string[];
	readonly seconds: number;
};

const minute = 60_000;
const hour = 60 * minute;
const customers = 6;

const choices: readonly Choice[] = ['card', 'card', 'card', 'card-declined', 'card-authenticate', 'debit', 'debit-fails'];

const amount = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
const booksOf = (chance: Chance): readonly Story[] =>
	Array.from({ length: customers }, (_, k) => ({
		id: `k${k}`,
		email: k === 5 ? null : `k${k}@customers.example`,
		owes: Array.from({ length: chance.between(1, 3) }, (_, i) => ({
			number: `R${k}-${i}`,
			due: `${chance.between(-30, 6)}d`.replace(/^(?=\d)/, '+'),
			total: amount(chance.between(500, 90_000)),
		})),
	}));

class Telling {
	readonly counts: Counts = {};
	readonly #road: Road;
	readonly #chance: Chance;
	/** Null: nothing is agreed with anybody. */
	staff: Staff | null = null;

	constructor(road: Road, chance: Chance) {
		this.#road = road;
		this.#chance = chance;
	}
	count(name: string, by = 1): void {
		this.counts[name] = (this.counts[name] ?? 0) + by;
		this.#road.trace?.(`  · ${name}`);
	}

	async deliver(): Promise<void> {
		const mail = pickOf(this.#chance, this.#road.mail.ready());
		if (mail) {
			this.count('deliveries');
			await this.#road.deliver(mail);
			return;
		}
		await this.#road.outside();
		this.#road.pass(this.#chance.between(1, 8) * minute);
		await this.#road.tick();
	}
	async duplicate(): Promise<void> {
		const old = pickOf(this.#chance, this.#road.mail.old);
		const mail = pickOf(this.#chance, this.#road.mail.ready());
		if (mail && this.#chance.next() < 0.5) {
			this.count('duplicates at once');
			await Promise.all([this.#road.deliver(mail), this.#road.deliverCopy(mail)]);
		} else if (old) {
			this.count('duplicates late');
			await this.#road.deliverCopy(old);
		}
	}
	async together(): Promise<void> {
		const ready = this.#road.mail.ready();
		const pull = ready.find(({ queue }) => queue === 'pulls');
		const others = ready.filter(({ queue }) => queue !== 'pulls').slice(0, 8);
		this.count('at once');
		await Promise.all([
			...(pull ? [pull, ...others] : others).map((mail) => this.#road.deliver(mail)),
			this.#chance.next() < 0.5 ? this.#road.tick() : undefined,
		]);
	}
	lose(): void {
		const mail = pickOf(this.#chance, this.#road.mail.ready());
		if (!mail) return;
		this.count('messages lost');
		this.#road.loses(mail);
	}
	fault(): void {
		addFault(this.#road, this.#chance);
	}
	weather(): void {
		changeWeather(this.#road.dynamo.faults, this.#chance);
	}
	crash(): void {
		this.#road.cutIn(this.#chance.between(1, 60), this.#chance.next() < 0.5 ? 'before' : 'after');
	}

	/** Somebody with a mail: chooses, and then pays, thinks again in another tab, or goes away. */
	async customer(): Promise<void> {
		const mail = pickOf(
			this.#chance,
			arrived(this.#road.ses).filter(({ mail }) => mail?.startsWith('rem|')),
		);
		if (!mail) return;
		const customer = new Customer(this.#road, await linkIn(this.#road.ses, mail.id));
		const page = await customer.opens();
		if (!page) return this.count('pages that did not open');
		const owed = pickOf(
			this.#chance,
			this.#road.side.invoices().filter(({ number }) => page.html.includes(number)),
		);
		const chosen =
			owed && owed.rest > 200 && this.#chance.next() < 0.5
				? { number: owed.number, amount: amount(this.#chance.between(100, owed.rest)) }
				: ('all' as const);
		const choose = (): Promise<boolean> => this.#chosen(customer, page, chosen);
		if (this.#chance.next() < 0.25) {
			this.count('two tabs');
			await Promise.all([choose(), this.#chosen(customer.tab(), page, this.#chance.next() < 0.5 ? 'all' : chosen)]);
		} else await choose();
	}
	async #chosen(
		customer: Customer,
		page: Parameters<Customer['chooses']>[0],
		chosen: Parameters<Customer['chooses']>[1],
	): Promise<boolean> {
		const till = await customer.chooses(page, chosen);
		if (!till?.url.startsWith(this.#road.stripe.url)) {
			this.count('choices that led nowhere');
			return false;
		}
		if (this.#chance.next() < 0.25) {
			this.count('checkouts left alone');
			return false;
		}
		const choice = pickOf(this.#chance, choices) ?? 'card';
		const paid = await customer.presses(till, choice);
		if (choice === 'card-authenticate' && customer.session) this.#authenticates(customer.session);
		this.count(paid ? `paid by ${choice}` : `not paid by ${choice}`);
		return paid;
	}
	#authenticates(session: string): void {
		const open = this.#road.stripe.store.sessions().some(({ id, status }) => id === session && status === 'open');
		if (open) this.#road.stripe.act.authenticate(session, this.#chance.next() < 0.7);
	}
	bookkeeper(): void {
		const owed = pickOf(
			this.#chance,
			this.#road.side.invoices().filter(({ rest }) => rest > 0),
		);
		if (!owed) return;
		const today = dayIn('UTC', this.#road.now());
		const kind = this.#chance.next();
		if (kind < 0.7) {
			this.count('paid past us');
			this.#road.side.pay(owed.number, kind < 0.3 ? owed.rest : this.#chance.between(1, owed.rest), today);
		} else if (this.#chance.next() < 0.5 && this.#road.side.voidable(owed.number)) {
			this.count('invoices voided');
			this.#road.side.voidInvoice(owed.number);
		}
	}
	bank(): void {
		const debit = pickOf(
			this.#chance,
			this.#road.stripe.store.payments().filter(({ status }) => status === 'processing'),
		);
		if (!debit) return;
		const good = this.#chance.next() < 0.7;
		this.count(good ? 'debits settled' : 'debits failed');
		this.#road.stripe.act.settle(debit.id, good);
	}
	async person(): Promise<void> {
		const what = this.#chance.next();
		if (what < 0.3) await this.#road.asked('POST', '/reminders/stop');
		else if (what < 0.7) await this.#road.asked('POST', '/reminders/resume');
		else await this.#road.press('sync');
		this.count('a person asked for something');
	}
	async sleep(): Promise<void> {
		this.count('long pauses');
		this.#road.pass(this.#chance.between(4, 30) * hour);
		await this.#road.outside();
		await this.#road.tick();
	}

	async step(): Promise<void> {
		const kinds: readonly (readonly [weight: number, work: () => unknown])[] = [
			[44, () => this.deliver()],
			[5, () => this.#road.tick()],
			[3, () => this.#road.pass(this.#chance.between(0, 20) * minute)],
			[4, () => this.sleep()],
			[5, () => this.duplicate()],
			[6, () => this.together()],
			[2, () => this.lose()],
			[7, () => this.fault()],
			[2, () => this.weather()],
			[4, () => this.crash()],
			[14, () => this.customer()],
			[3, () => this.bookkeeper()],
			[2, () => this.bank()],
			[2, () => this.person()],
			[this.staff ? 40 : 0, () => this.staff?.step()],
		];
		let at = this.#chance.next() * kinds.reduce((all, [weight]) => all + weight, 0);
		const kind = kinds.find(([weight]) => {
			at -= weight;
			return at < 0;
		});
		await kind?.[1]();
		this.#road.pass(this.#chance.between(0, 2000));
	}
}

export const usualRoadSteps = 110;

export const liveOnTheRoad = async (
	provider: Provider,
	seed: number,
	/** `agreeing`: two of the company agree things with customers. */
	options: { readonly steps?: number; readonly agreeing?: boolean; readonly trace?: (line: string) => void } = {},
): Promise<RoadHistory> => {
	const began = performance.now();
	const chance = seeded(seed);
	const road = await Road.begin(provider, roadBooks(provider, booksOf(chance)));
	try {
		road.trace = options.trace ?? null;
		road.dynamo.faults.seed(seed);
		const story = new Telling(road, chance);
		await road.connectPatiently();
		await road.rest();
		await switchSending(road, 'live');
		await road.rest();
		if (options.agreeing) road.patience = 1_500;
		if (options.agreeing) story.staff = await Staff.join(road, chance, (name) => story.count(name));
		road.inTurn = false;
		for (let step = 0; step < (options.steps ?? usualRoadSteps); step++) await story.step();
		road.inTurn = true;
		const differences = await endOf(road, (name, by) => story.count(name, by));
		const injected: Counts = {};
		for (const [who, kinds] of [
			['ledger', road.side.faults.injected],
			['SES', road.ses.faults.injected],
			['Stripe', road.stripe.faults.injected],
			['table', new Map(Object.entries(road.dynamo.faults.injected))],
		] as const)
			for (const [kind, times] of kinds) injected[`${who}: ${kind}`] = times;
		addCounts(story.counts, injected);
		for (const [name, by] of [
			['histories', 1],
			['differences', differences.length],
			['crashes', road.crashes],
			['requests', road.requests],
			['invocations', road.invocations],
			['dead letters', road.mail.dead.length],
		] as const)
			story.count(name, by);
		return { seed, provider, counts: story.counts, differences, seconds: (performance.now() - began) / 1000 };
	} finally {
		await road.close();
	}
};
