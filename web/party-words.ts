/** Why two entries of ledgers may be one party, for the person who decides. */
import { type Html, html } from './markup.ts';

type Reason = { readonly sign: string; readonly strength: 'strong' | 'fair' | 'weak'; readonly shared: string };

const signs: Readonly<Record<string, string>> = {
	'tax-id': 'the same tax number',
	'company-number': 'the same company number',
	'bank-account': 'the same bank account',
	email: 'the same e-mail address',
	'email-host': 'e-mail addresses at the same company',
	address: 'the same address',
	phone: 'the same telephone number',
	name: 'the same name',
};
const strengths: Readonly<Record<Reason['strength'], string>> = {
	strong: 'hardly a coincidence',
	fair: 'worth a look',
	weak: 'says little by itself',
};

/** “the same e-mail address, pay@acme.example (hardly a coincidence)”. A sign we have no words for is shown as it is. */
export const reasonText = ({ sign, strength, shared }: Reason): Html =>
	html`${signs[sign] ?? sign}, <bdi>${shared}</bdi> <small>(${strengths[strength]})</small>`;
