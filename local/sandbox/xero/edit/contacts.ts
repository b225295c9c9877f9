/** Contacts: new, changed, archived, merged. */
import { newGuid } from '../ids.ts';
import { type ContactMore, putMore } from '../more.ts';
import type { ContactRow, DocumentRow } from '../store.ts';
import { contactOf, type EditContext, realCurrency, refuse, saveContact, saveUnless } from './context.ts';

export type NewContact = ContactMore & {
	readonly id?: string;
	readonly name: string;
	readonly email?: string | null;
	readonly accountNumber?: string | null;
	/** ISO 4217. */
	readonly currency?: string | null;
	/** ISO 3166-1 alpha-2. */
	readonly country?: string | null;
};

export const contactEdits = (context: EditContext) => ({
	/** Returns the contact's id. */
	addContact: (given: NewContact): string =>
		context.store.transaction(() => {
			const id = given.id ?? newGuid();
			if (context.store.contact(context.org.id, id)) refuse(`there is a contact ${id} already`);
			putMore(context.store, context.org.id, 'contact', id, given);
			saveContact(
				context,
				{
					org: context.org.id,
					id,
					name: given.name,
					email: given.email ?? null,
					account_number: given.accountNumber ?? null,
					currency: given.currency ? realCurrency(given.currency) : null,
					country: given.country ?? null,
					status: 'ACTIVE',
					merged_to: null,
					updated: 0,
				},
				'CREATE',
			);
			return id;
		}),
	changeContact: (id: string, change: Partial<Omit<NewContact, 'id'>>): ContactRow =>
		context.store.transaction(() => {
			const row = contactOf(context, id);
			putMore(context.store, context.org.id, 'contact', id, change);
			return saveContact(context, {
				...row,
				name: change.name ?? row.name,
				email: change.email === undefined ? row.email : change.email,
				account_number: change.accountNumber === undefined ? row.account_number : change.accountNumber,
				currency: change.currency === undefined ? row.currency : change.currency,
				country: change.country === undefined ? row.country : change.country,
			});
		}),
	archiveContact: (id: string): ContactRow =>
		context.store.transaction(() => saveContact(context, { ...contactOf(context, id), status: 'ARCHIVED' })),
	/** `from` is archived and everything of it belongs to `into` from now on. */
	mergeContacts: (from: string, into: string): void =>
		context.store.transaction(() => {
			if (from === into) refuse('a contact cannot be merged into itself');
			const source = contactOf(context, from);
			const target = contactOf(context, into);
			if (target.status !== 'ACTIVE') refuse(`${target.name} is archived`);
			if (source.merged_to) refuse(`${source.name} was merged already`);
			const moved = context.store.all<DocumentRow>('SELECT * FROM document WHERE org = ? AND contact = ?', context.org.id, from);
			for (const row of moved) saveUnless(context, 'silent-merge', { ...row, contact: into });
			const payments = context.store.all<{ id: string }>(
				'SELECT p.id FROM payment p JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document WHERE p.org = ? AND d.contact = ?',
				context.org.id,
				into,
			);
			for (const payment of context.store.rough.is('silent-merge') ? [] : payments)
				context.store.run('UPDATE payment SET updated = ? WHERE org = ? AND id = ?', context.store.tick(), context.org.id, payment.id);
			saveContact(context, { ...source, status: 'ARCHIVED', merged_to: into });
			saveContact(context, target);
		}),
});
