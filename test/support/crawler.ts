/** Follows every link of every page it is shown, by GET alone, as a search engine, a mail scanner or a link preview would. */
import { formsIn, type Shown, type Visitor } from './visitor.ts';

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

/** Addresses that a page or a mail leads to, and what its search forms would ask for. */
export const linksIn = (html: string, base: string): readonly string[] => {
	const written = [...html.matchAll(/\s(?:href|src)="([^"]*)"|;\s*url=([^"]+)"/gi)].map(([, to = '', refresh = '']) =>
		unescaped(to || refresh),
	);
	const searches = formsIn(html)
		.filter(({ method }) => method === 'GET')
		.map(
			({ action, fields }) => `${action}?${new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()}`,
		);
	return [...written, ...searches].flatMap((to) => {
		const url = URL.parse(to, base);
		if (url) url.hash = '';
		return url && /^https?:$/.test(url.protocol) ? [url.href] : [];
	});
};

const most = 600;

/** From these addresses on through everything of `origins`. All that was answered. */
export const crawl = async (visitor: Visitor, from: readonly string[], origins: readonly string[]): Promise<readonly Shown[]> => {
	const waiting = [...from];
	const known = new Set(waiting);
	const seen: Shown[] = [];
	for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
		const shown = await visitor.request(url);
		seen.push(shown);
		if (seen.length > most) throw new Error(`more than ${most} pages: the last is ${url}`);
		const to = shown.headers.get('location');
		for (const next of [...linksIn(shown.html, url), ...(to === null ? [] : [new URL(to, url).href])]) {
			if (known.has(next) || !origins.includes(new URL(next).origin)) continue;
			known.add(next);
			waiting.push(next);
		}
	}
	return seen;
};
