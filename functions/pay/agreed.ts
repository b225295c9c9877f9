/** What was agreed with a customer, as far as it matters to whoever wants to pay. Whatever is open may be paid: also what is promised, planned or disputed. */
import { advanceAll } from '../../shared/domain/arrangements/advance.ts';
import { linkPerson } from '../../shared/domain/arrangements/by-link.ts';
import { disputedIn } from '../../shared/domain/arrangements/claims.ts';
import type { Day, Instant } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId, StoredDocument } from '../../shared/domain/document.ts';
import { type ToldView, toldViews } from '../../shared/wire/told-view.ts';
import type { PayPorts } from './ports.ts';

type Ports = Pick<PayPorts, 'arrangements'>;

/** Nothing is taken from whoever is insolvent: it would be given back. 1 RCU. */
export const isInsolvent = async (company: CompanyId, customer: CustomerId, { arrangements }: Ports): Promise<boolean> =>
	(await arrangements.current(company, customer)).some(({ kind, state }) => kind === 'insolvency' && state === 'active');

export type Agreed = {
	readonly insolvent: boolean;
	readonly disputed: (documents: readonly StoredDocument[], today: Day) => ReadonlyMap<string, number>;
	/** What they told us by links, and what we offered them. `link`: the hash of the one they came by. */
	readonly told: (documents: readonly StoredDocument[], today: Day, link: string, now: Instant) => readonly ToldView[];
};

/** `disputed`: how much of each invoice, minor units. 1 RCU. */
export const agreedWith = async (company: CompanyId, customer: CustomerId, { arrangements }: Ports): Promise<Agreed> => {
	const all = await arrangements.current(company, customer);
	const onDay = (some: typeof all, documents: readonly StoredDocument[], today: Day) => {
		const invoices = new Map(documents.map((each) => [each.id, each]));
		return advanceAll(some, { today, invoices, unapplied: () => 0, posting: () => null }).map(({ after }) => after);
	};
	return {
		insolvent: all.some(({ kind, state }) => kind === 'insolvency' && state === 'active'),
		disputed: (documents, today) =>
			disputedIn(
				onDay(
					all.filter(({ kind }) => kind === 'dispute'),
					documents,
					today,
				),
			),
		told: (documents, today, link, now) => {
			const numbers = new Map(documents.map(({ id, number }) => [id, number]));
			const invoices = new Map(documents.map((each) => [each.id, each]));
			return toldViews(onDay(all, documents, today), numbers, linkPerson(link), now, invoices);
		},
	};
};
