/** node-quickbooks as promises, one call each, with its faults translated and its answers checked for their outer shape. */
import * as z from 'zod/mini';
import { type Day, type Instant, instantOfMs } from '../../domain/day.ts';
import { AccountingFault, type Meter } from '../../ports/accounting.ts';
import { agedColumns } from './aged-detail.ts';
import { Declined, faultOf, notFoundCode, type Unread } from './faults.ts';

/** Those that are listed, and become customers and documents. */
export const entities = ['Customer', 'Invoice', 'CreditMemo', 'Payment', 'RefundReceipt'] as const;
export const entity = z.enum(entities);
export type Entity = z.infer<typeof entity>;
/** Those whose changes are asked for, all in one call. What a journal entry left open stands in no list (journals.ts). */
export const changeables = [...entities, 'JournalEntry'] as const;
export const changeable = z.enum(changeables);
export type Changeable = z.infer<typeof changeable>;
/** The side of suppliers, which is listed and nothing else: changes are not asked for. */
export type PayableEntity = 'Vendor' | 'Bill' | 'VendorCredit';
type Listable = Entity | PayableEntity;

export type Criterion = {
	readonly field: string;
	readonly operator: '=' | '>' | '<' | '>=' | 'IN';
	readonly value: string | readonly (boolean | string)[];
};

/** `time`: the server's own clock, where it said it. */
type Timed<T> = { readonly is: T; readonly time: Instant | null };
export type EntityRows = { readonly entity: Changeable; readonly rows: readonly unknown[] };

export type Client = {
	count(entity: Listable, where: readonly Criterion[]): Promise<Timed<number>>;
	/** Up to `max` (≤ 1,000) rows from position `start` (1-based), in the order of `by`, ascending. */
	rows(entity: Listable, where: readonly Criterion[], by: string, start: number, max: number): Promise<Timed<readonly unknown[]>>;
	/** One document; null where QuickBooks says that it knows none of this id (digits). Throws `Declined` where it says no for another reason. */
	one(entity: Exclude<Entity, 'Customer'>, id: string): Promise<unknown>;
	/** Everything that changed, deletions as `status: "Deleted"`. At most 1,000 objects over all the entities together. */
	changes(of: readonly Changeable[], since: Instant): Promise<Timed<readonly EntityRows[]>>;
	/** Accounts of the type that receivables are kept in, inactive ones too. */
	receivableAccounts(): Promise<readonly unknown[]>;
	/** The report AgedReceivableDetail as of a day. */
	agedReceivables(on: Day): Promise<Timed<unknown>>;
	/** Writes a payment. The same `requestId` (≤ 50 characters) again is answered with the first one. */
	createPayment(payment: object, requestId: string): Promise<unknown>;
	companyInfo(): Promise<Timed<unknown>>;
	preferences(): Promise<Timed<unknown>>;
};

const finders = {
	Customer: 'findCustomers',
	Invoice: 'findInvoices',
	CreditMemo: 'findCreditMemos',
	Payment: 'findPayments',
	RefundReceipt: 'findRefundReceipts',
	Vendor: 'findVendors',
	Bill: 'findBills',
	VendorCredit: 'findVendorCredits',
} as const;

const getters = { Invoice: 'getInvoice', CreditMemo: 'getCreditMemo', Payment: 'getPayment', RefundReceipt: 'getRefundReceipt' } as const;

const timed = z.object({ time: z.catch(z.optional(z.string()), undefined) });
export const queried = z.object({ QueryResponse: z.record(z.string(), z.unknown()) });
const counted = z.object({ QueryResponse: z.object({ totalCount: z.int().check(z.gte(0)) }) });
const changed = z.object({
	CDCResponse: z.array(z.object({ QueryResponse: z._default(z.array(z.record(z.string(), z.unknown())), []) })),
});
/** A text here would be taken for a company that says neither its currency nor its time zone. */
export const thing = z.record(z.string(), z.unknown());
const dated = z.object({ headers: z.object({ date: z.string() }) });

/** The body's `time`, else the Date header, else nothing. */
const timeIn = (body: unknown, response: unknown): Instant | null => {
	const said = Date.parse(timed.safeParse(body).data?.time ?? dated.safeParse(response).data?.headers.date ?? '');
	return Number.isNaN(said) ? null : instantOfMs(said);
};

/** The body if it has the shape. A text is half a JSON or an error page under status 200. */
export const read = <T>(schema: z.ZodMiniType<T>, body: unknown): T => {
	const parsed = schema.safeParse(body);
	if (parsed.success) return parsed.data;
	const what = typeof body === 'object' && body !== null ? 'an answer of an unknown shape' : 'an answer that cannot be read';
	throw new AccountingFault('refused', `QuickBooks gave ${what}`);
};

export type Callback = (error: unknown, body?: unknown, response?: unknown) => void;
/** The SDK calls a callback that throws a second time: this one never throws, and a promise settles once. */
export const answerTo = (call: (callback: Callback) => void, unread: Unread): Promise<{ body: unknown; time: Instant | null }> =>
	new Promise((resolve, reject) => {
		call((error, body, response) => {
			if (error) reject(faultOf(error, unread));
			else resolve({ body, time: timeIn(body, response) });
		});
	});

/** Loads the SDK on first use: ≈ 100 ms of start that a worker pays only when it reads. No call is made. QuickBooks says nothing of what is left. */
export const openClient = async (apiUrl: string, realm: string, accessToken: string, timeoutMs: number, meter: Meter): Promise<Client> => {
	const { QuickBooks, giveUpAfter } = await import('./sdk.cjs');
	giveUpAfter(timeoutMs);
	const books = new QuickBooks('', '', accessToken, false, realm, false, false, null, '2.0');
	books.endpoint = `${apiUrl}/v3/company/`;
	const ask = async (call: (callback: Callback) => void) => {
		meter.ask('read');
		return answerTo(call, 'refused');
	};
	const find = (entity: Listable, criteria: readonly object[]) =>
		// A copy: the SDK changes what it is given.
		ask((callback) => books[finders[entity]]([...criteria], callback));
	return {
		count: async (entity, where) => {
			// First in the list: the SDK cuts `count` out, and everything before it.
			const { body, time } = await find(entity, [{ count: true }, ...where]);
			return { is: read(counted, body).QueryResponse.totalCount, time };
		},
		rows: async (entity, where, by, start, max) => {
			const paging = [
				{ field: 'asc', value: by },
				{ field: 'offset', value: start },
				{ field: 'limit', value: max },
			];
			const { body, time } = await find(entity, [...where, ...paging]);
			const rows = read(queried, body).QueryResponse[entity] ?? [];
			return { is: read(z.array(z.unknown()), rows), time };
		},
		one: async (entity, id) => {
			try {
				const { body } = await ask((callback) => books[getters[entity]](id, callback));
				return read(thing, body);
			} catch (error) {
				if (error instanceof Declined && error.code === notFoundCode) return null;
				throw error;
			}
		},
		changes: async (of, since) => {
			// A text in UTC: the SDK writes a Date with the machine's offset, whose + the server reads as a space.
			const { body, time } = await ask((callback) => books.changeDataCapture([...of], since, callback));
			const parts = read(changed, body).CDCResponse.flatMap((response) => response.QueryResponse);
			return {
				is: of.map((entity) => ({
					entity,
					rows: parts.flatMap((part) => (part[entity] === undefined ? [] : read(z.array(z.unknown()), part[entity]))),
				})),
				time,
			};
		},
		receivableAccounts: async () => {
			const where = [
				{ field: 'AccountType', value: 'Accounts Receivable', operator: '=' },
				{ field: 'Active', value: [true, false], operator: 'IN' },
				{ field: 'limit', value: 1000 },
			];
			const { body } = await ask((callback) => books.findAccounts(where, callback));
			return read(z.array(z.unknown()), read(queried, body).QueryResponse.Account ?? []);
		},
		agedReceivables: async (on) => {
			const options = { report_date: on, columns: agedColumns.join(',') };
			const { body, time } = await ask((callback) => books.reportAgedReceivableDetail(options, callback));
			return { is: read(thing, body), time };
		},
		createPayment: async (payment, requestId) => {
			meter.ask('write');
			return (await answerTo((callback) => books.createPayment({ ...payment, requestId }, callback), 'unavailable')).body;
		},
		companyInfo: async () => {
			const { body, time } = await ask((callback) => books.getCompanyInfo(realm, callback));
			return { is: read(thing, body), time };
		},
		preferences: async () => {
			const { body, time } = await ask((callback) => books.getPreferences(callback));
			return { is: read(thing, body), time };
		},
	};
};
