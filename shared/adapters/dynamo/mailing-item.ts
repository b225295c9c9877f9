/** REM#…, RCP#…, NTC#…: a mail with its decision, under its customer; reminders also by day. */
import type { CompanyId } from '../../domain/document.ts';
import { finalStates, type MailId, type Mailing, mailRef } from '../../domain/mailing.ts';
import { byOwner, isKeyPart, type Key, keys } from '../../wire/table.ts';
import type { Item } from './item.ts';
import { recordFrom, recordItem, wakeKey } from './revision.ts';

/** Null when the text cannot be an id of ours. */
export const mailingKey = (company: CompanyId, id: MailId): Key | null => {
	const ref = mailRef(id);
	if (!ref || !isKeyPart(ref.customer)) return null;
	if (ref.kind === 'reminder') return keys.reminder(company, ref.customer, ref.day, ref.currency);
	if (ref.kind === 'notice') return isKeyPart(ref.about) ? keys.notice(company, ref.customer, ref.about, ref.notice) : null;
	return isKeyPart(ref.payment) ? keys.receipt(company, ref.customer, ref.payment) : null;
};

/** Nobody needs the code of a mail that is sent or put away. */
const withoutCode = (mailing: Mailing): Mailing =>
	mailing.notice?.name === 'code' && finalStates.includes(mailing.state)
		? { ...mailing, notice: { ...mailing.notice, code: null } }
		: mailing;

/** 1 WCU a KB (a document of its facts is ≈ 130 bytes), and 1 for each of its one or two index entries. @throws RangeError for an id that is none */
export const mailingItem = (mailing: Mailing): Item => {
	const { company, id, kind, customer, currency, day, state, wake } = mailing;
	const key = mailingKey(company, id);
	if (!key) throw new RangeError('a mail has an id that is none');
	return {
		...recordItem(key, withoutCode(mailing), wakeKey(mailing.note?.state === 'owed' ? 'notes' : 'reminders', company, id, wake)),
		...(kind === 'reminder' ? byOwner.decision(company, day, state, customer, currency) : {}),
	};
};

export const mailingFrom = (item: Item, company: CompanyId): Mailing => recordFrom<Mailing>(item, 'company', company);
