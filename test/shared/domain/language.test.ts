import { expect, it } from 'vitest';
import { languageOf } from '../../../shared/domain/language.ts';

it.each([
	['es', 'GB', 'es'],
	['ru-KZ', 'US', 'ru-KZ'],
	[null, 'MX', 'es-MX'],
	['', 'ES', 'es-ES'],
	[null, 'BY', 'ru'],
	[null, 'DE', 'en'],
	[null, null, 'en'],
	['', null, 'en'],
])('language %s, country %s: %s', (language, country, expected) => {
	expect(languageOf({ language, country })).toBe(expected);
});
