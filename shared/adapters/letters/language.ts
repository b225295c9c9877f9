/** Which of our languages a customer is written to in, and how that region writes figures. */
import { en } from './en.ts';
import { es } from './es.ts';
import { ru } from './ru.ts';
import type { Texts } from './texts.ts';

export const languages = { en, es, ru } as const;
export type Language = keyof typeof languages;

/** `tag`: what the letter says its language is. `locale`: whose figures it has. */
export type Written = { readonly texts: Texts; readonly tag: string; readonly locale: string };

/** English of no country: 22 November 2026, 14:02. */
const plainEnglish: Written = { texts: en, tag: 'en', locale: 'en-GB' };

/** `es-MX`, `ru_RU`, `EN`; whatever is none of ours, or no language at all, is English. */
export const writtenIn = (language: string): Written => {
	const asked = /^[a-z]{2,3}([-_][a-z0-9]+)*$/i.test(language) ? language.replaceAll('_', '-') : 'en';
	try {
		const { language: name, region } = new Intl.Locale(asked);
		if (!Object.hasOwn(languages, name)) return plainEnglish;
		const tag = region === undefined ? name : `${name}-${region}`;
		return tag === 'en' ? plainEnglish : { texts: languages[name as Language], tag, locale: tag };
	} catch {
		return plainEnglish;
	}
};
