/** `held` of an invoice: taken only from what is free, given back exactly. `free` = open − held is stored, since conditions have no arithmetic. */
import type { CompanyId, CustomerId, LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { Share } from '../../domain/payment.ts';
import type { Short } from '../../ports/payments.ts';
import { keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { type Item, keyText, whole } from './item.ts';
import type { Store } from './store.ts';
import type { Write } from './transact.ts';

/** A transaction holds 100 items; a few are left for what is saved with the holds. */
export const atOnce = 90;

export type Debt = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly customer: CustomerId;
	readonly currency: Currency;
};

const invoiceKey = ({ company, ledger }: Debt, id: string) => keys.document(company, ledger, 'invoice', id);
// `free` and `state` are words of DynamoDB's own.
const minus = 'SET held = held - :a, #free = #free + :a, rev = rev + :one';
const plus = 'SET held = held + :a, #free = #free - :a, rev = rev + :one';

/** Fails, and the whole transaction with it, unless so much is free on the open invoice of this customer in this currency, and no doubt about it. 4 WCU, 2 of indexes. */
export const hold = (debt: Debt, { id, minor }: Share): Write => ({
	update: invoiceKey(debt, id),
	change: {
		UpdateExpression: plus,
		ConditionExpression: '#free >= :a AND #state = :open AND cust = :cust AND ccy = :ccy AND attribute_not_exists(doubt)',
		ExpressionAttributeNames: { '#free': 'free', '#state': 'state' },
		ExpressionAttributeValues: { ':a': minor, ':one': 1, ':open': 'open', ':cust': debt.customer, ':ccy': debt.currency },
	},
});

/** Whatever became of the invoice meanwhile. Fails if less is held: then somebody gave it back twice, and nothing more is changed. */
export const giveBack = (debt: Debt, { id, minor }: Share): Write => ({
	update: invoiceKey(debt, id),
	change: {
		UpdateExpression: minus,
		ConditionExpression: 'held >= :a',
		ExpressionAttributeNames: { '#free': 'free' },
		ExpressionAttributeValues: { ':a': minor, ':one': 1 },
	},
});

const shortOf = (id: string, item: Item | undefined, { customer, currency }: Debt): Short => {
	if (item?.state !== 'open' || item.cust !== customer || item.ccy !== currency) return { id, free: 0 };
	return item.doubt === undefined ? { id, free: Math.max(0, whole(item, 'free')) } : { id, free: 0, unsure: true };
};

/** What of each is free now. 1 RCU an invoice. */
export const freeOf = async (store: Store, debt: Debt, shares: readonly Share[]): Promise<Short[]> => {
	const found = await getAll(
		store,
		shares.map(({ id }) => invoiceKey(debt, id)),
		'consistent',
		['state', 'cust', 'ccy', 'free', 'doubt'],
	);
	return shares.map(({ id }) => shortOf(id, found.get(keyText(invoiceKey(debt, id))), debt));
};
