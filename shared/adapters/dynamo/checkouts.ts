/** CHK: a reservation, and the holds that live and end with it. */
import { msOf } from '../../domain/day.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import { payWorkId } from '../../domain/pay-work.ts';
import type { Checkout } from '../../domain/payment.ts';
import type { Fresh } from '../../ports/connections.ts';
import type { Payments } from '../../ports/payments.ts';
import { isKeyPart, keys, table } from '../../wire/table.ts';
import { atOnce, freeOf, giveBack, hold } from './holds.ts';
import { BrokenItem, type Item } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

/** What came to nothing is forgotten this long after its session's end; Stripe tells of a session for three days at most. */
const keptDays = 40;
const isOver = ({ state }: Checkout): boolean => state === 'closed' || state === 'failed';

const itemOf = (checkout: Checkout): Item => {
	const { company, customer, id, wake } = checkout;
	const due = wakeKey('pay', company, payWorkId({ kind: 'checkout', customer, checkout: id }), wake);
	const ends = Math.ceil(msOf(checkout.expiresAt) / 1000) + keptDays * 86_400;
	return {
		...recordItem(keys.checkout(company, customer, id), checkout, due),
		...(isOver(checkout) && checkout.reserved === 0 ? { [table.ttl]: ends } : {}),
	};
};

const asSeen = (rev: number) =>
	rev === 0
		? { ConditionExpression: 'attribute_not_exists(pk)' }
		: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } };

/** The checkout as it is to be, on condition that it is at the revision it names. */
export const checkoutPut = (checkout: Checkout): Write => ({ put: itemOf(checkout), when: asSeen(checkout.rev) });

const reserving =
	(store: Store): Payments['reserve'] =>
	async (checkout) => {
		if (checkout.state !== 'reserving') throw new RangeError('only what is being reserved can be reserved on');
		const chunk = checkout.shares.slice(checkout.reserved, checkout.reserved + atOnce);
		const next: Checkout = { ...checkout, reserved: checkout.reserved + chunk.length };
		const failed = await transact(store, [checkoutPut(next), ...chunk.map((share) => hold(checkout, share))]);
		if (failed === null) return { reserved: { ...next, rev: checkout.rev + 1 } };
		return failed.includes(0) ? 'stale' : { short: await freeOf(store, checkout, chunk) };
	};

/** From the last share back, so that `reserved` always says what is still held. The state is final with the first transaction; its wake stays to the last. */
const releasing =
	(store: Store): Payments['release'] =>
	async (checkout, as) => {
		if (checkout.state === 'paid') throw new RangeError('what was paid is held until it is booked');
		if (checkout.rev === 0 || (isOver(checkout) && checkout.reserved === 0)) return 'saved';
		const state = isOver(checkout) ? checkout.state : as;
		for (let left = checkout.reserved, { rev } = checkout; ; rev++) {
			const kept = Math.max(0, left - atOnce);
			const next: Checkout = { ...checkout, state, reserved: kept, wake: kept > 0 ? (checkout.wake ?? checkout.expiresAt) : null, rev };
			const shares = checkout.shares.slice(kept, left);
			const failed = await transact(store, [checkoutPut(next), ...shares.map((share) => giveBack(checkout, share))]);
			if (failed?.includes(0)) return 'stale';
			if (failed) throw new BrokenItem('held');
			if (kept === 0) return 'saved';
			left = kept;
		}
	};

const live: readonly Checkout['state'][] = ['reserving', 'open', 'paying'];

const liveOf = async (store: Store, company: CompanyId, customer: CustomerId): Promise<Checkout[]> => {
	const { pk } = keys.customer(company, customer);
	const rows = await rowsOf(store, { partition: pk, range: { prefix: 'CHK#' }, consistent: true });
	return rows.map((row) => recordFrom<Checkout>(row, 'company', company)).filter(({ state }) => live.includes(state));
};

type Checkouts = Pick<Payments, 'reserve' | 'release' | 'checkout' | 'liveCheckouts' | 'saveCheckout'>;
export const checkoutsIn = (store: Store): Checkouts => ({
	reserve: reserving(store),
	release: releasing(store),
	checkout: async (company, customer, id) => {
		// Both may come from an address or from another's books.
		if (!isKeyPart(customer) || !isKeyPart(id)) return null;
		const item = await store.get(keys.checkout(company, customer, id), 'consistent');
		return item && recordFrom<Checkout>(item, 'company', company);
	},
	liveCheckouts: (company, customer) => liveOf(store, company, customer),
	saveCheckout: (checkout): Promise<Fresh> => saveRecord(store, itemOf(checkout)),
});
