/** The port `linkRequests` over the table. */
import { msOf } from '../../domain/day.ts';
import type { LinkRequest, LinkRequests } from '../../ports/link-requests.ts';
import { isKeyPart, keys, table } from '../../wire/table.ts';
import { recordFrom, recordItem, saveRecord } from './revision.ts';
import type { Store } from './store.ts';

const aDay = 24 * 3600;

export const dynamoLinkRequests = (store: Store): LinkRequests => ({
	request: async (company, customer, id) => {
		// It comes from a form that anybody can write.
		if (!isKeyPart(customer) || !isKeyPart(id)) return null;
		const item = await store.get(keys.linkRequest(company, customer, id), 'consistent');
		return item && recordFrom<LinkRequest>(item, 'company', company);
	},
	saveRequest: (request) => {
		const key = keys.linkRequest(request.company, request.customer, request.id);
		return saveRecord(store, { ...recordItem(key, request, null), [table.ttl]: Math.floor(msOf(request.at) / 1000) + aDay });
	},
});
