/** Where the postings of a ledger go, and whether the account that was chosen will do. */
import type { Instant } from './day.ts';
import type { CompanyId, LedgerId } from './document.ts';
import type { Currency } from './money.ts';
import type { AccountRole, PostingAccounts, PostingStep } from './posting.ts';

/** An account, or a product or service of QuickBooks, that something can be posted to, as its ledger lists it. */
export type LedgerAccount = {
	readonly id: string;
	/** The number people know it by; empty where it has none. */
	readonly code: string;
	readonly name: string;
	/** Null: takes whatever currency the document has. */
	readonly currency: Currency | null;
	/** What it is fit for, by the ledger's own rules. Empty ones are left out of the list. */
	readonly fit: readonly AccountRole[];
	/** Money only comes in on it, like QuickBooks' Undeposited Funds: nothing is paid from it. Absent on lists from before it was kept. */
	readonly receivesOnly?: true;
};

/** What a company decided about the postings of one ledger. */
export type PostingSettings = {
	readonly company: CompanyId;
	readonly ledger: LedgerId;
	readonly chosen: PostingAccounts;
	/** As the ledger listed its accounts last, the first `accountsKept`; null: never asked. */
	readonly listed: { readonly at: Instant; readonly accounts: readonly LedgerAccount[] } | null;
	/** When a list was asked for that has not come yet. */
	readonly asked: Instant | null;
	/** Why the list asked for last did not come, in words. */
	readonly problem: string | null;
	/** Whole major units of the document's currency: what is more is written off by nobody alone. */
	readonly writeOffMost: number;
	readonly rev: number;
};

/** More than any ledger we know has; an item holds 400 KB. */
export const accountsKept = 1000;

export const newPostingSettings = (company: CompanyId, ledger: LedgerId): PostingSettings => ({
	company,
	ledger,
	chosen: { banks: {} },
	listed: null,
	asked: null,
	problem: null,
	writeOffMost: 10,
	rev: 0,
});

type Need = { readonly role: AccountRole; readonly paysOut: boolean };
const needOf = (step: PostingStep): Need | null => {
	const role = roleOf(step);
	return role && { role, paysOut: step.do === 'refund' };
};

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
export const misfit = (account: string, role: AccountRole, currency: Currency | null, listed: readonly LedgerAccount[]): string | null => {
	const found = listed.find(({ id }) => id === account);
	if (!found) return 'is archived or gone in the ledger';
	if (!found.fit.includes(role)) return `(${found.name}) is of a kind that the ledger does not take for this`;
	if (found.currency !== null && currency !== null && found.currency !== currency) return `(${found.name}) is in ${found.currency}`;
	return null;
};

/** The same for all that a step does with the account. */
const misfitOf = (account: string, { role, paysOut }: Need, currency: Currency, listed: readonly LedgerAccount[]): string | null => {
	const why = misfit(account, role, currency, listed);
	const found = listed.find(({ id }) => id === account);
	if (why !== null || !paysOut || found?.receivesOnly !== true) return why;
	return `(${found.name}) only takes money in, and this is paid out of it`;
};

/** Why the steps cannot be posted with what is chosen, in a sentence; null: they can. `listed: null`: only whether something is chosen. */
export const unfit = (
	chosen: PostingAccounts,
	steps: readonly PostingStep[],
	currency: Currency,
	listed: readonly LedgerAccount[] | null,
): string | null => {
	for (const need of steps.flatMap((step) => needOf(step) ?? [])) {
		const { role } = need;
		const account = chosenFor(chosen, role, currency);
		const what = roleText(role, currency);
		if (account === undefined) return `Nobody has chosen ${what} yet. Choose it under "Accounts", then try again.`;
		const why = listed && misfitOf(account, need, currency, listed);
		if (why) return `${what.replace(/^t/, 'T')} ${why}. Choose another under "Accounts", then try again.`;
	}
	return null;
};
