/** node-quickbooks for what is written besides payments: lists, single things, and writes that say what became of them. */
import * as z from 'zod/mini';
import { AccountingFault, asked, type Meter } from '../../ports/accounting.ts';
import { answerTo, type Callback, type Criterion, queried, read, thing } from './client.ts';
import { Declined, notFoundCode } from './faults.ts';

const finders = {
	Invoice: 'findInvoices',
	CreditMemo: 'findCreditMemos',
	Payment: 'findPayments',
	BillPayment: 'findBillPayments',
	Purchase: 'findPurchases',
	Account: 'findAccounts',
	Item: 'findItems',
} as const;
const getters = { Invoice: 'getInvoice', CreditMemo: 'getCreditMemo', Payment: 'getPayment', Bill: 'getBill' } as const;
const makers = {
	Invoice: 'createInvoice',
	CreditMemo: 'createCreditMemo',
	Payment: 'createPayment',
	BillPayment: 'createBillPayment',
	Purchase: 'createPurchase',
} as const;
const changers = { Invoice: 'updateInvoice', CreditMemo: 'updateCreditMemo', Payment: 'updatePayment' } as const;

export type Gettable = keyof typeof getters;
export type Changeable = keyof typeof changers;
/** A row, and the version that a change of it must name. */
export type Versioned = { readonly Id: string; readonly SyncToken: string };

export type PostingClient = {
	/** All that fit. One call for each 1,000. Whatever does not answer that is `unavailable`: what was not looked through may hold what is asked for. */
	list(entity: keyof typeof finders, where: readonly Criterion[]): Promise<readonly unknown[]>;
	/** Null where QuickBooks knows none of this id. */
	one(entity: Gettable, id: string): Promise<unknown>;
	preferences(): Promise<unknown>;
	/** The same `requestId` (≤ 50 characters) again is answered with the first one. The new thing's id. */
	make(entity: keyof typeof makers, body: object, requestId: string): Promise<string>;
	/** Only what is sent changes. Somebody else's change in between (5010) is `unavailable`: read again. */
	change(entity: Changeable, of: Versioned, change: object, requestId: string): Promise<void>;
	voidPayment(of: Versioned, requestId: string): Promise<void>;
};

const made = z.object({ Id: z.string().check(z.minLength(1)) });
const staleCode = '5010';
const rowsAtOnce = 1000;
/** Of half a month, or of one customer's: more is no list that anybody can wait for. */
const pagesAtMost = 10;

/** Loads the SDK on first use. No call is made. */
export const openPostingClient = async (
	apiUrl: string,
	realm: string,
	accessToken: string,
	timeoutMs: number,
	meter: Meter,
): Promise<PostingClient> => {
	const { QuickBooks, giveUpAfter } = await import('./sdk.cjs');
	giveUpAfter(timeoutMs);
	const books = new QuickBooks('', '', accessToken, false, realm, false, false, null, '2.0');
	books.endpoint = `${apiUrl}/v3/company/`;
	const ask = (call: (callback: Callback) => void): Promise<{ body: unknown }> => {
		meter.ask('read');
		return answerTo(call, 'unavailable');
	};
	/** A 200 that does not hold what was written says nothing about what became of it: `find` will. */
	const write = async (call: (callback: Callback) => void): Promise<string> => {
		meter.ask('write');
		try {
			const answer = made.safeParse((await answerTo(call, 'unavailable')).body);
			if (answer.success) return answer.data.Id;
		} catch (error) {
			if (error instanceof Declined && error.code === staleCode)
				throw new AccountingFault('unavailable', 'somebody changed it in QuickBooks at the same moment');
			throw error;
		}
		throw new AccountingFault('unavailable', 'QuickBooks did not say whether it was taken');
	};
	return {
		list: (entity, where) =>
			asked(
				(async () => {
					const all: unknown[] = [];
					for (let page = 0; page < pagesAtMost; page++) {
						const paging = [
							{ field: 'asc', value: 'Id' },
							{ field: 'offset', value: 1 + page * rowsAtOnce },
							{ field: 'limit', value: rowsAtOnce },
						];
						const { body } = await ask((callback) => books[finders[entity]]([...where, ...paging], callback));
						const rows = read(z.array(z.unknown()), read(queried, body).QueryResponse[entity] ?? []);
						all.push(...rows);
						if (rows.length < rowsAtOnce) return all;
					}
					throw new AccountingFault('unavailable', `QuickBooks has more than ${pagesAtMost * rowsAtOnce} of these to look through`);
				})(),
			),
		one: (entity, id) =>
			asked(
				(async () => {
					try {
						return read(thing, (await ask((callback) => books[getters[entity]](id, callback))).body);
					} catch (error) {
						if (error instanceof Declined && error.code === notFoundCode) return null;
						throw error;
					}
				})(),
			),
		preferences: () => asked(ask((callback) => books.getPreferences(callback)).then(({ body }) => read(thing, body))),
		make: (entity, body, requestId) => write((callback) => books[makers[entity]]({ ...body, requestId }, callback)),
		change: async (entity, { Id, SyncToken }, change, requestId) => {
			await write((callback) => books[changers[entity]]({ ...change, Id, SyncToken, sparse: true, requestId }, callback));
		},
		voidPayment: async ({ Id, SyncToken }, requestId) => {
			await write((callback) => books.voidPayment({ Id, SyncToken, requestId }, callback));
		},
	};
};
