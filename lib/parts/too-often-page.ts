/** What the edge itself answers to a flood. It knows neither customer nor language, so it says it in all three; WAF takes 4 KB. No script, nothing loaded. */
const said = [
	['en', 'Too many requests', 'Please wait a minute, then try again. Nothing was charged.'],
	['es', 'Demasiadas peticiones', 'Espere un minuto e inténtelo de nuevo, por favor. No se ha cobrado nada.'],
	['ru', 'Слишком много запросов', 'Пожалуйста, подождите минуту и попробуйте снова. Ничего не списано.'],
] as const;

export const tooOftenPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>429</title><body style="font:1.1rem/1.5 sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem">${said
	.map(([language, title, text]) => `<section lang="${language}"><h1 style="font-size:1.3rem">${title}</h1><p>${text}</p></section>`)
	.join('')}</body></html>`;
