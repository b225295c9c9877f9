/**
 * A bookkeeper's ledger in memory, of one of two characters. Xero: five kinds, nothing is ever deleted without a row that says so, an id that it was once
 * given is known for ever. QuickBooks: three kinds, payments with money left, deletions of which only the changes tell.
 */
import type { Chance } from '../../../local/scenario/seeded.ts';
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import {
	type Customer,
	customerId,
	type Document,
	type DocumentKind,
	type LedgerId,
	type Provider,
	providerOf,
} from '../../../shared/domain/document.ts';
import { type Currency, currency } from '../../../shared/domain/money.ts';
import { type Account, documentOf, instantOf, type Row, restOf, versionOf } from './rows.ts';

const kindsOf: Readonly<Record<Provider, readonly [DocumentKind, ...DocumentKind[]]>> = {
	xero: ['invoice', 'credit-note', 'payment', 'overpayment', 'prepayment'],
	quickbooks: ['invoice', 'credit-note', 'payment'],
};
const codes: readonly [Currency, ...Currency[]] = [currency('GBP'), currency('GBP'), currency('EUR')];
const start: Day = day('2026-08-01');

export class ModelLedger {
	readonly ledger: LedgerId;
	readonly provider: Provider;
	readonly rows = new Map<string, Row>();
	readonly accounts = new Map<string, Account>();
	readonly #chance: Chance;
	readonly #nowMs: () => number;
	#last = 0;
	#made = 0;
	/** The bookkeeper works where no delta looks. */
	silent = false;

	constructor(ledger: LedgerId, chance: Chance, nowMs: () => number) {
		this.ledger = ledger;
		this.provider = providerOf(ledger);
		this.#chance = chance;
		this.#nowMs = nowMs;
	}

	#tick(): number {
		this.#last = Math.max(this.#nowMs(), this.#last + 1);
		return this.#last;
	}
	get live(): Row[] {
		return [...this.rows.values()].filter(({ state }) => state === 'live');
	}
	rest(row: Row): number {
		return restOf(this.provider, row);
	}
	today(): Day {
		return instantOf(this.#nowMs()).slice(0, 10) as Day;
	}
	customerOf({ id, name, email, archived, updated }: Account): Customer {
		return {
			ledger: this.ledger,
			id: customerId(this.ledger, id),
			version: versionOf(updated),
			name,
			email,
			language: null,
			country: null,
			currency: null,
			accountNumber: null,
			archived,
		};
	}
	/** As lists show it now: what changed a moment ago is not in them yet. Null: nor is the row itself. */
	shown(row: Row, mapping: number, estimates: Day | null): Document | null {
		return row.visibleAt > this.#nowMs() && !this.isQuiet ? row.before : documentOf(this.ledger, row, mapping, estimates);
	}
	/** Lists are up to date at once. */
	isQuiet = false;

	/** Every change goes through here. */
	#change(row: Row, change: (row: Row) => void): void {
		const before = row.updated === 0 ? null : documentOf(this.ledger, row, 1, null);
		change(row);
		// No list of QuickBooks shows payments by what is left of them: what has something left again is told of.
		const isTold = this.provider === 'quickbooks' && row.kind === 'payment' && row.state === 'live';
		if (this.silent && before && !isTold) {
			row.hushed = true;
			return;
		}
		row.before = before;
		row.updated = this.#tick();
		row.hushed = false;
		row.visibleAt = !this.isQuiet && this.#chance.next() < 0.15 ? this.#nowMs() + this.#chance.between(1, 45_000) : 0;
	}
	#add(kind: DocumentKind, customer: string, code: Currency, total: number, more: Partial<Row> = {}): Row {
		this.#made += 1;
		const id = `d${this.#made}`;
		const issued = addDays(start, this.#chance.between(0, 100));
		const row: Row = {
			kind,
			id,
			number: kind === 'payment' ? '' : `${kind[0]}-${this.#made}`,
			reference: '',
			terms: '30 days',
			customer,
			currency: code,
			total,
			issued,
			due: kind === 'invoice' && this.#chance.next() < 0.9 ? addDays(issued, this.#chance.between(0, 60)) : null,
			state: 'live',
			effects: [],
			updated: 0,
			visibleAt: 0,
			before: null,
			hushed: false,
			broken: false,
			...more,
		};
		this.#change(row, () => undefined);
		this.rows.set(`${kind}#${id}`, row);
		return row;
	}
	#of(kind: DocumentKind, test: (row: Row) => boolean = () => true): Row | null {
		const found = this.live.filter((row) => row.kind === kind && test(row));
		return found[this.#chance.between(0, found.length - 1)] ?? null;
	}
	#account(): Account {
		const living = [...this.accounts.values()].filter(({ archived }) => !archived);
		if (living.length === 0 || this.#chance.next() < 0.08) {
			const account = {
				id: `c${this.accounts.size + 1}`,
				name: `Customer ${this.accounts.size + 1}`,
				email: null,
				archived: false,
				updated: this.#tick(),
			};
			this.accounts.set(account.id, account);
			return account;
		}
		return this.#chance.pick(living as [Account, ...Account[]]);
	}
	#settle(invoice: Row, source: Row, minor: number, kind: 'payment' | 'credit'): void {
		const on = this.today();
		this.#change(invoice, (row) => row.effects.push({ day: on, kind, minor: -minor, source: source.id }));
		// Money of Xero's plain payments was theirs from the start.
		this.#change(source, (row) => row.effects.push({ day: on, kind, minor: -minor, source: invoice.id }));
	}
	/** What others hold against a row that is no more is theirs again. */
	#release({ id }: Row): void {
		for (const row of this.live)
			if (row.effects.some(({ source }) => source === id))
				this.#change(row, (each) => {
					each.effects = each.effects.filter(({ source }) => source !== id);
				});
	}
	#remove(row: Row, state: 'void' | 'gone'): void {
		this.#release(row);
		this.#change(row, (each) => {
			each.state = state;
			each.effects = [];
		});
	}
	readonly #open = (row: Row): boolean => this.rest(row) > 0;

	/** By name; each is null where the books allow nothing of the kind just now. */
	readonly #edits: Readonly<Record<string, () => unknown>> = {
		create: () => this.#add('invoice', this.#account().id, this.#chance.pick(codes), this.#chance.between(1, 900) * 100),
		'edit amount': () => {
			const row = this.#of('invoice');
			if (row) this.#change(row, (each) => Object.assign(each, { total: each.total + this.#chance.between(1, 50) * 100 }));
			return row;
		},
		're-date': () => {
			const row = this.#of('invoice');
			if (row) this.#change(row, (each) => Object.assign(each, { due: addDays(each.issued, this.#chance.between(0, 90)) }));
			return row;
		},
		'edit texts': () => {
			const row = this.#of(this.#chance.pick(kindsOf[this.provider]));
			const n = this.#chance.between(1, 9);
			if (row) this.#change(row, (each) => Object.assign(each, n % 2 ? { reference: `PO ${n}` } : { terms: `${n}0 days` }));
			return row;
		},
		'move to another customer': () => {
			const row = this.#of('invoice', ({ effects }) => effects.length === 0);
			if (row) this.#change(row, (each) => Object.assign(each, { customer: this.#account().id }));
			return row;
		},
		pay: () => {
			const invoice = this.#of('invoice', this.#open);
			if (!invoice) return null;
			const rest = this.rest(invoice);
			const minor = this.#chance.next() < 0.5 ? rest : this.#chance.between(1, rest);
			const over = this.provider === 'quickbooks' && this.#chance.next() < 0.3 ? 5_000 : 0;
			this.#settle(invoice, this.#add('payment', invoice.customer, invoice.currency, minor + over), minor, 'payment');
			return invoice;
		},
		credit: () => this.#add('credit-note', this.#account().id, this.#chance.pick(codes), this.#chance.between(1, 300) * 100),
		'money on account': () => {
			const kind: DocumentKind = this.provider === 'quickbooks' ? 'payment' : this.#chance.pick(['overpayment', 'prepayment']);
			return this.#add(kind, this.#account().id, this.#chance.pick(codes), this.#chance.between(1, 300) * 100);
		},
		allocate: () => {
			const kind = this.#chance.pick(kindsOf[this.provider].filter((each) => each !== 'invoice') as [DocumentKind, ...DocumentKind[]]);
			const source = this.#of(kind, this.#open);
			const invoice = source && this.#of('invoice', (row) => this.#open(row) && row.currency === source.currency);
			if (!source || !invoice) return null;
			const minor = Math.min(this.rest(source), this.rest(invoice));
			this.#settle(invoice, source, this.#chance.next() < 0.5 ? minor : this.#chance.between(1, minor), 'credit');
			return source;
		},
		'take off a payment': () => {
			const row = this.#of('payment');
			if (row) this.#remove(row, this.provider === 'xero' ? 'void' : 'gone');
			return row;
		},
		void: () => {
			const row = this.#of(this.#chance.pick(['invoice', 'credit-note']));
			if (row) this.#remove(row, 'void');
			return row;
		},
		delete: () => {
			if (this.provider === 'xero') return null;
			const row = this.#of(this.#chance.pick(['invoice', 'invoice', 'credit-note', 'payment']));
			if (row) this.#remove(row, 'gone');
			return row;
		},
		'merge customers': () => {
			const [from, into] = [this.#account(), this.#account()];
			if (from === into) return null;
			for (const row of this.live) if (row.customer === from.id) this.#change(row, (each) => Object.assign(each, { customer: into.id }));
			Object.assign(from, { archived: true, updated: this.#tick() });
			return from;
		},
		'edit a customer': () => {
			const account = this.#account();
			const n = this.#chance.between(1, 99);
			Object.assign(account, n % 3 ? { name: `${account.id} No. ${n}` } : { email: `${account.id}.${n}@example.com` });
			if (!this.silent) account.updated = this.#tick();
			return account;
		},
		break: () => {
			const row = this.#of('invoice');
			if (row) row.broken = true;
			return row;
		},
		mend: () => {
			const row = [...this.rows.values()].find(({ broken }) => broken);
			if (row) row.broken = false;
			return row ?? null;
		},
	};
	/** Never silent. */
	static readonly #loud = new Set(['create', 'pay', 'credit', 'money on account', 'allocate', 'break', 'mend']);

	/** One edit, drawn by chance; its name, or null. */
	edit(): string | null {
		const names = Object.keys(this.#edits) as [string, ...string[]];
		const name = this.#chance.pick(['create', 'pay', 'allocate', ...names]);
		const was = this.silent;
		if (ModelLedger.#loud.has(name)) this.silent = false;
		try {
			const done = this.#edits[name]?.() ?? null;
			return done === null ? null : name;
		} finally {
			this.silent = was;
		}
	}
	/** Every row reads well again. */
	mendAll(): void {
		for (const row of this.rows.values()) row.broken = false;
	}
}
