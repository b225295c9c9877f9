/** A customer's invoices in memory, and what customers, banks and bookkeepers do to them at random. */
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import type { Entry, StoredDocument } from '../../../shared/domain/document.ts';
import { byId, invoiceOf } from './books.ts';

/** Whole numbers from 0 up to but without `below`, from a seed (mulberry32). */
export const dice = (seed: number): ((below: number) => number) => {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
};

export type Row = { readonly id: string; readonly total: number; readonly due: Day; entries: Entry[]; held: number; doubt: boolean };

export class CustomerBooks {
	readonly roll: (below: number) => number;
	today: Day = day('2026-11-02');
	readonly rows: Row[] = [];
	unapplied = 0;
	payments = 0;

	constructor(roll: (below: number) => number) {
		this.roll = roll;
		for (let n = 0; n < 1 + this.roll(3); n++) this.issue();
	}

	issue(): void {
		const total = 1 + this.roll(40);
		const due = addDays(this.today, this.roll(40) - 20);
		const entries: Entry[] = [{ day: addDays(due, -30), kind: 'issued', minor: total }];
		const row = { id: `i${this.rows.length}`, total, due, entries, held: 0, doubt: false };
		this.rows.push(row);
		// Of some a part is paid before anything is agreed.
		if (this.roll(3) === 0) this.paid(row, addDays(this.today, -this.roll(20)), 1 + this.roll(total));
	}

	paid(row: Row, on: Day, minor: number): void {
		row.entries.push({ day: on, kind: 'payment', minor: -minor, source: `p${++this.payments}` });
	}
	/** Another one in the place of one of its payments. */
	amend(change: (payment: Entry, row: Row) => Entry): void {
		const row = this.one(this.rows);
		const payment = this.one(row?.entries.filter(({ kind }) => kind === 'payment') ?? []);
		if (row && payment) row.entries = row.entries.map((entry) => (entry === payment ? change(payment, row) : entry));
	}

	one<T>(all: readonly T[]): T | undefined {
		return all[this.roll(Math.max(1, all.length))];
	}
	open({ entries }: Row): number {
		return entries.reduce((all, { minor }) => all + minor, 0);
	}
	invoices(): ReadonlyMap<string, StoredDocument> {
		return byId(
			...this.rows.map((row): StoredDocument => {
				const made = invoiceOf({ id: row.id, total: row.total, due: row.due, held: row.held, doubt: row.doubt });
				const open = this.open(row);
				return { ...made, entries: row.entries, open, state: open > 0 ? 'open' : 'closed' };
			}),
		);
	}
	credit(invoice: string, wanted: number): void {
		const row = this.rows.find(({ id }) => id === invoice);
		const minor = row ? Math.min(wanted, Math.max(0, this.open(row) - row.held)) : 0;
		if (row && minor > 0) row.entries.push({ day: this.today, kind: 'credit', minor: -minor });
	}

	/** By name: one of them is done at a time. */
	readonly acts: Readonly<Record<string, () => void>> = {
		days: () => {
			this.today = addDays(this.today, 1 + this.roll(9));
		},
		pay: () => {
			const row = this.one(this.rows);
			if (!row || this.open(row) - row.held <= 0) return;
			const minor = 1 + this.roll(this.open(row) - row.held);
			this.paid(row, addDays(this.today, -this.roll(6)), minor);
		},
		issue: () => {
			if (this.rows.length < 6) this.issue();
		},
		payAll: () => {
			if (this.roll(3)) return;
			const row = this.one(this.rows);
			const open = row ? this.open(row) - row.held : 0;
			if (row && open > 0) this.paid(row, this.today, open);
		},
		takeBack: () => {
			const row = this.one(this.rows);
			const payment = this.one(row?.entries.filter(({ kind }) => kind === 'payment') ?? []);
			if (row && payment) row.entries = row.entries.filter((entry) => entry !== payment);
		},
		/** A bookkeeper deletes a payment and enters it again; or corrects its amount, or its day. */
		rebook: () => this.amend((payment) => ({ ...payment, source: `p${++this.payments}` })),
		correct: () =>
			this.amend((payment, row) => {
				const most = Math.max(1, this.open(row) - row.held - payment.minor);
				return { ...payment, minor: -(1 + this.roll(most)) };
			}),
		redate: () => this.amend((payment) => ({ ...payment, day: addDays(payment.day, this.roll(9) - 4) })),
		credit: () => {
			const row = this.one(this.rows);
			if (row && this.open(row) - row.held > 0)
				row.entries.push({ day: this.today, kind: 'credit', minor: -(1 + this.roll(this.open(row) - row.held)) });
		},
		beginPaying: () => {
			const row = this.one(this.rows);
			if (row && this.open(row) > row.held) row.held += 1 + this.roll(this.open(row) - row.held);
		},
		endPaying: () => {
			const row = this.one(this.rows);
			if (!row || row.held === 0) return;
			if (this.roll(2)) this.paid(row, this.today, row.held);
			row.held = 0;
		},
		moneyOnAccount: () => {
			this.unapplied = this.roll(2) ? this.unapplied + this.roll(20) : 0;
		},
		doubt: () => {
			const row = this.one(this.rows);
			if (row) row.doubt = !row.doubt && this.roll(4) === 0;
		},
	};
}
