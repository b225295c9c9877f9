/** Why two entries of ledgers may be one party, for the person who decides. */
import { type Html, html } from './markup.ts';

type Reason = { readonly sign: string; readonly strength: 'strong' | 'fair' | 'weak'; readonly shared: string };

/** The ledger says it, and its id tells a person nothing. */
const parent = 'parent';
const signs: Readonly<Record<string, string>> = {
	[parent]: 'The ledger itself has them as branches or jobs of one customer',
	'tax-id': 'The same tax number',
	'company-number': 'The same number in the register of companies',
	'bank-account': 'The same bank account',
	email: 'The same e-mail address',
	'email-host': 'E-mail addresses at the same company',
	address: 'The same address',
	phone: 'The same telephone number',
	name: 'The same name',
};
const strengths: Readonly<Record<Reason['strength'], string>> = {
	strong: 'hardly a coincidence',
	fair: 'worth a look',
	weak: 'says little by itself',
};

/** “The same e-mail address, pay@acme.example (hardly a coincidence)”. A sign we have no words for is shown as it is. */
export const reasonText = ({ sign, strength, shared }: Reason): Html =>
	html`${signs[sign] ?? sign}${sign !== parent && html`, <bdi>${shared}</bdi> <small>(${strengths[strength]})</small>`}`;
