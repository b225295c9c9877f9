import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Payments } from '../../shared/ports/payments.ts';

export type PaymentsShown = {
	/** Newest first. */
	readonly payments: readonly Payment[];
	/** Numbers of the invoices they are booked on, by `<ledger>#<provider's id>`. */
	readonly numbers: ReadonlyMap<string, string>;
};
type Ports = { readonly payments: Payments; readonly books: Books };

/** A payment over more invoices than this says the numbers of the first. */
const numbersOfEach = 3;

const numbersOf = async (company: CompanyId, all: readonly Payment[], books: Books): Promise<ReadonlyMap<string, string>> => {
	const wanted = new Map<string, { readonly ledger: string; readonly id: string }>();
	for (const { ledger, bookings } of all)
		for (const { document } of bookings.filter((each) => each.document !== null).slice(0, numbersOfEach))
			if (document !== null) wanted.set(`${ledger}#${document}`, { ledger, id: document });
	const found = await Promise.all(
		[...wanted].map(async ([key, { ledger, id }]): Promise<[string, string]> => {
			const document = await books.document(company, ledger, 'invoice', id);
			return [key, document?.number ?? ''];
		}),
	);
	return new Map(found);
};

const withNumbers = async (company: CompanyId, payments: readonly Payment[], books: Books): Promise<PaymentsShown> => ({
	payments,
	numbers: await numbersOf(company, payments, books),
});

/** The newest payments of a company: 1 RCU each, and 0.5 for each of at most three invoices. */
export const viewPayments = async (company: CompanyId, limit: number, { payments, books }: Ports): Promise<PaymentsShown> =>
	withNumbers(company, (await payments.payments(company, limit, null)).rows, books);

export const viewPaymentsOf = async (
	company: CompanyId,
	customer: CustomerId,
	limit: number,
	{ payments, books }: Ports,
): Promise<PaymentsShown> => withNumbers(company, await payments.paymentsOf(company, customer, limit), books);
