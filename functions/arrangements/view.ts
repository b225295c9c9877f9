/** What people and programs see of arrangements: each as it is today, although what is stored may be a moment behind. */
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { arrangementKinds } from '../../shared/domain/arrangements/kinds.ts';
import type { Invoices } from '../../shared/domain/arrangements/received.ts';
import { dayIn } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import { asVendor, type Payable } from '../../shared/domain/payables.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import { actsOf, aloneOf } from '../../shared/wire/arrangement-acts.ts';
import { anewFields } from '../../shared/wire/arrangement-fields.ts';
import { invoiceSlicesView } from '../../shared/wire/arrangement-slices.ts';
import {
	type Around,
	type ArrangementDetailView,
	arrangementView,
	type ChangeView,
	type CustomerArrangementsView,
	changeView,
	customerArrangementsView,
} from '../../shared/wire/arrangement-view.ts';
import { kindWorkView, type WorklistView, worklistView } from '../../shared/wire/arrangement-work.ts';
import type { Asker } from './begin.ts';
import type { ArrangementPorts } from './ports.ts';
import { followed, type SceneNow, sceneOf } from './scene.ts';

export type ViewPorts = Omit<ArrangementPorts, 'queues'> & { readonly owed: Pick<OwedBooks, 'confirmedOf' | 'read' | 'rowsOf'> };

/** A page shows no more; a program that needs them reads the documents. */
const invoicesShown = 200;
const billsShown = 50;
const historyShown = 100;
/** Of a customer with much history so many entries are looked through for those of one arrangement. */
const historyRead = 1000;

type Colleague = { readonly id: string; readonly name: string };
const namesOf = (users: readonly Colleague[]): ReadonlyMap<string, string> => new Map(users.map(({ id, name }) => [id, name]));

/** What forms choose from. */
export type Offered = {
	readonly timeZone: string;
	readonly users: readonly Colleague[];
	readonly bills: readonly Payable[];
	readonly isSupplier: boolean;
};

/** Open bills of whom the customer is as a supplier, as of the last read of payables. 2 RCU, and 1 for each 4 KB. */
const offeredIn = async (
	{ company, customer, ledger, timeZone }: SceneNow,
	users: readonly Colleague[],
	{ owed }: ViewPorts,
): Promise<Offered> => {
	const [read, confirmed] = await Promise.all([owed.read(company, ledger), owed.confirmedOf(company, customer)]);
	const suppliers = [...new Set([...asVendor(customer), ...confirmed])];
	const run = read?.current?.id;
	const rows = run === undefined ? [] : await Promise.all(suppliers.map((each) => owed.rowsOf({ company, ledger }, run, each, billsShown)));
	return { timeZone, users, bills: rows.flat().filter(({ kind }) => kind === 'bill'), isSupplier: suppliers.length > 0 };
};

type Shown = {
	readonly scene: SceneNow;
	readonly now: readonly Arrangement[];
	readonly around: Around;
	readonly open: Invoices;
	readonly offered: Offered;
};

const shownOf = async (company: CompanyId, customer: CustomerId, ports: ViewPorts): Promise<Shown> => {
	// First, since it refuses a customer that is not the company's.
	const scene = await sceneOf({ company, customer }, ports);
	const [documents, people] = await Promise.all([
		ports.books.openDocumentsOf(company, customer, invoicesShown, 'consistent'),
		ports.companies.users(company),
	]);
	const users = people.map(({ id, name }) => ({ id, name }));
	const open: Invoices = new Map(documents.flatMap((each) => (each.kind === 'invoice' && each.open > 0 ? [[each.id, each] as const] : [])));
	const now = followed(scene).map(({ after }) => after);
	const around = { users: namesOf(users), invoices: new Map([...scene.invoices, ...open]), all: now };
	return { scene, now, around, open, offered: await offeredIn(scene, users, ports) };
};

export const viewCustomer = async (
	company: CompanyId,
	customer: CustomerId,
	ports: ViewPorts,
): Promise<{ readonly view: CustomerArrangementsView; readonly offered: Offered }> => {
	const { scene, now, around, open, offered } = await shownOf(company, customer, ports);
	const view = customerArrangementsView({ id: customer, name: scene.name }, now, [...open.values()], scene.today, around);
	return { view, offered };
};

const historyOf = async (
	company: CompanyId,
	customer: CustomerId,
	id: string,
	{ arrangements }: ViewPorts,
): Promise<readonly ChangeView[]> => {
	const found: ChangeView[] = [];
	for (let read = 0, from: string | null = null; read < historyRead && found.length < historyShown; read += historyShown) {
		const page = await arrangements.changes(company, customer, historyShown, from);
		found.push(...page.rows.filter(({ after }) => after.id === id).map(changeView));
		if (page.next === null) break;
		from = page.next;
	}
	return found;
};

/** @throws Refusal 404 */
export const viewOne = async (
	asker: Asker,
	customer: CustomerId,
	id: string,
	ports: ViewPorts,
): Promise<{
	readonly view: ArrangementDetailView;
	readonly invoices: CustomerArrangementsView['invoices'];
	readonly offered: Offered;
}> => {
	const { company } = asker;
	const { scene, now, around, open, offered } = await shownOf(company, customer, ports);
	const found = now.find((each) => each.id === id) ?? (await ports.arrangements.arrangement(company, customer, id));
	if (!found) throw notFound('arrangement');
	const limits = (await ports.arrangements.authority(company))?.limits ?? null;
	const covers = found.parts.flatMap(({ invoice }) => around.invoices.get(invoice) ?? []);
	const { today } = scene;
	return {
		view: {
			customer: { id: customer, name: scene.name },
			today,
			arrangement: arrangementView(found, around),
			history: await historyOf(company, customer, id, ports),
			acts: actsOf(found, asker, limits, now),
			alone: aloneOf(found, asker, limits),
			invoices: covers.map((each) => invoiceSlicesView(each, now, around.invoices, today)),
			anew: anewFields(found, today, around.invoices),
		},
		invoices: [...open.values()].map((each) => invoiceSlicesView(each, now, around.invoices, today)),
		offered,
	};
};

/** The port names a hundred at once. */
const namesAtOnce = 100;
const customersIn = async (
	company: CompanyId,
	found: readonly Arrangement[],
	{ books }: ViewPorts,
): Promise<ReadonlyMap<CustomerId, string>> => {
	const all = [...new Set(found.map(({ customer }) => customer))];
	const pages = Array.from({ length: Math.ceil(all.length / namesAtOnce) }, (_, n) => all.slice(n * namesAtOnce, (n + 1) * namesAtOnce));
	return new Map((await Promise.all(pages.map((page) => books.names(company, page)))).flatMap((page) => [...page]));
};

/** Of each kind so many are read: what is soonest comes first. */
const ofEach = 100;

/** Plans say what was missed by their invoices. */
const invoicesOf = async (company: CompanyId, found: readonly Arrangement[], { books }: ViewPorts): Promise<Invoices> => {
	const running = found.filter(({ kind, state }) => kind === 'plan' && state === 'active');
	const names = new Map(
		running.flatMap(({ ledger, parts }) => parts.map(({ invoice }) => [`${ledger}#${invoice}`, { ledger, invoice }] as const)),
	);
	const documents = await Promise.all(
		[...names.values()].map(({ ledger, invoice }) => books.document(company, ledger, 'invoice', invoice)),
	);
	return new Map(documents.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));
};

/**
 * All kinds: what waits for somebody. One kind: all of them, by pages. As stored: a promise that was broken this morning says so when it is looked at, within the
 * minute. 0.5 RCU a kind, 1 a row, 1 an invoice of a running plan.
 */
export const viewWorklist = async (
	company: CompanyId,
	asked: { readonly kind: string | undefined; readonly from: string | undefined },
	ports: ViewPorts,
): Promise<{ readonly view: WorklistView; readonly timeZone: string }> => {
	const owner = await ports.companies.company(company);
	if (!owner) throw notFound('company');
	const kind = arrangementKinds.find((each) => each === asked.kind);
	if (asked.kind !== undefined && kind === undefined)
		throw new Refusal(400, 'KIND_UNKNOWN', 'There is no such kind', `Ask for one of: ${arrangementKinds.join(', ')}.`);
	const kinds = kind === undefined ? arrangementKinds : [kind];
	const pages = await Promise.all(
		kinds.map((each) => ports.arrangements.ofKind(company, each, ofEach, kind ? (asked.from ?? null) : null)),
	);
	const found = pages.flatMap(({ rows }) => rows);
	const [names, users, invoices] = await Promise.all([
		customersIn(company, found, ports),
		ports.companies.users(company),
		invoicesOf(company, found, ports),
	]);
	const around: Around = { users: namesOf(users), invoices };
	const today = dayIn(owner.timeZone, ports.clock.now());
	const more = kinds.filter((_, n) => pages[n]?.next != null);
	const view = kind
		? kindWorkView(kind, found, names, today, around, pages[0]?.next ?? null)
		: worklistView(found, names, today, around, more);
	return { view, timeZone: owner.timeZone };
};
