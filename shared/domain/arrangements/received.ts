/** What was paid towards an arrangement, from the dated entries of the invoices themselves: no counter of ours that could be behind. */
import type { Day } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import type { Arrangement, Part } from './arrangement.ts';

type Paid = Pick<StoredDocument, 'entries'>;
/** Invoices by id. */
export type Invoices = ReadonlyMap<string, StoredDocument>;

const isMoney = (kind: StoredDocument['entries'][number]['kind']): boolean =>
	kind === 'payment' || kind === 'overpayment' || kind === 'prepayment';

/** Money on an invoice that is dated up to and with `until`; null: whenever. A payment taken back has no entry any more, so it may be less than before. */
export const moneyOn = ({ entries }: Paid, until: Day | null = null): number =>
	entries.reduce((all, { day, kind, minor }) => (isMoney(kind) && (until === null || day <= until) ? all - minor : all), 0);

/** What remained open at the end of that day, as the books date it now. */
export const openOn = ({ entries }: Paid, day: Day): number =>
	entries.reduce((all, entry) => (entry.day <= day ? all + entry.minor : all), 0);

const sum = (all: readonly number[]): number => all.reduce((whole, each) => whole + each, 0);

/** The invoices of its parts; null while one is not here or its latest state cannot be read: then nothing is concluded. */
export const coveredBy = ({ parts }: Pick<Arrangement, 'parts'>, invoices: Invoices): readonly StoredDocument[] | null => {
	const found = parts.flatMap(({ invoice }) => invoices.get(invoice) ?? []);
	return found.length < parts.length || found.some(({ doubt }) => doubt !== undefined) ? null : found;
};

export const receivedOn = ({ base }: Part, invoice: Paid, until: Day | null = null): number => moneyOn(invoice, until) - base;

/** Money that came since it began, on any of its invoices: whoever pays one of them more and another less has paid. */
export const received = ({ parts }: Pick<Arrangement, 'parts'>, invoices: Invoices, until: Day | null = null): number =>
	sum(
		parts.map((part) => {
			const invoice = invoices.get(part.invoice);
			return invoice ? receivedOn(part, invoice, until) : 0;
		}),
	);

/** On its way through us, or here and not applied yet: nobody says that it did not come. */
export const onItsWay = (
	{ parts, unapplied }: Pick<Arrangement, 'parts' | 'unapplied'>,
	invoices: Invoices,
	unappliedNow: number,
): number => sum(parts.map(({ invoice }) => invoices.get(invoice)?.held ?? 0)) + Math.max(0, unappliedNow - unapplied);
