/**
 * The three answers worked out another way: every minor unit of an invoice stands in a row, first the one that is paid first. What is on its way takes from
 * the front, what is expected after it, and what is disputed from the end.
 */
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import type { Day } from '../../../shared/domain/day.ts';
import type { Entry, StoredDocument } from '../../../shared/domain/document.ts';

export type Tally = { chased: number; charged: number; funded: number };

const payments = ({ entries }: Pick<StoredDocument, 'entries'>): readonly Entry[] => entries.filter(({ kind }) => kind === 'payment');

/**
 * What came on the invoice since it had the entries of `before`, day by day: what a payment is more than it was, less what is gone of those that had been there
 * that day. Payments have ids.
 */
export const cameSince = (before: readonly Entry[], { entries }: Pick<StoredDocument, 'entries'>, until: Day): number => {
	const amount = (all: readonly Entry[], id: string | undefined): number =>
		-payments({ entries: all }).reduce((sum, each) => (each.source === id ? sum + each.minor : sum), 0);
	let came = 0;
	for (const day of new Set(payments({ entries }).map((each) => each.day))) {
		if (day > until) continue;
		const idsOf = (all: readonly Entry[]) => [
			...new Set(payments({ entries: all }).flatMap(({ day: on, source }) => (on === day ? [source] : []))),
		];
		const grown = idsOf(entries).reduce((all, id) => all + Math.max(0, amount(entries, id) - amount(before, id)), 0);
		const lost = idsOf(before).reduce((all, id) => all + Math.max(0, amount(before, id) - amount(entries, id)), 0);
		came += Math.max(0, grown - lost);
	}
	return came;
};
/** The entries of an invoice when an arrangement began. */
export type Snapshot = (arrangement: Arrangement, invoice: string) => readonly Entry[];
/** As the arrangement itself says: where nobody else has kept them. */
const remembered: Snapshot = ({ parts }, invoice) =>
	parts
		.filter((part) => part.invoice === invoice)
		.flatMap(({ before = [] }) => before.map(({ minor, ...money }) => ({ ...money, kind: 'payment', minor: -minor }) as const));

const leftOf = (arrangement: Arrangement, invoice: StoredDocument, entriesOf: Snapshot): number => {
	const part = arrangement.parts.find((one) => one.invoice === invoice.id);
	return part ? part.minor - cameSince(entriesOf(arrangement, invoice.id), invoice, lastDay) : 0;
};
const lastDay = '9999-12-31' as Day;

/** Those whose place it is to take, one after the other. */
export const placesOf = ({ replaces }: Arrangement, all: readonly Arrangement[]): readonly Arrangement[] => {
	const older = all.find(({ id }) => id === replaces);
	return older ? [older, ...placesOf(older, all)] : [];
};

const live: Readonly<Partial<Record<Arrangement['kind'], readonly string[]>>> = {
	'set-off': ['agreed'],
	settlement: ['asked', 'offered', 'paid'],
	plan: ['asked', 'offered', 'active', 'suspended'],
	promise: ['open'],
	extension: ['asked', 'active'],
};
const isLive = ({ kind, state }: Arrangement): boolean => live[kind]?.includes(state) ?? false;
/** Kinds by the order in which they are served. */
const served = ['set-off', 'settlement', 'plan', 'promise'] as const;

export const tallyOf = (invoice: StoredDocument, all: readonly Arrangement[], today: Day, entriesOf: Snapshot = remembered): Tally => {
	const open = Math.max(0, invoice.open);
	const mine = (each: Arrangement): boolean => each.parts.some((part) => part.invoice === invoice.id);
	const paused = all.some((each) => each.kind === 'pause' && each.state === 'active' && (each.parts.length === 0 || mine(each)));
	const insolvent = all.some((each) => each.kind === 'insolvency' && each.state === 'active');
	const mandate = all.some((each) => each.kind === 'mandate' && each.state === 'active');
	/** What is asked for in the place of what stands waits behind it: only what it wants more of this invoice is held. */
	const standing = (each: Arrangement): readonly Arrangement[] => placesOf(each, all).filter((one) => mine(one) && isLive(one));
	const extension = all.find((each) => each.kind === 'extension' && isLive(each) && mine(each) && standing(each).length === 0);
	let disputed = 0;
	for (const each of all)
		if (each.kind === 'dispute' && mine(each)) {
			const named = each.parts[0]?.minor ?? 0;
			if (each.state === 'open' || each.state === 'proposed') disputed += named;
			if (each.state === 'conceded') disputed += Math.min(named, each.terms.concession?.minor ?? named);
		}
	/** Units in their order: whose is the next one that is expected? */
	const expected: Arrangement[] = [];
	for (const kind of served)
		for (const each of all
			.filter((one) => one.kind === kind && live[kind]?.includes(one.state) && mine(one))
			.toSorted((a, b) => (`${a.at}#${a.id}` < `${b.at}#${b.id}` ? -1 : 1))) {
			const own = leftOf(each, invoice, entriesOf);
			const left = own - standing(each).reduce((sum, one) => sum + Math.max(0, leftOf(one, invoice, entriesOf)), 0);
			for (let unit = 0; unit < left; unit++) expected.push(each);
		}
	const inFlight = Math.min(open, Math.max(0, invoice.held));
	const waiting = expected.slice(Math.min(inFlight, expected.length));
	const tally: Tally = { chased: 0, charged: 0, funded: 0 };
	const settling: Map<string, number> = new Map();
	for (let unit = 0; unit < open; unit++) {
		if (unit < inFlight) continue;
		if (unit >= open - disputed) continue;
		const own = waiting[unit - inFlight];
		if (insolvent) continue;
		if (own) {
			if (own.kind === 'plan' && own.state === 'active' && !paused) tally.chased++;
			if (own.kind === 'settlement') settling.set(own.id, (settling.get(own.id) ?? 0) + 1);
			const unfunded = own.kind === 'set-off' || own.kind === 'settlement';
			if (!unfunded) tally.funded++;
			continue;
		}
		tally.funded++;
		const later = extension?.kind === 'extension' && extension.state === 'active' && extension.terms.to > today;
		if (extension?.state === 'asked') continue;
		if (!paused && !mandate) tally.chased++;
		if (!paused && mandate && !later) tally.charged++;
	}
	return tally;
};
