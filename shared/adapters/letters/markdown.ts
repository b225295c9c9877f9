/** Markdown of a letter, parsed once and read twice. Only paragraphs, lists and emphasis: no links, images, HTML or code, whoever wrote the source. */
import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

export type Read = { readonly text: string; readonly html: string };

const textOf = (children: readonly Token[]): string =>
	children.map(({ type, content }) => (type === 'softbreak' ? ' ' : type === 'hardbreak' ? '\n' : content)).join('');

/** Paragraphs apart by an empty line, items with their dash or number. */
const plain = (tokens: readonly Token[]): string => {
	const paragraphs: string[] = [];
	let mark = '';
	for (const { type, info, children } of tokens) {
		if (type === 'list_item_open') mark = info === '' ? '- ' : `${info}. `;
		if (type !== 'inline') continue;
		paragraphs.push(mark + textOf(children ?? []));
		mark = '';
	}
	return paragraphs.join('\n\n');
};

const margin = 'margin:0 0 16px';

export const markdownReader = (Made: typeof MarkdownIt): ((markdown: string) => Read) => {
	const markdownIt = new Made('zero', { html: false }).enable(['escape', 'emphasis', 'list', 'newline']);
	const { rules } = markdownIt.renderer;
	rules.paragraph_open = (tokens, at) => (tokens[at]?.hidden ? '' : `<p style="${margin}">`);
	rules.bullet_list_open = () => `<ul style="${margin};padding-left:20px">`;
	rules.ordered_list_open = () => `<ol style="${margin};padding-left:24px">`;
	return (markdown) => {
		const tokens = markdownIt.parse(markdown, {});
		return { text: plain(tokens), html: markdownIt.renderer.render(tokens, markdownIt.options, {}) };
	};
};
