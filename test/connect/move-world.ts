/**
 * Three companies that want one ledger, in memory: the table with its transactions, a provider's consents, the queue, people's letters. Use cases run as lives
 * whose power may go before or after any call to a port (`test/model/life.ts`).
 */
import { agreeToMove, refuseMove } from '../../functions/connect/answer-move.ts';
import { confirmAsk, type MoveAsker, withdrawAsk } from '../../functions/connect/ask-move.ts';
import { beginConsent } from '../../functions/connect/begin-consent.ts';
import { completeConsent } from '../../functions/connect/complete-consent.ts';
import { disconnectLedger } from '../../functions/connect/disconnect-ledger.ts';
import { sweepGrants } from '../../functions/connect/sweep-grants.ts';
import { type GrantPorts, tendGrant } from '../../functions/connect/tend-grant.ts';
import { type MovePorts, tendMove } from '../../functions/connect/tend-move.ts';
import { seeded } from '../../local/scenario/seeded.ts';
import type { ConsentOrder } from '../../shared/domain/consent-letter.ts';
import { type Instant, instant, later, msOf } from '../../shared/domain/day.ts';
import { ledgerId, type Provider } from '../../shared/domain/document.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Companies, User } from '../../shared/ports/companies.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { ConsentDesk } from '../model/ledger/consent.ts';
import { Cut, type CutPlan, Life, Power } from '../model/life.ts';
import { memoryVault } from '../model/memory/records.ts';
import { fake } from '../support/fake.ts';
import { MoveTable } from './move-table.ts';

export const began = instant('2026-11-22T09:00:00.000Z');
export const minute = 60_000;
export const day = 24 * 60 * minute;
export type Outcome = string;
export type Who = 'a' | 'b' | 'c';

type Ports = GrantPorts & MovePorts & { readonly payments: never; readonly postings: never };
const names: Readonly<Record<string, string>> = { a: 'Acme', b: 'Brightwater', c: 'Cobalt' };
const people: readonly User[] = Object.keys(names).flatMap((company) => [
	{ company, id: `${company}-owner`, name: `Olga of ${company}`, roles: ['owner'], email: `owner@${company}.example` },
	{ company, id: `${company}-finance`, name: `Fred of ${company}`, roles: ['finance'], email: `finance@${company}.example` },
]);

export class MoveWorld {
	readonly provider: Provider;
	readonly externalId = 'org';
	readonly ledger: string;
	now: Instant = began;
	readonly table = new MoveTable();
	readonly power = new Power();
	readonly desk: ConsentDesk;
	readonly letters: { readonly to: string; readonly order: ConsentOrder }[] = [];
	queue: Message[] = [];
	/** Every message that was ever sent. */
	readonly sent: Message[] = [];
	/** Bookings of company a that are on their way. */
	booking = 0;
	#seed = 0;

	constructor(provider: Provider) {
		this.provider = provider;
		this.ledger = ledgerId(provider, this.externalId);
		this.desk = new ConsentDesk(provider, { nowMs: () => msOf(this.now), chance: seeded(1), count: () => undefined });
	}

	#ports(life: Life): Ports {
		const { connections, directory, moves } = this.table;
		const consent = this.desk.port((externalId) => ledgerId(this.provider, externalId));
		const rows = (count: number) => ({
			rows: Array.from({ length: count }, () => ({ ledger: this.ledger, state: 'received' })),
			next: null,
		});
		const ports = {
			connections: life.through(connections),
			directory: life.through(directory),
			moves: life.through(moves),
			queues: life.through({
				send: async (message: Message) => {
					this.queue.push(message);
					this.sent.push(message);
				},
			}),
			vault: memoryVault,
			clock: { now: () => this.now },
			consentOf: async () => life.through(consent, ['redeem', 'refresh', 'release']),
			companies: life.through(
				fake<Companies>({
					company: async (id) => ({ id, name: names[id] ?? '', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 }),
					users: async (company) => people.filter((each) => each.company === company),
				}),
				['company', 'users'],
			),
			mailings: { stoppedEverywhere: async () => null },
			letters: async () => ({
				renderConsent: (order: ConsentOrder) => ({ language: 'en', subject: '', text: JSON.stringify(order), html: '' }),
			}),
			mailer: async () =>
				life.through({
					send: async ({ to, text }: { to: string; text: string }) => {
						this.letters.push({ to, order: JSON.parse(text) as ConsentOrder });
						return 'id';
					},
				}),
			log: { warn: () => undefined },
			settings: { hub: 'https://hub.example.com', from: 'cobro@cobro.example' },
			payments: life.through({ payments: async (company: string) => rows(company === 'a' ? this.booking : 0) }),
			postings: life.through({ postings: async () => rows(0) }),
		};
		return ports as unknown as Ports;
	}

	/** One process. What it says: `done`, `cut`, or the code of its refusal. */
	async #run(work: (ports: Ports) => Promise<unknown>): Promise<Outcome> {
		try {
			await work(this.#ports(new Life(this.power, seeded(++this.#seed))));
			return 'done';
		} catch (error) {
			if (error instanceof Cut) return 'cut';
			if (error instanceof Refusal) return error.code;
			throw error;
		}
	}

	/** A person of that company agrees at the provider and comes back. */
	connect(company: Who, owner = true): Promise<Outcome> {
		return this.#run(async (ports) => {
			const consent = await ports.consentOf(this.provider);
			this.desk.chosen = [{ externalId: this.externalId, name: 'Lumen' }];
			const user = people.find((each) => each.company === company && each.roles.includes(owner ? 'owner' : 'finance'));
			const asker: MoveAsker & { session: string } = { company, user: user?.id ?? '', name: user?.name ?? '', session: 's', owner };
			const url = await beginConsent(this.provider, asker, 'https://here', { ...ports, consent });
			const returned = { code: 'c', state: url.slice('agree:'.length), realm: null, error: undefined, redirectUri: 'https://here' };
			await completeConsent(this.provider, asker, returned, { ...ports, consent });
		});
	}
	idOf(company: Who): string {
		return this.table.asks.get(company, this.ledger)?.id ?? 'none';
	}
	answer(which: 'agree' | 'refuse', asker: Who = 'b', company: Who = 'a', id = this.idOf(asker)): Promise<Outcome> {
		const by = { company, user: `${company}-owner` };
		return this.#run((ports) => (which === 'agree' ? agreeToMove : refuseMove)(by, this.ledger, id, ports));
	}
	confirm(company: Who): Promise<Outcome> {
		return this.#run((ports) => confirmAsk(company, this.ledger, this.idOf(company), ports));
	}
	withdraw(company: Who): Promise<Outcome> {
		return this.#run((ports) => withdrawAsk(company, this.ledger, this.idOf(company), ports));
	}
	disconnect(company: Who): Promise<Outcome> {
		return this.#run((ports) => disconnectLedger(company, this.ledger, ports));
	}

	#deliver(message: Message): Promise<Outcome> {
		return this.#run(async (ports) => {
			if (message.type === 'connect.move') await tendMove(message, ports);
			if (message.type === 'connect.refresh') await tendGrant(message.company, message.grant, ports);
		});
	}
	/** Every message, twice; what was cut comes again. */
	async delivered(): Promise<void> {
		for (let message = this.queue.shift(); message; message = this.queue.shift())
			for (const copy of [message, message]) if ((await this.#deliver(copy)) === 'cut') this.queue.push(copy);
	}
	/** The clock goes on and the sweep runs. */
	async lived(ms: number, stepMs = 10 * minute): Promise<void> {
		for (let left = ms; left > 0; left -= stepMs) {
			this.now = later(this.now, Math.min(left, stepMs));
			await this.#run((ports) => sweepGrants(ports));
			await this.delivered();
		}
	}
	cut(plan: CutPlan | null): void {
		this.power.plan(plan);
	}

	/** Whose the ledger is, and who reads it: what must never be two, nor none once anybody had it. */
	state() {
		const { table, ledger } = this;
		const states = (['a', 'b', 'c'] as const).map((company) => table.rows.get(company, ledger)?.state ?? '–');
		return {
			owner: table.owners.get(`${this.provider} ${this.externalId}`)?.company ?? null,
			connections: states.join(' '),
			grants: [...table.grants.all.keys()].map((key) => key.split('#')[0] ?? '').toSorted(),
		};
	}
}
