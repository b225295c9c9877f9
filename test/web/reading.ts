/** Reading a page in a test, without a parser: our pages are well-formed text with quoted attributes, and these say so when they are not. */

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
export const decoded = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);

const body = (page: string): string => page.replace(/<style>[\s\S]*?<\/style>/, '');

export type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** Opening and closing tags in order, attribute values decoded. Throws where a tag is not `<name attr="value" …>`. */
export const tags = (page: string): Tag[] =>
	[...body(page).matchAll(/<([^>]*)>/g)].map(([whole, inside = '']) => {
		const match = /^(!doctype|\/?[a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*\/?$/i.exec(inside.trim());
		if (!match) throw new Error(`not a tag of ours: ${whole}`);
		const attributes = Object.fromEntries(
			[...(match[2] ?? '').matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map((found) => [found[1] ?? '', decoded(found[2] ?? '')]),
		);
		return { name: match[1] ?? '', attributes };
	});

/** Tag and attribute names only: what a text put into the page must never change. */
export const shape = (page: string): string =>
	tags(page)
		.map((tag) => `${tag.name} ${Object.keys(tag.attributes).join(' ')}`)
		.join('\n');

/** What a person reads, on one line: spaces collapsed, no-break spaces as spaces. */
export const words = (page: string): string =>
	decoded(
		body(page)
			.replace(/<title>[\s\S]*?<\/title>/, '')
			.replace(/<[^>]*>/g, ' '),
	)
		.replace(/[\s\u00a0]+/g, ' ')
		.replace(/ ([.,;:])/g, '$1')
		.trim();

/** What a browser would send: the address, and every field with what stands in it. */
export type Sent = {
	readonly action: string;
	readonly fields: readonly (readonly [name: string, value: string])[];
	/** Other addresses that its buttons send it to. */
	readonly buttons: readonly string[];
};

const attribute = (tag: string, name: string): string | undefined => {
	const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
	return found === undefined ? undefined : decoded(found);
};
const has = (tag: string, name: string): boolean => new RegExp(`\\s${name}(?=[\\s=>/]|$)`).test(tag.replace(/"[^"]*"/g, '""'));

const chosenIn = (inside: string): string => {
	const options = [...inside.matchAll(/<option([^>]*)>/g)].map(([, tag = '']) => tag);
	const chosen = options.find((tag) => has(tag, 'selected')) ?? options[0] ?? '';
	return attribute(chosen, 'value') ?? '';
};

const fieldsIn = (inside: string): (readonly [string, string])[] =>
	[...inside.matchAll(/<(input|select|textarea)([^>]*)>(?:([\s\S]*?)<\/\1>)?/g)].flatMap(([, kind, tag = '', text = '']) => {
		const name = attribute(tag, 'name');
		if (name === undefined || has(tag, 'disabled')) return [];
		if (kind === 'select') return [[name, chosenIn(text)] as const];
		if (kind === 'textarea') return [[name, decoded(text)] as const];
		const type = attribute(tag, 'type');
		if ((type === 'radio' || type === 'checkbox') && !has(tag, 'checked')) return [];
		return [[name, attribute(tag, 'value') ?? ''] as const];
	});

/** The forms of a page that post, as they would be sent untouched. */
export const forms = (page: string): readonly Sent[] =>
	[...page.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', inside = '']) => ({
		action: attribute(tag, 'action') ?? '',
		fields: fieldsIn(inside),
		buttons: [...inside.matchAll(/<button([^>]*)>/g)].flatMap(([, button = '']) => attribute(button, 'formaction') ?? []),
	}));
