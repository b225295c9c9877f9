/** The station over a table of this process's memory, where every call of a port can be the last one before the power goes. */
import { noteEvent } from '../../functions/reminders/note-event.ts';
import { planDay } from '../../functions/reminders/plan-day.ts';
import type { PlanPorts, SendPorts } from '../../functions/reminders/ports.ts';
import { releaseLedger } from '../../functions/reminders/release-ledger.ts';
import { sendMail } from '../../functions/reminders/send-mail.ts';
import { sweepMails } from '../../functions/reminders/sweep-mails.ts';
import { lookForMail } from '../../functions/sync/look-for-mail.ts';
import type { LookPorts } from '../../functions/sync/look-ports.ts';
import { positionOf, type Rung } from '../../shared/domain/aging.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { addDays, type Day, type Instant, instant, later } from '../../shared/domain/day.ts';
import type { Document, StoredDocument } from '../../shared/domain/document.ts';
import { allThrough, type Exceptions, exceptionsAfter, noExceptions } from '../../shared/domain/exceptions.ts';
import type { Facts, LookFrom, Mailing, Sending } from '../../shared/domain/mailing.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { defaultPolicy, highestToday, nextStageDay } from '../../shared/domain/policy.ts';
import type { Accounting, AccountingFault } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections, Fresh, Grant } from '../../shared/ports/connections.ts';
import { MailFault, type OutgoingMail } from '../../shared/ports/mailer.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { aCustomer, eur, ledger } from '../shared/adapters/dynamo/table.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { memoryArrangements } from '../support/arrangements/memory.ts';
import { fake } from '../support/fake.ts';
import { memoryLooks } from '../support/looks.ts';
import { type Answer, eventBody } from './rig.ts';

export class PowerCut extends Error {
	override readonly name = 'PowerCut';
}

export class Model {
	now: Instant = instant('2026-11-22T00:06:00Z');
	readonly mails = new Map<string, Mailing>();
	readonly documents = new Map<string, StoredDocument>();
	readonly queue: Message[] = [];
	readonly events: string[] = [];
	/** Mails the service took, by the mail's id. */
	readonly taken = new Map<string, number>();
	/** Where those went. */
	readonly addresses = new Set<string>();
	/** The customer's, whenever they are asked for. */
	payments: () => readonly Payment[] = () => [];
	/** Calls that ended so that nobody knows, by the mail's id. */
	readonly lost = new Set<string>();
	answers: Answer[] = [];
	withheld = false;
	stopped = false;
	calls = 0;
	/** The power goes at this call, counted from now: before it is done, or after. */
	cut: { readonly at: number; readonly side: 'before' | 'after' } | null = null;
	readonly codes: string[] = [];
	#sending: Sending | null = null;
	readonly looks = memoryLooks();
	/** From which amount on a mail's invoices are read by id. */
	lookFrom: LookFrom | undefined;
	/** What the ledger has where that is not what we hold, and no delta tells; null: it knows no such document. */
	readonly silent = new Map<string, Partial<Document> | null>();
	/** What the next calls for documents fail with; then they are good. */
	lookFaults: AccountingFault[] = [];
	/** Calls for documents that were made, whatever came of them. */
	readonly looked: (readonly string[])[] = [];
	/** When each document was last read by id. */
	readonly readAt = new Map<string, Instant>();
	/** What the mail service took, with when each of its documents had been read by id. */
	readonly sentOn: { readonly mailing: Mailing; readonly at: Instant; readonly readAt: ReadonlyMap<string, Instant> }[] = [];
	readonly #reached = new Map<string, { through: Day; since: Day; exceptions: Exceptions }>();
	#freshAsOf: Instant = this.now;
	/** What was agreed with the customers. */
	readonly arrangements = memoryArrangements();
	readonly ports: SendPorts & PlanPorts;
	readonly lookPorts: LookPorts;

	constructor() {
		this.ports = {
			mailings: this.#cutting(this.#mailings()),
			arrangements: this.#cutting(this.arrangements.port),
			books: this.#cutting(this.#books()),
			companies: this.#cutting(
				fake<Companies>({
					company: async (id) => ({ id, name: 'Acme', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 }),
				}),
			),
			connections: this.#cutting(
				fake<Connections>({
					connection: async () => this.#connection(),
					connections: async () => [this.#connection()],
					saveConnection: async () => 'saved',
					grant: async () =>
						fake<Grant>({ state: 'alive', access: 'a', accessExpiresAt: later(this.now, 60 * 60_000), generation: 1, company: 'co' }),
				}),
			),
			payments: this.#cutting(fake<Payments>({ saveLink: async () => undefined, paymentsOf: async () => this.payments() })),
			queues: this.#cutting({ send: async (message: Message) => void this.queue.push(message) }),
			looks: this.#cutting(this.looks.port),
			clock: { now: () => this.now },
			settings: { hub: 'https://hub.example', from: 'billing@hub.example', newCompanySending: 'live' },
			log: { warn: (code) => void this.codes.push(code), error: (code) => void this.codes.push(code) },
			letters: async () => ({ render: ({ language, payUrl }) => ({ language, subject: 's', text: payUrl, html: '' }) }),
			mailer: async () => this.#cutting({ send: (mail: OutgoingMail) => this.#send(mail) }),
		};
		const { books, clock, connections, queues, log } = this.ports;
		const allowances = this.#cutting(memoryAllowances().port);
		const vault = fake<Vault>({ open: async () => 'token' });
		const ledgerOf = this.#accounting();
		const cutting = this.#cutting(ledgerOf);
		const openAccounting = async () =>
			fake<Accounting>({ atOnce: (kind) => ledgerOf.atOnce(kind), look: (kind, ids) => cutting.look(kind, ids) });
		this.lookPorts = { allowances, books, clock, connections, log, looks: this.#cutting(this.looks.port), openAccounting, queues, vault };
	}

	#cutting<P extends object>(port: P): P {
		return new Proxy(port, {
			get: (target, name, receiver) => {
				const member: unknown = Reflect.get(target, name, receiver);
				if (typeof member !== 'function') return member;
				return async (...given: readonly unknown[]): Promise<unknown> => {
					this.calls += 1;
					const mine = this.cut?.at === this.calls ? this.cut.side : null;
					if (this.cut && this.calls > this.cut.at) throw new PowerCut();
					if (mine === 'before') throw new PowerCut();
					const answer: unknown = await Promise.resolve(Reflect.apply(member, target, given));
					if (mine === 'after') throw new PowerCut();
					return answer;
				};
			},
		});
	}

	#accounting(): Accounting {
		return fake<Accounting>({
			atOnce: () => 2,
			look: async (_, ids) => {
				this.looked.push(ids);
				const fault = this.lookFaults.shift();
				if (fault) throw fault;
				const has = ids.flatMap((id): Document[] => {
					const held = this.documents.get(id);
					const change = this.silent.get(id);
					return held && change !== null ? [{ ...held, ...change }] : [];
				});
				for (const id of ids) this.readAt.set(id, this.now);
				return { documents: has, refused: [], gone: ids.filter((id) => this.silent.get(id) === null), calls: 1 };
			},
		});
	}
	#connection(): Connection {
		return fake<Connection>({
			company: 'co',
			provider: 'xero',
			grant: 'g',
			run: null,
			rev: 1,
			ledger,
			name: 'Acme Ltd',
			legal: null,
			state: 'connected',
			phase: 'live',
			freshAsOf: this.#freshAsOf,
			lastFullAt: null,
			lastError: null,
			refused: [],
			refusedInAll: 0,
		});
	}
	#ladder(customer: string): Map<Day, Rung> {
		const rungs = new Map<Day, Rung>();
		for (const document of this.documents.values()) {
			const { due, open, count } = positionOf(document);
			if (document.customer !== customer || due === null) continue;
			const known = rungs.get(due) ?? { minor: 0, count: 0 };
			rungs.set(due, { minor: known.minor + open, count: known.count + count });
		}
		return rungs;
	}
	get customers(): readonly string[] {
		return [...new Set([...this.documents.values()].map(({ customer }) => customer))];
	}
	#save(mailing: Mailing): Fresh {
		if ((this.mails.get(mailing.id)?.rev ?? 0) !== mailing.rev) return 'stale';
		this.mails.set(mailing.id, { ...mailing, rev: mailing.rev + 1 });
		return 'saved';
	}
	#reach(customer: string) {
		const known = this.#reached.get(customer);
		// A save takes off what it closes.
		const open = [...(known?.exceptions ?? noExceptions)].filter(([id]) => (this.documents.get(id)?.open ?? 0) > 0);
		return { through: known?.through ?? null, since: known?.since ?? null, exceptions: new Map(open) };
	}
	exceptionsOf(customer: string): readonly string[] {
		return [...this.#reach(customer).exceptions.keys()];
	}
	/** `facts`: of the mail that is dealt with; undefined: no mail. */
	#move(customer: string, to: Day, facts?: Facts | null): void {
		const reach = this.#reach(customer);
		const there = reach.through !== null && reach.through >= to;
		if (there && facts !== undefined) return;
		const none = highestToday(defaultPolicy, this.#ladder(customer), allThrough(reach), addDays(to, 1)) === null;
		const left = none ? noExceptions : reach.exceptions;
		const exceptions = facts === undefined ? left : exceptionsAfter(reach, facts, to);
		const through = there && reach.through ? reach.through : to;
		this.#reached.set(customer, { through, since: reach.since ?? to, exceptions });
	}

	#mailings(): Mailings {
		return fake<Mailings>({
			sending: async () => this.#sending && { ...this.#sending, ...(this.lookFrom ? { lookFrom: this.lookFrom } : {}) },
			saveSending: async (sending) => {
				if ((this.#sending?.rev ?? 0) !== sending.rev) return 'stale';
				this.#sending = { ...sending, rev: sending.rev + 1 };
				return 'saved';
			},
			dueSendings: async (now) =>
				!this.#sending || (this.#sending.wake !== null && this.#sending.wake <= now) ? [{ company: 'co', id: 's' }] : [],
			stoppedEverywhere: async () => (this.stopped ? { by: 'u', at: this.now } : null),
			dueCustomers: async (_, today) => ({
				rows: this.customers.flatMap((customer) => {
					const next = nextStageDay(defaultPolicy, this.#ladder(customer), allThrough(this.#reach(customer)));
					return next !== null && next <= today ? [{ customer, currency: eur, next }] : [];
				}),
				next: null,
			}),
			standing: async (_, customer) => {
				return { ledger, ladder: this.#ladder(customer), unapplied: 0, ...this.#reach(customer) };
			},
			moveThrough: async (_, customer, __, to) => this.#move(customer, to),
			plan: async (mailing) => (this.#save(mailing) === 'saved' ? 'planned' : 'exists'),
			mailing: async (_, id) => this.mails.get(id) ?? null,
			save: async (mailing) => this.#save(mailing),
			settle: async (mailing, through) => {
				const fresh = this.#save(mailing);
				if (fresh === 'saved' && through !== null) this.#move(mailing.customer, through, mailing.facts);
				return fresh;
			},
			ofDay: async (_, day, state) => ({
				rows: [...this.mails.values()].filter((each) => each.day === day && (state === null || each.state === state)),
				next: null,
			}),
			remindersOf: async (_, customer) =>
				[...this.mails.values()].filter((each) => each.kind === 'reminder' && each.customer === customer).toReversed(),
			isRefused: async () => false,
			dueMailings: async (now) =>
				[...this.mails.values()].filter(({ wake }) => wake !== null && wake <= now).map(({ id }) => ({ company: 'co', id })),
		});
	}
	#books(): Books {
		return fake<Books>({
			// Corrected within this second: a read that is not consistent may still have the old one.
			customer: async (_, id, read) => ({ ...aCustomer('x'), id, email: read === 'consistent' ? 'x@example.com' : 'old@example.com' }),
			document: async (_, __, ___, id) => this.documents.get(id) ?? null,
			repair: async (_, documents, saved) => {
				let written = 0;
				for (const each of documents) {
					const held = this.documents.get(each.id);
					if (!held || (held.open === each.open && held.state === each.state)) continue;
					this.documents.set(each.id, { ...held, ...each, rev: held.rev + 1, saved });
					written += 1;
				}
				return { written, stale: 0, findings: [] };
			},
			latestDocumentsOf: async (_, customer) => ({
				rows: [...this.documents.values()].filter((each) => each.customer === customer),
				next: null,
			}),
		});
	}

	async #send(mail: OutgoingMail): Promise<string> {
		const answer = this.answers.shift() ?? 'ok';
		const id = mail.tag.mail;
		if (answer === 'refused' || answer === 'throttled') throw new MailFault(answer, 'no');
		if (answer !== 'ok') this.lost.add(id);
		if (answer === 'lost-unsent') throw new MailFault('unknown', 'nobody knows');
		const count = (this.taken.get(id) ?? 0) + 1;
		this.taken.set(id, count);
		this.addresses.add(mail.to);
		const mailing = this.mails.get(id);
		if (mailing) this.sentOn.push({ mailing, at: this.now, readAt: new Map(this.readAt) });
		this.events.push(eventBody(mail, `${id}/${count}`, this.now, 'Send'));
		if (answer === 'lost-sent') throw new MailFault('unknown', 'nobody knows');
		return `${id}/${count}`;
	}

	pass(minutes: number): void {
		this.now = later(this.now, minutes * 60_000);
	}
	async deliver(message: Message): Promise<void> {
		if (message.type === 'sync.pull') {
			this.#freshAsOf = this.now;
			this.queue.push({ type: 'reminders.release', company: 'co', ledger });
		} else if (message.type === 'reminders.plan') await planDay(message.company, this.ports);
		else if (message.type === 'reminders.release') await releaseLedger(message, this.ports);
		else if (message.type === 'reminders.send') await sendMail(message, this.ports);
		else if (message.type === 'sync.look') await lookForMail(message, this.lookPorts);
	}
	/** True when the power went, or it failed: the message comes again, or not. */
	async survives(work: () => Promise<unknown>): Promise<boolean> {
		try {
			await work();
			return false;
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			return true;
		} finally {
			this.cut = null;
		}
	}
	sweep(): Promise<unknown> {
		return sweepMails(this.ports);
	}
	hear(body: string): Promise<void> {
		return noteEvent(body, this.ports);
	}
	/** Everything as it should be, for so long: sweeps each five minutes, all messages, all events (unless withheld). */
	async calm(minutes: number): Promise<void> {
		for (let left = minutes; left > 0; left -= 5) {
			await this.sweep();
			for (let message = this.queue.shift(); message; message = this.queue.shift()) await this.deliver(message);
			if (!this.withheld) for (const body of this.events.splice(0)) await this.hear(body);
			this.pass(5);
		}
	}
}
