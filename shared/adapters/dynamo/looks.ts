/** The port `looks` over the table. */
import { msOf } from '../../domain/day.ts';
import type { CompanyId, LedgerId } from '../../domain/document.ts';
import type { Look } from '../../domain/look.ts';
import { type MailId, mailRef } from '../../domain/mailing.ts';
import type { Looks } from '../../ports/looks.ts';
import { isKeyPart, type Key, keys, table } from '../../wire/table.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord } from './revision.ts';
import type { Store } from './store.ts';

const aDay = 24 * 3600;

/** Null when the text cannot be the id of a reminder of ours. */
const keyOf = (company: CompanyId, ledger: LedgerId, mail: MailId): Key | null => {
	const ref = mailRef(mail);
	if (ref?.kind !== 'reminder' || !isKeyPart(ref.customer) || !isKeyPart(ledger)) return null;
	return keys.look(company, ledger, ref.day, ref.currency, ref.customer);
};

export const dynamoLooks = (store: Store): Looks => ({
	look: async (company, ledger, mail) => {
		const key = keyOf(company, ledger, mail);
		const item = key && (await store.get(key, 'consistent'));
		return item && recordFrom<Look>(item, 'company', company);
	},
	lookedBeside: async (company, ledger, mail, limit) => {
		const key = keyOf(company, ledger, mail);
		if (!key) return [];
		const day = key.sk.slice(0, key.sk.indexOf('#') + 1);
		const rows = await rowsOf(store, { partition: key.pk, range: { prefix: day }, limit, after: key });
		return rows.map((row) => recordFrom<Look>(row, 'company', company));
	},
	saveLook: (look) => {
		const key = keyOf(look.company, look.ledger, look.mail);
		if (!key) throw new RangeError('a look is for a mail that is no reminder');
		return saveRecord(store, { ...recordItem(key, look, null), [table.ttl]: Math.floor(msOf(look.until) / 1000) + aDay });
	},
});
