/**
 * Are two entries of ledgers one party? Reasons for a person who decides, never a decision. Used for debtors that own several customers, and for customers
 * that are also suppliers.
 */
import {
	addressKey,
	bankKey,
	companyNumberKey,
	emailKey,
	isIban,
	nameKey,
	ownHostKey,
	phoneKey,
	type TaxKey,
	taxKey,
} from './party-keys.ts';

/** As ledgers say it; what they do not say is absent. */
export type Party = {
	readonly name: string;
	/** Of the party and of people there. */
	readonly emails?: readonly string[];
	readonly taxId?: string;
	readonly companyNumber?: string;
	/** ISO 3166-1 alpha-2. */
	readonly country?: string | null;
	readonly address?: readonly string[];
	readonly phone?: string;
	readonly bankAccounts?: readonly string[];
};

/** Strongest first; reasons are given in this order. */
export const signs = ['tax-id', 'company-number', 'bank-account', 'email', 'email-host', 'address', 'phone', 'name'] as const;
export type Sign = (typeof signs)[number];

/** `strong`: hardly two parties have it. `fair`: worth asking a person. `weak`: says something only beside another reason. */
export type Strength = 'strong' | 'fair' | 'weak';

/** `shared`: what both have, as it was compared: shown to the person who decides. It may be personal data. */
export type Reason = { readonly sign: Sign; readonly strength: Strength; readonly shared: string };

export type PartyKey = { readonly sign: Sign; readonly key: string };

const presentOf = (keys: readonly (string | null)[]): string[] => [...new Set(keys.filter((key) => key !== null))];

const keysBySign = (party: Party): Readonly<Record<Sign, readonly string[]>> => {
	const emails = party.emails ?? [];
	return {
		'tax-id': presentOf([taxKey(party.taxId)?.body ?? null]),
		'company-number': presentOf([companyNumberKey(party.companyNumber)]),
		'bank-account': presentOf((party.bankAccounts ?? []).map(bankKey)),
		email: presentOf(emails.map(emailKey)),
		'email-host': presentOf(emails.map(ownHostKey)),
		address: presentOf([addressKey(party.address)]),
		phone: presentOf([phoneKey(party.phone)]),
		name: presentOf([nameKey(party.name)?.core ?? null]),
	};
};

/** Two parties that share no key have no evidence between them: gather parties by these instead of comparing each with each. */
export const partyKeys = (party: Party): PartyKey[] => {
	const all = keysBySign(party);
	return signs.flatMap((sign) => all[sign].map((key) => ({ sign, key })));
};

/** Both are known and differ. */
const differ = (a: string | null | undefined, b: string | null | undefined): boolean => Boolean(a) && Boolean(b) && a !== b;

const taxCountry = (party: Party, key: TaxKey | null): string | null => key?.country ?? party.country ?? null;

/** One body under two countries' prefixes is two numbers; under two countries of which only one is written, perhaps. */
const taxStrength = (a: Party, b: Party): Strength | null => {
	const [keyA, keyB] = [taxKey(a.taxId), taxKey(b.taxId)];
	if (differ(keyA?.country, keyB?.country)) return null;
	return differ(taxCountry(a, keyA), taxCountry(b, keyB)) ? 'weak' : 'strong';
};

/** Two companies of one country with two tax or register numbers are two companies, whatever else they share. */
const areTold = (a: Party, b: Party): boolean => {
	const [taxA, taxB] = [taxKey(a.taxId), taxKey(b.taxId)];
	const isOneCountry = !differ(taxCountry(a, taxA), taxCountry(b, taxB));
	const isOtherTax = isOneCountry && differ(taxA?.body, taxB?.body);
	const isOtherNumber = !differ(a.country, b.country) && differ(companyNumberKey(a.companyNumber), companyNumberKey(b.companyNumber));
	return isOtherTax || isOtherNumber;
};

/** Müller GmbH and Müller Ltd, or one name in two countries, are usually two companies. */
const nameStrength = (a: Party, b: Party): Strength => {
	const [formsA, formsB] = [nameKey(a.name)?.forms.join() ?? '', nameKey(b.name)?.forms.join() ?? ''];
	return differ(a.country, b.country) || differ(formsA, formsB) || areTold(a, b) ? 'weak' : 'fair';
};

const strengthOf = (sign: Sign, a: Party, b: Party, shared: string): Strength | null => {
	switch (sign) {
		case 'tax-id':
			return taxStrength(a, b);
		case 'company-number':
			// Each country counts its own companies.
			if (differ(a.country, b.country)) return null;
			return a.country && b.country ? 'strong' : 'fair';
		case 'bank-account':
			return isIban(shared) ? 'strong' : 'fair';
		case 'email':
			return areTold(a, b) ? 'fair' : 'strong';
		case 'name':
			return nameStrength(a, b);
		default:
			// A house, a switchboard and a domain are also shared by neighbours and by companies of one group.
			return areTold(a, b) ? 'weak' : 'fair';
	}
};

/**
 * Why `a` and `b` may be one party, strongest sign first, each sign once. Pure and symmetric: `evidence(a, b)` equals `evidence(b, a)`. A shared mailbox says
 * more than the shared host of it, which is left out then.
 */
export const evidence = (a: Party, b: Party): Reason[] => {
	const [mine, others] = [keysBySign(a), keysBySign(b)];
	const reasons = signs.flatMap((sign): Reason[] => {
		const [shared] = mine[sign].filter((key) => others[sign].includes(key)).sort();
		if (shared === undefined) return [];
		const strength = strengthOf(sign, a, b, shared);
		return strength === null ? [] : [{ sign, strength, shared }];
	});
	return reasons.filter(({ sign }) => sign !== 'email-host' || reasons.every((one) => one.sign !== 'email'));
};

/** Enough to ask a person. */
export const isWorthAsking = (reasons: readonly Reason[]): boolean => reasons.some(({ strength }) => strength !== 'weak');
