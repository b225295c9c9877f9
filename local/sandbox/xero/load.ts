/** A scenario's organisation becomes a set of books, whole or not at all. What could not be in Xero is refused with the document and the reason. */
import { type Day, isTimeZone } from '../../../shared/domain/day.ts';
import { isCurrency } from '../../../shared/domain/money.ts';
import type { ScenarioDocument, ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { ScenarioError } from '../sandbox.ts';
import { contactMore, creditNoteMore, invoiceMore } from './draw-more.ts';
import { EditRefused } from './edit/context.ts';
import { xeroEditor } from './edit/editor.ts';
import { guidOf, isGuid } from './ids.ts';
import { loadBills } from './load-bills.ts';
import { type Loading, money, resolve } from './load-text.ts';
import type { OrganisationRow, Store } from './store.ts';

const loadInvoice = ({ books, org, today }: Loading, given: Extract<ScenarioDocument, { kind: 'invoice' }>): void => {
	const issued = resolve(given.issued, today);
	const due = resolve(given.due, today);
	const total = money(given.total, given.currency);
	const tax = money(given.tax, given.currency);
	if (tax > total) throw new EditRefused('its tax is more than its total');
	const id = guidOf(org, 'invoice', given.id);
	const contact = guidOf(org, 'contact', given.customer);
	books.addInvoice({
		...(given.status === 'draft' ? {} : invoiceMore(org, id, { description: given.description, contact, due })),
		id,
		contact,
		number: given.number,
		reference: given.reference,
		description: given.description,
		currency: given.currency,
		issued,
		due,
		total,
		tax,
		status: given.status === 'draft' ? 'DRAFT' : 'AUTHORISED',
	});
	if (given.status === 'void') books.voidInvoice(id);
};

const loadPayment = ({ books, org, today }: Loading, given: Extract<ScenarioDocument, { kind: 'payment' }>, name: string): void => {
	const [only, ...others] = given.applied;
	if (!only || others.length > 0) throw new EditRefused('in Xero a payment belongs to exactly one invoice');
	if (money(given.total, given.currency) !== money(only.amount, given.currency))
		throw new EditRefused('in Xero a payment is applied whole: what is left over is an overpayment');
	books.pay(guidOf(org, 'invoice', only.invoice), {
		id: guidOf(org, 'payment', name),
		amount: money(only.amount, given.currency),
		day: resolve(given.day, today),
		reference: given.reference,
	});
};

const loadCredit = (
	{ books, org, today }: Loading,
	given: Extract<ScenarioDocument, { kind: 'credit-note' | 'overpayment' | 'prepayment' }>,
	name: string,
): void => {
	const id = guidOf(org, given.kind, name);
	books.addCredit(given.kind, {
		...(given.kind === 'credit-note' ? creditNoteMore(id) : {}),
		id,
		contact: guidOf(org, 'contact', given.customer),
		number: given.number,
		reference: given.reference,
		currency: given.currency,
		issued: resolve(given.issued, today),
		total: money(given.total, given.currency),
	});
	for (const part of given.applied)
		books.allocate(given.kind, id, {
			invoice: guidOf(org, 'invoice', part.invoice),
			amount: money(part.amount, given.currency),
			day: resolve(part.day, today),
		});
};

/** Every invoice that a payment or credit names must be in the file, in the same currency and for the same customer. */
const checkReferences = (document: ScenarioDocument, invoices: ReadonlyMap<string, ScenarioDocument>): void => {
	if (document.kind === 'invoice') return;
	for (const part of document.applied) {
		const invoice = invoices.get(part.invoice);
		if (!invoice) throw new EditRefused(`it is applied to "${part.invoice}", which is not an invoice of this organisation`);
		if (invoice.currency !== document.currency)
			throw new EditRefused(`it is in ${document.currency}, "${part.invoice}" in ${invoice.currency}`);
		if (invoice.customer !== document.customer)
			throw new EditRefused(`it is of "${document.customer}", "${part.invoice}" of "${invoice.customer}"`);
	}
};

/** What a person finds it by in the file. */
const labelOf = (document: ScenarioDocument, index: number): string =>
	document.id ?? (document.number || `number ${index + 1} of the documents`);

const noon = '12 * 3600 + unixepoch';
/**
 * Books have a past: what was loaded was last changed on the day of the last thing that happened to it, and never later than the load itself.
 */
const datePast = (store: Store, org: string): void => {
	store.run(
		`UPDATE document AS d SET updated = min(updated, 1000 * (${noon}(max(d.issued,
			coalesce((SELECT max(p.day) FROM payment p WHERE p.org = d.org AND p.kind = d.kind AND p.document = d.id), d.issued),
			coalesce((SELECT max(a.day) FROM allocation a WHERE a.org = d.org AND a.kind = d.kind AND a.credit = d.id), d.issued),
			coalesce((SELECT max(a.day) FROM allocation a WHERE a.org = d.org AND d.kind = 'invoice' AND a.invoice = d.id), d.issued))))) WHERE d.org = ?`,
		org,
	);
	store.run(`UPDATE payment SET updated = min(updated, 1000 * (${noon}(day))) WHERE org = ?`, org);
};

/** Idempotent by the organisation's id. Throws `ScenarioError`; then nothing of it is stored. */
export const loadOrganisation = (store: Store, given: ScenarioOrganisation, today: Day): void => {
	if (given.provider !== 'xero') throw new ScenarioError(`${given.name}: the Xero sandbox loads organisations of provider "xero"`);
	if (!isGuid(given.id)) throw new ScenarioError(`${given.name}: a Xero organisation's id is a GUID, not "${given.id}"`);
	if (!isTimeZone(given.timeZone)) throw new ScenarioError(`${given.name}: "${given.timeZone}" is not a time zone`);
	if (!isCurrency(given.baseCurrency)) throw new ScenarioError(`${given.name}: "${given.baseCurrency}" is not an ISO 4217 currency`);
	const org: OrganisationRow = {
		id: given.id.toLowerCase(),
		name: given.name,
		base: given.baseCurrency,
		zone: given.timeZone,
		country: given.country,
		rates: JSON.stringify(given.rates),
		created: store.nowMs(),
	};
	if (store.organisation(org.id)) return;
	/** One step of the load; what it refuses is told with where it is in the file. */
	const at = (where: string, step: () => void): void => {
		try {
			step();
		} catch (error) {
			if (error instanceof EditRefused) throw new ScenarioError(`${given.name}, ${where}: ${error.message}`);
			throw error;
		}
	};
	store.transaction(() => {
		store.run('INSERT INTO organisation VALUES (?,?,?,?,?,?,?)', org.id, org.name, org.base, org.zone, org.country, org.rates, org.created);
		store.run('INSERT INTO seller VALUES (?,?)', org.id, JSON.stringify(given.legal ?? {}));
		const own = given.documents.reduce((all, each) => all + 2 + (each.kind === 'invoice' ? 0 : 2 * each.applied.length), 0);
		const steps = (given.bills ?? []).reduce((all, each) => all + 1 + 2 * each.paid.length, own + 2 * (given.vendors ?? []).length);
		store.tick(steps + given.customers.length);
		// Books from before the hub was there: no webhook tells of them.
		const loading: Loading = { books: xeroEditor(store, org, () => undefined), org: org.id, today };
		for (const customer of given.customers)
			at(`customer "${customer.id}"`, () =>
				loading.books.addContact({
					...contactMore(guidOf(org.id, 'contact', customer.id), customer),
					id: guidOf(org.id, 'contact', customer.id),
					name: customer.name,
					email: customer.email,
					accountNumber: customer.accountNumber,
					currency: customer.currency,
					country: customer.country,
				}),
			);
		const customers = new Set(given.customers.map((each) => each.id));
		const invoices = new Map(given.documents.flatMap((each) => (each.kind === 'invoice' ? [[each.id, each] as const] : [])));
		const each = (kinds: readonly ScenarioDocument['kind'][], step: (document: ScenarioDocument, name: string) => void): void =>
			given.documents.forEach((document, index) => {
				if (!kinds.includes(document.kind)) return;
				at(`${document.kind} "${labelOf(document, index)}"`, () => {
					if (!customers.has(document.customer)) throw new EditRefused(`its customer "${document.customer}" is not in the file`);
					checkReferences(document, invoices);
					step(document, document.id ?? `#${index + 1}`);
				});
			});
		// Invoices first: everything else is applied to them, whatever the order in the file.
		each(['invoice'], (document) => document.kind === 'invoice' && loadInvoice(loading, document));
		each(['payment'], (document, name) => document.kind === 'payment' && loadPayment(loading, document, name));
		each(['credit-note', 'overpayment', 'prepayment'], (document, name) => {
			if (document.kind === 'credit-note' || document.kind === 'overpayment' || document.kind === 'prepayment')
				loadCredit(loading, document, name);
		});
		loadBills(loading, given, at);
		datePast(store, org.id);
	});
};
