/** The station on a real table over the local DynamoDB, with a ledger, queues and a mail service that a test holds in its hands. */

import { noteEvent } from '../../functions/reminders/note-event.ts';
import { planDay } from '../../functions/reminders/plan-day.ts';
import type { PlanPorts, SendPorts } from '../../functions/reminders/ports.ts';
import { releaseLedger } from '../../functions/reminders/release-ledger.ts';
import { sendMail } from '../../functions/reminders/send-mail.ts';
import { sweepMails } from '../../functions/reminders/sweep-mails.ts';
import { lookForMail } from '../../functions/sync/look-for-mail.ts';
import type { LookPorts } from '../../functions/sync/look-ports.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../../shared/adapters/dynamo/connections.ts';
import { dynamoLooks } from '../../shared/adapters/dynamo/looks.ts';
import { dynamoMailings } from '../../shared/adapters/dynamo/mailings.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { type Connection, newConnection } from '../../shared/domain/connection.ts';
import { dayIn, type Instant, instant, later } from '../../shared/domain/day.ts';
import { type Customer, type Document, type LedgerId, providerOf } from '../../shared/domain/document.ts';
import type { LetterOrder } from '../../shared/domain/letter.ts';
import { finalStates, type Mailing, type SendingMode } from '../../shared/domain/mailing.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Grant } from '../../shared/ports/connections.ts';
import { LetterFault } from '../../shared/ports/letters.ts';
import { MailFault, type MailFaultKind, type OutgoingMail } from '../../shared/ports/mailer.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { writeMailTags } from '../../shared/wire/mail-tag.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { aCustomer, type Bench, ledger } from '../shared/adapters/dynamo/table.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { fake } from '../support/fake.ts';

/** How the mail service answers a call. `lost-…`: nobody hears of it; the mail went out, or it did not. */
export type Answer = 'ok' | 'lost-sent' | 'lost-unsent' | Exclude<MailFaultKind, 'unknown'>;

export const eventBody = (mail: OutgoingMail, messageId: string, at: Instant, eventType: string, more: object = {}): string =>
	JSON.stringify({
		eventType,
		mail: {
			timestamp: at,
			messageId,
			tags: Object.fromEntries(writeMailTags(mail.tag).map(({ Name, Value }) => [Name, [Value]])),
		},
		...more,
	});

export class World {
	readonly company: string;
	now: Instant = instant('2026-11-22T09:00:00Z');
	readonly queue: Message[] = [];
	/** What the mail service took, in order. */
	readonly mails: { readonly mail: OutgoingMail; readonly order: LetterOrder; readonly id: string; readonly at: Instant }[] = [];
	/** Calls made to it, taken or not, by mail. */
	readonly calls = new Map<string, number>();
	readonly events: string[] = [];
	/** Answers to the next calls; then `ok`. */
	answers: Answer[] = [];
	/** False: events are not sent. */
	eventStream = true;
	templates = true;
	/** Reads of a ledger that were asked for. */
	pulls = 0;
	ledgerReadable = true;
	readonly codes: string[] = [];
	readonly #pending: { readonly ledger: LedgerId; readonly documents: readonly Document[] }[] = [];
	readonly books: Books;
	readonly ports: SendPorts &
		PlanPorts & { readonly payments: ReturnType<typeof dynamoPayments>; readonly arrangements: ReturnType<typeof dynamoArrangements> };
	readonly #lookPorts: LookPorts;
	#order: LetterOrder | null = null;

	constructor(bench: Bench, newCompanySending: SendingMode = 'live') {
		const store = bench.open();
		this.company = bench.company();
		this.books = dynamoBooks(store);
		const note = (code: string): void => void this.codes.push(code);
		this.ports = {
			mailings: dynamoMailings(store),
			arrangements: dynamoArrangements(store),
			books: this.books,
			companies: dynamoCompanies(store),
			connections: dynamoConnections(store),
			payments: dynamoPayments(store),
			looks: dynamoLooks(store),
			queues: { send: async (message) => void this.queue.push(message) },
			clock: { now: () => this.now },
			settings: { hub: 'https://hub.example', from: 'billing@hub.example', newCompanySending },
			log: { warn: note, error: note },
			letters: async () => ({
				render: (order) => {
					this.#order = order;
					if (!this.templates) throw new LetterFault('a variable is missing');
					const what = {
						reminder: () => order.kind === 'reminder' && `${order.tone} ${order.asked}`,
						receipt: () => order.kind === 'receipt' && `receipt ${order.paid}`,
						notice: () => order.kind === 'notice' && `${order.name} ${order.amount}`,
					}[order.kind]();
					return { language: order.language, subject: `${what} ${order.currency}`, text: order.payUrl, html: '' };
				},
			}),
			mailer: async () => ({ send: (mail) => this.#send(mail) }),
		};
		const { books, clock, queues, log } = this.ports;
		const grant = fake<Grant>({
			state: 'alive',
			access: 'a',
			accessExpiresAt: instant('2099-01-01T00:00:00Z'),
			generation: 1,
			company: this.company,
		});
		this.#lookPorts = {
			allowances: memoryAllowances().port,
			books,
			clock,
			connections: { ...dynamoConnections(store), grant: async () => grant },
			log,
			looks: dynamoLooks(store),
			openAccounting: async () => this.#accounting(ledger),
			queues,
			vault: fake<Vault>({ open: async () => 'token' }),
		};
	}

	/** By id the ledger says what we hold. */
	#accounting(id: LedgerId): Accounting {
		return fake<Accounting>({
			atOnce: () => 40,
			look: async (kind, ids) => {
				const found = await Promise.all(ids.map((each) => this.books.document(this.company, id, kind, each)));
				const documents = found.flatMap((each) => each ?? []);
				return { documents, refused: [], gone: ids.filter((each) => !documents.some((one) => one.id === each)), calls: 1 };
			},
		});
	}

	async #send(mail: OutgoingMail): Promise<string> {
		this.calls.set(mail.tag.mail, (this.calls.get(mail.tag.mail) ?? 0) + 1);
		const answer = this.answers.shift() ?? 'ok';
		if (answer === 'refused' || answer === 'throttled') throw new MailFault(answer, 'no');
		if (answer === 'lost-unsent') throw new MailFault('unknown', 'nobody knows');
		const id = `message-${this.mails.length}`;
		if (this.#order) this.mails.push({ mail, order: this.#order, id, at: this.now });
		if (this.eventStream) this.events.push(eventBody(mail, id, this.now, 'Send'));
		if (answer === 'lost-sent') throw new MailFault('unknown', 'nobody knows');
		return id;
	}

	/** A company with a zone and a ledger that was fully read. */
	async begin(timeZone = 'UTC', ledgers: readonly LedgerId[] = [ledger]): Promise<void> {
		const { companies } = this.ports;
		const company = { id: this.company, name: 'Acme', timeZone, timeZoneKnown: true, rolledTo: null, wake: null, rev: 0 };
		const user = { company: this.company, id: 'u1', name: 'Olive', roles: ['owner'] as const };
		await companies.open(company, user, { issuer: 'test', subject: this.company });
		for (const each of ledgers) await this.ports.connections.saveConnection(this.#connection(each));
	}

	#connection(id: LedgerId): Connection {
		const about = { company: this.company, provider: providerOf(id), externalId: id, name: 'Acme Ltd', grant: 'g' };
		return {
			...newConnection(about, this.now),
			ledger: id,
			timeZone: 'UTC',
			phase: 'live',
			watermark: 'w',
			freshAsOf: this.now,
			lastFullAt: later(this.now, -10 * 86_400_000),
			lastDeltaAt: this.now,
			wake: null,
		};
	}

	async customers(...customers: readonly Partial<Customer>[]): Promise<void> {
		const all = customers.map((each, i) => ({ ...aCustomer(`c${i}`), email: `c${i}@example.com`, ...each }));
		await this.books.saveCustomers({ company: this.company, ledger }, all, this.now);
	}

	/** Saved as a read would. */
	async save(...documents: readonly Document[]): Promise<void> {
		for (const id of new Set(documents.map((each) => each.ledger)))
			await this.books.save(
				{ company: this.company, ledger: id },
				documents.filter((each) => each.ledger === id),
				this.now,
			);
	}
	/** Happens in the ledger; we learn of it with its next read. */
	inLedger(...documents: readonly Document[]): void {
		for (const document of documents) this.#pending.push({ ledger: document.ledger, documents: [document] });
	}

	async connection(id: LedgerId, change: Partial<Connection>): Promise<void> {
		const known = await this.ports.connections.connection(this.company, id);
		if (known) await this.ports.connections.saveConnection({ ...known, ...change });
	}

	async #read(id: LedgerId): Promise<void> {
		this.pulls += 1;
		if (!this.ledgerReadable) return;
		const began = this.now;
		for (const { ledger: of, documents } of this.#pending.splice(0)) {
			if (of === id) await this.save(...documents);
			else this.#pending.push({ ledger: of, documents });
		}
		await this.connection(id, { freshAsOf: began, lastDeltaAt: this.now });
		this.queue.push({ type: 'reminders.release', company: this.company, ledger: id });
	}

	async deliver(message: Message): Promise<void> {
		if (message.type === 'sync.pull') return this.#read(message.ledger);
		if (message.type === 'reminders.plan') return planDay(message.company, this.ports);
		if (message.type === 'reminders.release') return void (await releaseLedger(message, this.ports));
		if (message.type === 'reminders.send') return sendMail(message, this.ports);
		if (message.type === 'sync.look') return lookForMail(message, this.#lookPorts);
		throw new Error(`nobody reads ${message.type}`);
	}
	event(body: string): Promise<void> {
		return noteEvent(body, this.ports);
	}
	async hear(): Promise<void> {
		for (const body of this.events.splice(0)) await this.event(body);
	}

	/** Until nothing is under way: messages in order, then events. */
	async drain(): Promise<void> {
		while (this.queue.length > 0 || this.events.length > 0) {
			const message = this.queue.shift();
			if (message) await this.deliver(message);
			else await this.hear();
		}
	}
	async sweep(): Promise<void> {
		await sweepMails(this.ports);
		await this.drain();
	}
	async tick(minutes: number, times = 1): Promise<void> {
		for (let i = 0; i < times; i++) {
			this.now = later(this.now, minutes * 60_000);
			await this.sweep();
		}
	}
	/** Plans today as its own first minutes would, and sends what is to be sent. */
	async today(): Promise<void> {
		await planDay(this.company, this.ports);
		await this.drain();
		await this.tick(3);
	}

	async mailings(): Promise<readonly Mailing[]> {
		const { companies, mailings } = this.ports;
		const zone = (await companies.company(this.company))?.timeZone ?? 'UTC';
		return (await mailings.ofDay(this.company, dayIn(zone, this.now), null, 100, null)).rows;
	}
	async all(customer: string): Promise<readonly Mailing[]> {
		return this.ports.mailings.ofCustomer(this.company, customer, 100);
	}
}

export const isFinal = ({ state }: Mailing): boolean => finalStates.includes(state);
/** `sent`, or `suppressed PAID`. */
export const inWords = ({ state, reasons }: Mailing): string => [state, ...reasons].join(' ');
