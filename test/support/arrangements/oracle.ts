/**
 * The three answers worked out another way: every minor unit of an invoice stands in a row, first the one that is paid first. What is on its way takes from
 * the front, what is expected after it, and what is disputed from the end.
 */
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import type { Day } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';

export type Tally = { chased: number; charged: number; funded: number };

const moneyIn = (invoice: StoredDocument): number =>
	-invoice.entries.filter(({ kind }) => kind === 'payment').reduce((all, { minor }) => all + minor, 0);

const leftOf = ({ parts }: Arrangement, invoice: StoredDocument): number => {
	const part = parts.find((one) => one.invoice === invoice.id);
	return part ? part.minor - Math.max(0, moneyIn(invoice) - part.base) : 0;
};

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

export const tallyOf = (invoice: StoredDocument, all: readonly Arrangement[], today: Day): Tally => {
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
			const own = leftOf(each, invoice);
			const left = own - standing(each).reduce((sum, one) => sum + Math.max(0, leftOf(one, invoice)), 0);
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
