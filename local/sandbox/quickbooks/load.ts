/** A scenario's organisation becomes a QuickBooks company: all of it, or nothing and a `ScenarioError` that names the document. */
import { addDays, type Day, isTimeZone } from '../../../shared/domain/day.ts';
import { type Currency, currency, money, toDecimal } from '../../../shared/domain/money.ts';
import type { ScenarioDocument, ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { ScenarioError } from '../sandbox.ts';
import { edits } from './edit.ts';
import { EditError } from './edit-error.ts';
import { loadBills } from './load-bills.ts';
import { at, dayOf, minorOf } from './load-text.ts';
import type { Store } from './store.ts';

/** `left`: what no payment or credit of the file has taken yet. */
type Invoice = { readonly id: number; readonly customer: string; readonly currency: Currency; readonly void: boolean; left: number };

/** The one currency of each customer: the one it is billed in, else its own, else the company's. */
const currencies = (organisation: ScenarioOrganisation): Map<string, Currency> => {
	const billed = new Map<string, Set<string>>();
	for (const { id, currency: own } of organisation.customers) {
		if (billed.has(id)) throw new ScenarioError(`customer ${id}: the id is used twice`);
		billed.set(id, new Set(own === null ? [] : [own]));
	}
	for (const document of organisation.documents) billed.get(document.customer)?.add(document.currency);
	const found = new Map<string, Currency>();
	for (const [id, codes] of billed) {
		if (codes.size > 1)
			throw new ScenarioError(`customer ${id}: QuickBooks customers have one currency, this one has ${[...codes].sort().join(' and ')}`);
		const [only = organisation.baseCurrency] = codes;
		found.set(
			id,
			at(`customer ${id}`, () => currency(only)),
		);
	}
	return found;
};

const placeOf = (document: ScenarioDocument, index: number): string =>
	`${document.kind} ${document.id ?? (document.number || `#${index + 1}`)}`;

/** Idempotent by realm: a company that is there is left as it is. */
export const load = (store: Store, organisation: ScenarioOrganisation, today: Day): void => {
	const realm = organisation.id;
	if (organisation.provider !== 'quickbooks') throw new ScenarioError(`organisation ${realm}: it is meant for ${organisation.provider}`);
	if (!/^\d{1,20}$/.test(realm)) throw new ScenarioError(`organisation ${realm}: a QuickBooks realm is digits only`);
	if (store.company(realm)) return;
	if (!isTimeZone(organisation.timeZone)) throw new ScenarioError(`organisation ${realm}: "${organisation.timeZone}" is not a time zone`);
	const base = at(`organisation ${realm}`, () => currency(organisation.baseCurrency));
	const codes = currencies(organisation);
	const now = store.now();
	// What is loaded looks as old as its documents, at noon Pacific, and never newer than now.
	let moment = now;
	const live = (of: Day): void => {
		moment = Math.min(now, Date.parse(`${of}T20:00:00Z`));
	};

	store.change(() => {
		store.addCompany({
			realm,
			name: organisation.name,
			base,
			zone: organisation.timeZone,
			country: organisation.country,
			rates: JSON.stringify(organisation.rates),
			legal: JSON.stringify(organisation.legal ?? {}),
		});
		const edit = edits(store, realm, () => moment);
		live(addDays(today, -730));
		const customers = new Map<string, number>();
		const byName = new Map(organisation.customers.map((each) => [each.name, each.id]));
		const above = ({ name }: { readonly name: string }): string | undefined => byName.get(name.slice(0, Math.max(0, name.indexOf(':'))));
		const isChild = (each: { readonly id: string; readonly name: string }): boolean => {
			const parent = above(each);
			return parent !== undefined && parent !== each.id && codes.get(parent) === codes.get(each.id);
		};
		// QuickBooks' own way to write it: "Parent:Child". Parents first.
		for (const each of [...organisation.customers.filter((one) => !isChild(one)), ...organisation.customers.filter(isChild)]) {
			const below = isChild(each) ? each.name.slice(each.name.indexOf(':') + 1).trim() : '';
			const parent = isChild(each) ? (customers.get(above(each) ?? '') ?? null) : null;
			const make = (): number =>
				edit.createCustomer({
					name: below || each.name,
					email: each.email,
					country: each.country,
					currency: codes.get(each.id) ?? base,
					account: each.accountNumber,
					tag: each.id,
					parent,
					billed: 1,
				});
			customers.set(each.id, at(`customer ${each.id}`, make));
		}
		const invoices = new Map<string, Invoice>();
		const used = new Set<string>();
		const common = (document: ScenarioDocument, issued: Day) => {
			const customer = customers.get(document.customer);
			if (customer === undefined) throw new EditError(`there is no customer "${document.customer}"`);
			const code = currency(document.currency);
			live(issued);
			return {
				customer,
				day: issued,
				total: minorOf(document.total, code),
				number: document.number,
				reference: document.reference,
				tag: document.id ?? '',
			};
		};
		const parts = (document: Exclude<ScenarioDocument, { kind: 'invoice' }>) =>
			document.applied.map((part) => {
				const invoice = invoices.get(part.invoice);
				if (!invoice) throw new EditError(`there is no invoice "${part.invoice}"`);
				if (invoice.void) throw new EditError(`invoice "${part.invoice}" is void`);
				if (invoice.customer !== document.customer) throw new EditError(`invoice "${part.invoice}" belongs to another customer`);
				const minor = minorOf(part.amount, invoice.currency);
				if (minor > invoice.left)
					throw new EditError(
						`${part.amount} is more than the ${toDecimal(money(invoice.left, invoice.currency))} that invoice "${part.invoice}" still owes`,
					);
				invoice.left -= minor;
				return { invoice: invoice.id, minor, day: dayOf(part.day, today) };
			});
		const once = (id: string | undefined): void => {
			if (id === undefined) return;
			if (used.has(id)) throw new EditError('the id is used twice');
			used.add(id);
		};
		const loadInvoice = (document: Extract<ScenarioDocument, { kind: 'invoice' }>): void => {
			if (document.status === 'draft') throw new EditError('QuickBooks has no draft invoices');
			const of = common(document, dayOf(document.issued, today));
			const code = currency(document.currency);
			const tax = minorOf(document.tax, code);
			if (tax > of.total) throw new EditError(`its tax ${document.tax} is more than its total ${document.total}`);
			const id = edit.createInvoice({ ...of, tax, description: document.description, due: dayOf(document.due, today) });
			if (document.status === 'void') edit.voidDocument('Invoice', id);
			invoices.set(document.id, { id, customer: document.customer, currency: code, void: document.status === 'void', left: of.total });
		};
		const loadMoney = (document: Exclude<ScenarioDocument, { kind: 'invoice' }>): void => {
			const of = common(document, dayOf(document.kind === 'payment' ? document.day : document.issued, today));
			const applied = parts(document);
			const total = applied.reduce((all, part) => all + part.minor, 0);
			if (total > of.total)
				throw new EditError(`${toDecimal(money(total, currency(document.currency)))} is applied, more than its total of ${document.total}`);
			if (document.kind !== 'credit-note') {
				for (const part of applied) live(part.day);
				edit.pay({ ...of, reference: of.reference || of.number, apply: applied });
				return;
			}
			const memo = edit.credit(of);
			for (const part of applied) {
				live(part.day);
				edit.applyCredit(memo, part.day, [part]);
			}
		};
		// Invoices first: a file may name a payment before the invoice it pays.
		for (const first of [true, false])
			organisation.documents.forEach((document, index) => {
				if ((document.kind === 'invoice') !== first) return;
				at(placeOf(document, index), () => {
					once(document.id);
					if (document.kind === 'invoice') loadInvoice(document);
					else loadMoney(document);
				});
			});
		loadBills({ store, organisation, base, today, live, moment: () => moment });
	}, true);
};
