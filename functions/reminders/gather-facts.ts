import { createHash } from 'node:crypto';
import { positionOf, type Rung } from '../../shared/domain/aging.ts';
import { agreedOn } from '../../shared/domain/arrangements/at-hand.ts';
import type { Day, Instant } from '../../shared/domain/day.ts';
import { type Decision, decide } from '../../shared/domain/decision.ts';
import type { CompanyId, CustomerId, StoredDocument } from '../../shared/domain/document.ts';
import type { Facts } from '../../shared/domain/mailing.ts';
import type { Currency } from '../../shared/domain/money.ts';
import { defaultPolicy } from '../../shared/domain/policy.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Mailings, Standing } from '../../shared/ports/mailings.ts';

type Whose = { readonly company: CompanyId; readonly customer: CustomerId; readonly currency: Currency };
type Ports = { readonly books: Books; readonly mailings: Mailings; readonly arrangements: Pick<Arrangements, 'current'> };

const documentsAPage = 100;

const isOpen = (document: StoredDocument): boolean => {
	const { count, unapplied } = positionOf(document);
	return count !== 0 || unapplied !== 0;
};

/** All open documents and the latest closed ones: open ones come first, so the first page with a closed one is the last that is needed. In no order. */
const documentsOf = async ({ company, customer }: Whose, { books }: Ports): Promise<readonly StoredDocument[]> => {
	const all: StoredDocument[] = [];
	for (let from: string | null = null; ; ) {
		const page = await books.latestDocumentsOf(company, customer, documentsAPage, from);
		all.push(...page.rows);
		from = page.next;
		if (from === null || page.rows.some((document) => !isOpen(document))) return all;
	}
};

/** The list of documents is an index's and may be a moment behind; the ladder is not. Both must say the same. */
const agree = ({ ladder }: Standing, documents: readonly StoredDocument[]): boolean => {
	const sums = new Map<Day, Rung>();
	for (const document of documents) {
		const { due, open, count } = positionOf(document);
		if (due === null) continue;
		const seen = sums.get(due) ?? { minor: 0, count: 0 };
		sums.set(due, { minor: seen.minor + open, count: seen.count + count });
	}
	const rungs = [...ladder].filter(([, { minor, count }]) => minor !== 0 || count !== 0);
	return (
		rungs.length === sums.size && rungs.every(([due, { minor, count }]) => sums.get(due)?.minor === minor && sums.get(due)?.count === count)
	);
};

export const hashed = (facts: Omit<Facts, 'hash'>): Facts => ({
	...facts,
	hash: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
});

/** `documents`: all of the customer in this currency that decided it. */
export type Gathered = {
	readonly decision: Decision;
	readonly facts: Facts;
	readonly standing: Standing;
	readonly documents: readonly StoredDocument[];
};

/**
 * What this customer is to be told on that day, from the copy as it is now. Null while the copy's list and its sums differ: an index catches up within
 * seconds. ≈ 1 RCU, 1 for what was agreed with the customer, and 1 a document.
 */
export const gatherFacts = async (
	whose: Whose & { readonly plannedAt: Instant },
	today: Day,
	freshAsOf: Instant,
	ports: Ports,
): Promise<Gathered | null> => {
	const { company, customer, currency } = whose;
	// What was agreed is read together with the documents, strongly: what somebody says this second counts for a mail of this second.
	const [standing, documents, arrangements] = await Promise.all([
		ports.mailings.standing(company, customer, currency),
		documentsOf(whose, ports),
		ports.arrangements.current(company, customer),
	]);
	const mine = documents.filter((document) => document.currency === currency);
	if (!standing || !agree(standing, mine)) return null;
	const { through, exceptions, since, unapplied } = standing;
	const agreed = await agreedOn(arrangements, { today, currency, documents: mine, unapplied }, ({ ledger }, id) =>
		ports.books.document(company, ledger, 'invoice', id),
	);
	const decision = decide({
		policy: defaultPolicy,
		today,
		through,
		exceptions,
		since,
		documents: mine,
		unapplied,
		freshAsOf,
		plannedAt: whose.plannedAt,
		agreed,
	});
	return { decision, facts: hashed(decision.facts), standing, documents: mine };
};
