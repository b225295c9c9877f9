/** A company whose consents are lost and end, in memory: its people, what SES took for them, and the power, which may go before or after any call. */

import { tellLost } from '../../functions/connect/tell-lost.ts';
import { warnEnding } from '../../functions/connect/warn-ending.ts';
import type { TellPorts } from '../../functions/connect/write-people.ts';
import { sweepConnections } from '../../functions/sync/sweep-connections.ts';
import { type Connection, consentLost, type Grant, newConnection } from '../../shared/domain/connection.ts';
import type { ConsentOrder } from '../../shared/domain/consent-letter.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import { type LedgerId, ledgerId } from '../../shared/domain/document.ts';
import type { Companies, User } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { MailFault, type MailFaultKind, type OutgoingMail } from '../../shared/ports/mailer.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { fake } from '../support/fake.ts';

export const began = instant('2026-11-22T09:00:00.000Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

class Cut extends Error {}
type Taken = { readonly to: string; readonly at: Instant; readonly order: ConsentOrder };
/** `kind`: what the sender hears. Of `unknown`: whether SES took it nevertheless. */
type MailTrouble = { readonly kind: MailFaultKind; readonly took: boolean };

export const people: readonly User[] = [
	{ company: 'co', id: 'a', name: 'Ana', roles: ['owner'], email: 'ana@demo.example' },
	{ company: 'co', id: 'b', name: 'Boris', roles: ['finance', 'sales'], email: 'boris@demo.example', language: 'ru' },
	{ company: 'co', id: 'c', name: 'Carla', roles: ['sales'], email: 'carla@demo.example' },
	{ company: 'co', id: 'd', name: 'Dan', roles: ['owner'] },
	{ company: 'co', id: 'e', name: 'Ana again', roles: ['finance'], email: 'ANA@demo.example' },
];
/** Those of them who are told. */
export const told = ['ana@demo.example', 'boris@demo.example'];

export class Company {
	now: Instant = began;
	readonly connections = new Map<LedgerId, Connection>();
	grant: Grant | null = null;
	users: readonly User[] = people;
	stopped = false;
	readonly taken: Taken[] = [];
	readonly warned: string[] = [];
	/** What happens to the next sends; none: they are taken. */
	trouble: MailTrouble[] = [];
	/** Messages that were sent and not delivered. */
	queue: Message[] = [];
	calls = 0;
	cut: { readonly at: number; readonly side: 'before' | 'after' } | null = null;
	cuts = 0;
	/** Before that call somebody else writes every record, as the sweeper's mark does. */
	meddles: number | null = null;

	constructor(names: readonly string[]) {
		for (const name of names) {
			const fresh = newConnection({ company: 'co', provider: 'xero', externalId: name, name: `Ledger ${name}`, grant: 'g' }, began);
			this.connections.set(fresh.ledger, { ...fresh, phase: 'live', wake: null, rev: 1 });
		}
	}
	at(name: string): Connection {
		const found = this.connections.get(ledgerId('xero', name));
		if (!found) throw new Error(`no ledger ${name}`);
		return found;
	}
	change(name: string, to: (connection: Connection) => Connection): void {
		const known = this.at(name);
		this.connections.set(known.ledger, { ...to(known), rev: known.rev + 1 });
	}
	lose(name: string): void {
		this.change(name, (known) => consentLost(known, 'no', this.now));
	}
	pass(ms: number): void {
		this.now = later(this.now, ms);
	}

	async #through<T>(call: () => T): Promise<T> {
		if (this.meddles === this.calls) {
			for (const [ledger, each] of this.connections) this.connections.set(ledger, { ...each, rev: each.rev + 1 });
			if (this.grant) this.grant = { ...this.grant, generation: this.grant.generation + 1, rev: this.grant.rev + 1 };
		}
		const hit = this.cut?.at === this.calls++ ? this.cut.side : null;
		if (hit !== null) this.cuts += 1;
		if (hit === 'before') throw new Cut();
		const answer = call();
		if (hit === 'after') throw new Cut();
		return answer;
	}

	readonly #store = fake<Connections>({
		connection: (_, ledger) => this.#through(() => this.connections.get(ledger) ?? null),
		connections: () => this.#through(() => [...this.connections.values()].toSorted((a, b) => (a.ledger < b.ledger ? -1 : 1))),
		saveConnection: (next) =>
			this.#through(() => {
				if (this.connections.get(next.ledger)?.rev !== next.rev) return 'stale';
				this.connections.set(next.ledger, { ...next, rev: next.rev + 1 });
				return 'saved';
			}),
		grant: () => this.#through(() => this.grant),
		saveGrant: (next) =>
			this.#through(() => {
				if (this.grant?.rev !== next.rev) return 'stale';
				this.grant = { ...next, rev: next.rev + 1 };
				return 'saved';
			}),
		dueConnections: async (now) =>
			[...this.connections.values()]
				.filter(({ wake }) => wake !== null && wake <= now)
				.map(({ company, ledger }) => ({ company, id: ledger })),
	});

	#send({ to, text }: OutgoingMail): string {
		const next = this.trouble.shift();
		if (!next || (next.kind === 'unknown' && next.took)) this.taken.push({ to, at: this.now, order: JSON.parse(text) as ConsentOrder });
		if (next) throw new MailFault(next.kind, 'as told');
		return 'id';
	}

	readonly ports: TellPorts = {
		connections: this.#store,
		companies: fake<Companies>({
			company: () =>
				this.#through(() => ({ id: 'co', name: 'Acme', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 })),
			users: () => this.#through(() => this.users),
		}),
		mailings: { stoppedEverywhere: () => this.#through(() => (this.stopped ? { by: 'op', at: began } : null)) },
		letters: async () => ({
			renderConsent: (order) => ({ language: order.language, subject: 's', text: JSON.stringify(order), html: '' }),
		}),
		mailer: async () => ({ send: (mail) => this.#through(() => this.#send(mail)) }),
		clock: { now: () => this.now },
		log: { warn: (code) => void this.warned.push(code) },
		settings: { hub: 'https://hub.example.com', from: 'cobro@cobro.example' },
	};

	/** As the minute's sweep: what is due is on the queue. */
	async swept(): Promise<void> {
		const { cut } = this;
		this.cut = null;
		const queues = { send: async (message: Message) => void this.queue.push(message) };
		await sweepConnections({ connections: this.#store, queues, clock: this.ports.clock });
		this.cut = cut;
	}
	/** One message; a cut is the end of the process and no more. */
	async deliver(message: Message): Promise<void> {
		try {
			if (message.type === 'connect.tell') await tellLost(message, this.ports);
			if (message.type === 'connect.warn') await warnEnding(message, this.ports);
		} catch (error) {
			if (!(error instanceof Cut)) throw error;
		}
	}
	async delivered(): Promise<void> {
		for (let message = this.queue.shift(); message; message = this.queue.shift()) await this.deliver(message);
	}
	/** The clock goes on, the sweep runs and every message is delivered. */
	async lived(ms: number, stepMs = 5 * minute): Promise<void> {
		for (let left = ms; left > 0; left -= stepMs) {
			this.pass(Math.min(left, stepMs));
			await this.swept();
			await this.delivered();
		}
	}
}
