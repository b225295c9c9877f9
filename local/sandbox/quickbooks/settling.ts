/**
 * What settles what, and what is free again when one side of it goes. Payments settle invoices and the debits of journal entries with money, credit memos and
 * the credits of journal entries. Everything touched gets its next version. Throws `EditError`.
 */
import { checks } from './checks.ts';
import { EditError } from './edit-error.ts';
import type { CheckPart, EntryPart, Part } from './edit-input.ts';
import { type JournalLink, journalRows } from './journal-rows.ts';
import type { DocumentRow, DocumentType, LinkRow, Operation, Store } from './store.ts';

export const whole = (minor: number, what: string): number => {
	if (!Number.isSafeInteger(minor) || minor < 0) throw new EditError(`${what} ${minor} is not a whole number of minor units`);
	return minor;
};
export const sum = (parts: readonly { readonly minor: number }[]): number => parts.reduce((all, part) => all + part.minor, 0);

/** `tick`: the moment of what happens, epoch milliseconds. */
export const settling = (store: Store, realm: string, tick: () => number) => {
	const given = checks(store, realm);
	const entered = journalRows(store, realm);

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
	const touch = (row: DocumentRow, change: Partial<DocumentRow>, operation: Operation = 'Update'): DocumentRow => {
		const touched = { ...row, ...change, sync: row.sync + 1, updated: Math.max(tick(), row.updated) };
		store.putDocument(realm, touched);
		store.happened(realm, row.type, row.id, operation, touched.updated);
		return touched;
	};
	/** Something was settled of an entry, or is owed again. */
	const touchEntry = (id: number): void => {
		const [row] = entered.entries("id = ? AND state = 'live'", id);
		if (!row || store.rough.is('silent-settle')) return;
		const { updated } = entered.touch(row, {}, tick());
		store.happened(realm, 'JournalEntry', id, 'Update', updated);
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
	/** The same onto the debits of journal entries, or from their credits: `side` is 1 or −1. */
	const settleEntries = (payment: number, of: number, parts: readonly EntryPart[], side: 1 | -1): void => {
		for (const { journal, minor } of parts) {
			const [row] = entered.owed("id = ? AND state = 'live' AND customer = ? AND rest * ? >= ?", journal, of, side, minor);
			if (!row || whole(minor, 'the part') === 0) throw new EditError(`${minor} is not part of what is open on journal entry ${journal}`);
			const [line] = entered.lines(journal).filter((each) => each.line === row.line);
			if (line) entered.putLine({ ...line, rest: line.rest - side * minor });
			entered.link({ payment, entry: journal, line: row.line, minor });
			touchEntry(journal);
		}
	};
	const payBack = (payment: number, of: number, parts: readonly CheckPart[]): void => {
		for (const { check, minor } of parts) {
			if (!given.link(check, of, minor)) throw new EditError(`${minor} is not part of what is left on check ${check}`);
			store.addLink(realm, { payment, type: 'Check', target: check, minor });
		}
	};

	const lineOf = ({ entry, line }: JournalLink) => entered.lines(entry).find((each) => each.line === line);
	const isCredit = (link: JournalLink): boolean => (lineOf(link)?.minor ?? 0) < 0;
	const releaseEntries = (payment: number): void => {
		for (const link of entered.linksOf(payment)) {
			const line = lineOf(link);
			if (line) entered.putLine({ ...line, rest: line.rest + Math.sign(line.minor) * link.minor });
			touchEntry(link.entry);
		}
		entered.unlink(payment);
	};
	/** Takes a payment's parts back: invoices and entries owe again, credits can be applied again. */
	const release = (payment: number): void => {
		for (const link of store.linksOf(realm, payment)) {
			if (link.type === 'Check') {
				given.link(link.target, document('Payment', payment).customer, -link.minor);
				continue;
			}
			const target = document(link.type, link.target);
			if (target.state === 'live') touch(target, { balance: target.balance + link.minor });
		}
		store.dropLinks(realm, payment);
		releaseEntries(payment);
	};
	const usesCredit = (payment: number, links: readonly LinkRow[]): boolean =>
		links.some((link) => link.type === 'CreditMemo') || entered.linksOf(payment).some(isCredit);
	/** One side of a payment goes. Where credits are in it, all of it comes apart: money stays, unapplied; where there was none, nothing is left of it. */
	const comeApart = (id: number, others: () => number): void => {
		const payment = document('Payment', id);
		if (!usesCredit(id, store.linksOf(realm, id))) {
			touch(payment, { balance: payment.balance + others() });
			return;
		}
		release(id);
		if (payment.total > 0) touch(payment, { balance: payment.total });
		else touch(payment, { state: 'deleted', balance: 0 }, 'Delete');
	};
	/** Frees a document that is to be voided or deleted. */
	const free = (row: DocumentRow): void => {
		if (row.type === 'Payment') {
			release(row.id);
			return;
		}
		if (row.type === 'RefundReceipt') return;
		const { type } = row;
		for (const id of new Set(store.linksTo(realm, type, row.id).map((link) => link.payment)))
			comeApart(id, () => {
				const freed = sum(store.linksOf(realm, id).filter((link) => link.type === type && link.target === row.id));
				store.dropLinks(realm, id, type, row.id);
				return freed;
			});
	};
	/** The same for a journal entry. */
	const freeEntry = (entry: number): void => {
		for (const id of new Set(entered.linksTo(entry).map((link) => link.payment)))
			comeApart(id, () => {
				const freed = sum(entered.linksOf(id).filter((link) => link.entry === entry));
				entered.unlink(id, entry);
				return freed;
			});
	};
	return { document, live, touch, settle, settleEntries, payBack, free, freeEntry, checks: given };
};
