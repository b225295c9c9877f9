/** Which language a customer is written to in: the ledger's word for it, else their country's, else English. */
import type { Customer } from './document.ts';

const spanish = new Set('AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'.split(' '));
const russian = new Set('BY KG KZ RU'.split(' '));

/** BCP 47. Xero and QuickBooks keep no language of a contact, so it is mostly the country that speaks. */
export const languageOf = ({ language, country }: Pick<Customer, 'language' | 'country'>): string => {
	if (language !== null && language !== '') return language;
	if (country !== null && spanish.has(country)) return `es-${country}`;
	return country !== null && russian.has(country) ? 'ru' : 'en';
};
