/**
 * What a bookkeeper does with journal entries: one customer's receivable against income, a transfer of it from one customer to another, and entries that have
 * nothing to do with receivables. Those of customers move their balances and that of the account. Whole minor units.
 */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import { chart } from './chart.ts';
import { EditError } from './edit-error.ts';
import { type EntryLine, type EntryRow, type JournalRow, journalRows } from './journal-rows.ts';
import { settling } from './settling.ts';
import type { CustomerRow, Store } from './store.ts';

type Said = { readonly day: Day; readonly number?: string; readonly note?: string };
export type NewJournal = Said & {
	readonly customer: number;
	/** A debit is positive. */
	readonly minor: number;
	/** Of the other side: income, unless said. */
	readonly account?: string;
};
export type NewTransfer = Said & { readonly from: number; readonly to: number; readonly minor: number };
export type NewOther = Said & { readonly minor: number; readonly debit: string; readonly credit: string };
export type JournalChange = { readonly minor?: number; readonly day?: Day; readonly number?: string };

type Side = Pick<EntryLine, 'account' | 'customer'>;

/** Customers were merged: lines of one become the other's. `at`: epoch milliseconds. */
export const moveEntries = (store: Store, realm: string, from: number, into: number, at: number): void => {
	const books = journalRows(store, realm);
	const isSilent = store.rough.is('silent-merge');
	for (const row of books.owed("customer = ? AND state = 'live'", from)) {
		for (const line of books.lines(row.id)) if (line.line === row.line) books.putLine({ ...line, customer: into });
		const [entry] = books.entries('id = ?', row.id);
		if (!entry || isSilent) continue;
		store.happened(realm, 'JournalEntry', row.id, 'Update', books.touch(entry, {}, at).updated);
	}
};

/** Throws `EditError`. */
export const journals = (store: Store, realm: string) => {
	const books = journalRows(store, realm);
	const tick = (): number => store.tick(realm);
	const { freeEntry } = settling(store, realm, tick);
	const customer = (id: number): CustomerRow => {
		const row = store.customer(realm, id);
		if (!row) throw new EditError(`there is no customer ${id}`);
		return row;
	};
	const counter = (id: string): Side => {
		const company = store.company(realm);
		if (!company || !chart(company).some((each) => each.id === id)) throw new EditError(`there is no account ${id} for the other side`);
		return { account: id, customer: null };
	};
	const owedBy = (id: number): Side => ({ account: '', customer: id });
	const enter = ({ day, number = '', note = '' }: Said, currency: Currency, minor: number, debit: Side, credit: Side): number =>
		store.change(() => {
			if (!Number.isSafeInteger(minor) || minor === 0) throw new EditError(`${minor} is no amount of an entry`);
			const now = tick();
			const id = store.nextId(realm);
			const scale = 10 ** exponentOf(currency);
			books.putEntry({ id, sync: 0, created: now, updated: now, state: 'live', currency, scale, number, note, day });
			for (const [at, side] of [debit, credit].entries()) {
				const signed = at === 0 ? minor : -minor;
				books.putLine({ entry: id, line: at + 1, ...side, minor: signed, rest: side.customer === null ? 0 : signed });
			}
			store.happened(realm, 'JournalEntry', id, 'Create', now);
			return id;
		});
	const entry = (id: number): EntryRow => {
		const [row] = books.entries("id = ? AND state = 'live'", id);
		if (!row) throw new EditError(`there is no journal entry ${id}`);
		return row;
	};
	/** The line with another amount, less what is settled of it. */
	const repriced = (line: EntryLine, minor: number): EntryLine => {
		if (line.customer === null) return { ...line, minor };
		const settled = line.minor - line.rest;
		if (settled !== 0 && (Math.sign(minor) !== Math.sign(settled) || Math.abs(minor) < Math.abs(settled)))
			throw new EditError(`journal entry ${line.entry} has ${Math.abs(settled)} settled: its amount cannot be ${minor}`);
		return { ...line, minor, rest: minor - settled };
	};
	return {
		/** Lines on receivables, of entries that are deleted too. */
		rows: books.owed,
		/** Its first line on receivables; null: there is no such entry, or it has none. */
		one: (id: number): JournalRow | null => books.owed("id = ? AND state = 'live' ORDER BY line", id)[0] ?? null,
		/** The entry's id; null where there is no such customer, or nothing is entered. */
		add: ({ customer: of, minor, account = '79', ...said }: NewJournal): number | null => {
			const owner = store.customer(realm, of);
			if (!owner || !Number.isSafeInteger(minor) || minor === 0) return null;
			return enter(said, owner.currency, minor, owedBy(of), counter(account));
		},
		/** What one customer owes is another's from now on: a credit of one, a debit of the other. */
		transfer: ({ from, to, minor, ...said }: NewTransfer): number => {
			const [giver, taker] = [customer(from), customer(to)];
			if (from === to || giver.currency !== taker.currency)
				throw new EditError('it is transferred to another customer with the same currency');
			return enter(said, taker.currency, minor, owedBy(to), owedBy(from));
		},
		/** Wages, say: nothing of it is on receivables. */
		other: ({ minor, debit, credit, ...said }: NewOther): number => {
			const company = store.company(realm);
			if (!company) throw new EditError(`there is no company ${realm}`);
			return enter(said, company.base, minor, counter(debit), counter(credit));
		},
		/** Another day, number or amount; `minor` is that of its first line. Less than what is settled is refused. */
		edit: (id: number, { minor, ...change }: JournalChange): void =>
			store.change(() => {
				const row = entry(id);
				if (minor !== undefined) {
					if (!Number.isSafeInteger(minor) || minor === 0) throw new EditError(`${minor} is no amount of an entry`);
					for (const line of books.lines(id)) books.putLine(repriced(line, line.line === 1 ? minor : -minor));
				} else if (store.rough.is('silent-date')) {
					books.putEntry({ ...row, ...change });
					return;
				}
				store.happened(realm, 'JournalEntry', id, 'Update', books.touch(row, change, tick()).updated);
			}),
		/** What payments settled of it they have again, unapplied. Unknown ones are gone already. */
		remove: (id: number): void =>
			store.change(() => {
				const [row] = books.entries("id = ? AND state = 'live'", id);
				if (!row) return;
				freeEntry(id);
				for (const line of books.lines(id)) books.putLine({ ...line, rest: 0 });
				// No question reaches back to that time.
				if (store.rough.is('silent-delete')) books.putEntry({ ...entry(id), state: 'deleted', updated: 0 });
				else store.happened(realm, 'JournalEntry', id, 'Delete', books.touch(entry(id), { state: 'deleted' }, tick()).updated);
			}),
	};
};
export type Journals = ReturnType<typeof journals>;
