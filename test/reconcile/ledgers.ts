/** The two sandboxes in one shape: what a bookkeeper does meanwhile, and what of a payment is really in the books, read past the API. */

import type { Faults } from '../../local/sandbox/faults.ts';
import { startXeroSandbox } from '../../local/sandbox/xero/index.ts';
import { openQuickbooksBookkeeping } from '../../shared/adapters/quickbooks/bookkeeping.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { day, type Instant } from '../../shared/domain/day.ts';
import type { LedgerId } from '../../shared/domain/document.ts';
import { type Currency, currency } from '../../shared/domain/money.ts';
import type { OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
import { organisation, ledger as qboLedger, realm, startRig, today } from '../sandbox/quickbooks/rig.ts';
import { orgId, smallBooks, ledger as xeroLedger } from '../sandbox/xero/books.ts';

/** Minor units of what the books hold under one reference: on invoices, and on account. */
export type InBooks = { readonly onInvoices: readonly number[]; readonly onAccount: readonly number[] };

export type TestLedger = {
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly faults: Faults;
	/** Path under which a write for an invoice is known to the faults. */
	readonly writes: string;
	/** … the question whether a payment on an invoice is there already … */
	readonly lookups: string;
	/** … and all calls that bookkeeping makes. */
	readonly anything: readonly string[];
	readonly open: OpenBookkeeping;
	/** A fresh access token. */
	token(): Promise<string>;
	customer(): string;
	invoice(customer: string, minor: number): string;
	pay(invoice: string, minor: number): void;
	voidInvoice(invoice: string): void;
	lock(on: boolean): void;
	inBooks(customer: string, reference: string): InBooks;
	restOf(invoice: string): number;
	calls(): number;
	close(): Promise<void>;
};

const xero = async (now: () => Instant): Promise<TestLedger> => {
	const sandbox = await startXeroSandbox({
		port: 0,
		dir: null,
		clientId: 'cobro',
		clientSecret: 'not a secret',
		webhookKey: 'webhook key',
		webhookUrl: null,
		now,
		limits: false,
	});
	sandbox.load(smallBooks({ documents: [] }), today);
	const edit = sandbox.edit(orgId);
	const documents = () => sandbox.dump(orgId).documents;
	let customers = 0;
	return {
		ledger: xeroLedger,
		currency: currency('GBP'),
		faults: sandbox.faults,
		writes: 'POST /api.xro/2.0/Payments',
		lookups: 'GET /api.xro/2.0/Payments',
		anything: ['/api.xro/'],
		open: openXeroBookkeeping(sandbox.origin),
		token: async () => sandbox.consent([orgId]).access_token,
		customer: () => edit.addContact({ name: `Customer ${++customers}`, email: 'pay@example.com' }),
		invoice: (contact, total) => edit.addInvoice({ contact, currency: 'GBP', issued: '2026-10-01', due: '2026-10-31', total }),
		pay: (invoice, amount) => void edit.pay(invoice, { amount, day: today, reference: 'by bank' }),
		voidInvoice: (invoice) => void edit.voidInvoice(invoice),
		lock: (on) => edit.lockBooks(on ? '2026-12-31' : null),
		inBooks: (customer, reference) => {
			const own = documents().filter((each) => each.contact === customer && each.status !== 'DELETED');
			return {
				onInvoices: own.filter((each) => each.kind === 'payment' && each.reference === reference).map((each) => each.total),
				onAccount: own.filter((each) => each.kind === 'overpayment').map((each) => each.total),
			};
		},
		restOf: (invoice) => documents().find((each) => each.id === invoice)?.rest ?? -1,
		calls: () => sandbox.calls(),
		close: () => sandbox.close(),
	};
};

const quickbooks = async (now: () => Instant): Promise<TestLedger> => {
	const rig = await startRig({ organisation: organisation({ documents: [] }) });
	const { sandbox, edit } = rig;
	const row = (id: string) => sandbox.dump(realm).documents.find((each) => each.type === 'Invoice' && each.id === Number(id));
	let customers = 0;
	const follow = <T>(work: () => T): T => {
		rig.clock.now = now();
		return work();
	};
	return {
		ledger: qboLedger,
		currency: currency('USD'),
		faults: sandbox.faults,
		writes: '/payment',
		lookups: '/query',
		anything: ['/query', '/payment'],
		open: async (ledger, token, clock) => follow(() => openQuickbooksBookkeeping(sandbox.origin)(ledger, token, clock)),
		token: async () => (await follow(() => rig.connect())).tokens.access,
		customer: () => follow(() => String(edit.createCustomer({ name: `Customer ${++customers}`, currency: currency('USD') }))),
		invoice: (customer, total) => follow(() => String(edit.createInvoice({ customer: Number(customer), day: today, due: today, total }))),
		pay: (invoice, minor) =>
			follow(
				() =>
					void edit.pay({ customer: row(invoice)?.customer ?? 0, day: today, total: minor, apply: [{ invoice: Number(invoice), minor }] }),
			),
		voidInvoice: (invoice) => follow(() => edit.voidDocument('Invoice', Number(invoice))),
		lock: (on) => edit.closeBooks(on ? day('2026-12-31') : null),
		inBooks: (customer, reference) => {
			const { documents, links } = sandbox.dump(realm);
			const own = documents.filter(
				(each) => each.type === 'Payment' && each.state === 'live' && each.customer === Number(customer) && each.note.startsWith(reference),
			);
			const onInvoice = (id: number): boolean => links.some((link) => link.payment === id);
			return {
				onInvoices: own.filter((each) => onInvoice(each.id)).map((each) => each.total),
				onAccount: own.filter((each) => !onInvoice(each.id)).map((each) => each.total),
			};
		},
		restOf: (invoice) => row(invoice)?.balance ?? -1,
		calls: () => sandbox.calls(),
		close: () => rig.close(),
	};
};

export const testLedgers = { xero, quickbooks } as const;
