/** Xero in a history: a small organisation with something of everything, and a bookkeeper who never rests. */

import type { XeroDump } from '../../../local/sandbox/xero/dump.ts';
import { EditRefused } from '../../../local/sandbox/xero/edit/context.ts';
import { startXeroSandbox, type XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { type Chance, seeded } from '../../../local/scenario/seeded.ts';
import { addDays, addMonths, type Day, day } from '../../../shared/domain/day.ts';
import { ledgerId } from '../../../shared/domain/document.ts';
import { type ScenarioFile, scenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { pickOf, type Side, type Start, type TrueDocument, type Truth } from './ledger.ts';
import { startingBooks } from './starting-books.ts';

const orgId = '0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d';
const codes = ['GBP', 'EUR', 'KWD'] as const;

const editOf = (sandbox: Awaited<ReturnType<typeof startXeroSandbox>>, chance: Chance, today: Day): string | null => {
	const books = sandbox.edit(orgId);
	const { contacts, documents } = sandbox.dump(orgId);
	const active = contacts.filter((each) => !each.archived);
	const invoices = documents.filter((each) => each.kind === 'invoice');
	const open = invoices.filter((each) => each.status === 'AUTHORISED' && each.rest > 0);
	const credits = documents.filter((each) => each.kind !== 'invoice' && each.kind !== 'payment');
	const left = credits.filter((each) => each.status === 'AUTHORISED' && each.rest > 0);
	const kindOf = (credit: (typeof credits)[number]): 'credit-note' | 'overpayment' | 'prepayment' =>
		credit.kind === 'overpayment' || credit.kind === 'prepayment' ? credit.kind : 'credit-note';
	const someDay = (): Day => addDays(today, chance.between(-70, 30));
	const contact = pickOf(chance, active);
	const kinds: readonly [weight: number, name: string, edit: () => boolean][] = [
		[
			5,
			'create',
			() => {
				if (!contact) return false;
				const issued = addDays(today, chance.between(-40, 0));
				books.addInvoice({
					contact: contact.id,
					currency: pickOf(chance, codes) ?? 'GBP',
					issued,
					due: addDays(issued, chance.between(0, 60)),
					total: chance.between(1, 90_000),
					status: chance.next() < 0.12 ? 'DRAFT' : 'AUTHORISED',
				});
				return true;
			},
		],
		[
			4,
			'edit amount',
			() => {
				const one = pickOf(chance, open);
				return one !== null && Boolean(books.changeInvoice(one.id, { total: one.total - one.rest + chance.between(0, 50_000) }));
			},
		],
		[
			4,
			're-date',
			() => {
				const one = pickOf(chance, open);
				return one !== null && Boolean(books.changeInvoice(one.id, { due: someDay(), reference: `moved ${chance.between(1, 99)}` }));
			},
		],
		[
			3,
			'move to another customer',
			() => {
				const one = pickOf(chance, open);
				return one !== null && contact !== null && Boolean(books.changeInvoice(one.id, { contact: contact.id }));
			},
		],
		[
			6,
			'pay part',
			() => {
				const one = pickOf(chance, open);
				return one !== null && Boolean(books.pay(one.id, { amount: chance.between(1, one.rest), day: today }));
			},
		],
		[
			4,
			'pay whole',
			() => {
				const one = pickOf(chance, open);
				return one !== null && Boolean(books.pay(one.id, { amount: one.rest, day: today }));
			},
		],
		[
			3,
			'delete payment',
			() => {
				const one = pickOf(
					chance,
					documents.filter((each) => each.kind === 'payment' && each.status === 'AUTHORISED'),
				);
				return one !== null && Boolean(books.deletePayment(one.id));
			},
		],
		[
			4,
			'credit',
			() => {
				if (!contact) return false;
				const kind = pickOf(chance, ['credit-note', 'overpayment', 'prepayment'] as const) ?? 'credit-note';
				books.addCredit(kind, {
					contact: contact.id,
					currency: pickOf(chance, codes) ?? 'GBP',
					issued: today,
					total: chance.between(1, 30_000),
				});
				return true;
			},
		],
		[
			6,
			'allocate',
			() => {
				for (const credit of left) {
					const to = open.find((each) => each.contact === credit.contact && each.currency === credit.currency);
					if (!to) continue;
					const amount = chance.between(1, Math.min(credit.rest, to.rest));
					return Boolean(books.allocate(kindOf(credit), credit.id, { invoice: to.id, amount, day: today }));
				}
				return false;
			},
		],
		[
			2,
			'refund',
			() => {
				const one = pickOf(chance, left);
				return one !== null && Boolean(books.refund(kindOf(one), one.id, { amount: chance.between(1, one.rest), day: today }));
			},
		],
		[
			3,
			'void invoice',
			() => {
				const one = pickOf(chance, open);
				return one !== null && Boolean(books.voidInvoice(one.id));
			},
		],
		[
			2,
			'void credit',
			() => {
				const one = pickOf(chance, left);
				return one !== null && Boolean(books.voidCredit(kindOf(one), one.id));
			},
		],
		[
			2,
			'authorise or delete a draft',
			() => {
				const one = pickOf(
					chance,
					invoices.filter((each) => each.status === 'DRAFT'),
				);
				return one !== null && Boolean(chance.next() < 0.5 ? books.authorise(one.id) : books.deleteDraft(one.id));
			},
		],
		[
			1,
			'merge customers',
			() => {
				const into = pickOf(
					chance,
					active.filter((each) => each.id !== contact?.id),
				);
				if (!contact || !into || active.length < 3) return false;
				books.mergeContacts(contact.id, into.id);
				return true;
			},
		],
		[1, 'archive customer', () => contact !== null && active.length > 2 && Boolean(books.archiveContact(contact.id))],
		[1, 'add customer', () => Boolean(books.addContact({ name: `New ${chance.between(1, 9999)}` }))],
		[
			1,
			'rename customer',
			() =>
				contact !== null && Boolean(books.changeContact(contact.id, { name: `Renamed ${chance.between(1, 9999)}`, email: 'a@b.example' })),
		],
	];
	return drawn(chance, kinds, EditRefused);
};

/** Draws one of the weighted edits and does it; null when it does nothing or the books refuse it. */
export const drawn = (
	chance: Chance,
	kinds: readonly (readonly [weight: number, name: string, edit: () => boolean])[],
	refused: new (message: string) => Error,
): string | null => {
	let at = chance.next() * kinds.reduce((all, [weight]) => all + weight, 0);
	const kind = kinds.find(([weight]) => {
		at -= weight;
		return at < 0;
	});
	if (!kind) return null;
	try {
		return kind[2]() ? kind[1] : null;
	} catch (error) {
		if (error instanceof refused) return null;
		throw error;
	}
};

const states: Readonly<Record<string, TrueDocument['state']>> = { AUTHORISED: 'open', PAID: 'closed', VOIDED: 'void', DELETED: null };

/** The books as our copy should have them. `horizon`: closed documents older than that may be left out. */
export const xeroTruth = ({ contacts, documents }: XeroDump, horizon: Day): Truth => ({
	customers: contacts,
	documents: documents
		.filter((each) => each.status !== 'DRAFT')
		.map((each): TrueDocument => {
			// A payment stays what it was; whatever is left to do with it stands on its invoice or credit.
			const state = each.kind === 'payment' && each.status === 'AUTHORISED' ? 'closed' : (states[each.status] ?? null);
			return {
				kind: each.kind,
				id: each.id,
				state,
				customer: each.contact,
				currency: each.currency,
				number: each.number,
				total: each.total,
				rest: each.rest,
				issued: each.issued,
				due: each.kind === 'invoice' ? each.due : null,
				expected: state === 'open' || (state !== null && each.updated.slice(0, 10) >= horizon && each.issued >= horizon),
			};
		}),
});

/** With the sandbox, for those who do more in it. */
export type XeroSide = Side & { readonly sandbox: XeroSandbox; readonly organisation: string };

/** `limits`: whether Xero's own are kept. */
export const xeroSide = (seed: number, size: number, limits = false): Start<XeroSide> =>
	xeroSideOf(startingBooks(seeded(seed), 'xero', size), limits);
export const xeroSideOf =
	(books: Pick<ScenarioFile['organisations'][number], 'customers' | 'documents'>, limits = false): Start<XeroSide> =>
	async ({ xero, webhooks, now }) => {
		const sandbox = await startXeroSandbox({ port: 0, dir: null, ...xero, webhookUrl: `${webhooks}/xero`, now, limits });
		const today = day(now().slice(0, 10));
		sandbox.load(
			scenarioOrganisation.parse({
				provider: 'xero',
				id: orgId,
				name: 'Harbour & Sons',
				baseCurrency: 'GBP',
				rates: { EUR: '0.85', KWD: '2.5' },
				timeZone: 'Europe/London',
				country: 'GB',
				...books,
			}),
			today,
		);
		const horizon = addMonths(today, -24);
		return {
			sandbox,
			organisation: orgId,
			provider: 'xero',
			ledger: ledgerId('xero', orgId),
			faults: sandbox.faults,
			endpoints: sandbox.endpoints,
			edit: (chance, on) => editOf(sandbox, chance, on),
			silent: (on) => {
				for (const which of ['silent-merge', 'silent-delete', 'silent-date'] as const) sandbox.rough.set(which, on);
			},
			truth: () => xeroTruth(sandbox.dump(orgId), horizon),
			agree: async (consentUrl) => {
				const form = new URL(consentUrl).searchParams;
				form.set('person', sandbox.people[0].id);
				form.set('organisation', orgId);
				form.set('decision', 'agree');
				const answer = await fetch(`${sandbox.origin}/identity/connect/authorize`, { method: 'POST', body: form, redirect: 'manual' });
				return answer.headers.get('location') ?? '';
			},
			webhooksIdle: () => sandbox.webhooksIdle(),
			close: () => sandbox.close(),
		};
	};
