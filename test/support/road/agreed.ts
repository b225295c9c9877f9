/**
 * What must be so of what was agreed on a road: the three answers that the API gives agree with the oracle's, which puts every minor unit in a row; no mail
 * asked for what was held when it went, by the history alone; and the ledger holds each credit that was agreed, once.
 */
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import type { ArrangementChange } from '../../../shared/domain/arrangements/change.ts';
import { dayIn } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import { currency, parseMoney } from '../../../shared/domain/money.ts';
import type { InvoiceSlicesView } from '../../../shared/wire/arrangement-slices.ts';
import type { CustomerArrangementsView } from '../../../shared/wire/arrangement-view.ts';
import { type Tally, tallyOf } from '../arrangements/oracle.ts';
import { company } from '../sync/surroundings.ts';
import type { Items } from './items.ts';
import { patiently } from './people.ts';
import type { Road } from './road.ts';

const sum = (all: readonly { readonly minor: number }[]): number => all.reduce((total, { minor }) => total + minor, 0);

const saidOf = ({ slices, currency: code }: InvoiceSlicesView): Tally & { readonly whole: number } => {
	const tally = { chased: 0, charged: 0, funded: 0, whole: 0 };
	for (const { amount, by, charge, funds } of slices) {
		const { minor } = parseMoney(amount, currency(code));
		tally.whole += minor;
		if (by !== null) tally.chased += minor;
		if (charge.may) tally.charged += minor;
		if (funds.counts) tally.funded += minor;
	}
	return tally;
};

/** The answers of the API for each open invoice of each customer with whom something is agreed. Only at rest: books and records are read one after the other. */
export const answerDifferences = async (
	road: Road,
	{ arrangements }: Items,
): Promise<{ readonly compared: number; readonly found: string[] }> => {
	const found: string[] = [];
	let compared = 0;
	const today = dayIn('UTC', road.now());
	for (const customer of new Set(arrangements.map((each) => each.customer))) {
		const path = `/customers/${encodeURIComponent(customer)}/arrangements`;
		const view = (await (await patiently(road, 'what is agreed', () => road.asked('GET', path))).json()) as CustomerArrangementsView;
		const states = new Map(view.arrangements.map(({ id, state }) => [id, state]));
		const now = arrangements
			.filter((each) => each.customer === customer)
			.map((each) => ({ ...each, state: states.get(each.id) ?? each.state }) as Arrangement);
		for (const invoice of view.invoices) {
			const stored = await road.books.document(company, road.side.ledger, 'invoice', invoice.id);
			if (!stored) return { compared, found: [...found, `${invoice.id} is shown, and not in our copy`] };
			found.push(...ofInvoice(stored, now, saidOf(invoice), tallyOf(stored, now, today)));
			compared++;
		}
	}
	return { compared, found };
};

const ofInvoice = (
	stored: StoredDocument,
	all: readonly Arrangement[],
	{ whole, ...said }: ReturnType<typeof saidOf>,
	oracle: Tally,
): string[] => {
	// What a settlement will credit is rounded up by its invoice; the oracle funds none of it.
	const settling = all.some(({ kind, state }) => kind === 'settlement' && (state === 'asked' || state === 'offered'));
	const same =
		said.chased === oracle.chased &&
		said.charged === oracle.charged &&
		(settling ? said.funded >= oracle.funded : said.funded === oracle.funded);
	const name = `${stored.number}, open ${stored.open}`;
	return [
		...(same ? [] : [`${name}: ${JSON.stringify(said)}, by the oracle ${JSON.stringify(oracle)}`]),
		...(whole === stored.open ? [] : [`${name}: its slices are ${whole}`]),
	];
};

/** What a record, as it stood, keeps from being asked for: of one invoice, or, null, of the whole customer. At least so much. */
const keptBack = (one: Arrangement): { readonly invoice: string | null; readonly minor: number }[] => {
	const parts = one.parts.map(({ invoice, minor }) => ({ invoice, minor }));
	switch (one.kind) {
		case 'insolvency':
			return one.state === 'active' ? [{ invoice: null, minor: 0 }] : [];
		case 'pause': {
			if (one.state !== 'active') return [];
			return parts.length === 0
				? [{ invoice: null, minor: 0 }]
				: parts.map(({ invoice }) => ({ invoice, minor: Number.POSITIVE_INFINITY }));
		}
		case 'dispute':
			return one.state === 'open' || one.state === 'proposed' ? parts : [];
		default:
			return [];
	}
};

/** A decision is read, and sent, within this of `sendingAt`; what changed just then might have been seen or not. */
const aroundMs = 5_000;

/** By the history alone. A promise, plan or settlement is held back until money comes, which the history does not know: the oracle's part. */
export const chasedDifferences = ({ changes, reminders, documents }: Items): string[] => {
	const found: string[] = [];
	for (const mail of reminders) {
		if (mail.sendingAt === null || mail.state === 'suppressed') continue;
		const at = Date.parse(mail.sendingAt);
		const stood = new Map<string, ArrangementChange>();
		const moved = new Set<string>();
		for (const change of changes.filter(({ after }) => after.customer === mail.customer)) {
			if (Math.abs(Date.parse(change.at) - at) < aroundMs) moved.add(change.after.id);
			else if (Date.parse(change.at) < at) stood.set(change.after.id, change);
		}
		const kept = [...stood.values()].filter(({ after }) => !moved.has(after.id)).flatMap(({ after }) => keptBack(after));
		if (kept.some(({ invoice }) => invoice === null)) found.push(`${mail.id} went to a customer who is not written to`);
		const most = documents
			.filter(({ kind, cust }) => kind === 'invoice' && cust === mail.customer)
			.reduce((all, { id, total, state }) => {
				// What was voided since says no more what it was.
				const whole = state === 'void' || state === 'deleted' ? Number.POSITIVE_INFINITY : total;
				return all + Math.max(0, whole - sum(kept.filter(({ invoice }) => invoice === id)));
			}, 0);
		if (mail.amount > most) found.push(`${mail.id} asked for ${mail.amount}, when ${most} at most were not in dispute or paused`);
	}
	return found;
};

/** Credit notes in the ledger against what was written for it: none is missing, none is there twice, none that nobody agreed to. */
export const creditDifferences = ({ postings, arrangements, changes }: Items, credits: ReturnType<Road['side']['credits']>): string[] => {
	const found: string[] = [];
	const left = new Map(credits.map((each) => [each.id, each]));
	const agreed = new Set([
		...arrangements.flatMap(({ posting }) => posting ?? []),
		...changes.flatMap(({ after, before }) => [after.posting ?? [], before?.posting ?? []].flat()),
	]);
	for (const { id, state, steps, minor, what } of postings) {
		if (!agreed.has(id)) found.push(`the posting ${id} is nobody's`);
		if (state === 'planned' || state === 'writing') found.push(`the posting ${id} is ${state}`);
		const written = steps.filter((step) => step.state === 'written');
		const credit = left.get(written[0]?.external ?? '');
		if (state === 'written' && !credit) found.push(`the ${what.kind} ${id} is written, and not in the ledger`);
		if (credit && credit.minor !== minor) found.push(`the ${what.kind} ${id} of ${minor} is ${credit.minor} in the ledger`);
		if (credit) left.delete(credit.id);
	}
	for (const { id, minor } of left.values()) found.push(`the ledger has a credit ${id} of ${minor} that nobody wrote`);
	return found;
};
