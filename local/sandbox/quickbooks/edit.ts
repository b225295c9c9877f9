/**
 * What a bookkeeper does to one company, with QuickBooks' own consequences: everything touched gets SyncToken + 1 and a new
 * LastUpdatedTime, in one transaction. Whole minor units. Throws `EditError` with a reason when QuickBooks would not allow it.
 */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import { checks } from './checks.ts';
import type { CheckPart, CustomerChange, NewCustomer, NewPayment, NewSale, Part, SaleChange } from './edit-input.ts';
import { journals } from './journals.ts';
import { putPosted } from './posted.ts';
import type { CustomerRow, DocumentRow, DocumentType, LinkRow, Operation, Store } from './store.ts';

export class EditError extends Error {
	override readonly name = 'EditError';
}

const isRedating = (change: Omit<SaleChange, 'total'>): boolean => Object.keys(change).every((field) => field === 'due' || field === 'day');

/** `at` (epoch ms) back-dates what is loaded; without it the store's clock ticks. */
export const edits = (store: Store, realm: string, at?: () => number) => {
	const entered = journals(store, realm);
	const given = checks(store, realm);
	const tick = (): number => at?.() ?? store.tick(realm);

	const customer = (id: number): CustomerRow => {
		const row = store.customer(realm, id);
		if (!row) throw new EditError(`there is no customer ${id}`);
		return row;
	};
	const document = (type: DocumentType, id: number): DocumentRow => {
		const row = store.document(realm, type, id);
		if (!row || row.state === 'deleted') throw new EditError(`there is no ${type} ${id}`);
		return row;
	};
	const live = (type: DocumentType, id: number): DocumentRow => {
		const row = document(type, id);
		if (row.state === 'void') throw new EditError(`${type} ${id} is void`);
		return row;
	};
	const whole = (minor: number, what: string): number => {
		if (!Number.isSafeInteger(minor) || minor < 0) throw new EditError(`${what} ${minor} is not a whole number of minor units`);
		return minor;
	};
	const touch = (row: DocumentRow, change: Partial<DocumentRow>, operation: Operation = 'Update'): DocumentRow => {
		const touched = { ...row, ...change, sync: row.sync + 1, updated: Math.max(tick(), row.updated) };
		store.putDocument(realm, touched);
		store.happened(realm, row.type, row.id, operation, touched.updated);
		return touched;
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

	/** Books parts of a payment onto invoices of the same customer. The caller answers for the payment's own balance. */
	const settle = (payment: number, of: number, parts: readonly Part[]): void => {
		for (const part of parts) {
			const invoice = live('Invoice', part.invoice);
			if (whole(part.minor, 'the part') === 0) throw new EditError(`nothing is applied to Invoice ${part.invoice}`);
			if (invoice.customer !== of) throw new EditError(`Invoice ${part.invoice} belongs to another customer`);
			if (part.minor > invoice.balance)
				throw new EditError(`${part.minor} is more than the ${invoice.balance} that Invoice ${part.invoice} still owes`);
			touch(invoice, { balance: invoice.balance - part.minor });
			store.addLink(realm, { payment, type: 'Invoice', target: part.invoice, minor: part.minor });
		}
	};
	const payBack = (payment: number, of: number, parts: readonly CheckPart[]): void => {
		for (const { check, minor } of parts) {
			if (!given.link(check, of, minor)) throw new EditError(`${minor} is not part of what is left on check ${check}`);
			store.addLink(realm, { payment, type: 'Check', target: check, minor });
		}
	};
	const sum = (parts: readonly { readonly minor: number }[]): number => parts.reduce((all, part) => all + part.minor, 0);

	/** Takes a payment's parts back: invoices owe again, credit memos can be applied again. */
	const release = (payment: number, all: readonly LinkRow[]): void => {
		for (const link of all) {
			if (link.type === 'Check') {
				given.link(link.target, document('Payment', payment).customer, -link.minor);
				continue;
			}
			const target = document(link.type, link.target);
			if (target.state === 'live') touch(target, { balance: target.balance + link.minor });
		}
		store.dropLinks(realm, payment);
	};
	/** Frees an invoice or credit memo that is to be voided or deleted: money becomes unapplied, an application of credit disappears. */
	const free = (row: DocumentRow): void => {
		if (row.type === 'Payment') {
			release(row.id, store.linksOf(realm, row.id));
			entered.release(row.id);
			return;
		}
		for (const id of new Set(store.linksTo(realm, row.type, row.id).map((link) => link.payment))) {
			const payment = document('Payment', id);
			const all = store.linksOf(realm, id);
			if (all.some((link) => link.type === 'CreditMemo')) {
				release(id, all);
				// Money stays, unapplied; where there was none, nothing is left of it.
				if (payment.total > 0) touch(payment, { balance: payment.total - sum(entered.linksOf(id)) });
				else touch(payment, { state: 'deleted', balance: 0 }, 'Delete');
			} else {
				const freed = all.filter((link) => link.target === row.id).reduce((total, link) => total + link.minor, 0);
				store.dropLinks(realm, id, row.type, row.id);
				touch(payment, { balance: payment.balance + freed });
			}
		}
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
		/** Applies what is left of a credit memo, by a payment of zero. Its id. */
		applyCredit: (memo: number, day: Day, parts: readonly Part[]): number => store.change(() => applyCredit(memo, day, parts)),
		/** Money received, and credit memos with it, for any number of one customer's invoices; what is left of the money stays unapplied. */
		pay: (payment: NewPayment): number =>
			store.change(() => {
				const { apply: parts = [], credits = [], journals: onJournals = [], checks: paidBack = [] } = payment;
				const means = payment.total + sum(credits);
				const rest = means - sum(parts) - sum(onJournals) - sum(paidBack);
				if (rest < 0) throw new EditError(`${means - rest} is applied of a payment of ${means}`);
				if (rest > payment.total) throw new EditError('credit memos cannot be applied to nothing');
				const id = add('Payment', payment, null, rest);
				settle(id, payment.customer, parts);
				for (const { journal, minor } of onJournals)
					if (!entered.settle(id, payment.customer, journal, minor))
						throw new EditError(`${minor} is not part of what is open on journal entry ${journal}`);
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
		edit: (type: 'Invoice' | 'CreditMemo', id: number, { total, ...change }: SaleChange): void =>
			store.change(() => {
				const row = live(type, id);
				const settled = row.total - row.balance;
				const next = whole(total ?? row.total, 'the total');
				if (next < settled) throw new EditError(`${type} ${id} has ${settled} settled: its total cannot be ${next}`);
				if (store.rough.is('silent-date') && isRedating(change) && next === row.total) slip(row, change);
				else touch(row, { ...change, total: next, tax: Math.min(row.tax, next), balance: next - settled });
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
				entered.move(from, into);
				given.move(from, into);
				const updated = Math.max(tick(), source.updated);
				putCustomer({ ...source, name: `${source.name} (deleted)`, active: 0, sync: source.sync + 1, updated }, 'Merge');
			}),
	};
};
export type Edits = ReturnType<typeof edits>;
