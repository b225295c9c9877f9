/** Customers who owe, as many as wanted, and what of it is due: for planning and for mails. */
import { addDays, type Day, type Instant } from '../shared/domain/day.ts';
import { type Customer, type CustomerId, customerId, type Document, type LedgerId, ledgerId } from '../shared/domain/document.ts';
import type { Books, Scope } from '../shared/ports/books.ts';
import { eur } from './invoices.ts';

/** Whose mails SES takes. */
export const mailSender = { domain: 'bench.example', address: 'invoices@bench.example', configurationSet: 'bench' };

export const scopeOf = (company: string): Scope => ({ company, ledger: ledgerId('xero', '6f2a1c58-3b7e-4d09-9a41-5be0c7d2f316') });
export const customerAt = (ledger: LedgerId, at: number): CustomerId =>
	customerId(ledger, `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`);

const languages = ['en', 'es', 'ru'] as const;
const customerOf = ({ ledger }: Scope, at: number): Customer => ({
	ledger,
	id: customerAt(ledger, at),
	version: '2026-11-01T00:00:00.000Z',
	name: `Customer number ${at}`,
	email: `accounts@c${at}.example`,
	language: languages[at % languages.length] ?? null,
	country: 'ES',
	currency: eur,
	accountNumber: String(100_000 + at),
	archived: false,
});

const invoiceOf = ({ ledger }: Scope, at: number, n: number, due: Day): Document => {
	const issued = addDays(due, -30);
	const minor = 10_000 + at * 7 + n;
	return {
		ledger,
		kind: 'invoice',
		id: `11111111-0000-4000-8${String(n).padStart(3, '0')}-${String(at).padStart(12, '0')}`,
		version: '2026-11-01T00:00:00.000Z',
		customer: customerAt(ledger, at),
		number: `INV-${10_000 + at}-${n}`,
		reference: `Order ${at}`,
		state: 'open',
		currency: eur,
		total: minor,
		open: minor,
		unapplied: 0,
		issued,
		due,
		entries: [{ day: issued, kind: 'issued', minor }],
		providerStatus: 'AUTHORISED',
	};
};

/** `dues`: the due days of each customer's invoices. */
export const loadOwing = async (
	books: Books,
	scope: Scope,
	count: number,
	dues: (at: number) => readonly Day[],
	today: Day,
	at: Instant,
): Promise<void> => {
	const page = 500;
	for (let first = 0; first < count; first += page) {
		const some = Array.from({ length: Math.min(page, count - first) }, (_, i) => first + i);
		await books.loadCustomers(
			scope,
			some.map((each) => customerOf(scope, each)),
			at,
		);
		await books.load(
			scope,
			some.flatMap((each) => dues(each).map((due, n) => invoiceOf(scope, each, n, due))),
			at,
		);
	}
	await books.recount(scope, 'write', today);
};
