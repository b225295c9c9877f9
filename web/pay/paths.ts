/** Where the customer's pages lead. */
import type { Language } from './word-shape.ts';

export const payPaths = {
	page: '/pay',
	inLanguage: (language: Language, page = 1): string => `/pay?lang=${language}${page > 1 ? `&page=${page}` : ''}`,
	done: (checkout: string, language: Language): string => `/pay/done?checkout=${encodeURIComponent(checkout)}&lang=${language}`,
} as const;
