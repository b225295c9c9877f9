/** What the road needs of a ledger besides its books: a bookkeeper's payment, and what was booked, straight from the sandbox's store. */
import type { Dump } from '../../../local/sandbox/quickbooks/dump.ts';
import type { XeroDump } from '../../../local/sandbox/xero/dump.ts';
import { type Day, day } from '../../../shared/domain/day.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import type { Side, Start } from '../sync/ledger.ts';
import { quickbooksSideOf } from '../sync/quickbooks-side.ts';
import { xeroSideOf } from '../sync/xero-side.ts';
import type { RoadBooks } from './books.ts';

/** A payment in the ledger, or money on account (`invoice: null`). Minor units. */
export type LedgerPayment = {
	readonly id: string;
	readonly reference: string;
	readonly invoice: string | null;
	readonly minor: number;
	readonly currency: string;
};
export type OpenInvoice = { readonly id: string; readonly number: string; readonly customer: string; readonly rest: number };

export type RoadSide = Side & {
	/** A bookkeeper enters money that came another way. */
	pay(number: string, minor: number, on: Day): void;
	/** A bookkeeper changes its reference, and nothing else. */
	touch(number: string, reference: string): void;
	/** Where lists of invoices that changed are asked for: faults are laid there. */
	readonly changesAt: string;
	/** False where money was received for it: then the books allow no void. */
	voidable(number: string): boolean;
	voidInvoice(number: string): void;
	/** Takes it out of the books in the way of which, while `silent`, no delta tells: Xero voids it, QuickBooks forgets it. */
	vanish(number: string): void;
	/** All that is in the books as received, but for what was deleted or voided. */
	payments(): readonly LedgerPayment[];
	invoices(): readonly OpenInvoice[];
	/** Credit notes that hold: bookkeepers make none here, so each is ours. */
	credits(): readonly { readonly id: string; readonly minor: number }[];
	/** Requests that the sandbox answered. */
	calls(): number;
};

const named = <T extends { readonly number: string }>(all: readonly T[], number: string): T => {
	const found = all.find((each) => each.number === number);
	if (!found) throw new Error(`there is no invoice ${number}`);
	return found;
};

export const xeroPayments = ({ documents }: XeroDump): readonly LedgerPayment[] =>
	documents.flatMap(({ id, kind, of, status, reference, description, total, currency }): LedgerPayment[] => {
		const money = { id, minor: total, currency };
		if (kind === 'payment' && of?.kind === 'invoice' && status === 'AUTHORISED') return [{ ...money, reference, invoice: of.id }];
		// An overpayment keeps no reference of ours; its line does.
		if (kind === 'overpayment' && status !== 'VOIDED') return [{ ...money, reference: description, invoice: null }];
		return [];
	});
export const quickbooksPayments = ({ documents, links }: Dump): readonly LedgerPayment[] =>
	documents
		.filter((each) => each.type === 'Payment' && each.state === 'live')
		.flatMap(({ id, note, reference, balance, currency }): LedgerPayment[] => {
			const parts = links.filter((link) => link.payment === id && link.type === 'Invoice');
			const money = { id: String(id), reference: note || reference, currency };
			return [
				...parts.map((link) => ({ ...money, invoice: String(link.target), minor: link.minor })),
				...(balance > 0 ? [{ ...money, invoice: null, minor: balance }] : []),
			];
		});

const xero =
	(books: RoadBooks): Start<RoadSide> =>
	async (around) => {
		const side = await xeroSideOf(books)(around);
		const { sandbox, organisation } = side;
		const documents = () => sandbox.dump(organisation).documents;
		const invoices = () =>
			documents()
				.filter((each) => each.kind === 'invoice' && (each.status === 'AUTHORISED' || each.status === 'PAID'))
				.map(({ id, number, contact, rest }) => ({ id, number, customer: contact, rest }));
		return {
			...side,
			pay: (number, minor, on) => void sandbox.edit(organisation).pay(named(invoices(), number).id, { amount: minor, day: on }),
			touch: (number, reference) => void sandbox.edit(organisation).changeInvoice(named(invoices(), number).id, { reference }),
			changesAt: '/Invoices',
			voidable: (number) => documents().some((each) => each.kind === 'invoice' && each.number === number && each.rest === each.total),
			voidInvoice: (number) => void sandbox.edit(organisation).voidInvoice(named(invoices(), number).id),
			vanish: (number) => void sandbox.edit(organisation).voidInvoice(named(invoices(), number).id),
			payments: () => xeroPayments(sandbox.dump(organisation)),
			invoices,
			credits: () =>
				documents()
					.filter(({ kind, status }) => kind === 'credit-note' && status !== 'VOIDED' && status !== 'DELETED')
					.map(({ id, total }) => ({ id, minor: total })),
			calls: () => sandbox.calls(),
		};
	};

const quickbooks =
	(books: RoadBooks): Start<RoadSide> =>
	async (around) => {
		const side = await quickbooksSideOf(books)(around);
		const { sandbox, organisation } = side;
		const invoices = () =>
			sandbox
				.dump(organisation)
				.documents.filter((each) => each.type === 'Invoice' && each.state === 'live')
				.map(({ id, number, customer, balance }) => ({ id: String(id), number, customer: String(customer), rest: balance }));
		const rowOf = (number: string) => Number(named(invoices(), number).id);
		return {
			...side,
			pay: (number, minor, on) => {
				const { customer } = named(invoices(), number);
				sandbox
					.edit(organisation)
					.pay({ customer: Number(customer), day: day(on), total: minor, apply: [{ invoice: rowOf(number), minor }] });
			},
			touch: (number, reference) => sandbox.edit(organisation).edit('Invoice', rowOf(number), { reference }),
			changesAt: '/cdc',
			voidable: (number) =>
				sandbox
					.dump(organisation)
					.documents.some((each) => each.type === 'Invoice' && each.number === number && each.balance === each.total),
			voidInvoice: (number) => sandbox.edit(organisation).voidDocument('Invoice', rowOf(number)),
			vanish: (number) => sandbox.edit(organisation).deleteDocument('Invoice', rowOf(number)),
			payments: () => quickbooksPayments(sandbox.dump(organisation)),
			invoices,
			credits: () =>
				sandbox
					.dump(organisation)
					.documents.filter(({ type, state }) => type === 'CreditMemo' && state === 'live')
					.map(({ id, total }) => ({ id: String(id), minor: total })),
			calls: () => sandbox.calls(),
		};
	};

export const roadSide = (provider: Provider, books: RoadBooks): Start<RoadSide> => (provider === 'xero' ? xero : quickbooks)(books);
