/** A customer's days with the station of reminders in memory: what was agreed, what was paid, and what they were told, day by day. */
import type { Arrangement, ArrangementOf } from '../../../shared/domain/arrangements/arrangement.ts';
import type { Asking, Known } from '../../../shared/domain/arrangements/asking.ts';
import type { ArrangementKind, StateOf } from '../../../shared/domain/arrangements/kinds.ts';
import { noHolidays } from '../../../shared/domain/business-days.ts';
import { addDays, type Day, day, instant } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import type { Mailing } from '../../../shared/domain/mailing.ts';
import { Model } from '../../reminders/model.ts';
import { anInvoice, at, ledger, version, who } from '../../shared/adapters/dynamo/table.ts';
import { ann } from './books.ts';

export const customer = who('a');

/** Open, with its entry. */
export const owed = (id: string, due: string, minor: number, of = customer): StoredDocument => {
	const made = anInvoice({
		id,
		customer: of,
		due: day(due),
		total: minor,
		open: minor,
		version: version(1),
		issued: addDays(day(due), -30),
	});
	return { ...made, entries: [{ day: made.issued, kind: 'issued', minor }], rev: 1, seen: at, saved: at, held: 0 };
};

export class Days {
	readonly model = new Model();
	today: Day;

	constructor(first: string, ...documents: readonly StoredDocument[]) {
		this.today = day(first);
		for (const each of documents) this.model.documents.set(each.id, each);
	}

	asking(id: string): Asking {
		return { company: 'co', customer, ledger, id, by: ann, at: instant(`${this.today}T00:01:00Z`), owner: null };
	}
	known(more: Partial<Known> = {}): Known {
		return {
			today: this.today,
			holidays: noHolidays,
			invoices: this.model.documents,
			arrangements: [...this.model.arrangements.all.values()],
			unapplied: 0,
			replaces: null,
			...more,
		};
	}
	agree<A extends Arrangement>(arrangement: A): A {
		this.model.arrangements.put(arrangement);
		return arrangement;
	}
	/** What a person does, or what its own station noted since. */
	becomes<K extends ArrangementKind>(arrangement: ArrangementOf<K>, state: StateOf<K>): void {
		this.agree({ ...arrangement, state } as Arrangement);
	}
	pays(id: string, minor: number): void {
		const invoice = this.model.documents.get(id);
		if (!invoice) throw new Error(`no invoice ${id}`);
		const open = invoice.open - minor;
		const entries = [...invoice.entries, { day: this.today, kind: 'payment' as const, minor: -minor }];
		const state = open > 0 ? ('open' as const) : ('closed' as const);
		this.model.documents.set(id, { ...invoice, open, entries, state, rev: invoice.rev + 1, saved: this.model.now });
	}
	/** Today, from five past midnight on. */
	async live(): Promise<void> {
		this.model.now = instant(`${this.today}T00:06:00Z`);
		await this.model.calm(20);
	}
	/** Each day from the next one up to this one. */
	async until(last: string): Promise<void> {
		while (this.today < last) {
			this.today = addDays(this.today, 1);
			await this.live();
		}
	}

	of(on: string): Mailing | undefined {
		return [...this.model.mails.values()].find((mail) => mail.day === on);
	}
	/** `2026-11-26 before i1 300 by 2026-12-01`: each mail with what it asked for. */
	get told(): readonly string[] {
		return [...this.model.mails.values()]
			.filter(({ id }) => this.model.taken.has(id))
			.map((mail) => `${mail.day} ${mail.stage?.tone} ${this.#lines(mail)}`);
	}
	#lines({ facts, amount }: Mailing): string {
		const lines = facts?.documents.flatMap(({ id, due, out }) => (out === null ? [`${id} by ${due}`] : [])) ?? [];
		return `${amount}: ${lines.join(', ')}`;
	}
	/** What became of each day, with how many days running. */
	get outcomes(): readonly string[] {
		const found: { what: string; days: number }[] = [];
		for (const { state, reasons } of this.model.mails.values()) {
			const what = [state, ...reasons].join(' ');
			const last = found.at(-1);
			if (last?.what === what) last.days += 1;
			else found.push({ what, days: 1 });
		}
		return found.map(({ what, days }) => (days > 1 ? `${what} × ${days}` : what));
	}
}
