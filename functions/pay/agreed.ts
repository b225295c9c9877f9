/** What was agreed with a customer, as far as it matters to whoever wants to pay. Whatever is open may be paid: also what is promised, planned or disputed. */
import { advanceAll } from '../../shared/domain/arrangements/advance.ts';
import { disputedIn } from '../../shared/domain/arrangements/claims.ts';
import type { Day } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId, StoredDocument } from '../../shared/domain/document.ts';
import type { PayPorts } from './ports.ts';

type Ports = Pick<PayPorts, 'arrangements'>;

/** Nothing is taken from whoever is insolvent: it would be given back. 1 RCU. */
export const isInsolvent = async (company: CompanyId, customer: CustomerId, { arrangements }: Ports): Promise<boolean> =>
	(await arrangements.current(company, customer)).some(({ kind, state }) => kind === 'insolvency' && state === 'active');

export type Agreed = {
	readonly insolvent: boolean;
	readonly disputed: (documents: readonly StoredDocument[], today: Day) => ReadonlyMap<string, number>;
};

/** `disputed`: how much of each invoice, minor units. 1 RCU. */
export const agreedWith = async (company: CompanyId, customer: CustomerId, { arrangements }: Ports): Promise<Agreed> => {
	const all = await arrangements.current(company, customer);
	return {
		insolvent: all.some(({ kind, state }) => kind === 'insolvency' && state === 'active'),
		disputed: (documents, today) => {
			const invoices = new Map(documents.map((each) => [each.id, each]));
			const disputes = all.filter(({ kind }) => kind === 'dispute');
			const now = advanceAll(disputes, { today, invoices, unapplied: () => 0, posting: () => null });
			return disputedIn(now.map(({ after }) => after));
		},
	};
};
