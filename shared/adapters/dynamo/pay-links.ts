/** LINK and its pointer: a customer's way to the page. */
import { type Instant, msOf } from '../../domain/day.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import type { PayLink } from '../../domain/payment.ts';
import type { Payments } from '../../ports/payments.ts';
import { isKeyPart, keys, table } from '../../wire/table.ts';
import { type Item, instantAt, mustBelongTo, text, textOrNull } from './item.ts';
import { rowsOf } from './query.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

/** An ended link is still known for so long, so that its page can say what it is. */
const knownDays = 90;

const linkFrom = (item: Item, company: CompanyId): PayLink => {
	mustBelongTo(item, company);
	return {
		company,
		hash: text(item, 'hash'),
		customer: text(item, 'cust'),
		createdAt: instantAt(item, 'createdAt'),
		expiresAt: instantAt(item, 'expiresAt'),
		revokedAt: item.revokedAt === undefined ? null : instantAt(item, 'revokedAt'),
		mail: textOrNull(item, 'mail'),
		language: textOrNull(item, 'language'),
	};
};

/** 4 WCU. A link that is there already stays as it is: saving it again never undoes a revocation. */
const saveLink = async (store: Store, link: PayLink): Promise<void> => {
	const { company, customer, hash } = link;
	const ends = { [table.ttl]: Math.ceil(msOf(link.expiresAt) / 1000) + knownDays * 86_400 };
	const item = {
		...keys.payLink(company, customer, hash),
		co: company,
		cust: customer,
		hash,
		createdAt: link.createdAt,
		expiresAt: link.expiresAt,
		revokedAt: link.revokedAt ?? undefined,
		mail: link.mail ?? undefined,
		language: link.language ?? undefined,
		...ends,
	};
	const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
	await transact(store, [
		{ put: { ...keys.directory.payLink(hash), co: company, cust: customer, ...ends }, when: absent },
		{ put: item, when: absent },
	]);
};

const linkBy = async (store: Store, hash: string): Promise<PayLink | null> => {
	// It comes from a cookie that anybody can write.
	if (!isKeyPart(hash)) return null;
	const pointer = await store.get(keys.directory.payLink(hash), 'consistent');
	if (!pointer) return null;
	const company = text(pointer, 'co');
	const item = await store.get(keys.payLink(company, text(pointer, 'cust'), hash), 'consistent');
	return item && linkFrom(item, company);
};

const revoke = async (store: Store, company: CompanyId, customer: CustomerId, at: Instant): Promise<number> => {
	if (!isKeyPart(customer)) return 0;
	const { pk } = keys.customer(company, customer);
	const rows = await rowsOf(store, { partition: pk, range: { prefix: 'LINK#' }, consistent: true });
	const alive = rows.map((row) => linkFrom(row, company)).filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > at);
	for (const { hash } of alive)
		await store.update(keys.payLink(company, customer, hash), {
			UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :at)',
			ConditionExpression: 'attribute_exists(pk)',
			ExpressionAttributeValues: { ':at': at },
		});
	return alive.length;
};

export const payLinksIn = (store: Store): Pick<Payments, 'saveLink' | 'link' | 'revokeLinks'> => ({
	saveLink: (link) => saveLink(store, link),
	link: (hash) => linkBy(store, hash),
	revokeLinks: (company, customer, at) => revoke(store, company, customer, at),
});
