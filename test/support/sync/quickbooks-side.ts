/** QuickBooks in a history: a small company with something of everything, and a bookkeeper who never rests. */
import type { Dump } from '../../../local/sandbox/quickbooks/dump.ts';
import { EditError } from '../../../local/sandbox/quickbooks/edit-error.ts';
import { type QuickbooksSandbox, startQuickbooksSandbox } from '../../../local/sandbox/quickbooks/index.ts';
import { type Chance, seeded } from '../../../local/scenario/seeded.ts';
import { addDays, addMonths, type Day, day } from '../../../shared/domain/day.ts';
import { ledgerId } from '../../../shared/domain/document.ts';
import { currency } from '../../../shared/domain/money.ts';
import { type ScenarioFile, scenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { pickOf, type Side, type Start, type TrueDocument, type Truth } from './ledger.ts';
import { editsByHand, journalTruth } from './quickbooks-hand.ts';
import { startingBooks } from './starting-books.ts';
import { drawn } from './xero-side.ts';

const realm = '9130350000000001';
const kinds = { Invoice: 'invoice', CreditMemo: 'credit-note', Payment: 'payment', RefundReceipt: 'refund-receipt' } as const;

const editOf = (sandbox: QuickbooksSandbox, chance: Chance, today: Day): string | null => {
	const books = sandbox.edit(realm);
	const { customers, documents } = sandbox.dump(realm);
	const active = customers.filter((each) => each.active === 1);
	const live = documents.filter((each) => each.state === 'live');
	const open = live.filter((each) => each.type === 'Invoice' && each.balance > 0);
	const memos = live.filter((each) => each.type === 'CreditMemo' && each.balance > 0);
	const money = live.filter((each) => each.type === 'Payment' && each.balance > 0);
	const customer = pickOf(chance, active);
	const invoice = pickOf(chance, open);
	const done = (work: unknown): boolean => work !== false;
	/** Parts of up to three open invoices of one customer, no more than `most` in all. */
	const partsOf = (of: number, most: number): { invoice: number; minor: number }[] => {
		let left = most;
		return open
			.filter((each) => each.customer === of)
			.slice(0, chance.between(1, 3))
			.flatMap((each) => {
				const minor = Math.min(left, chance.next() < 0.5 ? each.balance : chance.between(1, each.balance));
				left -= minor;
				return minor > 0 ? [{ invoice: each.id, minor }] : [];
			});
	};
	return drawn(
		chance,
		[
			...editsByHand(sandbox, realm, chance, today),
			[
				5,
				'create',
				() => {
					if (!customer) return false;
					const issued = addDays(today, chance.between(-40, 0));
					const total = chance.between(1, 90_000);
					return done(
						books.createInvoice({
							customer: customer.id,
							day: issued,
							due: addDays(issued, chance.between(0, 60)),
							total,
							number: `N${chance.between(1, 9999)}`,
						}),
					);
				},
			],
			[
				4,
				'edit amount',
				() =>
					invoice !== null &&
					done(books.edit('Invoice', invoice.id, { total: invoice.total - invoice.balance + chance.between(0, 50_000) })),
			],
			[
				4,
				're-date',
				() =>
					invoice !== null &&
					done(
						books.edit('Invoice', invoice.id, {
							due: addDays(today, chance.between(-70, 30)),
							reference: `moved ${chance.between(1, 99)}`,
						}),
					),
			],
			[
				6,
				'pay part',
				() =>
					invoice !== null &&
					done(
						books.pay({
							customer: invoice.customer,
							day: today,
							total: invoice.balance,
							apply: [{ invoice: invoice.id, minor: chance.between(1, invoice.balance) }],
						}),
					),
			],
			[
				4,
				'pay whole',
				() =>
					invoice !== null &&
					done(
						books.pay({
							customer: invoice.customer,
							day: today,
							total: invoice.balance,
							apply: [{ invoice: invoice.id, minor: invoice.balance }],
						}),
					),
			],
			[
				4,
				'pay several',
				() => {
					if (!invoice) return false;
					const apply = partsOf(invoice.customer, 1_000_000);
					const total = apply.reduce((all, each) => all + each.minor, 0) + chance.between(0, 1) * chance.between(0, 4000);
					return done(books.pay({ customer: invoice.customer, day: today, total, apply }));
				},
			],
			[
				2,
				'money on account',
				() => customer !== null && done(books.pay({ customer: customer.id, day: today, total: chance.between(1, 20_000) })),
			],
			[
				4,
				'apply money',
				() => {
					const one = pickOf(chance, money);
					const parts = one ? partsOf(one.customer, one.balance) : [];
					return one !== null && parts.length > 0 && done(books.applyPayment(one.id, parts));
				},
			],
			[
				3,
				'credit',
				() =>
					customer !== null &&
					done(
						books.credit({ customer: customer.id, day: today, total: chance.between(1, 30_000), number: `CM${chance.between(1, 999)}` }),
					),
			],
			[
				5,
				'apply credit',
				() => {
					const one = pickOf(chance, memos);
					const parts = one ? partsOf(one.customer, one.balance) : [];
					return one !== null && parts.length > 0 && done(books.applyCredit(one.id, today, parts));
				},
			],
			[
				3,
				'void',
				() => {
					const one = pickOf(chance, live);
					return one !== null && done(books.voidDocument(one.type, one.id));
				},
			],
			[
				4,
				'delete',
				() => {
					const one = pickOf(chance, live);
					return one !== null && done(books.deleteDocument(one.type, one.id));
				},
			],
			[
				1,
				'merge customers',
				() => {
					const into = active.find((each) => each.id !== customer?.id && each.currency === customer?.currency);
					return customer !== null && into !== undefined && active.length > 3 && done(books.mergeCustomers(customer.id, into.id));
				},
			],
			[1, 'archive customer', () => customer !== null && active.length > 3 && done(books.editCustomer(customer.id, { active: 0 }))],
			[
				1,
				'add customer',
				() =>
					done(
						books.createCustomer({
							name: `New ${chance.between(1, 9999)}`,
							currency: currency(pickOf(chance, ['USD', 'MXN', 'JPY']) ?? 'USD'),
						}),
					),
			],
			[
				1,
				'rename customer',
				() =>
					customer !== null && done(books.editCustomer(customer.id, { name: `Renamed ${chance.between(1, 9999)}`, email: 'a@b.example' })),
			],
		],
		EditError,
	);
};

/** The books as our copy should have them. `horizon`: closed documents older than that may be left out. */
export const quickbooksTruth = ({ customers, documents, journals }: Dump, horizon: Day): Truth => ({
	customers: customers.map(({ id, name, email, active }) => ({ id: String(id), name, email, archived: active === 0 })),
	documents: [
		...journalTruth({ journals }),
		...documents.map((each): TrueDocument => {
			const state = each.state === 'deleted' ? null : each.state === 'void' ? 'void' : each.balance > 0 ? 'open' : 'closed';
			return {
				kind: kinds[each.type],
				id: String(each.id),
				state,
				customer: String(each.customer),
				currency: each.currency,
				number: each.type === 'Payment' ? '' : each.number,
				total: each.total,
				rest: each.balance,
				issued: each.day,
				due: each.type === 'Invoice' ? (each.due ?? each.day) : null,
				expected: state === 'open' || (state !== null && each.day >= horizon),
			};
		}),
	],
});

/** With the sandbox, for those who do more in it. */
export type QuickbooksSide = Side & { readonly sandbox: QuickbooksSandbox; readonly organisation: string };

export const quickbooksSide = (seed: number, size: number): Start<QuickbooksSide> =>
	quickbooksSideOf(startingBooks(seeded(seed), 'quickbooks', size));
export const quickbooksSideOf =
	(books: Pick<ScenarioFile['organisations'][number], 'customers' | 'documents'>): Start<QuickbooksSide> =>
	async ({ quickbooks, webhooks, now }) => {
		const sandbox = await startQuickbooksSandbox({
			port: 0,
			dir: null,
			...quickbooks,
			webhookUrl: `${webhooks}/quickbooks`,
			now,
			limits: false,
		});
		const today = day(now().slice(0, 10));
		sandbox.load(
			scenarioOrganisation.parse({
				provider: 'quickbooks',
				id: realm,
				name: 'Tortuga Trading',
				baseCurrency: 'USD',
				rates: { MXN: '0.055', JPY: '0.0067' },
				timeZone: 'America/Chicago',
				country: 'US',
				...books,
			}),
			today,
		);
		const horizon = addMonths(today, -24);
		return {
			sandbox,
			organisation: realm,
			provider: 'quickbooks',
			ledger: ledgerId('quickbooks', realm),
			faults: sandbox.faults,
			endpoints: sandbox.endpoints,
			edit: (chance, on) => editOf(sandbox, chance, on),
			silent: (on) => {
				for (const which of ['silent-merge', 'silent-delete', 'silent-date', 'silent-settle'] as const) sandbox.rough.set(which, on);
			},
			truth: () => quickbooksTruth(sandbox.dump(realm), horizon),
			agree: async (consentUrl) => sandbox.agree(consentUrl, realm),
			webhooksIdle: () => sandbox.webhooksIdle(),
			close: () => sandbox.close(),
		};
	};
