/** What was paid towards an arrangement, from the dated entries of the invoices themselves: no counter of ours that could be behind. */
import type { Day } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import type { Arrangement, Money, Part } from './arrangement.ts';

type Paid = Pick<StoredDocument, 'entries'>;
/** Invoices by id. */
export type Invoices = ReadonlyMap<string, StoredDocument>;

const isMoney = (kind: StoredDocument['entries'][number]['kind']): boolean =>
	kind === 'payment' || kind === 'overpayment' || kind === 'prepayment';

/** A payment taken back has no entry any more. */
const moneyOn = ({ entries }: Paid): readonly Money[] =>
	entries.flatMap(({ kind, minor, ...rest }) => (isMoney(kind) ? [{ ...rest, minor: -minor }] : []));

const sum = (all: readonly number[]): number => all.reduce((whole, each) => whole + each, 0);
const minorOf = (all: readonly Money[]): number => sum(all.map(({ minor }) => minor));

/** Payments of an invoice that are remembered one by one; of more, only their sum. */
const mostRemembered = 12;

/** What a part remembers of its invoice when it begins. */
export const moneyBefore = (invoice: Paid): Pick<Part, 'base' | 'before'> => {
	const before = moneyOn(invoice);
	const base = minorOf(before);
	return before.length > mostRemembered ? { base } : { base, before };
};

/** What remained open at the end of that day, as the books date it now. */
export const openOn = ({ entries }: Paid, day: Day): number =>
	entries.reduce((all, entry) => (entry.day <= day ? all + entry.minor : all), 0);

/** The invoices of its parts; null while one is not here or its latest state cannot be read: then nothing is concluded. */
export const coveredBy = ({ parts }: Pick<Arrangement, 'parts'>, invoices: Invoices): readonly StoredDocument[] | null => {
	const found = parts.flatMap(({ invoice }) => invoices.get(invoice) ?? []);
	return found.length < parts.length || found.some(({ doubt }) => doubt !== undefined) ? null : found;
};

/** By payment, under its latest day; what has no name goes by its day. */
const byPayment = (all: readonly Money[]): ReadonlyMap<string, Money> => {
	const found = new Map<string, Money>();
	for (const each of all) {
		const name = each.source ?? `on ${each.day}`;
		const known = found.get(name);
		const day = known && known.day > each.day ? known.day : each.day;
		found.set(name, { ...known, ...each, day, minor: each.minor + (known?.minor ?? 0) });
	}
	return found;
};

/**
 * Booked on the very day from which money is gone it is that money under another number. A day that was taken for want of the ledger's own is the one on which it
 * was heard of, so the money itself is no later.
 */
const maySame = (gone: Money, fresh: Money): boolean =>
	fresh.day === gone.day || fresh.estimated === true || (gone.estimated === true && fresh.day <= gone.day);

/** Money that was not there before. What was, and is gone or less now, takes nothing from it, unless it is the same. */
const since = (before: readonly Money[], now: readonly Money[]): readonly Money[] => {
	const [was, is] = [byPayment(before), byPayment(now)];
	const gone = [...was].map(([name, money]) => ({ money, left: Math.max(0, money.minor - (is.get(name)?.minor ?? 0)) }));
	return [...is].map(([name, money]) => {
		let minor = Math.max(0, money.minor - (was.get(name)?.minor ?? 0));
		for (const one of gone.filter((each) => maySame(each.money, money))) {
			const again = Math.min(minor, one.left);
			one.left -= again;
			minor -= again;
		}
		return { ...money, minor };
	});
};

/** Money that came on an invoice since the part began and is dated up to and with `until`; null: whenever. */
export const receivedOn = ({ base, before }: Part, invoice: Paid, until: Day | null = null): number => {
	const now = moneyOn(invoice);
	const inTime = (all: readonly Money[]): number => minorOf(all.filter(({ day }) => until === null || day <= until));
	return before ? inTime(since(before, now)) : inTime(now) - base;
};

/** Money that came since it began, on any of its invoices: whoever pays one of them more and another less has paid. */
export const received = ({ parts }: Pick<Arrangement, 'parts'>, invoices: Invoices, until: Day | null = null): number =>
	sum(
		parts.map((part) => {
			const invoice = invoices.get(part.invoice);
			return invoice ? receivedOn(part, invoice, until) : 0;
		}),
	);

/**
 * Calendar days after a day to pay, with its grace. Credit that nobody applies in a fortnight was not meant for this: a bookkeeper's month is closed by then, and
 * somebody who looks through unapplied credit once a week has seen it twice.
 */
export const appliedWithin = 14;

/** On its way through us, or here and not applied yet: nobody says that it did not come. */
export const onItsWay = (
	{ parts, unapplied }: Pick<Arrangement, 'parts' | 'unapplied'>,
	invoices: Invoices,
	unappliedNow: number,
): number => sum(parts.map(({ invoice }) => invoices.get(invoice)?.held ?? 0)) + Math.max(0, unappliedNow - unapplied);
