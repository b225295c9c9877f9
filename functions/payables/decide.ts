import { type CompanyId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import type { Pair } from '../../shared/domain/payable-match.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { PayablesPorts } from './ports.ts';

export type Decision = 'confirm' | 'reject' | 'undo';
type Ports = Pick<PayablesPorts, 'owed' | 'clock'> & { readonly books: Pick<Books, 'names'> };

/** Both must be the company's own; of a vendor we know what the latest read of its ledger says. */
const mustBeOurs = async (company: CompanyId, { vendor, customer }: Pair, { owed, books }: Ports): Promise<void> => {
	if (!(await books.names(company, [customer])).has(customer)) throw notFound('customer');
	const ledger = ledgerOfCustomer(vendor);
	const current = ledger === '' ? null : ((await owed.read(company, ledger))?.current ?? null);
	const known = current && (await owed.owedTo({ company, ledger }, current.id, [vendor])).has(vendor);
	if (!known) throw notFound('vendor');
};

/**
 * A person says whether a vendor is a customer. Nothing is written to a ledger, and each of it can be undone. @throws Refusal 404 for what is not the
 * company's, 409 where the vendor is another customer already
 */
export const decide = async (decision: Decision, company: CompanyId, by: string, pair: Pair, ports: Ports): Promise<void> => {
	const { owed, clock } = ports;
	if (decision === 'undo') return owed.undo(company, pair);
	await mustBeOurs(company, pair, ports);
	const match = { ...pair, by, at: clock.now() };
	if (decision === 'reject') return owed.reject(company, match);
	if ((await owed.confirm(company, match)) === 'taken')
		throw new Refusal(
			409,
			'VENDOR_TAKEN',
			'This supplier is matched already',
			'It was confirmed to be another customer. Undo that first, then confirm this one.',
		);
};
