/** Languages of Stripe's payment page (stripe 23.1.0, `SessionCreateParams.Locale`). */
const known = new Set(
	`bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW`.split(
		' ',
	),
);
/** Spanish as it is written in America. */
const american = /^es-(4\d\d|AR|BO|CL|CO|CR|CU|DO|EC|GT|HN|MX|NI|PA|PE|PR|PY|SV|US|UY|VE)$/;

/** The nearest to a BCP 47 tag; `auto`, the browser's, where there is none. */
export const localeOf = (tag: string): string => {
	if (american.test(tag)) return 'es-419';
	const [language = ''] = tag.split('-');
	return [tag, language].find((each) => known.has(each)) ?? 'auto';
};
