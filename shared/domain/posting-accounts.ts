/** Which account a step goes to, and whether the one that was chosen will do. */
import type { Currency } from './money.ts';
import type { AccountRole, PostingAccounts, PostingStep } from './posting.ts';

/** An account as far as it matters here. */
export type Fit = { readonly id: string; readonly name: string; readonly currency: Currency | null; readonly fit: readonly AccountRole[] };

/** Null: the step needs none. */
export const roleOf = (step: PostingStep): AccountRole | null => {
	switch (step.do) {
		case 'credit-note':
			return step.to;
		case 'late-fee':
			return 'late-fee';
		case 'refund':
			return 'bank';
		case 'clear-invoice':
		case 'clear-bill':
			return 'clearing';
		default:
			return null;
	}
};

export const roleText = (role: AccountRole, currency: Currency): string =>
	role === 'bank'
		? `the bank account for ${currency}`
		: `the account for ${{ discount: 'discounts and credits', 'write-off': 'write-offs', 'late-fee': 'late fees', clearing: 'set-offs' }[role]}`;

export const chosenFor = (chosen: PostingAccounts, role: AccountRole, currency: Currency): string | undefined =>
	role === 'bank' ? chosen.banks[currency] : chosen[role];

/** Why one account will not do for a role, in words; null: it will. `listed`: active ones, as the ledger has them. */
export const misfit = (account: string, role: AccountRole, currency: Currency | null, listed: readonly Fit[]): string | null => {
	const found = listed.find(({ id }) => id === account);
	if (!found) return 'is archived or gone in the ledger';
	if (!found.fit.includes(role)) return `(${found.name}) is of a kind that the ledger does not take for this`;
	if (found.currency !== null && currency !== null && found.currency !== currency) return `(${found.name}) is in ${found.currency}`;
	return null;
};

/** Why the steps cannot be posted with what is chosen, in a sentence; null: they can. `listed: null`: only whether something is chosen. */
export const unfit = (
	chosen: PostingAccounts,
	steps: readonly PostingStep[],
	currency: Currency,
	listed: readonly Fit[] | null,
): string | null => {
	for (const role of new Set(steps.flatMap((step) => roleOf(step) ?? []))) {
		const account = chosenFor(chosen, role, currency);
		const what = roleText(role, currency);
		if (account === undefined) return `Nobody has chosen ${what} yet. Choose it under "Accounts", then try again.`;
		const why = listed && misfit(account, role, currency, listed);
		if (why) return `${what.replace(/^t/, 'T')} ${why}. Choose another under "Accounts", then try again.`;
	}
	return null;
};
