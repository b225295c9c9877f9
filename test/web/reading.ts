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
