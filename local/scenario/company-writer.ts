/** Writes the documents of one company of the built-in scenario, and keeps count of what is still open so that no payment exceeds it. */

import type { Provider } from '../../shared/domain/document.ts';
import {
	allocate,
	type Currency,
	currency,
	exponentOf,
	type Money,
	money,
	parseMoney,
	subtract,
	sum,
	toDecimal,
} from '../../shared/domain/money.ts';
import type { ScenarioFile } from '../../shared/wire/scenario.ts';
import type { Habit, Person } from './people.ts';
import type { Chance } from './seeded.ts';

type Written = ScenarioFile['organisations'][number]['documents'][number];
type Terms = { readonly issued: number; readonly due: number; readonly net: string };
type Opened = { readonly id: string; readonly customer: string; readonly code: Currency; open: Money };
type Part = { readonly invoice: Opened; readonly day: number; readonly part: string };

/** Days between the due day and the payment. */
const lag: Readonly<Record<Habit, readonly [number, number]>> = {
	early: [-9, -1],
	punctual: [-3, 4],
	late: [6, 42],
	slow: [20, 95],
	stuck: [90, 400],
};

const relative = (days: number): string => (days > 0 ? `+${days}d` : `${days}d`);
/** `percent` of 100 parts of it, a whole number of minor units. */
const partOf = (whole: Money, percent: number): Money => allocate(whole, [percent, 100 - percent])[0] ?? whole;

export class CompanyWriter {
	readonly #documents: Written[] = [];
	readonly #countries = new Map<string, string>();
	readonly #provider: Provider;
	readonly #prefix: string;
	readonly #numbering: string;
	readonly #chance: Chance;
	readonly #taxPercent: Readonly<Record<string, number>>;
	#count = 0;

	constructor(provider: Provider, prefix: string, numbering: string, chance: Chance, taxPercent: Readonly<Record<string, number>>) {
		this.#provider = provider;
		this.#prefix = prefix;
		this.#numbering = numbering;
		this.#chance = chance;
		this.#taxPercent = taxPercent;
	}

	documents(): readonly Written[] {
		return this.#documents;
	}

	/** A trading history: invoices over more than a year, paid as the customer's habit has it; some paid in part, whatever the habit. */
	trade(person: Person, invoices: number): void {
		const { customer, terms, habit, currencies, size } = person;
		this.#countries.set(customer.id, customer.country ?? '');
		let issued = -this.#chance.between(0, 24);
		for (let i = 0; i < invoices; i++) {
			const code = currency(currencies[i % currencies.length] ?? 'EUR');
			const opened = this.invoice(customer.id, code, { issued, due: issued + terms, net: this.#net(size, code) });
			const [from, to] = lag[habit];
			const paid = issued + terms + this.#chance.between(from, to);
			if (paid < 0) this.settle(opened, Math.max(paid, issued));
			else if (issued < -20 && this.#chance.next() < 0.12)
				this.#payPercent(opened, -this.#chance.between(1, 15), this.#chance.between(20, 70));
			issued -= this.#chance.between(9, 34);
		}
	}

	invoice(customer: string, code: string, terms: Terms): Opened {
		return this.#issue(customer, code, terms, 'authorised');
	}
	void(customer: string, code: string, terms: Terms): void {
		this.#issue(customer, code, terms, 'void');
	}
	draft(customer: string, code: string, terms: Terms): void {
		this.#issue(customer, code, terms, 'draft');
	}

	/** A payment of part of the invoice. */
	pay(invoice: Opened, day: number, units: string): void {
		this.#payment(invoice, day, parseMoney(units, invoice.code));
	}
	/** A payment of all that is open. */
	settle(invoice: Opened, day: number): void {
		this.#payment(invoice, day, invoice.open);
	}

	/** One payment that closes several invoices and leaves `rest` unapplied. QuickBooks only. */
	payTogether(invoices: readonly [Opened, ...Opened[]], day: number, rest: string): void {
		const { customer, code } = invoices[0];
		const applied = invoices.map((invoice) => ({ invoice, day, part: invoice.open }));
		const total = sum([...applied.map(({ part }) => part), parseMoney(rest, code)], code);
		this.#documents.push({ kind: 'payment', ...this.#head('pay', customer, code), day: relative(day), ...this.#applied(total, applied) });
	}

	creditNote(customer: string, code: string, day: number, units: string, parts: readonly Part[]): void {
		this.#credit('credit-note', customer, code, day, units, parts);
	}
	received(kind: 'overpayment' | 'prepayment', customer: string, code: string, day: number, units: string, parts: readonly Part[]): void {
		this.#credit(kind, customer, code, day, units, parts);
	}

	#issue(customer: string, code: string, { issued, due, net }: Terms, status: 'authorised' | 'void' | 'draft'): Opened {
		const known = currency(code);
		const before = parseMoney(net, known);
		const tax = partOf(before, this.#taxPercent[this.#countries.get(customer) ?? ''] ?? 0);
		const total = sum([before, tax], known);
		const head = this.#head('inv', customer, known);
		const number = this.#numbering ? `${this.#numbering}-${2000 + this.#count}` : String(2000 + this.#count);
		this.#documents.push({
			kind: 'invoice',
			...head,
			number,
			issued: relative(issued),
			due: relative(due),
			total: toDecimal(total),
			tax: toDecimal(tax),
			description: this.#chance.pick(['Goods supplied', 'Monthly service', 'Equipment hire', 'Repairs and parts']),
			status,
		});
		return { id: head.id, customer, code: known, open: total };
	}

	#payment(invoice: Opened, day: number, amount: Money): void {
		this.#documents.push({
			kind: 'payment',
			...this.#head('pay', invoice.customer, invoice.code),
			reference: this.#provider === 'xero' ? 'Bank transfer' : `Check ${7000 + this.#count}`,
			day: relative(day),
			...this.#applied(amount, [{ invoice, day, part: amount }]),
		});
	}

	#payPercent(invoice: Opened, day: number, percent: number): void {
		this.#payment(invoice, day, partOf(invoice.open, percent));
	}

	#credit(
		kind: 'credit-note' | 'overpayment' | 'prepayment',
		customer: string,
		code: string,
		day: number,
		units: string,
		parts: readonly Part[],
	): void {
		const known = currency(code);
		const applied = parts.map(({ invoice, day: on, part }) => ({ invoice, day: on, part: parseMoney(part, known) }));
		const head = this.#head(kind === 'credit-note' ? 'crn' : 'adv', customer, known);
		const number = kind === 'credit-note' ? `CN-${500 + this.#count}` : '';
		this.#documents.push({ kind, ...head, number, issued: relative(day), ...this.#applied(parseMoney(units, known), applied) });
	}

	#applied(total: Money, parts: readonly { readonly invoice: Opened; readonly day: number; readonly part: Money }[]) {
		for (const { invoice, part } of parts) invoice.open = subtract(invoice.open, part);
		return {
			total: toDecimal(total),
			applied: parts.map(({ invoice, day, part }) => ({ invoice: invoice.id, amount: toDecimal(part), day: relative(day) })),
		};
	}

	#head(kind: string, customer: string, code: Currency) {
		this.#count += 1;
		return { id: `${this.#prefix}-${kind}-${this.#count}`, customer, currency: code as string };
	}

	/** Around the customer's usual amount, between a third and three times of it, with the cents a real invoice has. */
	#net(size: number, code: Currency): string {
		const spread = 3 ** (this.#chance.next() * 2 - 1);
		return toDecimal(money(Math.round(size * spread * 10 ** exponentOf(code)), code));
	}
}
