/** What is written to the ledger for what was agreed. Amounts are minor units of the arrangement's currency. Pure. */
import { addDays, dayIn } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import type { Arrangement, ArrangementOf, Concession } from './arrangement.ts';
import { claimsOn, heldBy } from './claims.ts';
import { coveredBy, type Invoices, received, receivedOn } from './received.ts';

export type ToPost = {
	readonly invoice: string;
	readonly minor: number;
	readonly as: 'correction' | 'goodwill' | 'write-off' | { readonly bill: string };
};

/** Agreed, and to be in the ledger before it is done. */
export const isPosted = ({ kind, state }: Pick<Arrangement, 'kind' | 'state'>): boolean =>
	(kind === 'dispute' && state === 'conceded') ||
	(kind === 'settlement' && state === 'paid') ||
	(kind === 'set-off' && state === 'agreed') ||
	(kind === 'reward' && state === 'earned');

/** What was asked for in the ledger while a settlement was paid is still to be taken back, or found there. */
export const isRecalled = ({ recall }: Pick<Arrangement, 'recall'>): boolean => recall !== undefined && !recall.done;

/** The rest was credited, or some of it, and the customer's money went back: only a person can say what now. */
export const isCreditedInVain = ({ kind, state, written = [] }: Pick<Arrangement, 'kind' | 'state' | 'written'>): boolean => {
	if (written.length === 0) return false;
	return (
		(kind === 'settlement' && state !== 'paid' && state !== 'closed') || (kind === 'reward' && state !== 'earned' && state !== 'granted')
	);
};

/** What is billed anew is credited first; the new invoice is a person's. */
const forms: Readonly<Record<Concession['as'], ToPost['as']>> = {
	'credit-note': 'correction',
	rebill: 'correction',
	goodwill: 'goodwill',
	'write-off': 'write-off',
};

/**
 * The rest of each invoice, up to what was given up in all: whoever pays more than was agreed is given up less. What is credited already does not count
 * as less open, so that asked again later the sums are the same.
 */
const restOf = (settlement: ArrangementOf<'settlement'>, invoices: Invoices): readonly ToPost[] => {
	const whole = settlement.parts.reduce((all, { minor }) => all + minor, 0);
	let left = Math.max(0, whole - Math.max(settlement.terms.pays, received(settlement, invoices)));
	return settlement.parts.flatMap((part): ToPost[] => {
		const invoice = invoices.get(part.invoice);
		const minor = invoice ? Math.min(left, Math.max(0, part.minor - Math.max(0, receivedOn(part, invoice)))) : 0;
		left -= minor;
		return minor > 0 ? [{ invoice: part.invoice, minor, as: 'correction' }] : [];
	});
};

const all = (arrangement: Arrangement, invoices: Invoices): readonly ToPost[] => {
	const [part] = arrangement.parts;
	if (!isPosted(arrangement) || !part) return [];
	switch (arrangement.kind) {
		case 'dispute': {
			const { concession } = arrangement.terms;
			return concession ? [{ invoice: part.invoice, minor: concession.minor, as: forms[concession.as] }] : [];
		}
		case 'settlement':
			return restOf(arrangement, invoices).filter(({ invoice }) => !arrangement.written?.includes(invoice));
		case 'set-off':
			return [{ invoice: part.invoice, minor: part.minor, as: { bill: arrangement.terms.bill } }];
		default:
			return [];
	}
};

/** The invoice on which a reward is credited is whichever has room then (`rewardOn`). */
const isAnywhere = ({ kind }: Pick<Arrangement, 'kind'>): boolean => kind === 'reward';

/** The next thing to be written; null: nothing is left. `unknown`: an invoice of it is not here, or cannot be read. */
export const toPost = (arrangement: Arrangement, invoices: Invoices): ToPost | null | 'unknown' => {
	// One that was credited when it was earned before is not credited again.
	if (isAnywhere(arrangement)) return arrangement.written?.length ? null : 'unknown';
	return coveredBy(arrangement, invoices) === null ? 'unknown' : (all(arrangement, invoices)[0] ?? null);
};

/**
 * A settlement whose money went back after some of it was credited, and came again on other invoices: of an invoice that has its credit more is to be given up
 * than was credited since it was agreed. What the ledger has already cannot be told from what is missing, so a person sees to that.
 */
export const isCreditedShort = (arrangement: Arrangement, invoices: Invoices): boolean => {
	if (arrangement.kind !== 'settlement' || arrangement.state !== 'paid' || !arrangement.recall) return false;
	// By UTC: the company's day is at most one off.
	const began = addDays(dayIn('UTC', arrangement.at), -1);
	return restOf(arrangement, invoices).some(({ invoice, minor }) => {
		const entries = invoices.get(invoice)?.entries ?? [];
		const credited = entries.reduce((sum, entry) => (entry.kind === 'credit' && entry.day >= began ? sum - entry.minor : sum), 0);
		return (arrangement.written ?? []).includes(invoice) && credited < minor;
	});
};

/** What was asked for under which name: of a reward one, wherever it goes. */
export const postedAs = ({ kind, parts }: Pick<Arrangement, 'kind' | 'parts'>): readonly string[] =>
	kind === 'reward' ? ['reward'] : parts.map(({ invoice }) => invoice);

/** The open invoice, first due first, on which all of it has room that nothing else claims; null: there is none now. */
export const rewardOn = (
	reward: ArrangementOf<'reward'>,
	open: readonly StoredDocument[],
	arrangements: readonly Arrangement[],
): ToPost | null => {
	const invoices: Invoices = new Map(open.map((each) => [each.id, each]));
	const held = heldBy(arrangements);
	const dayOf = ({ due, issued }: StoredDocument): string => due ?? issued;
	const found = open
		.filter(({ kind, currency, doubt }) => kind === 'invoice' && currency === reward.currency && doubt === undefined)
		.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
		.find((each) => claimsOn(each, held, invoices).rest >= reward.terms.minor);
	return found ? { invoice: found.id, minor: reward.terms.minor, as: 'goodwill' } : null;
};
