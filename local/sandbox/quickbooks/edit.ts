/**
 * What a bookkeeper does to one company, with QuickBooks' own consequences: everything touched gets SyncToken + 1 and a new
 * LastUpdatedTime, in one transaction. Whole minor units. Throws `EditError` with a reason when QuickBooks would not allow it.
 */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import { EditError } from './edit-error.ts';
import type { CheckPart, CustomerChange, NewCustomer, NewPayment, NewRefund, NewSale, Part, SaleChange } from './edit-input.ts';
import { moveEntries } from './journals.ts';
import { putPosted } from './posted.ts';
import { settling, sum, whole } from './settling.ts';
import type { CustomerRow, DocumentRow, DocumentType, Operation, Store } from './store.ts';

const isRedating = (change: Omit<SaleChange, 'total'>): boolean => Object.keys(change).every((field) => field === 'due' || field === 'day');

/** `at` (epoch ms) back-dates what is loaded; without it the store's clock ticks. */
export const edits = (store: Store, realm: string, at?: () => number) => {
	const tick = (): number => at?.() ?? store.tick(realm);
	const { document, live, touch, settle, settleEntries, payBack, free, checks } = settling(store, realm, tick);

	const customer = (id: number): CustomerRow => {
		const row = store.customer(realm, id);
		if (!row) throw new EditError(`there is no customer ${id}`);
		return row;
	};
	/** What a rough ledger does without a trace: no version, no time of change, no word to anybody. */
	const slip = (row: DocumentRow, change: Partial<DocumentRow>): void => store.putDocument(realm, { ...row, ...change });
	const add = (type: DocumentType, sale: NewSale, due: Day | null, balance: number): number => {
		const { currency } = customer(sale.customer);
		const now = tick();
		const id = store.nextId(realm);
		store.putDocument(realm, {
			type,
			id,
			sync: 0,
			created: now,
			updated: now,
			state: 'live',
			customer: sale.customer,
			currency,
			scale: 10 ** exponentOf(currency),
			number: sale.number ?? '',
			reference: sale.reference ?? '',
			note: sale.note ?? '',
			description: sale.description ?? 'Services',
			day: sale.day,
			due,
			total: whole(sale.total, 'the total'),
			tax: whole(sale.tax ?? 0, 'the tax'),
			balance,
			tag: sale.tag ?? '',
		});
		const { item, taxCodes, deposit } = sale;
		putPosted(store, realm, type, id, { ...(item && { item }), ...(taxCodes && { taxCodes }), ...(deposit && { deposit }) });
		store.happened(realm, type, id, 'Create', now);
		return id;
	};

	const end = (type: DocumentType, id: number, state: 'void' | 'deleted'): void =>
		store.change(() => {
			const row = state === 'void' ? live(type, id) : document(type, id);
			free(row);
			const now = document(type, id);
			if (state === 'void') touch(now, { state, total: 0, tax: 0, balance: 0, note: 'Voided' }, 'Void');
			// No question reaches back to that time.
			else if (store.rough.is('silent-delete')) slip(now, { state, balance: 0, updated: 0 });
			else touch(now, { state, balance: 0 }, 'Delete');
		});

	const applyCredit = (memo: number, day: Day, parts: readonly Part[]): number => {
		const credit = live('CreditMemo', memo);
		const applied = sum(parts);
		if (applied > credit.balance) throw new EditError(`${applied} is more than the ${credit.balance} left on CreditMemo ${memo}`);
		const payment = add('Payment', { customer: credit.customer, day, total: 0 }, null, 0);
		settle(payment, credit.customer, parts);
		touch(credit, { balance: credit.balance - applied });
		store.addLink(realm, { payment, type: 'CreditMemo', target: memo, minor: applied });
		return payment;
	};
	/** As far as it goes, from the oldest on. */
	const oldest = (of: number, minor: number): readonly Part[] => {
		let left = minor;
		return store
			.documents(realm, "type = 'Invoice' AND state = 'live' AND customer = ? AND balance > 0 ORDER BY due, id", of)
			.flatMap((row) => {
				const part = Math.min(left, row.balance);
				left -= part;
				return part > 0 ? [{ invoice: row.id, minor: part }] : [];
			});
	};
	/** One level only; parent and child have one currency, as in QuickBooks. */
	const family = (parent: number | null, code: Currency, billed: 0 | 1, child?: number): Pick<CustomerRow, 'parent' | 'billed'> => {
		if (parent === null) return { parent, billed: 0 };
		const { currency, parent: above } = customer(parent);
		if (parent === child || above !== null || (child !== undefined && store.childrenOf(realm, child).length > 0))
			throw new EditError(`customer ${parent} cannot be the parent here`);
		if (currency !== code) throw new EditError(`a ${code} customer cannot be under a ${currency} one`);
		return { parent, billed };
	};
	const putCustomer = (row: CustomerRow, operation: Operation): void => {
		store.putCustomer(realm, row);
		store.happened(realm, 'Customer', row.id, operation, row.updated);
	};

	return {
		createCustomer: (of: NewCustomer): number =>
			store.change(() => {
				const now = tick();
				const id = store.nextId(realm);
				putCustomer(
					{
						id,
						sync: 0,
						created: now,
						updated: now,
						name: of.name,
						email: of.email ?? null,
						country: of.country ?? null,
						currency: of.currency,
						account: of.account ?? null,
						active: 1,
						tag: of.tag ?? '',
						...family(of.parent ?? null, of.currency, of.billed ?? 0),
					},
					'Create',
				);
				return id;
			}),
		editCustomer: (id: number, change: CustomerChange): void =>
			store.change(() => {
				const row = customer(id);
				const under = family(change.parent === undefined ? row.parent : change.parent, row.currency, change.billed ?? row.billed, id);
				putCustomer({ ...row, ...change, ...under, sync: row.sync + 1, updated: Math.max(tick(), row.updated) }, 'Update');
			}),
		createInvoice: (invoice: NewSale & { readonly due: Day }): number =>
			store.change(() => add('Invoice', invoice, invoice.due, invoice.total)),
		/** A credit memo; what `apply` names is applied on the same day. */
		credit: (memo: NewSale & { readonly apply?: readonly Part[] }): number =>
			store.change(() => {
				const id = add('CreditMemo', memo, null, memo.total);
				const apply = memo.apply ?? (store.rough.is('auto-apply') ? oldest(memo.customer, memo.total) : []);
				if (apply.length > 0) applyCredit(id, memo.day, apply);
				return id;
			}),
		/** Money given back for a sale at once: it is on no account of receivables, and no customer's balance knows of it. */
		refund: (refund: NewRefund): number => store.change(() => add('RefundReceipt', { deposit: '35', ...refund }, null, 0)),
		/** Applies what is left of a credit memo, by a payment of zero. Its id. */
		applyCredit: (memo: number, day: Day, parts: readonly Part[]): number => store.change(() => applyCredit(memo, day, parts)),
		/** Money received, and credit memos with it, for any number of one customer's invoices; what is left of the money stays unapplied. */
		pay: (payment: NewPayment): number =>
			store.change(() => {
				const { apply: parts = [], credits = [], journals: debits = [], journalCredits = [], checks: paidBack = [] } = payment;
				const means = payment.total + sum(credits) + sum(journalCredits);
				const rest = means - sum(parts) - sum(debits) - sum(paidBack);
				if (rest < 0) throw new EditError(`${means - rest} is applied of a payment of ${means}`);
				if (rest > payment.total) throw new EditError('credits cannot be applied to nothing');
				const id = add('Payment', payment, null, rest);
				settle(id, payment.customer, parts);
				settleEntries(id, payment.customer, debits, 1);
				settleEntries(id, payment.customer, journalCredits, -1);
				payBack(id, payment.customer, paidBack);
				for (const { memo, minor } of credits) {
					const row = live('CreditMemo', memo);
					if (row.customer !== payment.customer) throw new EditError(`CreditMemo ${memo} belongs to another customer`);
					if (whole(minor, 'the part') === 0 || minor > row.balance)
						throw new EditError(`${minor} is not part of the ${row.balance} left on CreditMemo ${memo}`);
					touch(row, { balance: row.balance - minor });
					store.addLink(realm, { payment: id, type: 'CreditMemo', target: memo, minor });
				}
				return id;
			}),
		/** Applies what is unapplied of a payment. QuickBooks counts it on the payment's own day. */
		applyPayment: (id: number, parts: readonly Part[], checks: readonly CheckPart[] = []): void =>
			store.change(() => {
				const payment = live('Payment', id);
				const used = sum(parts) + sum(checks);
				if (used > payment.balance) throw new EditError(`${used} is more than the ${payment.balance} unapplied of Payment ${id}`);
				settle(id, payment.customer, parts);
				payBack(id, payment.customer, checks);
				touch(payment, { balance: payment.balance - used });
			}),
		/** Re-dates, renumbers or re-prices. A total below what is already settled is refused. */
		edit: (type: 'Invoice' | 'CreditMemo' | 'RefundReceipt', id: number, { total, ...change }: SaleChange): void =>
			store.change(() => {
				const row = live(type, id);
				const isPaid = type === 'RefundReceipt';
				const settled = isPaid ? 0 : row.total - row.balance;
				const next = whole(total ?? row.total, 'the total');
				if (next < settled) throw new EditError(`${type} ${id} has ${settled} settled: its total cannot be ${next}`);
				if (store.rough.is('silent-date') && isRedating(change) && next === row.total) slip(row, change);
				else touch(row, { ...change, total: next, tax: Math.min(row.tax, next), balance: isPaid ? 0 : next - settled });
			}),
		/** The private note, whole. */
		annotate: (type: DocumentType, id: number, note: string): void => store.change(() => void touch(document(type, id), { note })),
		/** Nothing may be written through the API on or before this day; null opens the books again. */
		closeBooks: (until: Day | null): void =>
			store.change(() => {
				store.run('DELETE FROM closing WHERE realm = ?', realm);
				if (until !== null) store.run('INSERT INTO closing VALUES (?, ?)', realm, until);
			}),
		voidDocument: (type: DocumentType, id: number): void => end(type, id, 'void'),
		deleteDocument: (type: DocumentType, id: number): void => end(type, id, 'deleted'),
		/** All documents of `from` become `into`'s; `from` stays as an inactive customer. One currency only. */
		mergeCustomers: (from: number, into: number): void =>
			store.change(() => {
				const [source, target] = [customer(from), customer(into)];
				if (from === into) throw new EditError('a customer cannot be merged with itself');
				if (store.childrenOf(realm, from).length > 0) throw new EditError(`customer ${from} has customers under it`);
				if (source.currency !== target.currency)
					throw new EditError(`${source.currency} and ${target.currency} customers cannot be merged`);
				const move = store.rough.is('silent-merge') ? slip : touch;
				for (const row of store.documents(realm, "customer = ? AND state <> 'deleted' ORDER BY id", from)) move(row, { customer: into });
				moveEntries(store, realm, from, into, tick());
				checks.move(from, into);
				const updated = Math.max(tick(), source.updated);
				putCustomer({ ...source, name: `${source.name} (deleted)`, active: 0, sync: source.sync + 1, updated }, 'Merge');
			}),
	};
};
export type Edits = ReturnType<typeof edits>;
