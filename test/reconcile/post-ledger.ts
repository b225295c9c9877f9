/** A ledger in memory that postings are written to. It forgets every key at once, so that only looking keeps a thing from being written twice. */
import { day } from '../../shared/domain/day.ts';
import { type Document, type DocumentKind, holdsCredit, type LedgerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { PostingStep } from '../../shared/domain/posting.ts';
import { type Accounting, AccountingFault } from '../../shared/ports/accounting.ts';
import type { LedgerAccount, LedgerPosting, PostOrder } from '../../shared/ports/posting.ts';

const gbp = currency('GBP');
const no = (text: string): AccountingFault => new AccountingFault('refused', text);
const targetOf = (step: PostingStep): string => JSON.stringify({ ...step, credit: undefined });

export type Effect = {
	readonly reference: string;
	readonly key: string;
	readonly do: PostingStep['do'];
	readonly target: string;
	readonly id: string;
};

export const account = (id: string, fit: LedgerAccount['fit'], more: Partial<LedgerAccount> = {}): LedgerAccount => ({
	id,
	code: id,
	name: `Account ${id}`,
	currency: null,
	fit,
	...more,
});

export class MemoryLedger {
	readonly ledger: LedgerId;
	readonly documents = new Map<string, Document>();
	readonly effects: Effect[] = [];
	readonly bills = new Map<string, number>();
	/** Whose they are; others are of nobody we know. */
	readonly vendors = new Map<string, string>();
	accounts: LedgerAccount[] = [
		account('bank', ['bank'], { currency: gbp }),
		account('disc', ['discount']),
		account('bad', ['write-off']),
		account('fees', ['late-fee']),
		account('clear', ['clearing']),
	];
	locked = false;
	#ids = 0;
	#versions = 0;

	constructor(ledger: LedgerId) {
		this.ledger = ledger;
	}

	put(kind: DocumentKind, customer: string, over: Partial<Document>): string {
		const id = over.id ?? `${kind}-${++this.#ids}`;
		const whole: Document = {
			ledger: this.ledger,
			kind,
			customer,
			number: id.toUpperCase(),
			reference: '',
			state: 'open',
			currency: gbp,
			total: (over.open ?? 0) + (over.unapplied ?? 0),
			open: 0,
			unapplied: 0,
			issued: day('2026-09-01'),
			due: kind === 'invoice' ? day('2026-10-01') : null,
			entries: [],
			providerStatus: 'AUTHORISED',
			...over,
			id,
			version: '',
		};
		this.#save(whole);
		return id;
	}

	one(kind: DocumentKind, id: string): Document {
		const found = this.documents.get(`${kind}#${id}`);
		if (!found) throw no('it is not there');
		return found;
	}

	#save(document: Document): void {
		const left = document.open + document.unapplied;
		const state = document.state === 'deleted' ? 'deleted' : left > 0 ? 'open' : 'closed';
		const entries = left === 0 ? [] : [{ day: document.issued, kind: 'issued' as const, minor: left }];
		const version = String(++this.#versions).padStart(8, '0');
		this.documents.set(`${document.kind}#${document.id}`, { ...document, state, entries, version });
	}

	change(
		kind: DocumentKind,
		id: string,
		by: { readonly open?: number; readonly unapplied?: number; readonly state?: Document['state'] },
	): void {
		const was = this.one(kind, id);
		const [open, unapplied] = [was.open + (by.open ?? 0), was.unapplied + (by.unapplied ?? 0)];
		if (open < 0) throw no('less than that is still open on the invoice');
		if (unapplied < 0) throw no('less than that is left of the credit');
		this.#save({ ...was, open, unapplied, state: by.state ?? was.state });
	}

	/** Of a posting, by what was done. */
	of(reference: string): readonly string[] {
		return this.effects.flatMap((each) => (each.reference === reference ? [each.do] : []));
	}

	#write({ step, minor, customer, suppliers }: PostOrder): string {
		if (this.locked) throw no('the books of that day are locked');
		switch (step.do) {
			case 'credit-note':
				this.one('invoice', step.invoice);
				return this.put('credit-note', customer, { unapplied: minor });
			case 'allocate': {
				const { credit } = step;
				if (credit === null) throw new Error('asked without its credit');
				this.change(credit.kind, credit.id, { unapplied: -minor });
				try {
					this.change('invoice', step.invoice, { open: -minor });
				} catch (error) {
					this.change(credit.kind, credit.id, { unapplied: minor });
					throw error;
				}
				return credit.id;
			}
			case 'late-fee':
				return this.put('invoice', customer, { open: minor, due: step.due });
			case 'refund':
				this.change(step.credit.kind, step.credit.id, { unapplied: -minor });
				return `refund-${++this.#ids}`;
			case 'take-back': {
				const was = this.one(step.booked.kind, step.booked.id);
				if (was.state === 'deleted') throw no('it was taken back already');
				if (was.kind === 'overpayment' && was.unapplied < was.total) throw no('the money was applied to invoices');
				const on = was.reference;
				this.change(step.booked.kind, step.booked.id, { unapplied: -was.unapplied, state: 'deleted' });
				if (on !== '') this.change('invoice', on, { open: was.total });
				return step.booked.id;
			}
			case 'clear-bill':
				if (!suppliers.includes(this.vendors.get(step.bill) ?? '')) throw no('the bill is of another supplier than this customer');
				this.bills.set(step.bill, (this.bills.get(step.bill) ?? 0) - minor);
				return `paid-${++this.#ids}`;
			case 'clear-invoice':
				this.change('invoice', step.invoice, { open: -minor });
				return `paid-${++this.#ids}`;
			case 'note':
				return step.document.id;
			case 'expected-date':
				this.change('invoice', step.invoice, {});
				return step.invoice;
		}
	}

	posting(): LedgerPosting {
		return {
			accounts: async () => this.accounts,
			find: async ({ reference, step }) =>
				this.effects.find((each) => each.reference === reference && each.do === step.do && each.target === targetOf(step))?.id ?? null,
			write: async (order) => {
				const id = this.#write(order);
				this.effects.push({ reference: order.reference, key: order.key, do: order.step.do, target: targetOf(order.step), id });
				return id;
			},
		};
	}

	reading(): Pick<Accounting, 'atOnce' | 'look'> {
		return {
			atOnce: () => 2,
			look: async (kind, ids) => {
				const found = ids.flatMap((id) => this.documents.get(`${kind}#${id}`) ?? []);
				// As Xero: what its payments say is nothing to reckon with.
				const documents = found.map((each) => (holdsCredit(each) || kind === 'invoice' ? each : { ...each, entries: [] }));
				return { documents, refused: [], gone: ids.filter((id) => !found.some((each) => each.id === id)), calls: 1 };
			},
		};
	}
}
