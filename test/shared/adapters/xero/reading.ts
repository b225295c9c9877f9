/** Reading a whole sandbox through the adapter, the real SDK in between. */

import type { XeroDump } from '../../../../local/sandbox/xero/dump.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { addDays, type Instant } from '../../../../shared/domain/day.ts';
import { type Customer, type Document, documentKey, type Refused } from '../../../../shared/domain/document.ts';
import type { Accounting, Cursor, Watermark } from '../../../../shared/ports/accounting.ts';
import { ledger, orgId, today } from '../../../sandbox/xero/books.ts';

export const horizon = addDays(today, -730);

export const openSandbox = async (sandbox: XeroSandbox, now: () => Instant, timeoutMs?: number): Promise<Accounting> =>
	openXero(sandbox.origin, timeoutMs)(ledger, sandbox.consent([orgId]).access_token, now);

export type Copy = {
	readonly documents: Map<string, Document>;
	readonly customers: Map<string, Customer>;
	readonly refused: Refused[];
	calls: number;
};
export const emptyCopy = (): Copy => ({ documents: new Map(), customers: new Map(), refused: [], calls: 0 });

/** Save if newer, as the hub does. `between` runs after every page: what a bookkeeper does meanwhile. */
export const readInto = async (
	copy: Copy,
	accounting: Accounting,
	from: Cursor,
	between: () => void = () => undefined,
): Promise<Watermark> => {
	let cursor = from;
	for (;;) {
		const page = await accounting.page(cursor);
		copy.calls += page.calls;
		copy.refused.push(...page.refused);
		for (const document of page.documents) {
			const seen = copy.documents.get(documentKey(document));
			if (!seen || document.version > seen.version) copy.documents.set(documentKey(document), document);
		}
		for (const customer of page.customers) {
			const seen = copy.customers.get(customer.id);
			if (!seen || customer.version > seen.version) copy.customers.set(customer.id, customer);
		}
		if (page.next === null) return page.watermark;
		between();
		cursor = page.next;
	}
};

/** The facts of a copy that the books also know, in one comparable shape. Drafts and deleted drafts were never ours. */
export const factsOfCopy = (copy: Copy): string[] =>
	[...copy.documents.values()]
		.filter((each) => each.state !== 'deleted')
		.map((each) =>
			[
				each.kind,
				each.id,
				each.customer.split('~')[1],
				each.number,
				each.providerStatus,
				each.currency,
				each.total,
				each.open + each.unapplied,
				each.issued,
				each.due,
				each.version,
			].join(' '),
		)
		.sort();
export const factsOfBooks = (books: XeroDump): string[] =>
	books.documents
		.filter((each) => !['DRAFT', 'SUBMITTED', 'DELETED'].includes(each.status))
		.map((each) =>
			[
				each.kind,
				each.id,
				each.contact,
				each.number,
				each.status,
				each.currency,
				each.total,
				each.rest,
				each.issued,
				each.due,
				each.updated,
			].join(' '),
		)
		.sort();
