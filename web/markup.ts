/**
 * HTML text, escaped where it is put in. Whatever is interpolated into `html` is text unless it was made by `html` (or `raw`) itself,
 * so a customer's name can never become markup. Only `web/style.ts` and fixed fragments go through `raw`.
 */
import { type raw, html as tag } from 'hono/html';

/** A piece of finished, escaped HTML. */
export type Html = ReturnType<typeof raw>;
/** What may stand in a page: text and numbers are escaped, `false`, `null` and `undefined` print nothing, lists print one after another. */
export type Child = string | number | boolean | null | undefined | Html | readonly Child[];

const trimmed = new WeakMap<TemplateStringsArray, TemplateStringsArray>();
/** Our own indentation is not sent: HTTP APIs do not compress, and it is a fifth of a page. */
const withoutIndent = (strings: TemplateStringsArray): TemplateStringsArray => {
	const seen = trimmed.get(strings);
	if (seen) return seen;
	const cut = strings.map((text) => text.replace(/\n\t+/g, '\n'));
	const made = Object.assign(cut, { raw: cut });
	trimmed.set(strings, made);
	return made;
};

/** hono's `html`, with typed children and without its promises. */
export const html = (strings: TemplateStringsArray, ...values: readonly Child[]): Html => {
	const made = tag(withoutIndent(strings), ...values);
	if (made instanceof Promise) throw new TypeError('a page is made of finished text, not of promises');
	return made;
};

/**
 * A name as people wrote it, in its own writing direction: `bdi` keeps right-to-left letters and stray direction marks from
 * reordering what stands beside it.
 */
export const name = (text: string, language?: string | null): Html =>
	language && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)
		? html`<bdi lang="${language}">${text || 'No name'}</bdi>`
		: html`<bdi>${text || 'No name'}</bdi>`;
