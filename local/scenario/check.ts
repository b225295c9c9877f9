/** What the shape of a scenario cannot say: whether its documents could stand together in a ledger. */
import { isDay, isTimeZone } from '../../shared/domain/day.ts';
import { isCurrency, isFinerThanMinor, MoneyError, parseMoney } from '../../shared/domain/money.ts';
import type { Scenario, ScenarioDocument, ScenarioOrganisation } from '../../shared/wire/scenario.ts';
import type { JsonPath } from './json-place.ts';

/** `path` leads to the offending value in the scenario's JSON. */
export type Problem = { readonly path: JsonPath; readonly reason: string };

type Invoice = Extract<ScenarioDocument, { kind: 'invoice' }>;
type Credit = Exclude<ScenarioDocument, Invoice>;
type Part = Credit['applied'][number];

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isRelative = (day: string): boolean => day.endsWith('d');
const unknownCurrency = (code: string): string => `"${code}" is not a currency we can account in`;

/** Everything that is impossible in one organisation; paths begin inside it. Empty when it can be loaded. */
export const problemsOf = (organisation: ScenarioOrganisation): Problem[] => new Check(organisation).run();

class Check {
	readonly #of: ScenarioOrganisation;
	readonly #problems: Problem[] = [];
	/** Each customer's currency. QuickBooks: the one it has, told or learned from its first document. */
	readonly #customers = new Map<string, string | null>();
	readonly #ids = new Set<string>();
	readonly #numbers = new Set<string>();
	/** With what is still open on them, minor units. */
	readonly #invoices = new Map<string, { readonly invoice: Invoice; open: number }>();

	constructor(organisation: ScenarioOrganisation) {
		this.#of = organisation;
	}

	run(): Problem[] {
		this.#head();
		this.#everyCustomer();
		this.#of.documents.forEach((document, at) => {
			this.#document(document, ['documents', at]);
		});
		// In a second round: a document may name an invoice that stands further down.
		this.#of.documents.forEach((document, at) => {
			if (document.kind !== 'invoice') this.#applications(document, ['documents', at]);
		});
		return this.#problems;
	}

	#complain(path: JsonPath, reason: string): void {
		this.#problems.push({ path, reason });
	}

	#head(): void {
		const { provider, id, baseCurrency, rates, timeZone } = this.#of;
		if (provider === 'xero' && !guid.test(id)) this.#complain(['id'], `a Xero organisation's id is a GUID, not "${id}"`);
		if (provider === 'quickbooks' && !/^\d+$/.test(id)) this.#complain(['id'], `a QuickBooks company's id is digits, not "${id}"`);
		if (!isCurrency(baseCurrency)) this.#complain(['baseCurrency'], unknownCurrency(baseCurrency));
		for (const code of Object.keys(rates)) if (!isCurrency(code)) this.#complain(['rates', code], unknownCurrency(code));
		if (!isTimeZone(timeZone)) this.#complain(['timeZone'], `"${timeZone}" is not a time zone (like Europe/London)`);
	}

	#everyCustomer(): void {
		const names = new Map<string, string>();
		this.#of.customers.forEach(({ id, name, currency }, at) => {
			if (this.#customers.has(id)) this.#complain(['customers', at, 'id'], `the id "${id}" is already taken`);
			else this.#customers.set(id, currency);
			const namesake = names.get(name.trim().toLowerCase());
			if (namesake !== undefined)
				this.#complain(['customers', at, 'name'], `customer "${namesake}" has the same name; providers demand different ones`);
			names.set(name.trim().toLowerCase(), id);
			if (currency !== null && !isCurrency(currency)) this.#complain(['customers', at, 'currency'], unknownCurrency(currency));
		});
	}

	#document(document: ScenarioDocument, here: JsonPath): void {
		if (document.id !== undefined && this.#ids.has(document.id))
			this.#complain([...here, 'id'], `the id "${document.id}" is already taken`);
		if (document.id !== undefined) this.#ids.add(document.id);
		this.#owner(document, here);
		const total = this.#minor([...here, 'total'], document.total, document.currency);
		if (document.kind === 'invoice') this.#invoice(document, total, here);
		else {
			if (document.kind === 'payment') this.#day([...here, 'day'], document.day);
			else this.#day([...here, 'issued'], document.issued);
			if (total === 0) this.#complain([...here, 'total'], `a ${document.kind} of nothing`);
		}
	}

	#owner({ customer, currency }: ScenarioDocument, here: JsonPath): void {
		const usual = this.#customers.get(customer);
		if (usual === undefined) this.#complain([...here, 'customer'], `no customer has the id "${customer}"`);
		if (!isCurrency(currency)) this.#complain([...here, 'currency'], unknownCurrency(currency));
		else if (this.#of.provider !== 'quickbooks' || usual === undefined) return;
		else if (usual === null) this.#customers.set(customer, currency);
		else if (usual !== currency)
			this.#complain([...here, 'currency'], `a QuickBooks customer has one currency: "${customer}" has ${usual}, not ${currency}`);
	}

	#invoice(invoice: Invoice, total: number | null, here: JsonPath): void {
		this.#day([...here, 'issued'], invoice.issued);
		this.#day([...here, 'due'], invoice.due);
		const tax = this.#minor([...here, 'tax'], invoice.tax, invoice.currency);
		if (total !== null && tax !== null && tax > total)
			this.#complain([...here, 'tax'], `a tax of ${invoice.tax} in a total of ${invoice.total}`);
		if (this.#of.provider === 'xero' && invoice.number !== '' && this.#numbers.has(invoice.number))
			this.#complain([...here, 'number'], `Xero's invoice numbers are unique; "${invoice.number}" is already taken`);
		this.#numbers.add(invoice.number);
		// A total that could not be read has its own complaint: whatever is applied to it gets none.
		if (!this.#invoices.has(invoice.id)) this.#invoices.set(invoice.id, { invoice, open: total ?? Number.MAX_SAFE_INTEGER });
	}

	#applications(document: Credit, here: JsonPath): void {
		const { applied } = document;
		let rest = this.#minor(null, document.total, document.currency) ?? Number.MAX_SAFE_INTEGER;
		applied.forEach((part, at) => {
			rest -= this.#application(document, part, [...here, 'applied', at]);
		});
		if (rest < 0) this.#complain([...here, 'applied'], `more is applied than the total of ${document.total}`);
		if (this.#of.provider === 'xero' && document.kind === 'payment' && (applied.length !== 1 || rest > 0))
			this.#complain([...here, 'applied'], 'a Xero payment is applied in full to one invoice; use an overpayment for money beyond it');
	}

	/** What it takes of the document, minor units. */
	#application(document: Credit, part: Part, here: JsonPath): number {
		this.#day([...here, 'day'], part.day);
		const amount = this.#minor([...here, 'amount'], part.amount, document.currency) ?? 0;
		if (amount === 0) this.#complain([...here, 'amount'], 'nothing is applied');
		const found = this.#invoices.get(part.invoice);
		const wrong = whyNot(document, part, found?.invoice);
		if (wrong !== null) this.#complain([...here, 'invoice'], wrong);
		else if (found) {
			if (amount > found.open)
				this.#complain([...here, 'amount'], `${part.amount} is more than what is still open on invoice "${part.invoice}"`);
			found.open = Math.max(0, found.open - amount);
		}
		return amount;
	}

	/** Minor units; null where the text is no amount of that currency. A path of null complains nowhere. */
	#minor(path: JsonPath | null, text: string, code: string): number | null {
		if (!isCurrency(code)) return null;
		try {
			const { minor } = parseMoney(text, code);
			if (path && isFinerThanMinor(text, code)) this.#complain(path, `${text} is finer than ${code} can be`);
			return minor;
		} catch (error) {
			if (!(error instanceof MoneyError)) throw error;
			if (path) this.#complain(path, error.message);
			return null;
		}
	}

	#day(path: JsonPath, text: string): void {
		if (!isRelative(text) && !isDay(text)) this.#complain(path, `${text} is not a day of the calendar`);
	}
}

/** Why the document cannot be applied to the invoice. */
const whyNot = (document: Credit, part: Part, invoice: Invoice | undefined): string | null => {
	if (!invoice) return `no invoice has the id "${part.invoice}"`;
	if (invoice.customer !== document.customer)
		return `invoice "${part.invoice}" is of customer "${invoice.customer}", not "${document.customer}"`;
	if (invoice.currency !== document.currency) return `invoice "${part.invoice}" is in ${invoice.currency}, not ${document.currency}`;
	if (invoice.status !== 'authorised') return `invoice "${part.invoice}" is ${invoice.status}: nothing can be applied to it`;
	return null;
};

/** Possible in a ledger, but seldom meant: an invoice that is due before it is issued. Sentences for a person. */
export const warningsOf = (scenario: Scenario): string[] =>
	scenario.organisations.flatMap((organisation) =>
		organisation.documents.flatMap((document, at) => {
			if (document.kind !== 'invoice' || isRelative(document.issued) !== isRelative(document.due)) return [];
			const { issued, due } = document;
			const early = isRelative(due) ? Number.parseInt(due, 10) < Number.parseInt(issued, 10) : due < issued;
			const where = `organisation "${organisation.name}", document ${at + 1} (invoice "${document.id}")`;
			return early ? [`${where}: due ${due}, before it is issued (${issued})`] : [];
		}),
	);
