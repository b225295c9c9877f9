/**
 * The scenario format: what the provider sandboxes load, so that anyone can run Cobro on data of their own. Documented in docs/scenario.md.
 * One file, JSON. Days are absolute (`2026-10-01`) or relative to the day the stack starts (`-12d`, `0d`, `+30d`). Amounts are decimal texts.
 */
import * as z from 'zod';

const id = z.string().min(1).max(60);
const dayText = z.string().regex(/^(\d{4}-\d{2}-\d{2}|[+-]?\d{1,4}d)$/, 'a day is YYYY-MM-DD or days from the start, like -12d');
const amount = z.string().regex(/^\d{1,13}(\.\d{1,6})?$/, 'an amount is a decimal text like "1250.00"');
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code like EUR');

export const scenarioCustomer = z.strictObject({
	/** Referred to by documents of the same organisation. */
	id,
	name: z.string().min(1).max(500),
	email: z.string().max(254).nullable().default(null),
	/** `en`, `es`, `ru` … */
	language: z.string().max(35).nullable().default(null),
	/** ISO 3166-1 alpha-2. */
	country: z.string().length(2).nullable().default(null),
	/** QuickBooks customers have one currency each; Xero contacts may be billed in several. */
	currency: currencyCode.nullable().default(null),
	accountNumber: z.string().max(50).nullable().default(null),
});

const common = {
	id: id.optional(),
	customer: id,
	currency: currencyCode,
	number: z.string().max(100).default(''),
	reference: z.string().max(200).default(''),
};
/** What part of which invoice, and on which day. */
const application = z.strictObject({ invoice: id, amount, day: dayText });

export const scenarioDocument = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('invoice'),
		...common,
		/** Referred to by payments and allocations; must be unique in the organisation. */
		id,
		issued: dayText,
		due: dayText,
		total: amount,
		/** Of the total. */
		tax: amount.default('0'),
		description: z.string().max(500).default('Services'),
		status: z.enum(['draft', 'authorised', 'void']).default('authorised'),
	}),
	/** Money received for one invoice (Xero) or several (QuickBooks). Σ applied ≤ total; QuickBooks keeps the rest unapplied, Xero refuses it: use an overpayment. */
	z.strictObject({ kind: z.literal('payment'), ...common, day: dayText, total: amount, applied: z.array(application).max(100) }),
	z.strictObject({
		kind: z.literal('credit-note'),
		...common,
		issued: dayText,
		total: amount,
		applied: z.array(application).max(100).default([]),
	}),
	/** Xero kinds; QuickBooks holds them as payments with an unapplied rest. */
	z.strictObject({
		kind: z.literal('overpayment'),
		...common,
		issued: dayText,
		total: amount,
		applied: z.array(application).max(100).default([]),
	}),
	z.strictObject({
		kind: z.literal('prepayment'),
		...common,
		issued: dayText,
		total: amount,
		applied: z.array(application).max(100).default([]),
	}),
]);

/** Who the company buys from. */
export const scenarioVendor = z.strictObject({
	/** Referred to by bills of the same organisation. */
	id,
	/** QuickBooks: another than any customer's, as it demands. */
	name: z.string().min(1).max(500),
	/** Xero: the customer it is the same contact as. QuickBooks keeps vendors apart and says of none who else it is. */
	customer: z.optional(id),
	/** Where it is not the name. */
	companyName: z.optional(z.string().min(1).max(500)),
	email: z.string().max(254).nullable().default(null),
	currency: currencyCode.nullable().default(null),
	taxId: z.optional(z.string().min(1).max(50)),
	/** IBAN or the country's own. */
	bankAccount: z.optional(z.string().min(1).max(50)),
});

/** What suppliers ask of the company, and their credits. */
export const scenarioBill = z.strictObject({
	kind: z.enum(['bill', 'bill-credit']).default('bill'),
	id,
	vendor: id,
	currency: currencyCode,
	number: z.string().max(100).default(''),
	issued: dayText,
	/** Bills; without it the day of issue. */
	due: z.optional(dayText),
	total: amount,
	/** Bills: money that the company paid for it. */
	paid: z
		.array(z.strictObject({ amount, day: dayText }))
		.max(20)
		.default([]),
});

export const scenarioOrganisation = z.strictObject({
	provider: z.enum(['xero', 'quickbooks']),
	/** Xero: a GUID (the tenant id). QuickBooks: digits (the realm id). */
	id,
	name: z.string().min(1).max(200),
	/** As registered, for what customers read. */
	legal: z.optional(
		z.strictObject({
			/** Where it is not `name`. */
			name: z.optional(z.string().min(1).max(200)),
			taxId: z.optional(z.string().min(1).max(50)),
			address: z.optional(
				z.strictObject({
					line: z.string().min(1).max(200),
					city: z.string().min(1).max(100),
					region: z.optional(z.string().max(100)),
					postalCode: z.string().max(20),
				}),
			),
		}),
	),
	baseCurrency: currencyCode,
	/** Units of the base currency for one unit of the other, for reports of the ledger; the hub never converts. */
	rates: z.record(currencyCode, amount).default({}),
	timeZone: z.string(),
	country: z.string().length(2),
	customers: z.array(scenarioCustomer),
	documents: z.array(scenarioDocument),
	vendors: z.optional(z.array(scenarioVendor)),
	bills: z.optional(z.array(scenarioBill)),
});

export const scenario = z.strictObject({
	format: z.literal('cobro-scenario/1'),
	name: z.string().max(200),
	organisations: z.array(scenarioOrganisation).min(1).max(20),
});

export type ScenarioCustomer = z.infer<typeof scenarioCustomer>;
export type ScenarioBill = z.infer<typeof scenarioBill>;
export type ScenarioDocument = z.infer<typeof scenarioDocument>;
export type ScenarioOrganisation = z.infer<typeof scenarioOrganisation>;
export type Scenario = z.infer<typeof scenario>;
/** Before defaults: what a person writes. */
export type ScenarioFile = z.input<typeof scenario>;
