import { digits } from '../../../web/amount.ts';
import { ownIdOf, type PaymentView } from '../hub.ts';
import { ownDecimal } from '../own/amount.ts';
import type { OwnMail } from '../own/inbox.ts';
import type { OwnBooking } from '../own/ledgers.ts';
import type { OwnPayment } from '../own/till.ts';
import type { Scene } from '../scene.ts';
import { minorOf } from '../sums.ts';
import { table } from '../table.ts';

type Sides = {
	readonly there: OwnPayment;
	readonly here: PaymentView;
	readonly bookings: readonly OwnBooking[];
	readonly thanks: readonly OwnMail[];
};

const total = (all: readonly { readonly minor: number }[]): number => all.reduce((sum, { minor }) => sum + minor, 0);

/** One payment that Stripe has received: what the hub says of it beside Stripe, the ledger and the inbox. */
const received = async (name: string, { there, here, bookings, thanks }: Sides, { hub, twice }: Scene): Promise<string[]> => {
	const { id, currency, status } = there;
	const of = (what: string): string => `${what} of ${name}`;
	const decimal = (minor: number): string => ownDecimal(minor, currency);
	const done = here.bookings.filter(({ state }) => state === 'booked').map(({ amount }) => ({ minor: minorOf(amount, currency) }));
	const receipt = await hub.mail(`rcp|${id}|${here.customer}`);
	twice.must(`${of('the payment')} is ${here.state}: ${here.problem ?? ''}`, here.state === 'booked');
	twice.must(`${of('the bookings')} are not what was paid`, total(bookings) === there.received);
	return [
		name,
		`${currency} ${twice.figure(of('the payment'), here.amount, decimal(there.received))}`,
		status,
		twice.figure(of('number of bookings'), done.length, bookings.length),
		twice.figure(of('sum booked'), decimal(total(done)), decimal(total(bookings))),
		twice.figure(
			of('the receipt'),
			receipt.state === 'sent' ? (receipt.amount ?? 'no amount') : receipt.state,
			thanks.map(({ sum }) => decimal(sum?.minor ?? 0)).join(' and '),
		),
	];
};

/** Every payment at Stripe, booked or still on its way. Returns what was received, by currency in minor units. */
export const payments = async (scene: Scene): Promise<ReadonlyMap<string, number>> => {
	const { hub, own, twice, say } = scene;
	const [known, mails, addresses, names] = [await hub.payments(), own.mails(), own.addresses(), own.names()];
	const sums = new Map<string, number>();
	const rows: string[][] = [];
	const atStripe = own.payments();
	twice.figure('payments received', known.length, atStripe.filter((each) => each.received > 0).length);
	for (const there of atStripe) {
		const { id, currency, asked, status } = there;
		const customer = ownIdOf(there.customer);
		const name = names.get(customer) ?? customer;
		const here = known.find((each) => each.id === id);
		if (there.received > 0) sums.set(currency, (sums.get(currency) ?? 0) + there.received);
		if (there.received === 0 || !here) {
			twice.must(`the payment of ${name} is ${status} at Stripe, and ${here?.state ?? 'unknown'} here`, there.received === 0 && !here);
			rows.push([name, `${currency} ${digits(ownDecimal(asked, currency))}  `, status]);
			continue;
		}
		const thanks = mails.filter(({ kind, to, sum }) => kind === 'receipt' && to === addresses.get(customer) && sum?.currency === currency);
		rows.push(await received(name, { there, here, bookings: own.bookings(id), thanks }, scene));
	}
	say(table(['customer', 'paid', 'at Stripe', 'bookings', 'booked in the ledger', 'receipt by mail'], rows));
	return sums;
};

type Open = readonly { readonly currency: string; readonly open: string }[];

/** What is open went down by what was paid since, and by nothing else. */
export const wentDown = (before: Open, after: Open, paid: ReadonlyMap<string, number>, { twice, say }: Scene): void => {
	const cells = before.map(({ currency, open }) => {
		const left = after.find((each) => each.currency === currency)?.open ?? '0';
		const less = ownDecimal(minorOf(open, currency) - minorOf(left, currency), currency);
		return `${currency} ${twice.figure(`${currency} less open than before`, less, ownDecimal(paid.get(currency) ?? 0, currency))}`;
	});
	say(`  Less open than at first, and received at Stripe: ${cells.join('  ')}`);
};
