/** What the company itself owes: bills of its suppliers and their credits, as the ledgers have them. Needed where a supplier is a customer too. */
import type { Day } from './day.ts';
import { type CustomerId, customerId, type LedgerId, ledgerOfCustomer, providerOf } from './document.ts';
import { type Currency, MoneyError } from './money.ts';

/** `<ledger>~<the provider's id>`. At Xero a contact may be both: then it is the same text as the customer's id. */
export type VendorId = string;
export const vendorId = customerId;
/** One contact of Xero may be customer and supplier at once. QuickBooks keeps two lists: the same number in both says nothing. */
export const asVendor = (customer: CustomerId): readonly VendorId[] =>
	providerOf(ledgerOfCustomer(customer)) === 'xero' ? [customer] : [];

/** Who is owed, as the ledger knows them; what it does not say is absent. Personal data. */
export type Vendor = {
	readonly ledger: LedgerId;
	readonly id: VendorId;
	readonly name: string;
	/** Where the ledger shows the vendor under another name than the company's. */
	readonly companyName?: string;
	readonly emails: readonly string[];
	/** ISO 3166-1 alpha-2. */
	readonly country: string | null;
	readonly archived: boolean;
	readonly taxId?: string;
	readonly companyNumber?: string;
	readonly phone?: string;
	readonly address?: readonly string[];
	readonly bankAccounts?: readonly string[];
};

/** `bill`: asked of the company. `vendor-credit`: what a supplier gives back and is not applied yet. */
export type PayableKind = 'bill' | 'vendor-credit';

/** Open ones only. Amounts are minor units of `currency`. */
export type Payable = {
	readonly ledger: LedgerId;
	readonly kind: PayableKind;
	/** The provider's own id. */
	readonly id: string;
	readonly vendor: VendorId;
	/** The supplier's number; may be empty and need not be unique. */
	readonly number: string;
	readonly issued: Day;
	/** Bills; one without a due day in the ledger is due when issued. */
	readonly due: Day | null;
	readonly currency: Currency;
	readonly total: number;
	/** Still owed, or still to be applied; above 0. */
	readonly open: number;
};

/** A row of the ledger's lists that cannot be read, or a list that came short. */
export type PayableRefused = { readonly what: PayableKind | 'vendor'; readonly id: string; readonly reason: string };

/** What is owed to one vendor in one currency, minor units. Currencies are never added up. */
export type Owed = {
	readonly currency: Currency;
	readonly bills: number;
	readonly credits: number;
	/** Σ of the open bills. */
	readonly owed: number;
	/** Σ of what is left of credits. */
	readonly credit: number;
	/** `owed` by due day, earliest first. Where there are very many days, the oldest stand together on the last of them. */
	readonly byDay: readonly (readonly [due: Day, minor: number])[];
};
export type VendorOwed = { readonly vendor: Vendor; readonly owed: readonly Owed[] };

/** What the company owes after credits; below 0 the vendor owes it. */
export const netOf = ({ owed, credit }: Pick<Owed, 'owed' | 'credit'>): number => owed - credit;

/** No record of ours grows with the data. */
export const daysKept = 400;

const add = (a: number, b: number): number => {
	const sum = a + b;
	if (!Number.isSafeInteger(sum)) throw new MoneyError('a total is beyond what we can hold exactly');
	return sum;
};
const sum = (rows: readonly Payable[]): number => rows.reduce((all, { open }) => add(all, open), 0);

const byDayOf = (bills: readonly Payable[]): Owed['byDay'] => {
	const days = new Map<Day, number>();
	for (const { due, issued, open } of bills) days.set(due ?? issued, add(days.get(due ?? issued) ?? 0, open));
	const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
	const over = sorted.length - daysKept;
	if (over <= 0) return sorted;
	const oldest = sorted.slice(0, over + 1);
	const last = oldest.at(-1)?.[0];
	return last === undefined ? sorted : [[last, oldest.reduce((all, [, minor]) => add(all, minor), 0)], ...sorted.slice(over + 1)];
};

/** Per currency, in order of the code. The order of the rows says nothing; a row that comes twice counts once. */
export const owedOf = (rows: readonly Payable[]): Owed[] => {
	const once = [...new Map(rows.map((row) => [`${row.kind} ${row.id}`, row])).values()];
	return [...Map.groupBy(once, ({ currency }) => currency)]
		.map(([currency, some]) => {
			const bills = some.filter(({ kind }) => kind === 'bill');
			const credits = some.filter(({ kind }) => kind === 'vendor-credit');
			return { currency, bills: bills.length, credits: credits.length, owed: sum(bills), credit: sum(credits), byDay: byDayOf(bills) };
		})
		.sort((a, b) => (a.currency < b.currency ? -1 : 1));
};

/** Several vendors' (of one customer) put together, per currency. */
export const addOwed = (all: readonly (readonly Owed[])[]): Owed[] => {
	const merged = new Map<Currency, Owed>();
	for (const one of all.flat()) {
		const seen = merged.get(one.currency);
		if (!seen) {
			merged.set(one.currency, one);
			continue;
		}
		const days = new Map(seen.byDay);
		for (const [day, minor] of one.byDay) days.set(day, add(days.get(day) ?? 0, minor));
		merged.set(one.currency, {
			currency: one.currency,
			bills: seen.bills + one.bills,
			credits: seen.credits + one.credits,
			owed: add(seen.owed, one.owed),
			credit: add(seen.credit, one.credit),
			byDay: [...days].sort(([a], [b]) => (a < b ? -1 : 1)),
		});
	}
	return [...merged.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
};
