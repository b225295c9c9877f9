/** A person with a browser, without the browser: cookies, redirects, meta refreshes, and forms filled in by the words on their buttons. */

export type Shown = { readonly url: string; readonly status: number; readonly headers: Headers; readonly html: string };
type Form = {
	readonly action: string;
	readonly method: string;
	readonly fields: readonly (readonly [string, string])[];
	readonly buttons: readonly Button[];
};
type Button = { readonly label: string; readonly name: string | null; readonly value: string };

const unescaped = (text: string): string =>
	text.replace(
		/&(amp|lt|gt|quot|#39|#x27);/g,
		(_, code: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" })[code] ?? '',
	);
const attribute = (tag: string, name: string): string | null => {
	const match = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
	return match ? unescaped(match[1] ?? match[2] ?? match[3] ?? '') : null;
};
const textOf = (html: string): string =>
	unescaped(
		html
			.replace(/<[^>]*>/g, ' ')
			.replace(/\s+/g, ' ')
			.trim(),
	);

export const formsIn = (html: string): readonly Form[] =>
	[...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
		const open = form.slice(0, form.indexOf('>') + 1);
		const inputs = [...form.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => tag);
		const fields = inputs.flatMap((tag): [string, string][] => {
			const name = attribute(tag, 'name');
			const type = attribute(tag, 'type') ?? 'text';
			if (!name || type === 'submit' || ((type === 'radio' || type === 'checkbox') && !/\schecked\b/i.test(tag))) return [];
			return [[name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : '')]];
		});
		const selects = [...form.matchAll(/<select\b[^>]*>[\s\S]*?<\/select>/gi)].flatMap(([select]): [string, string][] => {
			const name = attribute(select, 'name');
			const options = [...select.matchAll(/<option\b[^>]*>/gi)].map(([tag]) => tag);
			const chosen = options.find((tag) => /\sselected\b/i.test(tag)) ?? options[0];
			return name && chosen ? [[name, attribute(chosen, 'value') ?? '']] : [];
		});
		const buttons = [...form.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)].map(([, tag = '', label = '']) => ({
			label: textOf(label),
			name: attribute(` ${tag}`, 'name'),
			value: attribute(` ${tag}`, 'value') ?? '',
		}));
		return {
			action: attribute(open, 'action') ?? '',
			method: (attribute(open, 'method') ?? 'get').toUpperCase(),
			fields: [...fields, ...selects],
			buttons,
		};
	});

export class Visitor {
	#cookies = new Map<string, Map<string, string>>();
	/** Every response seen, for canary tests. */
	readonly seen: Shown[] = [];

	#jar(url: string): Map<string, string> {
		// Browsers keep cookies by host, not port; our local servers share one host, so each port gets its own jar here to keep origins apart.
		const { host } = new URL(url);
		const jar = this.#cookies.get(host) ?? new Map<string, string>();
		this.#cookies.set(host, jar);
		return jar;
	}

	cookies(url: string): ReadonlyMap<string, string> {
		return this.#jar(url);
	}

	async request(
		url: string,
		init: { readonly method?: string; readonly body?: URLSearchParams; readonly from?: string; readonly accept?: string } = {},
	): Promise<Shown> {
		const jar = this.#jar(url);
		const method = init.method ?? 'GET';
		const headers: Record<string, string> = { accept: init.accept ?? 'text/html' };
		if (jar.size) headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
		if (method !== 'GET') headers.origin = new URL(init.from ?? url).origin;
		const response = await fetch(url, { method, headers, redirect: 'manual', ...(init.body ? { body: init.body } : {}) });
		for (const line of response.headers.getSetCookie()) {
			const pair = line.slice(0, line.indexOf(';'));
			const name = pair.slice(0, pair.indexOf('='));
			if (/max-age=0/i.test(line)) jar.delete(name);
			else jar.set(name, pair.slice(pair.indexOf('=') + 1));
		}
		const shown = { url, status: response.status, headers: response.headers, html: await response.text() };
		this.seen.push(shown);
		return shown;
	}

	/** Goes on through redirects and instant meta refreshes, as a browser would. */
	async #follow(shown: Shown): Promise<Shown> {
		let now = shown;
		for (let hops = 0; hops < 15; hops++) {
			const location = now.headers.get('location');
			const refresh = /<meta http-equiv="refresh" content="0; ?url=([^"]+)"/i.exec(now.html)?.[1];
			if (now.status >= 300 && now.status < 400 && location) now = await this.request(new URL(location, now.url).href);
			else if (refresh) now = await this.request(new URL(unescaped(refresh), now.url).href);
			else return now;
		}
		throw new Error(`too many redirects, last ${now.url}`);
	}

	async open(url: string): Promise<Shown> {
		return this.#follow(await this.request(url));
	}

	/** Presses the button with these words (or whose form leads there), with the form's own values and the given ones. */
	async press(page: Shown, words: string, values: Readonly<Record<string, string>> = {}): Promise<Shown> {
		const found = formsIn(page.html)
			.flatMap((form) => form.buttons.map((button) => ({ form, button })))
			.find(({ form, button }) => button.label.includes(words) || form.action.endsWith(words));
		if (!found)
			throw new Error(
				`no button "${words}" on ${page.url}; there are: ${formsIn(page.html)
					.flatMap((form) => form.buttons.map((button) => button.label))
					.join(', ')}`,
			);
		const { form, button } = found;
		const body = new URLSearchParams(form.fields.map(([name, value]): [string, string] => [name, value]));
		for (const [name, value] of Object.entries(values)) body.set(name, value);
		if (button.name) body.set(button.name, button.value);
		const url = new URL(form.action || page.url, page.url);
		if (form.method === 'GET') {
			url.search = body.toString();
			return this.open(url.href);
		}
		return this.#follow(await this.request(url.href, { method: 'POST', body, from: page.url }));
	}

	async json<T>(url: string): Promise<T> {
		const { html, status } = await this.request(url, { accept: 'application/json' });
		if (status !== 200) throw new Error(`${status} ${html}`);
		return JSON.parse(html) as T;
	}
}
