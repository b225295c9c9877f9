/**
 * What must be so at the end of a road, read past our own APIs: our table item by item, the inbox as SES holds it, the ledger's and Stripe's own stores.
 * Every difference is a sentence.
 */
import type { StripeSandbox } from '../../../local/sandbox/stripe/index.ts';
import type { Mailing } from '../../../shared/domain/mailing.ts';
import { compare } from '../sync/compare.ts';
import { company } from '../sync/surroundings.ts';
import { inboxCounts, withheldIn } from './inbox.ts';
import type { Items } from './items.ts';
import type { LedgerPayment, RoadSide } from './ledger.ts';
import type { Road } from './road.ts';

export type Figures = {
	readonly candidates: number;
	readonly sent: number;
	readonly suppressed: number;
	readonly unknown: number;
	readonly receipts: number;
	readonly notices: number;
	readonly captured: number;
	readonly payments: number;
	readonly bookings: number;
	readonly documents: number;
};
export type Checked = { readonly figures: Figures; readonly differences: readonly string[] };

const finalMail: ReadonlySet<string> = new Set(['sent', 'suppressed', 'unknown']);
const finalCheckout: ReadonlySet<string> = new Set(['paid', 'failed', 'closed']);
const sum = (all: readonly { readonly minor: number }[]): number => all.reduce((total, { minor }) => total + minor, 0);
const say = ({ id, state, reasons }: Mailing): string => `${id} is ${state} ${reasons.join(',')}`.trim();

/** Each candidate at most one mail; what is in the inbox was decided so; what was decided so is in the inbox. */
export const mailDifferences = async (
	{ reminders, receipts, notices }: Items,
	{ ses, crashes, lostEvents }: Pick<Road, 'ses' | 'crashes' | 'lostEvents'>,
): Promise<string[]> => {
	const inbox = new Map(inboxCounts(ses));
	const withheld = await withheldIn(ses);
	const found: string[] = [];
	for (const mailing of [...reminders, ...receipts, ...notices]) {
		const times = inbox.get(mailing.id) ?? 0;
		inbox.delete(mailing.id);
		if (!finalMail.has(mailing.state)) found.push(`${say(mailing)}, which is not final`);
		if (times > 1) found.push(`${mailing.id} is ${times} times in the inbox`);
		if (mailing.state === 'sent' && times === 0) found.push(`${say(mailing)}, but it is not in the inbox`);
		if (mailing.state === 'suppressed' && times > 0) found.push(`${say(mailing)}, but it is in the inbox`);
		// Nobody can know only where the call was cut, and no event tells of it.
		if (mailing.state === 'unknown' && times > 0 && !withheld.has(mailing.id) && !lostEvents.has(mailing.id))
			found.push(`${say(mailing)}, though its event came`);
		if (mailing.state === 'unknown' && times === 0 && crashes === 0 && ses.faults.injected.size === 0)
			found.push(`${say(mailing)}, though nothing was cut`);
	}
	for (const id of inbox.keys()) found.push(`${id} is in the inbox and was never decided`);
	return found;
};

/** One ledger payment for each share, and together what was captured; nothing else under our references. */
export const bookingDifferences = (
	{ payments }: Items,
	road: { readonly side: Pick<RoadSide, 'payments'>; readonly stripe: Pick<StripeSandbox, 'store'> },
): string[] => {
	const ledger = new Map<string, LedgerPayment[]>();
	for (const each of road.side.payments()) {
		const intent = /pi_\w+/.exec(each.reference)?.[0];
		if (intent) ledger.set(intent, [...(ledger.get(intent) ?? []), each]);
	}
	const found: string[] = [];
	const captured = new Map(road.stripe.store.payments().flatMap((each) => (each.captured > 0 ? [[each.id, each] as const] : [])));
	for (const payment of payments) {
		const at = captured.get(payment.id);
		const booked = ledger.get(payment.id) ?? [];
		captured.delete(payment.id);
		ledger.delete(payment.id);
		if (!at) found.push(`${payment.id} was never captured at Stripe`);
		else if (at.captured !== payment.minor) found.push(`${payment.id}: ${at.captured} captured, ${payment.minor} received`);
		if (payment.state !== 'booked') found.push(`${payment.id} is ${payment.state}: ${payment.problem ?? ''}`);
		if (payment.shares.length > 0) found.push(`${payment.id} still holds ${payment.shares.length} shares`);
		if (sum(booked) !== payment.minor) found.push(`${payment.id}: ${payment.minor} received, ${sum(booked)} in the ledger`);
		const invoices = booked.map(({ invoice }) => invoice);
		if (new Set(invoices).size !== invoices.length) found.push(`${payment.id} is booked twice on an invoice`);
		if (booked.length !== payment.bookings.length)
			found.push(`${payment.id}: ${payment.bookings.length} bookings, ${booked.length} payments in the ledger`);
		for (const { external, document, minor } of payment.bookings)
			if (!booked.some((each) => each.id === external && each.invoice === document && each.minor === minor))
				found.push(`${payment.id}: the booking of ${minor} on ${document ?? 'account'} is not in the ledger as ${external}`);
	}
	for (const [id, { captured: minor }] of captured) found.push(`${id}: ${minor} captured at Stripe and never received`);
	for (const id of ledger.keys()) found.push(`${id} is in the ledger and was never received`);
	return found;
};

export const receiptDifferences = ({ payments, receipts }: Items): string[] => {
	const found = payments.flatMap(({ id }) => {
		const own = receipts.filter(({ payment }) => payment === id);
		return own.length === 1 ? [] : [`${id} has ${own.length} receipts`];
	});
	return receipts.some(({ payment }) => !payments.some(({ id }) => id === payment)) ? [...found, 'a receipt is for no payment'] : found;
};

const hadWeather = ({ dynamo, side }: Road): boolean =>
	Object.values(dynamo.faults.injected).some((times) => times > 0) || side.faults.injected.size > 0;

/** Checkouts, links, exports and holds that are not at their end. */
export const unfinished = (items: Items, { store }: Pick<StripeSandbox, 'store'>): string[] => {
	const open = new Map(store.sessions().map(({ id, status }) => [id, status]));
	return [
		...items.checkouts.flatMap(({ id, state, session, reserved }) => [
			...(finalCheckout.has(state) ? [] : [`the checkout ${id} is ${state}`]),
			...(state !== 'paid' && reserved > 0 ? [`the checkout ${id} is ${state} and holds ${reserved} shares`] : []),
			...(state !== 'paid' && session !== null && open.get(session) === 'open'
				? [`${session} of a ${state} checkout can still be paid`]
				: []),
		]),
		...items.paymentLinks.flatMap(({ id, state }) =>
			state === 'active' || state === 'closed' ? [] : [`the payment link ${id} is ${state}`],
		),
		...items.exports.flatMap(({ id, state, problem }) => (state === 'ready' ? [] : [`the export ${id} is ${state}: ${problem ?? ''}`])),
		...items.documents.flatMap(({ id, open: owed, held, free }) =>
			held === 0 && free === owed ? [] : [`${id}: ${held} held of ${owed}, ${free} free`],
		),
	];
};

const stateDifferences = (items: Items, road: Road): string[] => {
	const now = road.now();
	return [
		...unfinished(items, road.stripe),
		...items.waiting.flatMap(({ name, wake }) => (wake <= now ? [`${name} has been due since ${wake}`] : [])),
		// A message whose every delivery was cut or failed is dead, and its work was found by the sweep.
		...(road.crashes >= 3 || hadWeather(road) ? [] : road.mail.dead.map(({ queue, body }) => `dead in ${queue}: ${body.slice(0, 200)}`)),
		...(road.mail.size > 0 ? [`${road.mail.size} messages wait`] : []),
		...road.unheard.map((each) => `failed unheard: ${each}`),
	];
};

/** At rest. `compare` holds every document, customer and ladder of the copy against the ledger's own store. */
export const check = async (road: Road): Promise<Checked> => {
	const items = await road.items();
	const copy = await compare(road.side.ledger, company, road.side.truth(), road);
	const inState = (state: string): number => items.reminders.filter((each) => each.state === state).length;
	return {
		figures: {
			candidates: items.reminders.length,
			sent: inState('sent'),
			suppressed: inState('suppressed'),
			unknown: [...items.reminders, ...items.receipts, ...items.notices].filter(({ state }) => state === 'unknown').length,
			receipts: items.receipts.length,
			notices: items.notices.length,
			captured: road.stripe.store.payments().reduce((all, each) => all + each.captured, 0),
			payments: items.payments.length,
			bookings: items.payments.reduce((all, { bookings }) => all + bookings.length, 0),
			documents: copy.documents,
		},
		differences: [
			...(await mailDifferences(items, road)),
			...bookingDifferences(items, road),
			...receiptDifferences(items),
			...stateDifferences(items, road),
			...copy.differences,
		],
	};
};
