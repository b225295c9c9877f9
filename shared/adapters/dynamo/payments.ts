/** The port `payments` over the table. */
import { randomUUID } from 'node:crypto';
import { type Instant, msOf } from '../../domain/day.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import { payWorkId } from '../../domain/pay-work.ts';
import type { Payment, PaymentLink } from '../../domain/payment.ts';
import type { RowPage } from '../../ports/books.ts';
import type { Payments } from '../../ports/payments.ts';
import { byDay, byOwner, isKeyPart, type Key, keys, table } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { checkoutPut, checkoutsIn } from './checkouts.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { atOnce, giveBack } from './holds.ts';
import { BrokenItem, type Item, keyOf, keyText } from './item.ts';
import { payLinksIn } from './pay-links.ts';
import { type Query, rowsOf } from './query.ts';
import { isConditionFailed } from './retry.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
const eventDays = 40;

const paymentItem = (payment: Payment): Item => {
	const { company, customer, id, receivedAt, wake } = payment;
	return {
		...recordItem(keys.payment(company, id), payment, wakeKey('reconcile', company, id, wake)),
		...byOwner.payment(company, receivedAt, id),
		...byDay.paymentOf(company, customer, receivedAt, id),
	};
};
const paymentPut = (payment: Payment): Write => ({
	put: paymentItem(payment),
	when: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': payment.rev } },
});
const paymentFrom = (item: Item, company: CompanyId): Payment => recordFrom<Payment>(item, 'company', company);

const linkItem = (link: PaymentLink): Item => {
	const { company, id, state, wake } = link;
	return {
		...recordItem(keys.paymentLink(company, id), link, wakeKey('pay', company, payWorkId({ kind: 'payment-link', id }), wake)),
		...(state === 'closed' ? {} : byOwner.paymentLink(company, id)),
	};
};

/** Payments in the order of an index, each as it is itself. */
const listed = async (store: Store, company: CompanyId, query: Query): Promise<{ keys: readonly Item[]; payments: readonly Payment[] }> => {
	const rows = await rowsOf(store, query);
	const items = await getAll(store, rows.map(keyOf), 'consistent');
	const payments = rows.flatMap((row) => {
		const item = items.get(keyText(keyOf(row)));
		return item ? [paymentFrom(item, company)] : [];
	});
	return { keys: rows, payments };
};

const rowKey = ['pk', 'sk', 'g1s'] as const;
const paymentsPage = async (store: Store, company: CompanyId, limit: number, from: string | null): Promise<RowPage<Payment>> => {
	const partition = byOwner.payments(company);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const { keys: rows, payments } = await listed(store, company, {
		index: 'byOwner',
		partition,
		descending: true,
		limit: limit + 1,
		after,
	});
	const last = rows.at(limit - 1);
	return { rows: payments.slice(0, limit), next: last && rows.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};

const customersPayments = async (store: Store, company: CompanyId, customer: CustomerId, limit: number): Promise<readonly Payment[]> => {
	const { payments } = await listed(store, company, {
		index: 'byDay',
		partition: byDay.paymentsOf(company, customer),
		descending: true,
		limit,
	});
	return payments;
};

const receiving =
	(store: Store): Payments['receive'] =>
	async (payment, checkout) => {
		const paid: Write[] = checkout ? [checkoutPut({ ...checkout, state: 'paid', payment: payment.id, wake: null })] : [];
		const failed = await transact(store, [{ put: paymentItem(payment), when: absent }, ...paid]);
		if (failed === null) return 'received';
		return failed.includes(0) ? 'known' : 'stale';
	};

/**
 * From the last share back; `shares` always says what is still held. The payment has its final state from the first transaction on and stays in the
 * work index until the last, so whoever finds a final payment with shares calls this again.
 */
const settling =
	(store: Store): Payments['settle'] =>
	async (payment) => {
		for (let { shares, rev } = payment; ; rev++) {
			const kept = shares.slice(0, Math.max(0, shares.length - atOnce));
			const next: Payment = { ...payment, shares: kept, wake: kept.length > 0 ? (payment.wake ?? payment.receivedAt) : payment.wake, rev };
			const failed = await transact(store, [paymentPut(next), ...shares.slice(kept.length).map((share) => giveBack(payment, share))]);
			if (failed?.includes(0)) return 'stale';
			if (failed) throw new BrokenItem('held');
			if (kept.length === 0) return 'saved';
			shares = kept;
		}
	};

const read = async <T extends { readonly rev: number; readonly company: CompanyId }>(
	store: Store,
	company: CompanyId,
	id: string,
	key: (company: CompanyId, id: string) => Key,
): Promise<T | null> => {
	if (!isKeyPart(id)) return null;
	const item = await store.get(key(company, id), 'consistent');
	return item && recordFrom<T>(item, 'company', company);
};

const liveLinks = async (store: Store, company: CompanyId): Promise<PaymentLink[]> => {
	const rows = await rowsOf(store, { index: 'byOwner', partition: byOwner.paymentLinks(company) });
	const items = await getAll(store, rows.map(keyOf), 'consistent');
	return [...items.values()].map((item) => recordFrom<PaymentLink>(item, 'company', company)).filter(({ state }) => state !== 'closed');
};

/** A lost answer makes the SDK put again, and then our own first put stands in the way: the stamp tells it from an earlier sight. */
const firstSight = async (store: Store, event: string, at: Instant): Promise<boolean> => {
	const key = keys.directory.event('stripe', event);
	const stamp = randomUUID();
	try {
		await store.put({ ...key, stamp, [table.ttl]: Math.ceil(msOf(at) / 1000) + eventDays * 86_400 }, absent);
		return true;
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		return (await store.get(key, 'consistent'))?.stamp === stamp;
	}
};

export const dynamoPayments = (store: Store): Payments => ({
	...payLinksIn(store),
	...checkoutsIn(store),
	receive: receiving(store),
	payment: (company, id) => read<Payment>(store, company, id, keys.payment),
	payments: (company, limit, from) => paymentsPage(store, company, limit, from),
	paymentsOf: (company, customer, limit) => customersPayments(store, company, customer, limit),
	savePayment: (payment) => saveRecord(store, paymentItem(payment)),
	settle: settling(store),
	savePaymentLink: (link) => saveRecord(store, linkItem(link)),
	paymentLink: (company, id) => read<PaymentLink>(store, company, id, keys.paymentLink),
	livePaymentLinks: (company) => liveLinks(store, company),
	firstSight: (_source, event, at) => firstSight(store, event, at),
	duePay: (now, limit) => dueAt(store, 'pay', now, limit),
	dueBookings: (now, limit) => dueAt(store, 'reconcile', now, limit),
});
