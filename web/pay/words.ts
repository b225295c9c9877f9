/** The customer's pages in words: one catalogue a language, each complete by its type. */
import type { Forms, Language, Words } from './word-shape.ts';
import { en } from './words-en.ts';
import { es } from './words-es.ts';
import { ru } from './words-ru.ts';

export const catalogue: Readonly<Record<Language, Words>> = { en, es, ru };
export const languages = Object.keys(catalogue) as readonly Language[];

/** The first of these tags that we have words for; English when there is none. */
export const languageOf = (tags: readonly string[]): Language =>
	tags.map((tag) => languages.find((each) => each === tag.toLowerCase().split('-')[0])).find((each) => each !== undefined) ?? 'en';

/**
 * The first tag of that language that names a country, for its way of writing numbers: `es-MX` writes 1,234.50. English without a country is written as in
 * Britain: the month in words, so that no day can be read as a month.
 */
export const localeOf = (language: Language, tags: readonly string[]): string => {
	const own = tags.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isLocale(tag));
	return own ?? (language === 'en' ? 'en-GB' : language);
};
const isLocale = (tag: string): boolean => /^[a-z]{2}(-[A-Za-z]{4})?-([A-Z]{2}|\d{3})$/.test(tag);

export const plural = (language: Language, forms: Forms, n: number): string =>
	(forms[new Intl.PluralRules(language).select(n)] ?? forms.other).replace('{n}', String(n));
