/** The frame of the inbox's pages: plain HTML, one small stylesheet, no JavaScript. */
import { type Child, html } from '../../../../web/markup.ts';
import type { LocalAnswer } from '../../../sandbox/server.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 68%, transparent); --go: #6a3fa0; --link: light-dark(#5a2f90, #c9a9f5); }
* { box-sizing: border-box; } body { font: 15px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; border-bottom: 3px solid var(--go); margin-bottom: 1rem; padding-bottom: .3rem; }
header a { font-weight: 600; } a { color: var(--link); } header span, .soft { color: var(--soft); }
h1 { font-size: 1.35rem; margin: .6rem 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; } label { display: grid; font-size: .85rem; color: var(--soft); max-width: 100%; grid-template-columns: minmax(0, 1fr); }
input, select, button { font: inherit; padding: .35rem .6rem; max-width: 100%; } button { cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { color: var(--soft); } dd { margin: 0; }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); background: #fff; color-scheme: light; resize: vertical; } pre { white-space: pre-wrap; border: 1px solid var(--line); padding: .6rem .8rem; margin: 0; }
.note { border-left: 4px solid var(--go); padding: .4rem .8rem; background: color-mix(in srgb, var(--go) 12%, transparent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, iframe:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
@media (max-width: 40rem) { table.stacked thead { position: absolute; clip-path: inset(50%); } table.stacked tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; } table.stacked td { display: block; border: 0; padding: 0; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .3rem; } }`;

const headers = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	// Not no-referrer: with that a browser says `Origin: null` of the page's own forms, which no local server takes.
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'content-security-policy':
		"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** The note is what just happened, or why it did not. */
export const page = (title: string, content: Child, note: string | null = null, status = 200): LocalAnswer => ({
	status,
	headers,
	body: html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${title} · Local inbox</title><style>${style}</style></head><body>
<header><a href="/inbox">Inbox</a><a href="/switches">Switches and lists</a><span>Stands in for SES: no mail leaves this machine.</span></header>
<main><h1>${title}</h1>${note === null ? null : html`<p class="note" role="status">${note}</p>`}${content}</main></body></html>`.toString(),
});

/** To the minute, UTC. */
export const time = (instant: string): Child => html`<time datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')}</time>`;

/** After a change the page is shown again, with what was done. */
export const back = (to: string, note: string): LocalAnswer => ({
	status: 303,
	headers: { location: `${to}?note=${encodeURIComponent(note)}` },
});

export const missing = (what: string): LocalAnswer => page('Not found', html`<p>There is no such ${what}.</p>`, null, 404);
