/** The frame of the sandbox's pages: plain HTML, one small stylesheet, no JavaScript. */
import { html } from 'hono/html';

export type Html = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 65%, transparent); --go: #1a6d2c; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
header { display: flex; gap: 1rem; align-items: baseline; border-bottom: 3px solid var(--go); margin-bottom: 1rem; }
header a { color: inherit; text-decoration: none; font-weight: 600; } header span, .soft { color: var(--soft); }
h1 { font-size: 1.35rem; margin: .6rem 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .4rem 0; } label { display: grid; font-size: .85rem; color: var(--soft); }
input, select, button { font: inherit; padding: .25rem .5rem; } button { cursor: pointer; } button.go { background: var(--go); color: #fff; border: 0; border-radius: 4px; padding: .4rem .9rem; }
.note { border-left: 4px solid var(--go); padding: .4rem .8rem; background: color-mix(in srgb, var(--go) 10%, transparent); }`;

/** The note is what just happened, or why it did not. */
export const page = (title: string, content: Html | Html[], note: string | null = null): string =>
	String(html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · QuickBooks sandbox</title><style>${style}</style></head><body>
<header><a href="/">QuickBooks sandbox</a><span>not Intuit’s: a local stand-in that keeps its own books</span></header>
<main><h1>${title}</h1>${note === null ? '' : html`<p class="note" role="status">${note}</p>`}${content}</main></body></html>`);
