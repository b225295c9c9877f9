/** The frame of the sandbox's own pages: plain HTML forms, no JavaScript, fit for a phone. */
import { type Child, html } from '../../../../web/markup.ts';
import type { LocalAnswer } from '../../server.ts';

const style = `
:root { color-scheme: light; --ink: #1a1f36; --line: #d5dbe3; --go: #5145cd; --soft: #4f566b; --bad: #a41c4e }
* { box-sizing: border-box } body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff }
header { border-bottom: 3px solid var(--go); padding: .6rem 1rem; display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline }
header a { color: var(--ink) } header span, .soft { color: var(--soft) } main { max-width: 70rem; margin: 0 auto; padding: .5rem 1rem 4rem } main.narrow { max-width: 30rem }
h1 { font-size: 1.35rem; margin: .6rem 0 } h2 { font-size: 1.1rem; margin: 1.5rem 0 .4rem } a { color: var(--go) }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } tfoot th { font-size: 1.1rem } td form { display: inline }
fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: .5rem 1rem } legend { font-weight: 600 }
label { display: block; margin: .3rem 0 } label.check { display: flex; gap: .6rem; align-items: center; min-height: 2.75rem }
input[type=text], input[type=email], input[type=number], select { font: inherit; padding: .5rem; border: 1px solid #7a869a; border-radius: 6px; width: 100%; max-width: 26rem }
input[type=radio] { width: 1.2rem; height: 1.2rem; flex: none } button { font: inherit; min-height: 2.75rem; padding: .4rem 1.2rem; border-radius: 6px; border: 1px solid var(--go); background: #fff; color: var(--go); cursor: pointer }
button.go { background: var(--go); color: #fff; width: 100%; font-weight: 600 } td button { min-height: 2rem; padding: .1rem .7rem } form.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end }
.note { border-left: 4px solid var(--go); padding: .5rem .8rem; background: #f4f4fd } .bad { border-color: var(--bad); color: var(--bad); background: #fdf2f6 }
:focus-visible { outline: 3px solid var(--go); outline-offset: 2px } code { font-size: .85em; overflow-wrap: anywhere }`;

const headers = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	'x-frame-options': 'DENY',
	'referrer-policy': 'same-origin',
};
const frame = (title: string, header: Child, content: Child, narrow: boolean): string =>
	html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${title} · Stripe sandbox</title><style>${style}</style></head><body><header>${header}</header>
<main class="${narrow ? 'narrow' : 'broad'}"><h1>${title}</h1>${content}</main></body></html>`.toString();

/** A page of the sandbox itself, for whoever runs it. */
export const page = (title: string, content: Child, status = 200): LocalAnswer => ({
	status,
	headers,
	body: frame(
		title,
		html`<strong>Stripe sandbox</strong> <a href="/">Books</a> <a href="/events">Events</a> <a href="/faults">Faults and calls</a>`,
		content,
		false,
	),
});
/** A page a customer sees. `merchant` is who gets the money. */
export const customerPage = (title: string, merchant: string, content: Child, status = 200): LocalAnswer => ({
	status,
	headers,
	body: frame(title, html`<strong>${merchant}</strong> <span>Not Stripe: a sandbox. No money moves.</span>`, content, true),
});

export const seeOther = (location: string): LocalAnswer => ({ status: 303, headers: { location } });
export const notFound = (what: string): LocalAnswer => page('Not found', html`<p class="note bad">There is no such ${what}.</p>`, 404);
