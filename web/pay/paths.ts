/** Where the customer's pages lead. */
import type { AskName } from '../../shared/wire/ask-view.ts';
import type { Language } from './word-shape.ts';

export type AskPath = AskName | 'told' | 'code' | 'answer';

export const payPaths = {
	page: '/pay',
	inLanguage: (language: Language, page = 1): string => `/pay?lang=${language}${page > 1 ? `&page=${page}` : ''}`,
	done: (checkout: string, language: Language): string => `/pay/done?checkout=${encodeURIComponent(checkout)}&lang=${language}`,
	/** Forms of what a customer asks for; what stands (`told`); a code (`code`); an answer (`answer`). */
	ask: (what: AskPath): string => `/pay/ask/${what}`,
	askIn: (what: AskPath, language: Language, id?: string): string =>
		`/pay/ask/${what}?${id === undefined ? '' : `id=${encodeURIComponent(id)}&`}lang=${language}`,
} as const;
