/**
 * How far QuickBooks' bank accounts are posted: the newest deposits, payments and purchases by their day. QuickBooks' API tells nothing of reconciliation; what
 * it tells is which payments lie in Undeposited Funds, for which no deposit has taken them to the bank yet.
 *
 * Cost: 3 calls. The accounts are asked for once a week, in the place of the purchases: on that day an account's latest posting is what was known, or later.
 */
import * as z from 'zod/mini';
import { type BankAccount, type BankPosting, isOurs, postedTo } from '../../domain/books-fresh.ts';
import { type Day, type Instant, isDay, later } from '../../domain/day.ts';
import { type Currency, isCurrency, MoneyError, moneyFromNumber } from '../../domain/money.ts';
import { AccountingFault, type Meter, unmetered } from '../../ports/accounting.ts';
import type { KnownAccounts, OpenBankPostings } from '../../ports/bank-postings.ts';
import { answerTo, type Callback, queried, read } from './client.ts';
import { ref } from './row.ts';

/** Rows of each list. */
const pageRows = 200;
const accountsServeMs = 7 * 24 * 3_600_000;

const accountRow = z.object({
	Id: z.string(),
	Name: z._default(z.string(), ''),
	AccountType: z.string(),
	AccountSubType: z._default(z.string(), ''),
	CurrencyRef: z.optional(ref),
});
const linked = z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []);
const row = z.object({
	Id: z.string(),
	TxnDate: z.string(),
	TotalAmt: z._default(z.number(), 0),
	CurrencyRef: z.optional(ref),
	DepositToAccountRef: z.optional(ref),
	AccountRef: z.optional(ref),
	LinkedTxn: linked,
	PrivateNote: z.optional(z.string()),
	Line: z._default(z.array(z.object({ LinkedTxn: linked })), []),
});
type Row = Omit<z.infer<typeof row>, 'TxnDate'> & { readonly day: Day };

type Bare = Pick<BankAccount, 'id' | 'name' | 'currency' | 'kind'>;

const bareOf = (given: unknown): readonly Bare[] => {
	const { data } = accountRow.safeParse(given);
	const kind = data?.AccountType === 'Bank' ? 'bank' : data?.AccountSubType === 'UndepositedFunds' ? 'undeposited' : null;
	if (!data || kind === null) return [];
	const code = data.CurrencyRef?.value;
	return [{ id: data.Id, name: data.Name, currency: isCurrency(code) ? code : null, kind }];
};

/** A row that cannot be read costs itself, never the look. */
const rowOf = (given: unknown): readonly Row[] => {
	const { data } = row.safeParse(given);
	const day = data?.TxnDate.slice(0, 10);
	return data && isDay(day) ? [{ ...data, day }] : [];
};

const moneyOf = ({ TotalAmt, CurrencyRef }: Row, own: Currency | null): BankPosting['waits'] => {
	const code = CurrencyRef?.value ?? own;
	if (!isCurrency(code)) return null;
	try {
		return { currency: code, minor: moneyFromNumber(TotalAmt, code).minor };
	} catch (error) {
		if (error instanceof MoneyError) return null;
		throw error;
	}
};

const finders = { Account: 'findAccounts', Deposit: 'findDeposits', Payment: 'findPayments', Purchase: 'findPurchases' } as const;

const openLists = async (apiUrl: string, realm: string, accessToken: string, timeoutMs: number, meter: Meter) => {
	const { QuickBooks, giveUpAfter } = await import('./sdk.cjs');
	giveUpAfter(timeoutMs);
	const books = new QuickBooks('', '', accessToken, false, realm, false, false, null, '2.0');
	books.endpoint = `${apiUrl}/v3/company/`;
	const list = async (entity: keyof typeof finders, criteria: readonly object[]): Promise<readonly unknown[]> => {
		meter.ask('read');
		const { body } = await answerTo((callback: Callback) => books[finders[entity]]([...criteria], callback), 'refused');
		return read(z.array(z.unknown()), read(queried, body).QueryResponse[entity] ?? []);
	};
	return {
		accounts: async (): Promise<readonly Bare[]> => {
			const types = { field: 'AccountType', value: ['Bank', 'Other Current Asset'], operator: 'IN' };
			return (await list('Account', [types, { field: 'limit', value: 1000 }])).flatMap(bareOf);
		},
		/** Not dated later than `today`, newest first. */
		newest: async (entity: 'Deposit' | 'Payment' | 'Purchase', today: Day): Promise<readonly Row[]> => {
			const until = { field: 'TxnDate', value: today, operator: '<=' };
			return (await list(entity, [until, { field: 'desc', value: 'TxnDate' }, { field: 'limit', value: pageRows }])).flatMap(rowOf);
		},
	};
};

/** The oldest day of a full list; null: it is whole. */
const reachOf = (rows: readonly Row[]): Day | null => (rows.length < pageRows ? null : (rows.map(({ day }) => day).sort()[0] ?? null));
const laterOf = (a: Day | null, b: Day | null): Day | null => (a === null || (b !== null && b > a) ? b : a);

type Read = { readonly deposits: readonly Row[]; readonly payments: readonly Row[]; readonly purchases: readonly Row[] };

const postingsOf = ({ deposits, payments, purchases }: Read, accounts: readonly Bare[]): readonly BankPosting[] => {
	const byId = new Map(accounts.map((each) => [each.id, each]));
	const banked = new Set(
		deposits.flatMap(({ Line }) =>
			Line.flatMap(({ LinkedTxn }) => LinkedTxn.flatMap(({ TxnId, TxnType }) => (TxnType === 'Payment' ? [TxnId] : []))),
		),
	);
	const from = reachOf(deposits);
	const waits = (paid: Row): BankPosting['waits'] => {
		const to = byId.get(paid.DepositToAccountRef?.value ?? '');
		// One from before the oldest deposit that was read may have been taken to the bank by an older one.
		const isBanked =
			banked.has(paid.Id) || paid.LinkedTxn.some(({ TxnType }) => TxnType === 'Deposit') || (from !== null && paid.day < from);
		return to?.kind === 'undeposited' && !isBanked ? moneyOf(paid, to.currency) : null;
	};
	const posting = (
		account: string | undefined,
		{ day, PrivateNote }: Row,
		received: boolean,
		waiting: BankPosting['waits'] = null,
	): readonly BankPosting[] => (account === undefined ? [] : [{ account, day, received, waits: waiting, ours: isOurs(PrivateNote) }]);
	return [
		...deposits.flatMap((each) => posting(each.DepositToAccountRef?.value, each, true)),
		// A payment of nothing only links a credit to an invoice, and moves no money.
		...payments.flatMap((paid) => (paid.TotalAmt > 0 ? posting(paid.DepositToAccountRef?.value, paid, true, waits(paid)) : [])),
		...purchases.flatMap((each) => posting(each.AccountRef?.value, each, false)),
	];
};

/** Purchases were not read: what they told before still stands. */
const withKnown = (accounts: readonly BankAccount[], known: KnownAccounts | null): readonly BankAccount[] =>
	accounts.map((account) => {
		const before = known?.accounts.find(({ id }) => id === account.id)?.latest ?? null;
		return { ...account, latest: laterOf(account.latest, before) };
	});

const names = (account: string | undefined, known: readonly Bare[]): boolean =>
	account === undefined || known.some(({ id }) => id === account);

export const openQuickbooksBank =
	(apiUrl: string, timeoutMs = 15_000): OpenBankPostings =>
	async (ledger, accessToken, now, meter = unmetered) => {
		const lists = await openLists(apiUrl, ledger.replace(/^quickbooks-/, ''), accessToken, timeoutMs, meter);
		const serves = (known: KnownAccounts | null): known is KnownAccounts => known !== null && known.at > later(now(), -accountsServeMs);
		return {
			look: async (today, known) => {
				try {
					const kept = serves(known) ? known : null;
					const accounts = kept?.accounts ?? (await lists.accounts());
					const [deposits, payments] = [await lists.newest('Deposit', today), await lists.newest('Payment', today)];
					const purchases = kept ? await lists.newest('Purchase', today) : [];
					const posted = postedTo(accounts, postingsOf({ deposits, payments, purchases }, accounts), today);
					// Money went to an account that is not in the list: the next look asks for the accounts again.
					const isWhole = [...deposits, ...payments].every(({ DepositToAccountRef: to }) => names(to?.value, accounts));
					const at: Instant = kept?.at ?? now();
					return {
						accounts: kept ? posted : withKnown(posted, known),
						accountsAt: isWhole || !kept ? at : later(now(), -accountsServeMs),
						reconciles: false,
						reaches: laterOf(reachOf(payments), reachOf(deposits)),
					};
				} catch (error) {
					if (error instanceof AccountingFault && error.kind === 'forbidden') return { missingScope: 'com.intuit.quickbooks.accounting' };
					throw error;
				}
			},
		};
	};
