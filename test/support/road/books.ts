/** Books of the road: a handful of customers, each with a story of their own, so that a journey can name who pays what. */
import type { Provider } from '../../../shared/domain/document.ts';
import type { ScenarioFile } from '../../../shared/wire/scenario.ts';

type Organisation = ScenarioFile['organisations'][number];
export type RoadBooks = Pick<Organisation, 'customers' | 'documents'>;

/** A currency in which Stripe knows a bank debit too. */
export const currencyOf: Readonly<Record<Provider, string>> = { xero: 'GBP', quickbooks: 'USD' };

export type Owed = { readonly number: string; readonly due: string; readonly total: string };
export type Story = { readonly id: string; readonly email: string | null; readonly language?: string; readonly owes: readonly Owed[] };

/**
 * Due days make every one of them a candidate on the first day, but for `later`, and again on the second as far as they still owe: one owes two invoices and
 * pays both, one pays part of one, one pays by debit, one pays past us between plan and mail, one has no address, one is never heard of.
 */
export const stories = {
	whole: {
		id: 'whole',
		email: 'whole@customers.example',
		owes: [
			{ number: 'W-1', due: '-9d', total: '340.10' },
			{ number: 'W-2', due: '-4d', total: '59.90' },
		],
	},
	part: { id: 'part', email: 'part@customers.example', language: 'es', owes: [{ number: 'P-1', due: '-20d', total: '1000.00' }] },
	debit: { id: 'debit', email: 'debit@customers.example', language: 'ru', owes: [{ number: 'D-1', due: '-9d', total: '75.25' }] },
	elsewhere: { id: 'elsewhere', email: 'elsewhere@customers.example', owes: [{ number: 'E-1', due: '-3d', total: '210.00' }] },
	silent: { id: 'silent', email: null, owes: [{ number: 'S-1', due: '-5d', total: '18.00' }] },
	later: { id: 'later', email: 'later@customers.example', owes: [{ number: 'L-1', due: '+40d', total: '500.00' }] },
} as const satisfies Readonly<Record<string, Story>>;

/** Every invoice was issued 40 days before it fell due. */
const issuedOf = (due: string): string => {
	const days = Number(due.replace('d', '')) - 40;
	return days > 0 ? `+${days}d` : `${days}d`;
};

export const roadBooks = (provider: Provider, of: readonly Story[] = Object.values(stories)): RoadBooks => ({
	customers: of.map(({ id, email, language }) => ({
		id,
		name: `Customer ${id}`,
		email,
		language: language ?? null,
		currency: currencyOf[provider],
	})),
	documents: of.flatMap(({ id, owes }) =>
		owes.map(({ number, due, total }) => ({
			kind: 'invoice' as const,
			id: number,
			customer: id,
			currency: currencyOf[provider],
			number,
			issued: issuedOf(due),
			due,
			total,
		})),
	),
});
