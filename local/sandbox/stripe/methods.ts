/** How one can pay on the hosted page: test cards with a known outcome, and bank debits, which settle days later. */
import type Stripe from 'stripe';

const debitOf: Readonly<Record<string, string>> = {
	eur: 'sepa_debit',
	usd: 'us_bank_account',
	gbp: 'bacs_debit',
	cad: 'acss_debit',
	aud: 'au_becs_debit',
};
const debitNames: Readonly<Record<string, string>> = {
	sepa_debit: 'SEPA direct debit',
	us_bank_account: 'ACH direct debit',
	bacs_debit: 'Bacs direct debit',
	acss_debit: 'Pre-authorised debit',
	au_becs_debit: 'BECS direct debit',
};

/** The dynamic set of a currency, narrowed as the session asks. */
export const methodsFor = (currency: string, allowed: readonly string[] | null, excluded: readonly string[] = []): string[] => {
	const debit = debitOf[currency];
	const all = ['card', ...(debit ? [debit] : [])];
	return all.filter((method) => (allowed?.includes(method) ?? true) && !excluded.includes(method));
};

export type Choice = 'card' | 'card-declined' | 'card-no-funds' | 'card-authenticate' | 'debit' | 'debit-fails';
export const choices: Readonly<Record<Choice, { readonly words: string; readonly last4: string }>> = {
	card: { words: 'Card 4242 4242 4242 4242: succeeds', last4: '4242' },
	'card-authenticate': { words: 'Card 4000 0027 6000 3184: asks for 3-D Secure', last4: '3184' },
	'card-declined': { words: 'Card 4000 0000 0000 0002: is declined', last4: '0002' },
	'card-no-funds': { words: 'Card 4000 0000 0000 9995: has insufficient funds', last4: '9995' },
	debit: { words: 'settles in some days', last4: '3000' },
	'debit-fails': { words: 'fails in some days', last4: '3002' },
};
export const isChoice = (text: string): text is Choice => Object.hasOwn(choices, text);

export const isDebit = (choice: Choice): boolean => choice === 'debit' || choice === 'debit-fails';
/** `card`, `sepa_debit` … of a choice on this session; null when the session does not take it. */
export const methodOf = (session: Stripe.Checkout.Session, choice: Choice): string | null =>
	session.payment_method_types.find((method) => (method === 'card') !== isDebit(choice)) ?? null;
export const choicesOf = (session: Stripe.Checkout.Session): { readonly choice: Choice; readonly words: string }[] =>
	(Object.keys(choices) as Choice[]).flatMap((choice) => {
		const method = methodOf(session, choice);
		if (!method) return [];
		const { words } = choices[choice];
		return [{ choice, words: method === 'card' ? words : `${debitNames[method] ?? method}: ${words}` }];
	});
