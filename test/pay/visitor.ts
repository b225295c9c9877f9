/** A customer's browser without JavaScript, over HTTP: keeps the cookie, reads the forms, presses a button. */
export type Shown = {
	readonly status: number;
	readonly headers: Headers;
	readonly html: string;
	/** Of a redirect. */
	readonly to: string | null;
};
export type Form = Record<string, string | string[]>;

const unescaped = (text: string): string =>
	text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | null => {
	const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
	return found === undefined ? null : unescaped(found);
};

/** The fields of every form on a page as a browser would send them, nothing ticked. */
export const formsOf = (html: string): Form[] =>
	[...html.matchAll(/<form[^>]*>(.*?)<\/form>/gs)].map(([, inside = '']) => {
		const fields: Form = {};
		for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
			const [name, value] = [attribute(tag, 'name'), attribute(tag, 'value')];
			if (name !== null && attribute(tag, 'type') !== 'checkbox') fields[name] = value ?? '';
		}
		return fields;
	});

export class Visitor {
	readonly #origin: string;
	readonly #language: string;
	cookie: string | null = null;

	constructor(origin: string, language = 'en') {
		this.#origin = origin;
		this.#language = language;
	}

	async #ask(path: string, init: RequestInit = {}): Promise<Shown> {
		const answer = await fetch(new URL(path, this.#origin), {
			...init,
			redirect: 'manual',
			headers: {
				accept: 'text/html',
				'accept-language': this.#language,
				...(this.cookie === null ? {} : { cookie: this.cookie }),
				...init.headers,
			},
		});
		const set = answer.headers.get('set-cookie');
		if (set) this.cookie = set.split(';')[0] ?? null;
		return { status: answer.status, headers: answer.headers, html: await answer.text(), to: answer.headers.get('location') };
	}

	get(path: string): Promise<Shown> {
		return this.#ask(path);
	}
	/** From the mail to the page. */
	async open(link: string): Promise<Shown> {
		const first = await this.#ask(link);
		return first.to === null ? first : this.#ask(first.to);
	}
	send(form: Form, headers: Record<string, string> = { origin: 'null', 'sec-fetch-site': 'same-origin' }): Promise<Shown> {
		const body = new URLSearchParams();
		for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) body.append(name, each);
		return this.#ask('/pay', { method: 'POST', body, headers });
	}
	/** A form of the page on which they ask for something. */
	ask(what: string, form: Form, headers: Record<string, string> = { origin: 'null', 'sec-fetch-site': 'same-origin' }): Promise<Shown> {
		const body = new URLSearchParams();
		for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) body.append(name, each);
		return this.#ask(`/pay/ask/${what}`, { method: 'POST', body, headers });
	}
	/** The form of that kind and currency. */
	static form({ html }: Shown, what: 'all' | 'late' | 'chosen', currency = 'EUR'): Form {
		const form = formsOf(html).find((each) => each.what === what && each.currency === currency);
		if (!form) throw new Error(`the page has no form for ${what} in ${currency}`);
		return form;
	}
}
